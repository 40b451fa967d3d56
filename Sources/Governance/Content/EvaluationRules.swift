package import CanonicalEncoding
package import Voting

/// How evaluators agree on scores without copying each other: commit first, reveal later, and take the median.
///
/// ```yaml
/// quorate: evaluation-round/1
/// subjects: [harmlessness, accuracy]     # what is scored
/// highest: 65535                         # scores are whole numbers from 0 to this
/// commit: 3d                             # from the opening on
/// reveal: 1d                             # from then on
/// majority: 1/2                          # how much of the revealed stake must support a score
/// needs: 1/3                             # how much of all stake must have been revealed; any where it is left out
/// ```
package struct EvaluationRules: Hashable, Sendable {
  package static let format = "evaluation-round/1"

  /// What is scored, in the order in which scores are given.
  package let subjects: [String]
  /// The highest score; the lowest is 0.
  package let highest: UInt64
  /// How long commitments are taken.
  package let commit: Span
  /// How long, from then on, they can be opened.
  package let reveal: Span
  /// The share of the revealed stake that must stand behind a score (κ of Bittensor's consensus, usually a half).
  package let majority: Share
  /// The share of all stake that must have been revealed for the round to find anything.
  package let needs: Share?

  package init(
    subjects: [String], highest: UInt64, commit: Span, reveal: Span, majority: Share, needs: Share? = nil
  ) {
    self.subjects = subjects
    self.highest = highest
    self.commit = commit
    self.reveal = reveal
    self.majority = majority
    self.needs = needs
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an evaluation round")
    guard try fields.string("quorate") == Self.format else { throw fields.unexpected("quorate", Self.format) }
    subjects = try fields.strings("subjects")
    guard 1...256 ~= subjects.count, Set(subjects).count == subjects.count,
      subjects.allSatisfy({ DisplayText.fault(of: $0, limit: 80) == nil })
    else { throw fields.unexpected("subjects", "1–256 distinct readable names") }
    highest = try fields.integer("highest")
    guard highest > 0 else { throw fields.unexpected("highest", "above 0") }
    commit = try fields.span("commit")
    reveal = try fields.span("reveal")
    guard commit > .zero, reveal > .zero else {
      throw fields.unexpected("commit", "a length of time, as reveal")
    }
    guard let majority = try fields.share("majority"), majority.numerator > 0 else {
      throw fields.unexpected("majority", "a share above 0")
    }
    self.majority = majority
    needs = try fields.share("needs")
    guard needs?.numerator != 0 else { throw fields.unexpected("needs", "a share above 0, or left out") }
    try fields.finish()
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "commit", value: .string(commit.description)),
      .init(key: "highest", value: .integer(highest)),
      .init(key: "majority", value: .string(majority.description)),
      .init(key: "quorate", value: .string(Self.format)),
      .init(key: "reveal", value: .string(reveal.description)),
      .init(key: "subjects", value: .array(subjects.map { .string($0) })),
    ]
    if let needs { members.append(.init(key: "needs", value: .string(needs.description))) }
    return .object(JSONObject(members))
  }
}
