package import CanonicalEncoding

/// Takes a safety protocol out of force.
public struct ProtocolRetirement: Hashable, Sendable {
  /// The version in force.
  public let safety: ProtocolReference
  /// Why.
  public let reason: String
}

extension ProtocolRetirement: ActionBody {
  package static let kind = "protocol.retire"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    reason = try fields.label("reason", limit: 300)
    safety = try ProtocolReference(reading: &fields)
  }

  package var members: [JSONObject.Member] { safety.members + .init(texts: ["reason": reason]) }

  package var words: String { "retire the safety protocol \(safety.words): \(reason)" }
}
