internal import SQLiteStorage
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

/// `quorate delegate`.
struct DelegateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delegate", abstract: "Lend your power to a delegate, take it back, see who lends to whom.",
    subcommands: [Set.self, Revoke.self, List.self])

  struct Set: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lend your whole power.",
      discussion: """
        quorate delegate set 0x5290…9EE7
        quorate delegate set bea --topic models --until 2027-06-01

        It counts for proposals submitted afterwards. Your own vote always comes first.
        """)
    @Argument(help: "An account or the name of one of your keys.") var who: String
    @Option(help: "Only for this topic of the charter.") var topic = DelegationStatement.everyTopic
    @Option(help: "Until this instant.") var until: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let delegate = try session.account(who)
      let expires = try until.map(TimeArgument.instant)
      let signed = try await Writing.submit(in: session, summary: { Delegations.summary($0) }) {
        preparing, signer in
        try preparing.delegation(.lend, to: delegate, topic: topic, expires: expires ?? .latest, by: signer)
      }
      let scope = topic == DelegationStatement.everyTopic ? "all topics" : "\"\(topic)\""
      return Delegations.answer(
        signed,
        text: "\(delegate.display) now votes with your power on \(scope) (entry \(signed.receipt.index)).\n"
          + "It counts for proposals submitted from now on; your own vote always comes first.",
        brief: delegate.display, session)
    }
  }

  struct Revoke: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take your power back.", discussion: "quorate delegate revoke --topic models")
    @Option(help: "The topic it was lent for.") var topic = DelegationStatement.everyTopic
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let signer = try Session.keys.entry(try Session.keyName(options)).account
      let standing = try session.chamber.read { view in
        try view.delegations(of: signer).last { $0.topic == topic }
      }
      guard let standing, standing.deed == .lend else { throw AdmissionRefusal.delegationNone }
      let signed = try await Writing.submit(in: session, summary: { Delegations.summary($0) }) {
        preparing, signer in
        try preparing.delegation(
          .revoke, to: standing.delegate, topic: topic, expires: standing.expires, by: signer)
      }
      return Delegations.answer(
        signed, text: "Taken back from \(standing.delegate.display) (entry \(signed.receipt.index)).",
        brief: standing.delegate.display, session)
    }
  }

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the delegations that count for a proposal submitted now.",
      discussion: "quorate delegate list")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let now = try session.now()
      var rows: [(delegator: AccountKey, record: DelegationRecord)] = []
      try session.chamber.read { view in
        var newest: [String: (AccountKey, DelegationRecord)] = [:]
        for (key, value) in try view.records.records(.delegation) {
          guard let delegator = AccountKey(record: key.partition) else { continue }
          let record = try DelegationRecord(bytes: value)
          newest["\(delegator.text) \(record.topic)"] = (delegator, record)
        }
        rows = newest.sorted { $0.key < $1.key }.map(\.value).filter { $0.1.lends(at: now) }
      }
      let cells = rows.map { row in
        [
          row.delegator.display, row.record.delegate.display, row.record.topic,
          row.record.expires == .latest ? "" : "until \(row.record.expires)",
        ]
      }
      return Answer(
        schema: "quorate.delegations/1",
        data: .array(
          rows.map { row in
            .members([
              "delegate": .string(row.record.delegate.display), "delegator": .string(row.delegator.display),
              "entry": .integer(row.record.index),
              "expires": row.record.expires == .latest ? .null : .string(row.record.expires.description),
              "topic": .string(row.record.topic),
            ])
          }),
        text: cells.isEmpty
          ? "no delegations"
          : Format.table(["FROM", "TO", "TOPIC", ""], cells, forTerminal: Terminal.isOutput),
        brief: String(cells.count), warnings: session.warnings)
    }
  }
}

/// What the delegation commands share.
enum Delegations {
  static func summary(_ statement: Statement) -> String {
    guard case .delegation(let delegation) = statement else { return "" }
    let verb = delegation.deed == .lend ? "lend your whole power to" : "take your power back from"
    return
      "\(Format.safe(delegation.header.daoName)): you \(verb) \(delegation.delegate.display), topic \(delegation.topic)"
  }

  static func answer(_ signed: Writing.Signed, text: String, brief: String, _ session: Session) -> Answer {
    guard case .delegation(let delegation) = signed.statement else {
      return Answer(schema: "quorate.delegation/1", data: .null, text: "", brief: "")
    }
    return Answer(
      schema: "quorate.delegation/1",
      data: .members([
        "action": .string(delegation.deed.rawValue), "delegate": .string(delegation.delegate.display),
        "delegator": .string(delegation.header.signer.display), "entry": .integer(signed.receipt.index),
        "expires": delegation.expires == .latest ? .null : .string(delegation.expires.description),
        "receipt": .string(signed.path), "topic": .string(delegation.topic),
      ]),
      text: text + "\nReceipt \(signed.path)", brief: brief, warnings: session.warnings)
  }
}
