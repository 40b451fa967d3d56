public import CanonicalEncoding

/// A public key that is not an account's.
public struct PublicKeyFields: Hashable, Sendable {
  /// What it signs with.
  public enum Algorithm: String, CaseIterable, Sendable {
    /// ECDSA with SHA-256 on NIST P-256.
    case p256 = "ecdsa-p256"
    /// Ed25519.
    case ed25519
    /// ECDSA with SHA-256 on secp256k1.
    case secp256k1 = "ecdsa-secp256k1"
  }

  /// What it signs with.
  public let algorithm: Algorithm
  /// Its SubjectPublicKeyInfo, DER.
  public let spki: [UInt8]

  /// SHA-256 of the SubjectPublicKeyInfo: the key's identity in the log.
  public var id: Digest { .sha256(spki) }

  init(reading fields: inout JSONFields) throws(JSONRefusal) {
    algorithm = try fields.word("algorithm")
    spki = try fields.bytes("spki")
    guard 40...200 ~= spki.count else {
      throw fields.unexpected("spki", "a SubjectPublicKeyInfo as 0x and hexadecimal digits of its DER form")
    }
  }

  var members: [JSONObject.Member] {
    .init(texts: ["algorithm": algorithm.rawValue, "spki": "0x" + Hex.encode(spki)])
  }

  var words: String { "\(algorithm.rawValue) key \(id)" }
}

/// What a registered key is for.
public enum KeyPurpose: String, CaseIterable, Sendable {
  /// Signs releases in the DAO's name.
  case release
  /// Signs models as their producer.
  case producer
  /// Signs evidence.
  case evaluator
  /// Cosigns checkpoints.
  case witness
}

/// Puts a key on record for a purpose.
public struct KeyRegistration: Hashable, Sendable {
  /// What it is for.
  public let purpose: KeyPurpose
  /// Who holds it.
  public let holder: String
  /// The key.
  public let key: PublicKeyFields
}

extension KeyRegistration: ActionBody {
  package static let kind = "key.register"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    holder = try fields.label("holder")
    key = try PublicKeyFields(reading: &fields)
    purpose = try fields.word("purpose")
  }

  package var members: [JSONObject.Member] {
    key.members + .init(texts: ["holder": holder, "purpose": purpose.rawValue])
  }

  package var words: String { "register the \(purpose.rawValue) \(key.words) of \(holder)" }
}
