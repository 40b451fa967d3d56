internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import HTTPService
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// `quorate witness`.
struct WitnessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witness", abstract: "Be a witness of other people's logs.",
    subcommands: [Start.self, Trust.self, Show.self, Serve.self])

  struct Start: AnsweringCommand {
    static let configuration = CommandConfiguration(
      commandName: "init", abstract: "Make a witness: a key, and a folder for what it will cosign.",
      discussion: """
        quorate witness init witness --name witness.example/quorate

        The name is an address without a scheme that will always mean this witness. Its key stays in the folder, in a
        file that only you can read; a witness whose folder is lost or copied is no witness any more.
        """)
    @Argument(help: "The folder.") var folder: String
    @Option(help: "The name in its lines, such as witness.example/quorate.") var name: String
    @Option(
      name: .customLong("rehearsal-clock"),
      help: "Take the time from the clock file of a rehearsal; what it cosigns proves nothing.")
    var clock: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let witness = WitnessFolder(root: folder)
      let seed = SystemRandomness().bytes(32)
      guard name.utf8.count <= 255, name.utf8.allSatisfy({ 0x21...0x7e ~= $0 }), !name.contains("://"),
        let key = try? Ed25519CosignatureSigner(name: name, seed: seed).key
      else {
        throw Failure(.usage, "note.badName", "a name such as witness.example/quorate, without a scheme")
      }
      if let clock, try FilePresence.kind(at: clock) != .file {
        throw Failure(
          .notFound, "file.missing", "there is no clock file \(Format.safe(clock))",
          hint: "the one of a rehearsal: DIR/.quorate/clock")
      }
      try witness.make(.init(name: name, clock: clock), seed: seed) {
        _ = try SQLiteWitnessStore(path: $0, isNew: true)
      }
      return Answer(
        schema: "quorate.witness/1",
        data: .members(["folder": .string(folder), "key": .string(key.description), "name": .string(name)]),
        text: """
          Made a witness in \(Format.safe(folder))
            key  \(key)
          Next:  quorate witness trust \(Format.safe(folder)) 'LOG KEY'   ·   quorate witness serve \(Format.safe(folder))
          """, brief: key.description)
    }
  }

  struct Trust: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Watch a log.",
      discussion: """
        quorate witness trust witness 'dao.example/quorate/a173…+047ac3c6+AQ…'

        quorate witness trust witness --key-history helios.keys

        A log is known by its keys. Where it has several, one that signs is enough. A log that has changed its keys
        hands you their history (log key show -o): from then on the old ones are good for nothing new. A running
        witness has to be started again.
        """)
    @Argument(help: "The witness's folder.") var folder: String
    @Argument(help: "Keys of the log.") var logKey: [String] = []
    @Option(name: .customLong("key-history"), help: "The history of a log's keys.") var keyHistory: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let witness = WitnessFolder(root: folder)
      _ = try witness.identity()
      guard !logKey.isEmpty || keyHistory != nil else {
        throw Failure(.usage, "usage", "name a key of the log, or the history of its keys")
      }
      try witness.watch(try logKey.map(TypedKey.read))
      if let keyHistory { try Self.follow(keyHistory, witness) }
      let names = Set(try witness.logKeys().map(\.name)).sorted()
      return Answer(
        schema: "quorate.witness/1", data: .members(["logs": .array(names.map { .string($0) })]),
        text: "Watches " + names.map { Format.safe($0) }.joined(separator: ", "), brief: String(names.count))
    }

    /// Keeps a history that tells of more changes than the one that is known of the same log, and takes no other.
    private static func follow(_ file: String, _ witness: WitnessFolder) throws {
      let (history, _, chain) = try KnownLogKeys.read(file)
      let known = try witness.keyHistories().map { try KnownLogKeys.verified($0).chain }
        .first { $0.origin.utf8.elementsEqual(chain.origin.utf8) }
      guard let known, try !chain.goesOn(from: known) else {
        try witness.keep(history, of: chain.origin)
        return try witness.watch(chain.latest.keys)
      }
      try witness.watch(known.latest.keys)
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "The witness's key, and what it cosigned last for each log.",
      discussion: "quorate witness show witness")
    @Argument(help: "The witness's folder.") var folder: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let witness = WitnessFolder(root: folder)
      let identity = try witness.identity()
      let key = try Ed25519CosignatureSigner(name: identity.name, seed: try witness.seed()).key
      let store = try SQLiteWitnessStore(path: witness.store)
      let names = Set(try witness.logKeys().map(\.name)).sorted()
      let logs = try names.map { name in
        let state = try store.latest(of: name)?.state
        return (
          origin: name, size: state?.size, cosigned: state.map { Timepoint(seconds: $0.time) },
          forks: try store.evidence(of: name).count,
          unproven: try store.evidence(of: WitnessRecord.unproven(name)).count
        )
      }
      let rows = logs.map { log in
        [
          Format.safe(log.origin), log.size.map { String($0) } ?? "–", log.cosigned?.sentence ?? "–",
          String(log.forks),
        ]
      }
      let table = Format.table(["LOG", "SIZE", "COSIGNED", "FORKS"], rows, forTerminal: Terminal.isOutput)
      return Answer(
        schema: "quorate.witness/1",
        data: .members([
          "key": .string(key.description),
          "logs": .array(
            logs.map { log in
              .members([
                "cosigned": log.cosigned.map { .string($0.description) } ?? .null,
                "forks": .integer(log.forks), "origin": .string(log.origin),
                "size": log.size.map { .integer($0) } ?? .null, "unproven": .integer(log.unproven),
              ])
            }), "name": .string(identity.name),
        ]), text: "\(key)\n\(Terminal.isOutput ? "\n" : "")\(table)", brief: key.description)
    }
  }

  struct Serve: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Cosign checkpoints until stopped.",
      discussion: """
        quorate witness serve witness
        quorate witness serve witness --listen 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem

        Speaks C2SP tlog-witness: POST /add-checkpoint, and GET /<SHA-256 of a log's name>/checkpoint.
        """)
    @Argument(help: "The witness's folder.") var folder: String
    @Option(help: "Where to listen.") var listen = "127.0.0.1:7380"
    @OptionGroup var tls: TLSOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let witness = WitnessFolder(root: folder)
      let identity = try witness.identity()
      let signer = try Ed25519CosignatureSigner(name: identity.name, seed: try witness.seed())
      let clock: any TimeSource = identity.clock.map { SimulatedClock(path: $0) } ?? SystemClock()
      let keys = try witness.logKeys()
      let running = CheckpointWitness(
        store: try SQLiteWitnessStore(path: witness.store), logKeys: keys,
        chains: try witness.keyHistories().map { try KnownLogKeys.verified($0).chain }, signer: signer,
        curves: LogCurves(Secp256k1Verifier()), clock: clock)
      let service = try HTTPService(
        routes: Self.routes(of: running), at: try ServiceAddress(listen), tls: try tls.read())
      let scheme = tls.isGiven ? "https" : "http"
      let count = Format.number(Set(keys.map(\.name)).count, "log")
      try await service.run { address in
        Terminal.write("Listening at \(scheme)://\(address) as \(signer.key) for \(count)\n", to: 2)
      }
      return Answer(
        schema: "quorate.witness/1", data: .members(["name": .string(identity.name)]), text: "Stopped.",
        brief: "")
    }

    private static func routes(of witness: CheckpointWitness<SQLiteWitnessStore>) -> [ServiceRoute] {
      @Sendable func response(_ answer: CheckpointWitness<SQLiteWitnessStore>.Answer) -> ServiceResponse {
        ServiceResponse(answer.status, answer.contentType, answer.body)
      }
      return [
        ServiceRoute(.post, "/add-checkpoint", bodyLimit: CosigningRequest.sizeLimit) {
          response(witness.add($0.body))
        },
        ServiceRoute(.get, "/{log}/checkpoint") {
          response(witness.latest(hash: $0.parameters["log"] ?? ""))
        },
        ServiceRoute(.get, "/healthz") { _ in .text(200, "ok") },
      ]
    }
  }
}

/// The certificate of a service.
struct TLSOptions: ParsableArguments {
  @Option(name: .customLong("tls-cert"), help: "The certificate chain, as PEM.") var certificate: String?
  @Option(name: .customLong("tls-key"), help: "Its key, as PEM, in a file with mode 0600.") var key: String?

  /// Whether there is to be TLS.
  var isGiven: Bool { certificate != nil || key != nil }

  /// Reads both files; `nil` where neither was named.
  /// - Parameter mounted: Takes the key as clusters mount it: as a link, and readable by a group.
  func read(mounted: Bool = false) throws -> ServiceTLS? {
    switch (certificate, key) {
    case (nil, nil): return nil
    case (let certificate?, let key?):
      return ServiceTLS(
        certificateChain: try Files.read(certificate, limit: 1 << 20),
        privateKey: mounted ? try DurableFile.readMounted(key) : try DurableFile.readSecret(key))
    default: throw Failure(.usage, "service.tls", "--tls-cert and --tls-key belong together")
    }
  }
}
