import Testing

/// Dependencies point downwards only.
@Suite struct ImportDirectionTests {
  /// The targets without clock, randomness, files and concurrency, in the order of their layers.
  static let pure = [
    "CanonicalEncoding", "Signing", "Voting", "ChainState", "TransparencyLog", "SafetyProtocol", "Governance",
    "Ledger", "DeploymentGate",
  ]

  /// What each target may import: targets below it, and the libraries that are its business alone.
  static let allowed: [String: Set<String>] = {
    let core = pure + ["Quorate"]
    var table: [String: Set<String>] = [
      "CanonicalEncoding": ["Crypto", "Foundation"],
      "Signing": ["CanonicalEncoding", "Crypto"],
      "Voting": ["CanonicalEncoding", "Signing"],
      "ChainState": ["CanonicalEncoding", "Signing", "Voting"],
      "TransparencyLog": ["CanonicalEncoding", "Signing"],
      "SafetyProtocol": ["CanonicalEncoding"],
      "Governance": ["CanonicalEncoding", "Signing", "Voting", "SafetyProtocol"],
      "Ledger": [
        "CanonicalEncoding", "Signing", "Voting", "TransparencyLog", "SafetyProtocol", "Governance",
      ],
      "DeploymentGate": Set(pure.dropLast()),
      "Quorate": Set(pure + ["Synchronization"]),
      "Secp256k1Signing": ["CSecp256k1", "CanonicalEncoding", "Signing"],
      "SQLiteStorage": [
        "CanonicalEncoding", "TransparencyLog", "Ledger", "Quorate", "GRDB", "GRDBSQLite", "Foundation",
        "Glibc",
        "Synchronization",
      ],
    ]
    table["DocumentFiles"] = Set(
      core + ["Yams", "Crypto", "CryptoExtras", "Foundation", "Glibc", "Synchronization"])
    table["HTTPService"] = [
      "CanonicalEncoding", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "AsyncHTTPClient", "HTTPTypes",
      "Logging", "NIOCore", "NIOHTTP1", "NIOHTTPTypes", "NIOSSL", "Synchronization",
    ]
    table["quorate"] = Set(
      core + [
        "Secp256k1Signing", "SQLiteStorage", "DocumentFiles", "HTTPService", "ArgumentParser", "Foundation",
        "Glibc", "Synchronization",
      ])
    return table
  }()

  @Test func `every import points downwards`() throws {
    let files = try SourceFile.all(below: "Sources")
    #expect(files.count > 100)
    for file in files {
      for (module, line) in file.imports {
        #expect(
          Self.allowed[file.target]?.contains(module) == true, "\(file.path):\(line) imports \(module)")
      }
    }
  }

  @Test func `Foundation enters the pure core in one file only`() throws {
    let pure = Set(Self.pure)
    let files = try SourceFile.all(below: "Sources").filter { pure.contains($0.target) }
    let users = files.filter { $0.imports.contains { $0.module == "Foundation" } }.map(\.path)
    #expect(users == ["Sources/CanonicalEncoding/DisplayText.swift"])
  }

  @Test func `the pure core has no clock, randomness, output, concurrency or floating point`() throws {
    let pure = Set(Self.pure)
    let forbidden = [
      "Date()", "random(", "RandomNumberGenerator", "print(", "FileManager", " async ", "await ", "Double",
      "Float",
      "try!", "fatalError(", "JSONEncoder", "JSONDecoder",
    ]
    for file in try SourceFile.all(below: "Sources") where pure.contains(file.target) {
      for (number, line) in file.lines.enumerated() where !line.contains("//") {
        for word in forbidden where line.contains(word) {
          // The arithmetic of Snapshot is reproduced in this folder and nowhere else.
          if word == "Double", file.path.hasPrefix("Sources/Voting/Snapshot/") { continue }
          Issue.record("\(file.path):\(number + 1) uses \(word)")
        }
      }
    }
  }

  @Test func `unsafe access stays with the bytes and the C library`() throws {
    // CanonicalEncoding reads words out of byte buffers (docs/decisions/0012); no rule of the domain does.
    let users = try SourceFile.all(below: "Sources").filter { file in
      file.lines.contains { $0.contains("unsafe ") && !$0.contains("//") }
    }
    let targets = Set(users.map(\.target))
    #expect(
      targets.isSubset(of: [
        "CanonicalEncoding", "Secp256k1Signing", "SQLiteStorage", "DocumentFiles", "quorate",
      ]))
  }

  @Test func `a C library is imported by one target`() throws {
    for (library, target) in [("CSecp256k1", "Secp256k1Signing"), ("GRDBSQLite", "SQLiteStorage")] {
      let importers = try SourceFile.all(below: "Sources").filter { file in
        file.imports.contains { $0.module == library }
      }
      #expect(Set(importers.map(\.target)) == [target])
    }
  }
}
