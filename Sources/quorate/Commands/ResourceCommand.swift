internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

/// `quorate resource`.
struct ResourceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resource", abstract: "See what was granted, and spend it in signed draws.",
    subcommands: [List.self, Show.self, Draw.self])

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what votes have granted, and what is left of it.",
      discussion: "quorate resource list\nquorate resource list --at 2026-12-20T12:00Z")
    @OptionGroup var instant: InstantOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let all = try Grants.all(session, instant)
      return Answer(
        schema: "quorate.grants/1", data: .array(all.map(\.json)),
        text: all.isEmpty
          ? "No vote has granted anything."
          : Format.table(
            ["GRANT", "KIND", "LEFT", "ENDS", "STATE"], all.map(\.row), forTerminal: Terminal.isOutput),
        brief: String(all.count), warnings: session.warnings(asOf: instant))
    }
  }

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a grant: its terms, what was drawn on it, and what is left.",
      discussion: "quorate resource show P-0007\nquorate resource show P-0007 -q      (what can be drawn now)"
    )
    @Argument(help: "The proposal that granted it.") var grant: String
    @OptionGroup var instant: InstantOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let words = try Grants.one(grant, session, instant)
      let drawable = words.fault == nil ? words.budget?.drawable ?? 0 : 0
      return Answer(
        schema: "quorate.grant/1", data: words.json, text: words.text,
        brief: words.budget == nil ? words.state : String(drawable), warnings: session.warnings(asOf: instant)
      )
    }
  }
}

/// Grants as commands look at them, now or as of an instant.
enum Grants {
  static func all(_ session: Session, _ instant: InstantOptions) throws -> [GrantWords] {
    let now = try session.now(instant)
    if let past = try Reading.past(session, now) {
      return try past.grants().map { try GrantWords($0, in: past, at: now) }
    }
    return try session.chamber.read { view in
      try view.grants().map { try GrantWords($0, in: view, at: now) }
    }
  }

  static func one(_ text: String, _ session: Session, _ instant: InstantOptions? = nil) throws -> GrantWords {
    let now = try session.now(instant)
    let proposal = try session.chamber.read { try session.proposal(text, in: $0) }
    let unknown = Failure(
      .notFound, "grant.unknown", "\(proposal.display) has granted nothing", hint: "quorate resource list")
    if let past = try Reading.past(session, now) {
      guard let grant = try past.grant(proposal.id) else { throw unknown }
      return try GrantWords(grant, in: past, at: now)
    }
    return try session.chamber.read { view in
      guard let grant = try view.grant(proposal.id) else { throw unknown }
      return try GrantWords(grant, in: view, at: now)
    }
  }
}
