package import CanonicalEncoding

/// Who signs releases in the DAO's name, and how many of them it takes.
///
/// ```yaml
/// release:
///   needs: 2                   # of different holders, with P-256
///   keys:                      # may be left out; others come and go by vote
///     - {holder: lab-one, algorithm: ecdsa-p256, spki: "0x3059…"}
/// ```
package struct ReleaseRules: Hashable, Sendable {
  /// How many holders must sign: a holder with two keys counts once.
  package let needs: Int
  /// The keys that are registered by adopting the charter.
  package let keys: [KeyRegistration]

  /// The most keys, and the most holders that can be asked for: what an envelope can hold.
  package static let limit = 32

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the release")
    let needs = try fields.integer("needs")
    guard 1...UInt64(Self.limit) ~= needs else { throw fields.unexpected("needs", "from 1 to \(Self.limit)") }
    self.needs = Int(needs)
    var keys: [KeyRegistration] = []
    if fields.contains("keys") {
      let elements = try fields.array("keys")
      guard 1...Self.limit ~= elements.count else {
        throw fields.unexpected("keys", "a list of 1 to \(Self.limit), or left out")
      }
      for element in elements {
        let key = try KeyRegistration(releaseKey: element)
        guard !keys.contains(where: { $0.key.id == key.key.id }) else {
          throw fields.unexpected("keys", "a list without \(key.key.id) twice")
        }
        keys.append(key)
      }
    }
    self.keys = keys
    try fields.finish()
  }
}

extension PublicKeyFields.Algorithm {
  /// Whether signatures with it count towards a release: what tools for artefacts verify.
  ///
  /// A signature on secp256k1 may stand beside them. One of Ed25519 cannot be checked from a digest.
  package var countsForReleases: Bool { self == .p256 }
}

extension KeyRegistration {
  fileprivate init(releaseKey value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a release key")
    holder = try fields.label("holder")
    key = try PublicKeyFields(reading: &fields)
    purpose = .release
    try fields.finish()
  }
}
