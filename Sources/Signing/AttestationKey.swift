package import CanonicalEncoding

/// A public key that signs attestations.
package struct AttestationKey: Hashable, Sendable {
  /// What a key signs with.
  package enum Algorithm: String, CaseIterable, Sendable {
    /// ECDSA with SHA-256 on NIST P-256, DER: what tools for artefacts verify.
    case p256 = "ecdsa-p256"
    /// Ed25519.
    case ed25519
    /// ECDSA with SHA-256 on secp256k1, DER: the curve of members' own keys, which few of those tools know.
    case secp256k1 = "ecdsa-secp256k1"

    /// What stands before the key in its SubjectPublicKeyInfo (RFC 5480 §2, RFC 8410 §4), DER.
    var prefix: [UInt8] {
      switch self {
      case .p256:
        [
          0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
          0x86,
          0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
        ]
      case .ed25519: [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]
      case .secp256k1:
        [
          0x30, 0x56, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b,
          0x81,
          0x04, 0x00, 0x0a, 0x03, 0x42, 0x00,
        ]
      }
    }

    /// How many bytes a key has.
    var length: Int { self == .ed25519 ? 32 : 65 }
  }

  /// What it signs with.
  package let algorithm: Algorithm
  /// 04, X and Y of a point, or the 32 bytes of Ed25519.
  package let publicKey: ByteString

  /// A key of its bytes; points are uncompressed, so that a key has one form.
  package init(algorithm: Algorithm, publicKey: [UInt8]) throws(AttestationKeyRefusal) {
    guard publicKey.count == algorithm.length, algorithm == .ed25519 || publicKey.first == 4 else {
      throw .malformed("\(algorithm.rawValue) keys have \(algorithm.length) bytes, uncompressed")
    }
    guard algorithm != .p256 || P256ECDSA.isPublicKey(publicKey) else {
      throw .malformed("it is no point of the curve")
    }
    self.algorithm = algorithm
    self.publicKey = ByteString(publicKey)
  }

  /// Reads a DER SubjectPublicKeyInfo of one of the three algorithms.
  package init(spki bytes: [UInt8]) throws(AttestationKeyRefusal) {
    guard let algorithm = Algorithm.allCases.first(where: { bytes.starts(with: $0.prefix) }) else {
      throw .malformed("it is for neither P-256, secp256k1 nor Ed25519")
    }
    try self.init(algorithm: algorithm, publicKey: Array(bytes.dropFirst(algorithm.prefix.count)))
  }

  /// Reads a PEM text with one public key.
  package init(pem bytes: [UInt8]) throws(AttestationKeyRefusal) {
    guard bytes.count <= 4096, let text = String(utf8: bytes[...]) else { throw .malformed("it is not PEM") }
    var lines = text.textLines
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count >= 3, lines.first == Self.begin, lines.last == Self.end,
      let spki = Base64.decode(lines[1..<lines.count - 1].joined())
    else { throw .malformed("it is not one PUBLIC KEY in PEM") }
    try self.init(spki: spki)
  }

  private static let begin = "-----BEGIN PUBLIC KEY-----"
  private static let end = "-----END PUBLIC KEY-----"

  /// Its SubjectPublicKeyInfo, DER.
  package var spki: [UInt8] { algorithm.prefix + publicKey.bytes }

  /// The PEM text that OpenSSL writes, with its last line feed.
  package var pem: String {
    var (rest, lines) = (Substring(Base64.encode(spki)), [Self.begin])
    while !rest.isEmpty {
      lines.append(String(rest.prefix(64)))
      rest = rest.dropFirst(64)
    }
    return (lines + [Self.end]).joined(separator: "\n") + "\n"
  }

  /// What envelopes call the key: the identity that securesystemslib derives for P-256 and Ed25519, and SHA-256 of
  /// the SubjectPublicKeyInfo for secp256k1, of which it knows nothing. Sixty-four lower-case digits.
  package var id: String {
    switch algorithm {
    case .p256: Self.id(type: "ecdsa", public: pem, scheme: "ecdsa-sha2-nistp256")
    case .ed25519: Self.id(type: "ed25519", public: publicKey.hex, scheme: "ed25519")
    case .secp256k1: Digest.sha256(spki).bareHex
    }
  }

  /// SHA-256 over the canonical JSON of that library: line feeds stand as they are, and of these texts none holds
  /// anything else that it escapes.
  private static func id(type: String, public key: String, scheme: String) -> String {
    let text = #"{"keytype":"\#(type)","keyval":{"public":"\#(key)"},"scheme":"\#(scheme)"}"#
    return Digest.sha256(Array(text.utf8)).bareHex
  }

  /// Whether a signature of the message is this key's.
  package func verifies(_ signature: [UInt8], of message: [UInt8], with curves: some ECDSAVerifier) -> Bool {
    switch algorithm {
    case .p256: P256ECDSA.isValid(publicKey: publicKey.bytes, message: message, derSignature: signature)
    case .ed25519: Ed25519.isValid(publicKey: publicKey.bytes, message: message, signature: signature)
    case .secp256k1:
      curves.isValidECDSA(publicKey: publicKey.bytes, digest: .sha256(message), derSignature: signature)
    }
  }

  /// Whether a signature is this key's, of a message that has a SHA-256. Ed25519 signs whole messages only, so that of
  /// its keys no signature is.
  package func verifies(_ signature: [UInt8], of digest: Digest, with curves: some ECDSAVerifier) -> Bool {
    switch algorithm {
    case .p256: P256ECDSA.isValid(publicKey: publicKey.bytes, digest: digest, derSignature: signature)
    case .ed25519: false
    case .secp256k1:
      curves.isValidECDSA(publicKey: publicKey.bytes, digest: digest, derSignature: signature)
    }
  }
}

/// Why a text or bytes are no key for attestations.
package enum AttestationKeyRefusal: CodedRefusal, Hashable {
  /// Says what is wrong.
  case malformed(String)

  /// The stable name.
  package var code: String { "attestKey.malformed" }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let fault): "not a public key for attestations: \(fault)"
    }
  }
}
