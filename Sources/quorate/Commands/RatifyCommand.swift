internal import CanonicalEncoding
internal import Quorate
internal import ArgumentParser
internal import Governance
internal import Ledger

/// `quorate ratify`.
struct RatifyCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "ratify", abstract: "Vote on whether a pause of the council stays in force.",
    discussion: """
      quorate ratify INC-7                     votes For
      quorate ratify INC-7 Against -r "a false alarm"
      """)
  @Argument(help: "The incident, or the beginning of the order's identity.") var name: String
  @Argument(help: "An option, or its unique beginning.") var choice = "For"
  @Option(name: .shortAndLong, help: "Why; public, and permanent in copies others keep.") var reason = ""
  @Option(help: "The house (default: the only one).") var house: String?
  @Flag(help: "Replace the ballot you have cast.") var replace = false
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let pause = try CouncilOrder.pause(name, in: session)
    guard let number = pause.proposal,
      let record = try session.chamber.read({ try $0.proposal(number: number) })
    else {
      throw Failure(
        .conflict, "brake.noProposal",
        "no vote opened on this pause, since no electorate was on record; it ends at \(pause.end.sentence)",
        hint: "quorate proposal draft \"Ratify the pause\" --kind emergency.ratify")
    }
    return try await Ballots.cast(
      choice, on: record, house: house, reason: reason, replacing: replace, isRehearsal: writing.dryRun,
      session)
  }
}
