internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import TransparencyLog

extension LogCommand {
  /// `quorate log witness`.
  struct Witness: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "witness", abstract: "The witnesses of this log.",
      subcommands: [List.self, Add.self, Remove.self, Sync.self], defaultSubcommand: List.self)
  }
}

extension LogCommand.Witness {
  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Who the witnesses are, and what they have cosigned.",
      discussion: "quorate log witness")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let witnesses = try Witnesses(session)
      // A note that does not verify under the policy any more says nothing about these witnesses.
      let newest = try? witnesses.newest()
      let lines = newest?.cosignatures ?? []
      let rows = witnesses.policy.witnesses.map { witness -> [String] in
        let line = lines.last { $0.key == witness.key }
        return [
          Witnesses.name(of: witness), Format.safe(witness.key.name), Format.safe(witness.address ?? "–"),
          line.flatMap { $0.instant?.sentence } ?? "–",
        ]
      }
      var text = Format.table(["NAME", "KEY", "ADDRESS", "COSIGNED"], rows, forTerminal: Terminal.isOutput)
      if Terminal.isOutput {
        text += "\n\nneeds \(witnesses.policy.words)\npolicy \(witnesses.policy.hash)"
        text +=
          newest.map {
            "\nwitnessed: "
              + Format.number(Int(clamping: $0.checkpoint.size), "entry", plural: "entries")
          }
          ?? "\nnothing is witnessed yet;  quorate log witness sync"
      }
      return Answer(
        schema: "quorate.witnesses/1", data: WitnessWords.json(witnesses.policy, newest), text: text,
        brief: witnesses.policy.hash.description, warnings: session.warnings)
    }
  }

  struct Add: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Name a witness.",
      discussion: """
        quorate log witness add uni witness.uni.example/quorate+1c9fe0aa+BJ… https://witness.uni.example

        Writes witnesses.policy. More than half of the witnesses have to cosign, unless --needs says otherwise. The
        witness must be told to watch this log: give its operator the log's keys.
        """)
    @Argument(help: "What to call it in the policy.") var name: String
    @Argument(help: "Its verifier key.") var verifierKey: String
    @Argument(help: "Where it takes checkpoints: http or https.") var address: String
    @Option(help: "How many witnesses have to cosign.") var needs: Int?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
        throw Failure(.usage, "service.url", "the address begins with https:// or http://")
      }
      let added = WitnessPolicy.Witness(
        name: ByteString(utf8: name), key: try TypedKey.read(verifierKey), address: address)
      return try await PolicyEditing.edit(options, needs: needs) { witnesses in
        guard !witnesses.contains(where: { $0.key == added.key || $0.name == added.name }) else {
          throw Failure(
            .conflict, "witness.exists", "a witness is named \(Format.safe(name)) or has this key already",
            hint: "quorate log witness")
        }
        return witnesses + [added]
      }
    }
  }

  struct Remove: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Name a witness no longer.",
      discussion: """
        quorate log witness remove uni

        Shows it the newest checkpoint first. It is asked what it knows of the log from then on as well, where it can be: a
        copy from when it was named would ask nobody else.
        """)
    @Argument(help: "What it is called in the policy.") var name: String
    @Option(help: "How many witnesses have to cosign.") var needs: Int?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      try await PolicyEditing.edit(options, needs: needs) { witnesses in
        let rest = witnesses.filter { $0.name != ByteString(utf8: name) }
        guard rest.count < witnesses.count else {
          throw Failure(
            .notFound, "witness.unknown", "no witness is called \(Format.safe(name))",
            hint: "quorate log witness")
        }
        return rest
      }
    }
  }
}

/// How commands write a policy and what was cosigned under it.
enum WitnessWords {
  /// What is wrong with a policy that can be satisfied twice; `nil` where it cannot.
  static func split(_ policy: WitnessPolicy) -> String? {
    guard policy.canBeSplit else { return nil }
    return
      "two sets of its witnesses that share none are each enough (\(policy.words)), so two different logs can both be "
      + "vouched for, and a command that signs has to ask nearly all of them; let more than half be needed"
  }

  /// The notes that go with a policy.
  static func warnings(_ policy: WitnessPolicy) -> [Answer.Warning] {
    split(policy).map { [Answer.Warning(code: "W007", message: "the policy of witnesses: \($0)")] } ?? []
  }

  static func json(
    _ policy: WitnessPolicy, _ witnessed: WitnessedCheckpoint?, results: [WitnessRound.Result] = [],
    entry: UInt64? = nil
  ) -> JSONValue {
    func instant(_ value: Timepoint?) -> JSONValue { value.map { .string($0.description) } ?? .null }
    let lines = witnessed?.cosignatures ?? []
    return .members([
      "entry": entry.map { .integer($0) } ?? .null, "freshness": instant(witnessed?.freshness),
      "needs": .string(policy.words),
      "policy": .string(policy.hash.description),
      "root": witnessed.map { .string($0.checkpoint.root.description) } ?? .null,
      "size": witnessed.map { .integer($0.checkpoint.size) } ?? .null, "time": instant(witnessed?.time),
      "witnessed": .bool(witnessed != nil),
      "witnesses": .array(
        policy.witnesses.map { witness in
          let failure = results.lazy.compactMap { result -> ExchangeFailure? in
            guard result.witness == witness, case .failure(let failure) = result.outcome else { return nil }
            return failure
          }.first
          return .members([
            "address": witness.address.map { .string($0) } ?? .null,
            "code": failure.map { .string($0.code) } ?? .null,
            "cosigned": instant(lines.last { $0.key == witness.key }?.instant),
            "key": .string(witness.key.description),
            "message": failure.map { .string($0.message) } ?? .null,
            "name": .string(Witnesses.name(of: witness)),
          ])
        }),
    ])
  }
}

/// Changes the plain policy in a workspace's file.
enum PolicyEditing {
  static func edit(
    _ options: GlobalOptions, needs: Int?,
    _ change: ([WitnessPolicy.Witness]) throws -> [WitnessPolicy.Witness]
  ) async throws -> Answer {
    let session = try Session(options)
    let standing = try Witnesses.draft(of: session)
    if let standing, standing.plainThreshold == nil {
      throw Failure(
        .conflict, "policy.notPlain",
        "witnesses.policy has groups or comments of its own; edit it with an editor")
    }
    let witnesses = try change(standing?.witnesses ?? [])
    let farewell = try await farewell(to: standing?.witnesses ?? [], staying: witnesses, session)
    guard !witnesses.isEmpty else {
      try FileManager.default.removeItem(atPath: session.layout.witnesses)
      return Answer(
        schema: "quorate.witnesses/1", data: .members(["witnesses": .array([])]),
        text: farewell + "No witness is named any more.", brief: "", warnings: session.warnings)
    }
    let policy = try WitnessPolicy.of(
      witnesses, needs: needs ?? WitnessPolicy.majority(of: witnesses.count))
    try DurableFile.write(policy.bytes, to: session.layout.witnesses)
    // A log from before this machine took notes: what it signed then, no witness could tell.
    if standing == nil { try SignedLog(session).note() }
    try SignedLog(session).remember(witnesses)
    var text = farewell + "witnesses.policy needs \(policy.words)\npolicy \(policy.hash)\n"
    text += "Each watches this log once its operator knows the log's keys:\n"
    if let named = try Witnesses.named(in: session), named != policy.hash {
      text += "The charter names the policy \(named); this one is a draft until an amendment names it.\n"
    }
    try session.documents.keep(policy.bytes)
    text += try session.logKeys().latest.keys.map { "  quorate witness trust DIR '\($0)'" }.joined(
      separator: "\n")
    return Answer(
      schema: "quorate.witnesses/1", data: WitnessWords.json(policy, nil), text: text,
      brief: policy.hash.description, warnings: session.warnings + WitnessWords.warnings(policy))
  }

  /// Shows those who leave the newest checkpoint, and says so; they are remembered.
  private static func farewell(
    to standing: [WitnessPolicy.Witness], staying: [WitnessPolicy.Witness], _ session: Session
  ) async throws -> String {
    try SignedLog(session).remember(standing)
    let leaving = standing.filter { old in !staying.contains { $0.key.publicKey == old.key.publicKey } }
    return try await Witnesses.tell(leaving, in: session).map { result -> String in
      let name = Witnesses.name(of: result.witness)
      return switch result.outcome {
      case .success: "\(name) leaves, and has cosigned the newest checkpoint\n"
      case .failure(let failure):
        "\(name) leaves without having cosigned the newest checkpoint: \(Format.safe(failure.message))\n"
      }
    }.joined()
  }
}
