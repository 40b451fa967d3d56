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
      let kept = try output.map { try OutputFile($0) }
      let account = try session.account(voter)
      let prepared = try session.chamber.read { view in
        let record = try session.proposal(id, in: view)
        let now = try session.now()
        let rules = try view.stage(of: record, as: try view.decision(on: record, at: now)).rules
        let house = try Ballots.house(house, of: record, under: rules)
        return try Preparing(view, at: now).ballot(
          on: record, house: house, by: account,
          choice: try Ballots.option(choice, of: record, under: rules, in: house),
          reason: reason, replacing: replace)
      }
      let signature = try sign ? signature(of: prepared.statement, session) : nil
      let file = try BallotFile(prepared).json(signed: signature)
      var warnings = session.warnings
      if let refusal = try Ballots.preview(prepared.statement, session) {
        warnings.append(.init(code: "W002", message: "it would be refused now: \(refusal.message)"))
      }
      guard let kept else {
        return Answer(
          schema: "quorate.ballot/1", data: file, text: String(file.indented.dropLast()),
          brief: prepared.statement.id.description, warnings: warnings, isDocument: true)
      }
      try kept.write(Array(file.indented.utf8))
      let output = Format.safe(kept.path)
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
      let reasons = try Ballots.reasons(shown, standing, session)
      let rows = zip(shown, reasons).map { row, reason in
        [
          row.contribution.voter.display, row.house,
          Format.safe(rules.method(in: row.house).words(of: row.contribution.choice, among: rules.options)),
          Format.amount(row.contribution.own, session.unit(ofHouse: row.house)),
          Format.amount(row.contribution.delegated, session.unit(ofHouse: row.house)),
          String(row.contribution.delegators), Format.safe(reason),
        ]
      }
      var text = Format.table(
        ["VOTER", "HOUSE", "CHOICE", "OWN", "LENT", "BY", "REASON"], rows, forTerminal: Terminal.isOutput)
      if Terminal.isOutput {
        text = "Showing \(shown.count) of \(all.count) ballots on \(standing.proposal.display)\n" + text
      }
      return Answer(
        schema: "quorate.votes/1",
        data: .array(
          zip(shown, reasons).map { row, reason in
            .members([
              "choice": .string(
                rules.method(in: row.house).words(of: row.contribution.choice, among: rules.options)),
              "delegated": .string(row.contribution.delegated.description),
              "delegators": .integer(row.contribution.delegators), "house": .string(row.house),
              "own": .string(row.contribution.own.description),
              "reason": .string(reason),
              "voter": .string(row.contribution.voter.display),
            ])
          }),
        text: text, brief: String(all.count),
        warnings: session.warnings(asOf: instant) + Self.cut(all.count - shown.count, of: all.count))
    }

    /// What a pipe would not tell: that there are more.
    private static func cut(_ rest: Int, of all: Int) -> [Answer.Warning] {
      guard rest > 0 else { return [] }
      let words = "\(Format.grouped(rest)) of \(Format.number(all, "ballot")) are not listed: -L 0 lists all"
      return [Answer.Warning(code: "W023", message: words)]
    }
  }
}
