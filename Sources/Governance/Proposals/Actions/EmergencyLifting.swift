public import CanonicalEncoding

/// Ends a pause before its time.
public struct EmergencyLifting: Hashable, Sendable {
  /// The pause.
  public let pause: Digest
  /// What is expected of those who run what was paused.
  public let conditions: String
}

extension EmergencyLifting: ActionBody {
  package static let kind = "emergency.lift"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    conditions = try fields.label("conditions", limit: 300)
    pause = try fields.digest("pause")
  }

  package var members: [JSONObject.Member] {
    .init(texts: ["conditions": conditions, "pause": pause.description])
  }

  package var words: String { "lift the pause \(pause): \(conditions)" }
}
