package import CanonicalEncoding
package import Voting

/// What a charter asks of deployments and of the gates that guard them.
package struct GateRules: Hashable, Sendable {
  /// How long an approval lasts at most.
  package let approvalAtMost: Span
  /// How long a waiver lasts at most.
  package let waiverAtMost: Span
  /// How long what was approved under an old version of a protocol goes on, where the amendment does not say.
  package let grace: Span
  /// How old the newest thing a gate knows may be before it stops trusting what it knows.
  package let staleAfter: Span
  /// How long the word of an accredited evaluator that a model failed keeps it from being used.
  package let failureWindow: Span
  /// Who may open a gate against its rules, and for how long; `nil` for nobody.
  package let breakGlass: BreakGlass?
  /// How much of a role an election may change within a length of time; `nil` for no limit.
  package let turnover: Turnover?

  /// Who may open a gate against its rules.
  package struct BreakGlass: Hashable, Sendable {
    package let by: String
    package let atMost: Span
  }

  /// How much of a role may change.
  package struct Turnover: Hashable, Sendable {
    package let share: Share
    package let within: Span

    /// How many of so many members may leave: at least one, so that no seat is for ever.
    package func most(of members: Int) -> Int {
      max(1, Int(UInt64(members) * UInt64(share.numerator) / UInt64(share.denominator)))
    }
  }

  /// What holds where a charter says nothing.
  package static let usual = GateRules()

  private init() {
    approvalAtMost = Span(milliseconds: 90 * 86_400_000)
    waiverAtMost = Self.longestWaiver
    grace = Span(milliseconds: 7 * 86_400_000)
    staleAfter = Span(milliseconds: 86_400_000)
    failureWindow = Span(milliseconds: 90 * 86_400_000)
    breakGlass = nil
    turnover = nil
  }

  /// The longest waiver a charter can allow.
  package static let longestWaiver = Span(milliseconds: 30 * 86_400_000)
  /// The longest approval a charter can allow.
  package static let longestApproval = Span(milliseconds: 366 * 86_400_000)
  /// The longest time a gate can be opened against its rules.
  package static let longestBreakGlass = Span(milliseconds: 24 * 3_600_000)

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    let usual = Self.usual
    var fields = try JSONFields(value, of: "the gate")
    approvalAtMost = try fields.span("approval_at_most", upTo: Self.longestApproval) ?? usual.approvalAtMost
    waiverAtMost = try fields.span("waiver_at_most", upTo: Self.longestWaiver) ?? usual.waiverAtMost
    grace = try fields.optionalSpan("grace") ?? usual.grace
    staleAfter = try fields.span("stale_after", upTo: .latest) ?? usual.staleAfter
    failureWindow = try fields.span("failure_window", upTo: .latest) ?? usual.failureWindow
    breakGlass = try fields.breakGlass()
    turnover = try fields.turnover()
    try fields.finish()
  }
}

extension Span {
  /// Longer than anything.
  fileprivate static let latest = Span(milliseconds: .max)
}

extension JSONFields {
  /// A length of time above zero and up to a limit, or `nil` where it is left out.
  fileprivate mutating func span(_ key: String, upTo limit: Span) throws(JSONRefusal) -> Span? {
    guard let span = try optionalSpan(key) else { return nil }
    guard span > .zero, span <= limit else { throw unexpected(key, "above 0s and at most \(limit)") }
    return span
  }

  fileprivate mutating func breakGlass() throws(JSONRefusal) -> GateRules.BreakGlass? {
    guard let value = optional("break_glass") else { return nil }
    var fields = try JSONFields(value, of: "break_glass")
    let by = try fields.string("by")
    let atMost = try fields.span("at_most", upTo: GateRules.longestBreakGlass)
    try fields.finish()
    guard let atMost else { throw fields.unexpected("at_most", "a length of time") }
    return GateRules.BreakGlass(by: by, atMost: atMost)
  }

  fileprivate mutating func turnover() throws(JSONRefusal) -> GateRules.Turnover? {
    guard let value = optional("turnover") else { return nil }
    var fields = try JSONFields(value, of: "turnover")
    let share = try fields.share("at_most")
    let within = try fields.span("within")
    try fields.finish()
    guard let share else { throw fields.unexpected("at_most", "a share such as 1/3") }
    return GateRules.Turnover(share: share, within: within)
  }
}
