package import CanonicalEncoding

/// Puts a safety protocol in force that was not there before.
public struct ProtocolAdoption: Hashable, Sendable {
  /// The protocol.
  public let safety: ProtocolReference
}

extension ProtocolAdoption: ActionBody {
  package static let kind = "protocol.adopt"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    safety = try ProtocolReference(reading: &fields)
  }

  package var members: [JSONObject.Member] { safety.members }

  package var words: String { "adopt the safety protocol \(safety.words)" }
}
