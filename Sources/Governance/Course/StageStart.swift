package import CanonicalEncoding

/// When the next stage of a proposal begins, once the one before it has ended.
package enum StageStart: Hashable, Sendable {
  /// At once.
  case atOnce
  /// At the same instant as the stage before: a Cosmos proposal that misses the expedited bar goes on as a regular
  /// one whose period is counted from the first opening.
  case withTheFirst
  /// On the next Monday at midnight of a zone so many hours east of UTC; a moment that is itself such a midnight
  /// waits a whole week (House of Stake `next_monday`).
  case nextMonday(hoursEast: UInt64)

  /// The instant it begins.
  package func instant(after ended: Timepoint, firstOpened: Timepoint) -> Timepoint {
    switch self {
    case .atOnce: return ended
    case .withTheFirst: return firstOpened
    case .nextMonday(let hoursEast):
      let (hour, day): (UInt64, UInt64) = (3_600_000, 86_400_000)
      let (local, overflow) = ended.milliseconds.addingReportingOverflow(hoursEast * hour)
      guard !overflow else { return .latest }
      // Day 0 of the epoch was a Thursday, so day 4 was a Monday.
      let sinceMonday = (local / day + 3) % 7
      // At least one whole day is added before at most fourteen hours are taken off.
      let midnight = Timepoint(milliseconds: local - local % day)
      let monday = midnight + Span(milliseconds: (7 - sinceMonday) * day)
      return monday - Span(milliseconds: hoursEast * hour)
    }
  }

  package init(_ text: String) throws(JSONRefusal) {
    switch text {
    case "at-once": self = .atOnce
    case "with-the-first": self = .withTheFirst
    default:
      let prefix = "next-monday-utc+"
      guard text.hasPrefix(prefix), let hours = UInt64(text.dropFirst(prefix.count)), hours <= 14,
        text == prefix + String(hours)
      else {
        throw .unexpected(
          field: "start", in: "a stage", needs: "at-once, with-the-first or next-monday-utc+N")
      }
      self = .nextMonday(hoursEast: hours)
    }
  }

  package var text: String {
    switch self {
    case .atOnce: "at-once"
    case .withTheFirst: "with-the-first"
    case .nextMonday(let hours): "next-monday-utc+\(hours)"
    }
  }
}
