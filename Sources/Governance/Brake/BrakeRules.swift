package import CanonicalEncoding

/// What a charter lets a council stop without a vote, and for how long.
///
/// The figures can be narrower than those below and never wider: an emergency is over or ratified within three days,
/// and one that comes back is not governed by a council alone.
package struct BrakeRules: Hashable, Sendable {
  /// What becomes of a pause that nobody ratified.
  package enum Lapse: String, CaseIterable, Sendable {
    /// What was approved may run again.
    case reopens
    /// What was approved before the pause stays closed until it is approved again.
    case needsApproval = "needs-approval"
  }

  /// The role whose members pause, and end their own pauses.
  package let pauseBy: String
  /// The role whose members revoke approvals; `nil` for nobody.
  package let revokeBy: String?
  /// How long a pause lasts that nobody voted on.
  package let atMost: Span
  /// How much time pauses without a vote may take together, over scopes that overlap …
  package let budget: Span
  /// … within such a length of time.
  package let within: Span
  /// How long a pause may last that was voted on.
  package let ratifiedAtMost: Span
  /// What becomes of a lapsed pause, by the kind of scope.
  private let lapse: [String: Lapse]

  /// The longest pause without a vote, and all of them together.
  package static let longest = Span(milliseconds: 72 * 3_600_000)
  /// The shortest time within which they are added up.
  package static let shortestWindow = Span(milliseconds: 14 * 86_400_000)

  private static let kinds = ["all", "environment", "family", "model"]

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the brake")
    pauseBy = try fields.string("pause_by")
    revokeBy = fields.contains("revoke_by") ? try fields.string("revoke_by") : nil
    atMost = try fields.optionalSpan("at_most") ?? Self.longest
    budget = try fields.optionalSpan("budget") ?? Self.longest
    within = try fields.optionalSpan("within") ?? Self.shortestWindow
    ratifiedAtMost = try fields.optionalSpan("ratified_at_most") ?? Span(milliseconds: 90 * 86_400_000)
    lapse = try fields.lapses(Self.kinds)
    try fields.finish()
    guard .zero < atMost, atMost <= Self.longest else { throw fields.unexpected("at_most", "at most 72h") }
    guard atMost <= budget, budget <= Self.longest else {
      throw fields.unexpected("budget", "at least at_most, and at most 72h")
    }
    guard within >= Self.shortestWindow else { throw fields.unexpected("within", "at least 14d") }
  }

  /// What becomes of a lapsed pause of such a scope.
  package func lapse(of scope: BrakeScope) -> Lapse {
    switch scope {
    case .all: lapse["all"] ?? .reopens
    case .environment: lapse["environment"] ?? .reopens
    case .family: lapse["family"] ?? .reopens
    case .model: lapse["model"] ?? .reopens
    }
  }

  /// The role that a deed needs; breaking glass is a matter of the gate's rules.
  package func role(for deed: BrakeOrder.Deed) -> String? {
    switch deed {
    case .pause, .resume: pauseBy
    case .revoke: revokeBy
    case .breakGlass: nil
    }
  }
}

extension JSONFields {
  fileprivate mutating func lapses(_ kinds: [String]) throws(JSONRefusal) -> [String: BrakeRules.Lapse] {
    guard let value = optional("after_lapse") else { return [:] }
    var table: [String: BrakeRules.Lapse] = [:]
    for member in value.object?.members ?? [] {
      guard kinds.contains(member.key), let lapse = member.value.string.flatMap(BrakeRules.Lapse.init) else {
        throw unexpected("after_lapse", "\(kinds.joined(separator: ", ")), each reopens or needs-approval")
      }
      table[member.key] = lapse
    }
    guard !table.isEmpty else { throw unexpected("after_lapse", "a table, or left out") }
    return table
  }
}
