public import CanonicalEncoding

/// Keeps a pause of the council in force beyond its own end.
public struct EmergencyRatification: Hashable, Sendable {
  /// The pause.
  public let pause: Digest
  /// The instant it ends by itself.
  public let until: Timepoint

  package init(pause: Digest, until: Timepoint) {
    self.pause = pause
    self.until = until
  }
}

extension EmergencyRatification: ActionBody {
  package static let kind = "emergency.ratify"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    pause = try fields.digest("pause")
    until = try fields.instant("until")
  }

  package var members: [JSONObject.Member] {
    .init(texts: ["pause": pause.description, "until": until.description])
  }

  package var words: String { "keep the pause \(pause) in force until \(until)" }
}
