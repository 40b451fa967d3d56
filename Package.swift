// swift-tools-version: 6.2
import PackageDescription

// Targets are listed in the order of their layers: each may depend only on those above it.
// `Tests/ArchitectureTests` reads every `import` line and fails on an upward one.
let package = Package(
  name: "quorate",
  platforms: [.macOS(.v15)],
  products: [
    // `Secp256k1Signing` is part of it because its verifier is what the library is called with.
    .library(name: "Quorate", targets: ["Quorate", "Secp256k1Signing"]),
    .executable(name: "quorate", targets: ["quorate"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CSecp256k1", pkgConfig: "libsecp256k1",
      providers: [.apt(["libsecp256k1-dev"]), .brew(["secp256k1"])]),

    .target(name: "CanonicalEncoding", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
    .target(
      name: "Signing",
      dependencies: ["CanonicalEncoding", .product(name: "Crypto", package: "swift-crypto")]),
    .target(name: "Voting", dependencies: ["CanonicalEncoding", "Signing"]),
    .target(name: "ChainState", dependencies: ["CanonicalEncoding", "Signing", "Voting"]),
    .target(name: "TransparencyLog", dependencies: ["CanonicalEncoding", "Signing"]),
    .target(name: "SafetyProtocol", dependencies: ["CanonicalEncoding"]),
    .target(
      name: "Governance", dependencies: ["CanonicalEncoding", "Signing", "Voting", "SafetyProtocol"]),
    .target(
      name: "Ledger",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "SafetyProtocol", "Governance",
      ]),
    .target(
      name: "DeploymentGate",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "SafetyProtocol", "Governance", "Ledger",
      ]),
    .target(
      name: "Quorate",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "SafetyProtocol", "Governance", "Ledger",
        "DeploymentGate",
      ]),

    .target(
      name: "Secp256k1Signing", dependencies: ["CSecp256k1", "CanonicalEncoding", "Signing"]),
    .target(
      name: "SQLiteStorage",
      dependencies: [
        "CanonicalEncoding", "TransparencyLog", "Ledger", "Quorate",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(
      name: "DocumentFiles",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "SafetyProtocol", "Governance", "Ledger",
        "DeploymentGate", "Quorate",
        .product(name: "Yams", package: "Yams"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      // Read into the command itself, so that it needs no files beside it.
      resources: [
        .embedInCode("Presets/ai-safety.yaml"),
        .embedInCode("Presets/akash.yaml"),
        .embedInCode("Presets/aragon.yaml"),
        .embedInCode("Presets/asi-alliance.yaml"),
        .embedInCode("Presets/bittensor-referenda.yaml"),
        .embedInCode("Presets/bittensor-senate.yaml"),
        .embedInCode("Presets/compound.yaml"),
        .embedInCode("Presets/cosmos.yaml"),
        .embedInCode("Presets/cosmos-expedited.yaml"),
        .embedInCode("Presets/cosmos-next.yaml"),
        .embedInCode("Presets/fetch.yaml"),
        .embedInCode("Presets/house-of-stake.yaml"),
        .embedInCode("Presets/moloch.yaml"),
        .embedInCode("Presets/nns.yaml"),
        .embedInCode("Presets/ocean-dao.yaml"),
        .embedInCode("Presets/opengov.yaml"),
        .embedInCode("Presets/openzeppelin.yaml"),
        .embedInCode("Presets/realms.yaml"),
        .embedInCode("Presets/render.yaml"),
        .embedInCode("Presets/singularitynet.yaml"),
        .embedInCode("Presets/snapshot.yaml"),
        .embedInCode("Presets/snapshot-x.yaml"),
        .embedInCode("Presets/sns.yaml"),
        .embedInCode("Presets/sputnik.yaml"),
        .embedInCode("Presets/token-majority.yaml"),
        .embedInCode("Presets/ve-ocean.yaml"),
      ]),
    .target(
      name: "HTTPService",
      dependencies: [
        "CanonicalEncoding",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "quorate",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "ChainState", "TransparencyLog", "SafetyProtocol",
        "Governance", "Ledger",
        "DeploymentGate", "Quorate", "Secp256k1Signing", "SQLiteStorage", "DocumentFiles", "HTTPService",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Tests. `QuorateTesting` holds builders, sample DAOs and the suites that every adapter must pass.
    .target(
      name: "QuorateTesting",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "ChainState", "TransparencyLog", "SafetyProtocol",
        "Governance", "Ledger",
        "DeploymentGate", "Quorate", "Secp256k1Signing", "SQLiteStorage", "DocumentFiles",
      ], path: "Tests/QuorateTesting"),
    .testTarget(
      name: "CanonicalEncodingTests",
      dependencies: [
        "CanonicalEncoding", "QuorateTesting", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .testTarget(
      name: "SigningTests",
      dependencies: ["CanonicalEncoding", "Signing", "Secp256k1Signing", "QuorateTesting"]),
    .testTarget(
      name: "TransparencyLogTests",
      dependencies: ["CanonicalEncoding", "Signing", "TransparencyLog", "QuorateTesting"]),
    .testTarget(
      name: "VotingTests", dependencies: ["CanonicalEncoding", "Signing", "Voting", "QuorateTesting"]),
    .testTarget(
      name: "ChainStateTests",
      dependencies: ["CanonicalEncoding", "Signing", "Voting", "ChainState", "QuorateTesting"]),
    .testTarget(
      name: "SafetyProtocolTests", dependencies: ["CanonicalEncoding", "SafetyProtocol", "QuorateTesting"]),
    .testTarget(
      name: "GovernanceTests",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "SafetyProtocol", "Governance", "DocumentFiles",
        "QuorateTesting",
      ]),
    .testTarget(
      name: "LedgerTests",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "Governance", "Ledger", "Quorate",
        "Secp256k1Signing", "QuorateTesting",
      ]),
    .testTarget(
      name: "DeploymentGateTests",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "SafetyProtocol", "Governance", "Ledger",
        "DeploymentGate", "Quorate", "Secp256k1Signing", "DocumentFiles", "QuorateTesting",
      ]),
    .testTarget(
      name: "QuorateTests",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "Governance", "Ledger", "DeploymentGate",
        "Quorate", "Secp256k1Signing", "SQLiteStorage", "DocumentFiles", "QuorateTesting",
      ]),
    .testTarget(
      name: "StorageTests",
      dependencies: [
        "CanonicalEncoding", "TransparencyLog", "Ledger", "Quorate", "SQLiteStorage", "DocumentFiles",
        "QuorateTesting", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "DocumentFilesTests",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "SafetyProtocol", "Governance", "Ledger",
        "Quorate", "DocumentFiles", "QuorateTesting",
      ]),
    .testTarget(
      name: "HTTPServiceTests",
      dependencies: [
        "HTTPService", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .testTarget(
      name: "CommandTests",
      dependencies: ["CanonicalEncoding", "ChainState", "QuorateTesting", "quorate"]),
    .testTarget(name: "ArchitectureTests", dependencies: ["QuorateTesting"]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "SafetyProtocol", "Governance", "Ledger",
        "DeploymentGate", "Secp256k1Signing", "DocumentFiles", "QuorateTesting",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // Benchmarks: `make bench`. The loop in C is the reference that audits are measured against.
    .target(
      name: "RecoverLoop", dependencies: ["CSecp256k1"], path: "Tests/Benchmarks/RecoverLoop"),
    .executableTarget(
      name: "quorate-bench",
      dependencies: [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "SafetyProtocol", "Governance", "Ledger",
        "DeploymentGate", "Quorate", "Secp256k1Signing", "SQLiteStorage", "DocumentFiles", "QuorateTesting",
        "RecoverLoop",
      ], path: "Tests/Benchmarks/Program"),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.name != "RecoverLoop" {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
  ]
}
