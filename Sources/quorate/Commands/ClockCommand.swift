internal import Quorate
internal import Governance
internal import Ledger
internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Secp256k1Signing

/// `quorate clock`.
struct ClockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock", abstract: "The DAO's clock; in a rehearsal, move it.",
    subcommands: [Show.self, Advance.self, Correct.self], defaultSubcommand: Show.self)

  struct Show: AnsweringCommand {
    static let configuration = CommandConfiguration(abstract: "What time it is.", discussion: "quorate clock")
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      return ClockCommand.answer(try session.now(), session)
    }
  }

  struct Advance: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Move a simulated clock forward.",
      discussion: "quorate clock advance 1d 12h\nquorate clock advance --to 2026-12-07T12:00Z")
    @Argument(help: "By how much, e.g. 36h or 1d 12h.") var span: [String] = []
    @Option(help: "To an instant instead.") var to: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      guard let clock = session.chamber.clock as? SimulatedClock else {
        throw Failure(.notAllowed, "clock.system", "this DAO runs on the system's clock, which nobody moves")
      }
      let now = try clock.now()
      let target: Timepoint? =
        to.map { Timepoint($0) } ?? Span(span.joined(separator: " ")).map { now + $0 }
      guard let target else {
        throw Failure(
          .usage, "time.form", "say by how much (1d 12h) or --to which instant",
          hint: "quorate clock advance 1d")
      }
      guard target >= now else {
        throw Failure(.conflict, "clock.regressed", "a clock never goes back; it is \(now)")
      }
      guard Timepoint(target.description) == target else {
        throw Failure(.badInput, "time.form", "the clock ends with the year 9999")
      }
      try clock.set(target)
      return ClockCommand.answer(target, session)
    }
  }

  struct Correct: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say in the log that its clock was ahead.",
      discussion: """
        quorate clock correct
        quorate clock correct --to 2026-12-02T12:00Z

        Set the machine's clock right first. One entry, signed by the log's keys, sets the log's clock back to it; without
        that nothing is taken in until the wrong instant has come. What was over by the wrong clock stays over: see
        docs/spec/witness.md. Where the charter names witnesses, use quorate log witness sync --correct-time.
        """)
    @Option(help: "In a rehearsal: the instant to set the simulated clock back to.") var to: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let chamber = try await session.writing()
      let curves = LogCurves(Secp256k1Verifier())
      guard let text = to else {
        _ = try await chamber.correctClock(curves: curves)
        return ClockCommand.answer(try session.now(), session)
      }
      guard let clock = session.chamber.clock as? SimulatedClock else {
        throw Failure(
          .notAllowed, "clock.system",
          "this DAO runs on the system's clock: set that right, and leave out --to")
      }
      let (standing, instant) = (try clock.now(), try TimeArgument.instant(text))
      try clock.put(instant)
      do { _ = try await chamber.correctClock(curves: curves) } catch {
        try clock.put(standing)
        throw error
      }
      return ClockCommand.answer(instant, session)
    }
  }

  private static func answer(_ now: Timepoint, _ session: Session) -> Answer {
    Answer(
      schema: "quorate.clock/1",
      data: .members(["clock": .string(session.dao.clock.rawValue), "now": .string(now.description)]),
      text: "\(now.sentence) (\(session.dao.clock.rawValue) clock)", brief: now.description,
      warnings: session.warnings)
  }
}
