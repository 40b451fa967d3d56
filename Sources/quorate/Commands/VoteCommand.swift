internal import SQLiteStorage
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing
internal import Voting

/// `quorate vote`.
struct VoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vote", abstract: "Cast votes, prepare them for other wallets, list them.",
    discussion: "quorate vote P-0007 For --reason \"the canary plan is sound\"",
    subcommands: [Cast.self, Prepare.self, Submit.self, List.self], defaultSubcommand: Cast.self)

  struct Cast: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign a ballot with your key and submit it.",
      discussion: """
        quorate vote P-0007 For
        quorate vote P-0007 Against --replace
        quorate vote P-0007 --withdraw
        """)
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Argument(help: "An option, or its unique beginning.") var choice: String?
    @Option(name: .shortAndLong, help: "Why; public, and permanent in copies others keep.") var reason = ""
    @Option(help: "The house (default: the only one).") var house: String?
    @Flag(help: "Replace the ballot you have cast.") var replace = false
    @Flag(help: "Take back the ballot you have cast, where the track allows it.") var withdraw = false
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func validate() throws {
      if (choice == nil) != withdraw { throw ValidationError("Say what you vote, or --withdraw.") }
    }

    func answer() async throws -> Answer {
      let session = try Session(options)
      let record = try session.chamber.read { try session.proposal(id, in: $0) }
      return try await Ballots.cast(
        choice ?? Ballot.withdrawal, on: record, house: house, reason: reason, replacing: replace,
        isRehearsal: writing.dryRun,
        session)
    }
  }

  struct Prepare: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a ballot for another wallet to sign (eth_signTypedData_v4).",
      discussion: """
        quorate vote prepare P-0007 For --voter 0x5290…9EE7 -o ballot.json
        … sign the "typedData" of ballot.json with any wallet …
        quorate vote submit ballot.json --signature 0x…

        With --sign it is signed with a key of yours, for a drop-box or for somebody to hand in.
        """)
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Argument(help: "An option, or its unique beginning.") var choice: String
    @Option(help: "The account that will sign.") var voter: String
    @Option(name: .shortAndLong, help: "Why; public.") var reason = ""
    @Option(help: "The house (default: the only one).") var house: String?
    @Flag(help: "Replace the ballot that stands.") var replace = false
    @Flag(help: "Sign it with the voter's key, which must be one of yours.") var sign = false
    @Option(name: .shortAndLong, help: "The file (default: standard output).") var output: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let account = try session.account(voter)
      let prepared = try session.chamber.read { view in
        let record = try session.proposal(id, in: view)
        return try Preparing(view, at: try session.now()).ballot(
          on: record, house: try Ballots.house(house, of: record), by: account,
          choice: try Ballots.option(choice, of: record), reason: reason, replacing: replace)
      }
      let signature = try sign ? signature(of: prepared.statement, session) : nil
      let file = try BallotFile(prepared).json(signed: signature)
      var warnings = session.warnings
      if let refusal = try Ballots.preview(prepared.statement, session) {
        warnings.append(.init(code: "W002", message: "it would be refused now: \(refusal.message)"))
      }
      guard let output else {
        return Answer(
          schema: "quorate.ballot/1", data: file, text: String(file.indented.dropLast()),
          brief: prepared.statement.id.description, warnings: warnings, isDocument: true)
      }
      try DurableFile.write(Array(file.indented.utf8), to: output)
      return Answer(
        schema: "quorate.ballot/1", data: file,
        text: """
          Wrote \(output)\(sign ? ", signed." : ". Sign its \"typedData\" with \(account.display) (eth_signTypedData_v4), then:")
          quorate vote submit \(output)\(sign ? "" : " --signature 0x…")
          """, brief: prepared.statement.id.description, warnings: warnings)
    }

    /// The signature of the key that `--voter` names.
    private func signature(of statement: Statement, _ session: Session) throws -> RecoverableSignature {
      let key = try Session.unlock(voter, session.options)
      return try key.sign(statement.message(in: Statement.domain(of: session.dao.id)).digest)
    }
  }

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the ballots that stand, with the power each carries.",
      discussion: "quorate vote list P-0007")
    @Argument(help: "P-0007, 7, or the identity.") var id: String
    @Option(name: [.customShort("L"), .long], help: "At most so many (0: all).") var limit = 50
    @OptionGroup var instant: InstantOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let standing = try Reading.one(id, session, instant)
      let rules = standing.rules
      var all: [(house: String, contribution: Contribution)] = []
      for house in rules.houses {
        all += (standing.counts[house.name]?.contributions ?? []).map { (house.name, $0) }
      }
      let shown = limit > 0 ? Array(all.prefix(limit)) : all
      let reasons = try Ballots.reasons(
        shown.map { ($0.house, $0.contribution.voter) }, standing.proposal, session)
      let rows = shown.map { row in
        [
          row.contribution.voter.display,
          Format.safe(rules.method.words(of: row.contribution.choice, among: rules.options)),
          Format.amount(row.contribution.own, session.unit(ofHouse: row.house)),
          Format.amount(row.contribution.delegated, session.unit(ofHouse: row.house)),
          String(row.contribution.delegators), Format.safe(reasons[row.contribution.voter] ?? ""),
        ]
      }
      var text = Format.table(
        ["VOTER", "CHOICE", "OWN", "LENT", "BY", "REASON"], rows, forTerminal: Terminal.isOutput)
      if Terminal.isOutput {
        text = "Showing \(shown.count) of \(all.count) ballots on \(standing.proposal.display)\n" + text
      }
      return Answer(
        schema: "quorate.votes/1",
        data: .array(
          shown.map { row in
            .members([
              "choice": .string(rules.method.words(of: row.contribution.choice, among: rules.options)),
              "delegated": .string(row.contribution.delegated.description),
              "delegators": .integer(row.contribution.delegators), "house": .string(row.house),
              "own": .string(row.contribution.own.description),
              "reason": .string(reasons[row.contribution.voter] ?? ""),
              "voter": .string(row.contribution.voter.display),
            ])
          }),
        text: text, brief: String(all.count), warnings: session.warnings)
    }
  }
}

/// What the vote commands share.
enum Ballots {
  /// Signs and submits a ballot.
  /// - Parameters:
  ///   - choice: An option, or its unique beginning.
  ///   - house: The house; `nil` for the only one.
  ///   - isRehearsal: Whether nothing is written.
  static func cast(
    _ choice: String, on record: ProposalRecord, house: String?, reason: String, replacing replace: Bool,
    isRehearsal: Bool, _ session: Session
  ) async throws -> Answer {
    let name = try Session.keyName(session.options)
    let voter = try Session.keys.entry(name).account
    let house = try Self.house(house, of: record)
    let words = try option(choice, of: record)
    if isRehearsal {
      if let refusal = try preview(record, house, voter, words, reason, replace, session) { throw refusal }
      return Answer(
        schema: "quorate.preview/1",
        data: .members([
          "choice": .string(words), "proposal": .string(record.display), "voter": .string(voter.display),
        ]),
        text:
          "Would vote \(Format.safe(words)) on \(record.display) as \(voter.display). Nothing written (dry run).",
        brief: words, warnings: session.warnings)
    }
    let own = try ownPower(of: voter, house, record, session)
    let signed = try await Writing.submit(
      in: session, summary: { summary($0, own: own) },
      receiptName: { statement, _ in receiptName(statement, record, by: name) }
    ) { preparing, signer in
      try preparing.ballot(
        on: record, house: house, by: signer, choice: words, reason: reason, replacing: replace)
    }
    return answer(signed, record, session)
  }

  /// The house named, or the only one.
  static func house(_ name: String?, of record: ProposalRecord) throws -> String {
    let names = record.rules.houses.map(\.name)
    if let name {
      guard names.contains(name) else {
        throw Failure(
          .badInput, "house.unknown", "houses of \(record.display) are \(names.joined(separator: ", "))")
      }
      return name
    }
    guard names.count == 1 else {
      throw Failure(.usage, "house.missing", "say which --house: \(names.joined(separator: ", "))")
    }
    return names[0]
  }

  /// The words of a choice; where a ballot names one option, its unique beginning of at least two letters will do.
  static func option(_ word: String, of record: ProposalRecord) throws -> String {
    let (method, options) = (record.rules.method, record.rules.options)
    if word.utf8.elementsEqual(Ballot.withdrawal.utf8) {
      guard record.rules.course.isWithdrawable else {
        throw Failure(
          .badInput, "ballot.choiceUnknown", "ballots on \(record.display) cannot be withdrawn by its rules")
      }
      return word
    }
    let refusal: CountRefusal
    do {
      return method.words(of: try method.choice(word, among: options), among: options)
    } catch {
      refusal = error
    }
    let matches = options.filter { word.count >= 2 && $0.lowercased().hasPrefix(word.lowercased()) }
    if matches.count == 1, (try? method.choice(matches[0], among: options)) != nil { return matches[0] }
    let names = "options of \(record.display) are \(options.joined(separator: ", "))"
    if case .choiceMalformed = refusal {
      throw Failure(.badInput, refusal.code, "\(refusal.message); \(names)")
    }
    throw Failure(.badInput, refusal.code, names)
  }

  /// The reasons of some voters, where they gave one and it was not erased.
  static func reasons(
    _ voters: [(house: String, voter: AccountKey)], _ record: ProposalRecord, _ session: Session
  ) throws -> [AccountKey: String] {
    let hashes = try session.chamber.read { view in
      try voters.compactMap { house, voter in
        try view.ballot(record.id, house: house, voter: voter).map { (voter, $0.reasonHash) }
      }
    }
    var reasons: [AccountKey: String] = [:]
    for (voter, hash) in hashes where hash != .zero {
      reasons[voter] = try session.store.keptReason(hash).words
    }
    return reasons
  }

  /// Why a statement would have no effect if it were received now, or `nil`.
  static func preview(_ statement: Statement, _ session: Session) throws -> AdmissionRefusal? {
    let head = try session.store.head()
    let position = LogPosition(
      index: head?.size ?? 0, received: try session.now(),
      previous: head?.received ?? Timepoint(milliseconds: 0))
    return try session.chamber.read { try $0.preview(statement, at: position) }
  }

  static func preview(
    _ record: ProposalRecord, _ house: String, _ voter: AccountKey, _ choice: String, _ reason: String,
    _ replacing: Bool, _ session: Session
  ) throws -> AdmissionRefusal? {
    let prepared = try session.chamber.read { view in
      try Preparing(view, at: try session.now()).ballot(
        on: record, house: house, by: voter, choice: choice, reason: reason, replacing: replacing)
    }
    return try preview(prepared.statement, session)
  }

  /// `P-0007-alice`, and `P-0007-alice-2` for the ballot that replaces the first.
  static func receiptName(_ statement: Statement, _ record: ProposalRecord, by name: String) -> String {
    let sequence = statement.header.sequence
    return "\(record.display)-\(name)" + (sequence > 1 ? "-\(sequence)" : "")
  }

  /// A voter's own power in a house, in words; what is lent comes on top.
  static func ownPower(
    of voter: AccountKey, _ house: String, _ record: ProposalRecord, _ session: Session
  ) throws -> String {
    let power = try session.chamber.read { view -> Power in
      guard let rules = record.rules.allHouses.first(where: { $0.name == house }) else { return .zero }
      let voters = try view.voters(of: rules, on: record)
      return try voters.rows.holding(of: voter).map {
        try voters.rows.power(of: $0, by: voters.house.power, at: record.reads(rules))
      } ?? .zero
    }
    return Format.amount(power, session.unit(ofHouse: house))
  }

  static func summary(_ statement: Statement, own: String) -> String {
    guard case .ballot(let ballot) = statement else { return "" }
    let replaces = ballot.replaces == .zero ? "nothing" : "your ballot \(ballot.replaces.short)"
    return """
      \(Format.safe(ballot.header.daoName)) · \(ballot.proposal) \(Format.safe(ballot.title))
      You vote  \(Format.safe(ballot.choice))  as \(ballot.header.signer.display) in house \(ballot.house)
      with \(own) of your own, and what others lend you
      replaces: \(replaces)
      """
  }

  static func answer(_ signed: Writing.Signed, _ record: ProposalRecord, _ session: Session)
    -> Answer
  {
    guard case .ballot(let ballot) = signed.statement else {
      return Answer(schema: "quorate.voted/1", data: .null, text: "", brief: "")
    }
    let verb = ballot.replaces == .zero ? "Voted" : "Changed the vote to"
    return Answer(
      schema: "quorate.voted/1",
      data: .members([
        "choice": .string(ballot.choice), "entry": .integer(signed.receipt.index),
        "proposal": .string(record.display), "receipt": .string(signed.path),
        "replaces": .string(ballot.replaces.description),
        "statement": .string(signed.statement.id.description), "voter": .string(ballot.header.signer.display),
      ]),
      text: """
        \(verb) \(Format.safe(ballot.choice)) on \(record.display) as \(ballot.header.signer.display)
          entry \(signed.receipt.index), receipt \(signed.path)
        Check it anywhere:  quorate receipt verify \(signed.path)
        """, brief: ballot.choice, warnings: session.warnings)
  }
}

/// A ballot on its way to another wallet and back.
struct BallotFile {
  /// The most bytes of one, and of what a drop-box gives for it.
  static let sizeLimit = 1 << 20
  let statement: Statement
  let reason: String
  var signature: String?

  init(_ prepared: Prepared) {
    statement = prepared.statement
    reason = prepared.reason
  }

  /// The signature: that of a flag, else the one in the file.
  func signature(or flag: String?) throws -> RecoverableSignature {
    guard let text = flag ?? signature else {
      throw Failure(
        .usage, "sig.missing", "there is no signature; give --signature or fill it into the file")
    }
    let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
    guard let bytes = Hex.decode(digits) else {
      throw Failure(.badInput, "sig.length", "a signature is hexadecimal digits")
    }
    return try RecoverableSignature(parsing: bytes)
  }

  /// The statement, the reason behind its hash, what the wallet signs, and room for the signature.
  func json(signed signature: RecoverableSignature? = nil) throws -> JSONValue {
    let message = statement.message(in: Statement.domain(of: statement.header.dao))
    let typed = try message.json(revealing: reason.isEmpty ? [:] : ["reason": reason])
    return .members([
      "format": .string("quorate.ballot/1"), "kind": .string(statement.kind.rawValue),
      "reason": .string(reason),
      "signature": .string(signature.map { "0x" + Hex.encode($0.canonicalBytes) } ?? ""),
      "statement": statement.json, "typedData": typed,
    ])
  }

  init(parsing bytes: [UInt8]) throws {
    var fields = try JSONFields(try JSONParser.parse(bytes), of: "a ballot file")
    guard try fields.string("format") == "quorate.ballot/1" else {
      throw fields.unexpected("format", "quorate.ballot/1")
    }
    guard let kind = StatementKind(rawValue: try fields.string("kind")), kind == .ballot else {
      throw fields.unexpected("kind", "ballot.cast")
    }
    reason = try fields.string("reason")
    let signature = fields.optional("signature")?.string ?? ""
    self.signature = signature.isEmpty ? nil : signature
    statement = try Statement(kind, parsing: try fields.value("statement"))
    // Read and ignored: what counts is the statement, whose typed data is a function of it.
    _ = fields.optional("typedData")
    try fields.finish()
    guard case .ballot(let ballot) = statement, Reason.hash(reason) == ballot.reasonHash else {
      throw Failure(.badEvidence, "ballot.reason", "the reason is not the one whose hash the ballot holds")
    }
  }
}
