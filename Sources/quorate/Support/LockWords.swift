internal import CanonicalEncoding
internal import Voting

/// The locks of a member in words.
enum LockWords {
  /// How many are told.
  private static let most = 20

  /// `  lock    icp=500, delay 5844d, refreshed 2026-01-01 00:00:00 UTC`, a line for each.
  static func lines(_ locks: [Lock]) -> [String] {
    let rest = locks.count - most
    return locks.prefix(most).map { "  lock    \(text($0))" }
      + (rest > 0 ? ["  and \(Format.number(rest, "lock")) more"] : [])
  }

  private static func text(_ lock: Lock) -> String {
    var parts = ["\(lock.asset)=\(lock.amount)"]
    func add(_ name: String, _ value: Timepoint?) {
      if let value { parts.append("\(name) \(value.sentence)") }
    }
    add("from", lock.from)
    switch lock.release {
    case .open: parts.append("no delay")
    case .after(let delay): parts.append("delay \(delay.brief)")
    case .at(let end): add("until", end)
    }
    add("ageing since", lock.ageing)
    parts.append(lock.refreshed.map { "refreshed \($0.sentence)" } ?? "never refreshed")
    if lock.multiplier != 100 { parts.append("multiplier \(lock.multiplier) %") }
    if lock.fees > 0 { parts.append("fees \(lock.fees)") }
    if lock.bonus > 0 { parts.append("bonus \(lock.bonus)") }
    return parts.joined(separator: ", ")
  }
}
