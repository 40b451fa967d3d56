internal import SQLiteStorage
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing
internal import Voting

/// `quorate delegate`.
struct DelegateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delegate", abstract: "Lend your power to a delegate, take it back, see who lends to whom.",
    subcommands: [Set.self, Revoke.self, List.self])

  struct Set: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lend your power, or a part of it, or follow somebody.",
      discussion: """
        quorate delegate set 0x5290…9EE7
        quorate delegate set bea --topic models --until 2027-06-01
        quorate delegate set bea --share 12.5%

        It counts for proposals submitted afterwards. What it does is said by the charter: whole powers go to one
        delegate, and your own vote comes first; parts go to several, and stay with them; or your vote is cast as most
        of those you follow cast theirs.
        """)
    @Argument(help: "An account or the name of one of your keys.") var who: String
    @Option(help: "Only for this topic of the charter.") var topic = DelegationStatement.everyTopic
    @Option(help: "Until this instant.") var until: String?
    @Option(help: "Only so many percent of your power, where the charter lends parts.") var share: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let delegate = try session.account(who)
      let deed = try deed()
      let expires = try until.map(TimeArgument.instant)
      let signed = try await Writing.submit(in: session, summary: { Delegations.summary($0) }) {
        preparing, signer in
        try preparing.delegation(deed, to: delegate, topic: topic, expires: expires ?? .latest, by: signer)
      }
      let scope = topic == DelegationStatement.everyTopic ? "all topics" : "\"\(topic)\""
      let mode = try Delegations.rules(session).mode
      return Delegations.answer(
        signed,
        text: "\(Delegations.effect(deed, mode, delegate, scope)) (entry \(signed.receipt.index)).\n"
          + "It counts for proposals submitted from now on; \(Delegations.precedence(mode)).",
        brief: delegate.display, session)
    }

    private func deed() throws -> DelegationStatement.Deed {
      guard let share else { return .lend }
      let number = share.hasSuffix("%") ? String(share.dropLast()) : share
      guard let basisPoints = DelegationStatement.Deed.basisPoints(percent: number) else {
        throw Failure(
          .usage, "usage",
          "--share takes percent above 0 and at most 100 with two decimals at most, such as 12.5%")
      }
      return .part(basisPoints: basisPoints)
    }
  }

  struct Revoke: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take your power back.",
      discussion: "quorate delegate revoke --topic models\nquorate delegate revoke bea")
    @Argument(help: "From whom, where you have several delegates.") var who: String?
    @Option(help: "The topic it was lent for.") var topic = DelegationStatement.everyTopic
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let signer = try Session.keys.entry(try Session.keyName(options)).account
      let from = try who.map(session.account)
      let now = try session.now()
      let takesOne = try Delegations.rules(session).takesOne
      let mine = try Self.standing(of: signer, topic, takesOne: takesOne, at: now, session)
        .filter { from == nil || $0.delegate == from }
      guard let standing = mine.last else { throw AdmissionRefusal.delegationNone }
      guard mine.count == 1 else {
        throw Failure(
          .usage, "usage",
          "you have \(Format.number(mine.count, "delegate")) on this topic; say from whom: "
            + mine.map(\.delegate.display).joined(separator: ", "),
          hint: "quorate delegate revoke \(standing.delegate.display)"
            + (topic == DelegationStatement.everyTopic ? "" : " --topic \(Format.shell(topic))"))
      }
      let signed = try await Writing.submit(in: session, summary: { Delegations.summary($0) }) {
        preparing, signer in
        try preparing.delegation(
          .revoke, to: standing.delegate, topic: topic, expires: standing.expires, by: signer)
      }
      return Delegations.answer(
        signed,
        text: "Taken back from \(standing.delegate.display) (entry \(signed.receipt.index)).\n"
          + "Proposals submitted before go on counting it" + (try rest(of: signer, session)) + ".",
        brief: standing.delegate.display, session)
    }

    /// What a member has lent on a topic and not taken back, the newest to each delegate, or of all where there is one.
    private static func standing(
      of signer: AccountKey, _ topic: String, takesOne: Bool, at now: Timepoint, _ session: Session
    ) throws -> [DelegationRecord] {
      let records = try session.chamber.read { try $0.delegations(of: signer) }.filter {
        $0.topic.isSpelt(like: topic)
      }
      let newest = records.enumerated().filter { place, record in
        !records[(place + 1)...].contains { takesOne || $0.delegate == record.delegate }
      }
      return newest.map(\.element).filter { $0.lends(at: now) }
    }

    /// What still goes on to somebody on topics of all kinds, once a topic of its own was taken back.
    private func rest(of signer: AccountKey, _ session: Session) throws -> String {
      guard topic != DelegationStatement.everyTopic else { return "" }
      let left = try Self.standing(
        of: signer, DelegationStatement.everyTopic, takesOne: try Delegations.rules(session).takesOne,
        at: session.now(), session)
      guard !left.isEmpty else { return "" }
      let names = left.map(\.delegate.display).joined(separator: ", ")
      return "; for later ones your delegation of all topics counts, to \(names)"
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
      let takesOne = try Delegations.rules(session).takesOne
      var rows: [(delegator: AccountKey, record: DelegationRecord)] = []
      try session.chamber.read { view in
        var newest: [String: (AccountKey, DelegationRecord)] = [:]
        for (key, value) in try view.records.records(.delegation) {
          guard let delegator = AccountKey(record: key.partition) else { continue }
          let record = try DelegationRecord(bytes: value)
          let delegate = takesOne ? "" : " \(record.delegate.text)"
          newest["\(delegator.text) \(record.topic)\(delegate)"] = (delegator, record)
        }
        rows = newest.sorted { $0.key < $1.key }.map(\.value).filter { $0.1.lends(at: now) }
      }
      let cells = rows.map { row in
        [
          row.delegator.display, row.record.delegate.display, row.record.topic,
          row.record.deed == .lend ? "" : "\(DelegationStatement.Deed.percent(row.record.basisPoints)) %",
          row.record.expires == .latest ? "" : "until \(row.record.expires)",
        ]
      }
      return Answer(
        schema: "quorate.delegations/1",
        data: .array(
          rows.map { row in
            .members([
              "delegate": .string(row.record.delegate.display), "delegator": .string(row.delegator.display),
              "basisPoints": .integer(row.record.basisPoints), "entry": .integer(row.record.index),
              "expires": row.record.expires == .latest ? .null : .string(row.record.expires.description),
              "topic": .string(row.record.topic),
            ])
          }),
        text: cells.isEmpty
          ? "no delegations"
          : Format.table(["FROM", "TO", "TOPIC", "", ""], cells, forTerminal: Terminal.isOutput),
        brief: String(cells.count), warnings: session.warnings)
    }
  }
}

/// What the delegation commands share.
enum Delegations {
  static func summary(_ statement: Statement) -> String {
    guard case .delegation(let delegation) = statement else { return "" }
    let verb =
      switch delegation.deed {
      case .lend: "delegate to"
      case .part(let basisPoints): "lend \(DelegationStatement.Deed.percent(basisPoints)) % of your power to"
      case .revoke: "take your power back from"
      }
    return
      "\(Format.safe(delegation.header.daoName)): you \(verb) \(delegation.delegate.display), topic \(delegation.topic)"
  }

  /// The rules of the charter in force.
  static func rules(_ session: Session) throws -> DelegationRules {
    let hash = try session.charterHash()
    guard let charter = try session.documents.charter(hash) else {
      throw AdmissionRefusal.documentMissing(hash)
    }
    return charter.delegation
  }

  /// What a delegation does from now on.
  static func effect(
    _ deed: DelegationStatement.Deed, _ mode: DelegationMode, _ delegate: AccountKey, _ scope: String
  ) -> String {
    if case .followMajority = mode { return "You follow \(delegate.display) on \(scope)" }
    if case .part(let basisPoints) = deed {
      let percent = DelegationStatement.Deed.percent(basisPoints)
      return "\(delegate.display) now has \(percent) % of your power on \(scope)"
    }
    return "\(delegate.display) now votes with your power on \(scope)"
  }

  /// What becomes of a vote of one's own.
  static func precedence(_ mode: DelegationMode) -> String {
    switch mode {
    case .none, .full, .override, .validators: "your own vote always comes first"
    case .basisPoints: "what is lent stays lent, and you vote with the rest"
    case .followMajority: "whichever comes first counts, your own vote or theirs"
    }
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
