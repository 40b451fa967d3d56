public import CanonicalEncoding

/// Takes a registered key out of use.
public struct KeyRevocation: Hashable, Sendable {
  /// What it was for.
  public let purpose: KeyPurpose
  /// The key.
  public let key: Digest
  /// The instant from which its signatures do not count; from now on where it is left out.
  public let compromisedSince: Timepoint?
  /// Why.
  public let reason: String
}

extension KeyRevocation: ActionBody {
  package static let kind = "key.revoke"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    compromisedSince = try fields.instant(ifThere: "compromised_since")
    key = try fields.digest("key")
    purpose = try fields.word("purpose")
    reason = try fields.label("reason", limit: 300)
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "key": key.description, "purpose": purpose.rawValue, "reason": reason,
    ])
    members.add("compromised_since", compromisedSince)
    return members
  }

  package var words: String {
    "revoke the \(purpose.rawValue) key \(key)\(compromisedSince.map { ", compromised since \($0)" } ?? ""): \(reason)"
  }
}
