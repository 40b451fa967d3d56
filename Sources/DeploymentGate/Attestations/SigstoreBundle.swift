package import CanonicalEncoding
package import Ledger
package import Signing

/// An envelope as tools of the Sigstore project exchange it (bundle v0.3), with a public key that is named by a hint.
package struct SigstoreBundle: Hashable, Sendable {
  /// The media type.
  private static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"

  /// What says which public key is meant. Nobody signed it.
  package let hint: String
  /// The envelope.
  package let envelope: AttestationEnvelope

  /// A bundle whose key is named by a hint.
  package init(envelope: AttestationEnvelope, hint: String) {
    self.envelope = envelope
    self.hint = hint
  }

  /// The hint that `model_signing` compares: SHA-256 of the key's PEM text.
  package static func modelSigningHint(for key: AttestationKey) -> String {
    Digest.sha256(Array(key.pem.utf8)).bareHex
  }

  /// Reads a bundle. One whose signer is a certificate is refused: what it proves is another kind of identity.
  package init(parsing bytes: [UInt8]) throws(AttestationRefusal) {
    let (hint, envelope) = try Self.parts(of: bytes)
    guard let hint else { throw .keyless }
    self.hint = hint
    self.envelope = try AttestationEnvelope(envelope)
  }

  private static func parts(
    of bytes: [UInt8]
  ) throws(AttestationRefusal) -> (hint: String?, envelope: JSONValue) {
    do throws(JSONRefusal) {
      let value = try JSONParser.parse(bytes, limit: AttestationEnvelope.sizeLimit)
      var fields = try JSONFields(value, of: "a bundle")
      let envelope = try fields.value("dsseEnvelope")
      guard try fields.string("mediaType") == mediaType else {
        throw fields.unexpected("mediaType", mediaType)
      }
      var material = try JSONFields(try fields.value("verificationMaterial"), of: "the verification material")
      try fields.finish()
      guard let key = material.optional("publicKey") else { return (nil, envelope) }
      // Entries of a transparency log may stand beside it; nothing here relies on them.
      _ = material.optional("tlogEntries")
      _ = material.optional("timestampVerificationData")
      try material.finish()
      var named = try JSONFields(key, of: "the public key")
      let hint = named.contains("hint") ? try named.string("hint") : ""
      try named.finish()
      return (hint, envelope)
    } catch {
      throw .malformed(error)
    }
  }

  /// The members, as they are written.
  package var json: JSONValue {
    .members([
      "dsseEnvelope": envelope.json, "mediaType": .string(Self.mediaType),
      "verificationMaterial": .members([
        "publicKey": .members(["hint": .string(hint)]), "tlogEntries": .array([]),
      ]),
    ])
  }
}
