internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// When votes are taken, in the instants that rules speak of: a millisecond more or less says which of them count.
enum ScheduleWords {
  /// `2026-01-02 00:00:00 UTC to 2026-01-09 00:00:00 UTC`; whether these instants count is said where it is not as usual.
  static func text(_ schedule: Schedule, _ ends: Ends) -> String {
    let opens = ends.opening(of: schedule).sentence
    let closes = ends.closing(of: schedule).sentence
    return (ends.takesOpening ? "" : "after ") + "\(opens) to \(closes)"
      + (ends.takesClosing ? ", that instant included" : "")
  }

  /// `in 5d`; after the last instant at which something is not so yet, `right after this instant`.
  static func away(_ instant: Timepoint, from now: Timepoint) -> String {
    instant > now ? "in \(instant.since(now).brief)" : "right after this instant"
  }
}

extension ProposalRecord {
  /// When votes on it are taken, as it was submitted.
  var votingTimes: String { ScheduleWords.text(schedule, rules.course.ends) }
}
