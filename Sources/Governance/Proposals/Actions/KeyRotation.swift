public import CanonicalEncoding

/// Puts a new key in the place of a registered one.
public struct KeyRotation: Hashable, Sendable {
  /// What it is for.
  public let purpose: KeyPurpose
  /// The key that is replaced.
  public let replaces: Digest
  /// The new key.
  public let key: PublicKeyFields
}

extension KeyRotation: ActionBody {
  package static let kind = "key.rotate"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    key = try PublicKeyFields(reading: &fields)
    purpose = try fields.word("purpose")
    replaces = try fields.digest("replaces")
    guard replaces != key.id else { throw fields.unexpected("replaces", "another key") }
  }

  package var members: [JSONObject.Member] {
    key.members + .init(texts: ["purpose": purpose.rawValue, "replaces": replaces.description])
  }

  package var words: String { "rotate the \(purpose.rawValue) key \(replaces) to the \(key.words)" }
}
