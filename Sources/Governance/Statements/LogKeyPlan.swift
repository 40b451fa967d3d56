public import CanonicalEncoding
public import Signing

/// How the keys of a log may change, as its founders have laid down.
public struct LogKeyPlan: Hashable, Sendable {
  /// The commitment to the pair of keys that may follow the first one: whoever steals that cannot choose another.
  public let next: Digest
  /// Who may name new keys together where the old ones are lost, in order of accounts; empty for nobody.
  public let recoverers: [AccountKey]
  /// How many of them it takes; zero where there are none.
  public let needs: UInt64
  /// How long the keys in force can cancel what they named; zero where there are none.
  public let delay: Span

  package init(next: Digest, recoverers: [AccountKey] = [], needs: UInt64 = 0, delay: Span = .zero) {
    self.next = next
    self.recoverers = recoverers
    self.needs = needs
    self.delay = delay
  }

  /// The most people that may be named.
  package static let recovererLimit = 100
  /// The shortest and the longest delay: long enough to be noticed, short enough to be waited for.
  package static let delays = Span(milliseconds: 3_600_000)...Span(milliseconds: 90 * 86_400_000)

  /// Whether it can be followed: an ordered list without doubles, and a threshold and a delay exactly where it has one.
  package var isSound: Bool {
    guard next != .zero else { return false }
    guard !recoverers.isEmpty else { return needs == 0 && delay == .zero }
    let isOrdered = zip(recoverers, recoverers.dropFirst()).allSatisfy { $0 < $1 }
    return isOrdered && recoverers.count <= Self.recovererLimit
      && (1...UInt64(recoverers.count)).contains(needs) && Self.delays.contains(delay)
  }

  /// The fields that a genesis with a plan has behind the others.
  static let fields: [StatementField] = [
    .init("next_log_keys", "nextLogKeys", .digest), .init("recoverers", "recoverers", .accounts),
    .init("recovery_needs", "recoveryNeeds", .integer), .init("recovery_delay", "recoveryDelay", .integer),
  ]

  var values: [FieldValue] {
    [.digest(next), .accounts(recoverers), .integer(needs), .integer(delay.milliseconds)]
  }

  init?(values: [FieldValue]) {
    guard values.count == Self.fields.count, case .digest(let next) = values[0],
      case .accounts(let recoverers) = values[1], case .integer(let needs) = values[2],
      case .integer(let delay) = values[3]
    else { return nil }
    self.init(next: next, recoverers: recoverers, needs: needs, delay: Span(milliseconds: delay))
  }
}
