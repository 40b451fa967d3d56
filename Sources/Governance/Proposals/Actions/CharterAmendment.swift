internal import CanonicalEncoding

/// Adopts another charter.
struct CharterAmendment: ActionBody {
  /// SHA-256 of its YAML bytes.
  let hash: Digest

  static let kind = "charter.amend"

  init(hash: Digest) { self.hash = hash }

  init(reading fields: inout JSONFields) throws(JSONRefusal) { hash = try fields.digest("charter") }

  var members: [JSONObject.Member] { .init(texts: ["charter": hash.description]) }

  var words: String { "adopt the charter \(hash)" }
}
