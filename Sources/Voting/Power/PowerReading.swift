package import CanonicalEncoding

/// Which electorate a house reads its power from, and at what instant.
package enum PowerReading: Hashable, Sendable {
  /// The newest electorate when the proposal was submitted (NNS ballots, Snapshot, most governors).
  case snapshotAtSubmission
  /// The newest electorate when a reviewer let the proposal to the vote (House of Stake).
  case snapshotAtApproval
  /// The electorate registered for the cut-off, as live systems count at the end (Cosmos SDK x/gov, Aragon's
  /// lock-to-vote).
  case atClose
  /// Of each ballot, the newest electorate when it was received (veOCEAN and the like, where a vote weighs what the
  /// voter has at that moment).
  case asSeen
  /// A list fixed with the proposal, which nothing afterwards changes (Bittensor's signed voting).
  case frozenList
  /// Of each account, the least power it has at several moments, so that neither buying before nor borrowing at one
  /// of them helps.
  case least([Moment])

  /// A moment in the life of a proposal.
  package enum Moment: Hashable, Sendable, CustomStringConvertible {
    /// So long before submission.
    case lookback(Span)
    /// Submission itself.
    case submission
    /// When voting opens.
    case opening

    /// Reads `lookback 14d`, `submission` or `opening`.
    package init?(_ text: String) {
      switch text {
      case "submission": self = .submission
      case "opening": self = .opening
      default:
        guard text.hasPrefix("lookback "), let span = Span(String(text.dropFirst(9))), span > .zero else {
          return nil
        }
        self = .lookback(span)
      }
    }

    /// The text a charter uses.
    package var description: String {
      switch self {
      case .lookback(let span): "lookback \(span)"
      case .submission: "submission"
      case .opening: "opening"
      }
    }
  }

  /// The readings that have no parameters, by the texts a charter uses.
  private static let plain: [(name: String, reading: PowerReading)] = [
    ("as-seen", .asSeen), ("at-close", .atClose), ("frozen-list", .frozenList),
    ("snapshot-at-approval", .snapshotAtApproval), ("snapshot-at-submission", .snapshotAtSubmission),
  ]

  /// Reads one of the texts, or `{min: [lookback 14d, opening]}` with two to four distinct moments; `nil` for
  /// anything else.
  package init?(parsing value: JSONValue) {
    if let name = value.string {
      guard let plain = Self.plain.first(where: { $0.name == name }) else { return nil }
      self = plain.reading
    } else {
      guard let members = value.object?.members, members.count == 1, members[0].key == "min",
        let list = members[0].value.array, 2...4 ~= list.count
      else { return nil }
      let moments = list.compactMap { $0.string.flatMap(Moment.init) }
      guard moments.count == list.count, Set(moments).count == moments.count else { return nil }
      self = .least(moments)
    }
  }

  /// The reading as in a charter.
  package var json: JSONValue {
    if case .least(let moments) = self {
      return .members(["min": .array(moments.map { .string($0.description) })])
    }
    return .string(Self.plain.first { $0.reading == self }?.name ?? "")
  }

  /// What may stand in a charter, for refusals.
  package static let words = plain.map(\.name).joined(separator: ", ") + " or {min: [lookback 14d, opening]}"

  /// Whether it is known only at the close what a ballot weighs.
  package var isLate: Bool {
    switch self {
    case .atClose, .asSeen: true
    case .snapshotAtSubmission, .snapshotAtApproval, .frozenList, .least: false
    }
  }
}
