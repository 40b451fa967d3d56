internal import Quorate
internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// Pauses in words, for every command of a workspace.
enum Pauses {
  /// Those that stop something at an instant, oldest first.
  static func inEffect(_ session: Session, at now: Timepoint) throws -> [BrakeRecord] {
    try session.chamber.read { try $0.brakes() }.filter { $0.stops(at: now) }
      .sorted { ($0.index ?? 0, $0.id) < ($1.index ?? 0, $1.id) }
  }

  /// `everything in production until … for INC-7; by the council, not ratified`.
  static func words(_ pause: BrakeRecord) -> String {
    let standing =
      pause.ratification.map { "ratified by \(ProposalRecord.display($0.origin.number))" }
      ?? "by the council, not ratified"
    return "\(CouncilOrder.words(pause.order.scope)) until \(pause.end.sentence) "
      + "for \(Format.safe(pause.order.incident)); \(standing)"
  }

  /// One remark for each pause.
  static func warnings(_ session: Session) -> [Answer.Warning] {
    // A command that could not say this still says what it was asked; `status` fails aloud.
    guard let now = try? session.now(), let pauses = try? inEffect(session, at: now) else { return [] }
    return pauses.map { Answer.Warning(code: "W003", message: "paused: \(words($0))") }
  }

  /// One remark for what was decided while the log's keys count as stolen.
  static func doubts(_ session: Session) -> [Answer.Warning] {
    guard let decisions = try? session.chamber.read({ try $0.decisionsInDoubt() }) else { return [] }
    return decisions.map { proposal, doubt in
      let name = "\(proposal.display) \(DisplayText.escaped(proposal.title, limit: 40))"
      return Answer.Warning(
        code: "W004",
        message: "suspended: \(name), decided over \(doubt.words), under log keys that count as stolen")
    }
  }
}
