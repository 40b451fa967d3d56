package import CanonicalEncoding

/// Who besides the voters may do what to a proposal, and when.
package struct GuardianRule: Hashable, Sendable {
  /// What can be done to a proposal from outside the vote.
  package typealias Deed = Act.Deed

  /// The acts that guardians can be given.
  package static let deeds: [Deed] = [.approve, .reject, .slash, .veto, .waive, .postpone]

  package let deed: Deed
  package let role: Role
  /// The phases in which it can be done.
  package let during: [ProposalPhase]
  /// The stage in which it can be done, by track; any where it is left out.
  package let stage: String?
  /// The most that execution can be put off, all times taken together.
  package let limit: Span

  package init(
    _ deed: Deed, by role: Role, during: [ProposalPhase], stage: String? = nil, limit: Span = .zero
  ) {
    self.deed = deed
    self.role = role
    self.during = during
    self.stage = stage
    self.limit = limit
  }

  /// Whether it can be done to a proposal that stands so. What has ended is not brought back, whatever a charter says.
  package func allows(_ deed: Deed, in phase: ProposalPhase, stage: String) -> Bool {
    self.deed == deed && phase != .ended && during.contains(phase)
      && (self.stage == nil || self.stage == stage)
  }
}

extension GuardianRule {
  /// Reads the form of a charter, where roles stand by name, or of frozen rules, where they stand in full.
  package init(parsing value: JSONValue, role: (JSONValue) throws(JSONRefusal) -> Role) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a guardian rule")
    guard let deed = Deed(rawValue: try fields.string("act")), Self.deeds.contains(deed) else {
      throw fields.unexpected("act", "approve, reject, slash, veto, waive or postpone")
    }
    self.deed = deed
    self.role = try role(try fields.value("by"))
    var during: [ProposalPhase] = []
    for name in try fields.strings("during") {
      guard let phase = ProposalPhase(rawValue: name), !during.contains(phase) else {
        throw fields.unexpected("during", "distinct phases of a proposal")
      }
      during.append(phase)
    }
    self.during = during
    stage = fields.contains("stage") ? try fields.string("stage") : nil
    limit = try fields.optionalSpan("at_most") ?? .zero
    guard (deed == .postpone) == (limit > .zero) else {
      throw fields.unexpected("at_most", "a length of time for postpone, and left out for everything else")
    }
    try fields.finish()
  }

  /// The form of frozen rules.
  package var frozen: JSONValue { json(by: role.json) }

  /// The form of frozen rules, where the role stands in full, or of a charter, where it stands by name.
  func json(by role: JSONValue) -> JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "act", value: .string(deed.rawValue)), .init(key: "by", value: role),
      .init(key: "during", value: .array(during.map { .string($0.rawValue) })),
    ]
    if let stage { members.append(.init(key: "stage", value: .string(stage))) }
    if limit > .zero { members.append(.init(key: "at_most", value: .string(limit.description))) }
    return .object(JSONObject(members))
  }
}
