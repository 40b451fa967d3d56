public import CanonicalEncoding

/// Takes back what a proposal granted: access, data, computation or an amount of something. What was drawn stays
/// drawn.
public struct GrantRevocation: Hashable, Sendable {
  /// The proposal that granted it.
  public let grant: Digest
  /// Why.
  public let reason: String
}

extension GrantRevocation: ActionBody {
  package static let kind = "grant.revoke"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    grant = try fields.digest("grant")
    reason = try fields.label("reason", limit: 300)
  }

  package var members: [JSONObject.Member] {
    .init(texts: ["grant": grant.description, "reason": reason])
  }

  package var words: String { "take back what \(grant) granted: \(reason)" }
}
