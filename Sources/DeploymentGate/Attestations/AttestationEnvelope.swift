package import CanonicalEncoding
package import Ledger
package import Signing

/// Content with signatures over it, none of which has been checked (DSSE envelope v1.0.2).
///
/// ```json
/// {"payload":"eyJfdHlwZSI6…","payloadType":"application/vnd.in-toto+json",
/// "signatures":[{"keyid":"97f55e0e…","sig":"MEUCIGuV…"}]}
/// ```
///
/// The content can be had from `verified` only, so that nothing is read that nobody signed.
package struct AttestationEnvelope: Hashable, Sendable {
  /// The largest envelope: the signature of a model lists every file.
  package static let sizeLimit = InTotoStatement.sizeLimit
  /// The most signatures, and the most keys they are checked against.
  package static let signatureLimit = 32

  /// A signature of whoever claims to have made it.
  package struct Signature: Hashable, Sendable {
    /// What the signer calls the key. Nobody signed it: it says where to look first, never what to believe.
    package let keyID: String
    /// The bytes.
    package let bytes: [UInt8]

    package init(keyID: String, bytes: [UInt8]) {
      self.keyID = keyID
      self.bytes = bytes
    }
  }

  /// What kind of content it is.
  package let payloadType: String
  /// The signatures, in order; at least one.
  package let signatures: [Signature]
  private let payload: [UInt8]

  /// Reads an envelope strictly: these members, base64 that has one form.
  package init(parsing bytes: [UInt8]) throws(AttestationRefusal) {
    let value: JSONValue
    do throws(JSONRefusal) { value = try JSONParser.parse(bytes, limit: Self.sizeLimit) } catch {
      throw .malformed(error)
    }
    try self.init(value)
  }

  /// Reads an envelope that stands in a bundle.
  init(_ value: JSONValue) throws(AttestationRefusal) {
    let texts: Texts
    do throws(JSONRefusal) { texts = try Texts(value) } catch { throw .malformed(error) }
    guard let payload = Base64.decodeEitherAlphabet(texts.payload) else { throw .base64("payload") }
    var signatures: [Signature] = []
    for text in texts.signatures {
      guard let bytes = Base64.decodeEitherAlphabet(text.sig) else { throw .base64("sig") }
      signatures.append(Signature(keyID: text.keyID, bytes: bytes))
    }
    try self.init(payloadType: texts.type, payload: payload, signatures: signatures)
  }

  /// The members as they stand.
  private struct Texts {
    let payload: String
    let type: String
    private(set) var signatures: [(keyID: String, sig: String)] = []

    init(_ value: JSONValue) throws(JSONRefusal) {
      var fields = try JSONFields(value, of: "an envelope")
      payload = try fields.string("payload")
      type = try fields.string("payloadType")
      let elements = try fields.array("signatures")
      guard !elements.isEmpty else { throw fields.unexpected("signatures", "a list of at least one") }
      try fields.finish()
      for element in elements {
        var fields = try JSONFields(element, of: "a signature")
        let keyID = fields.contains("keyid") ? try fields.string("keyid") : ""
        signatures.append((keyID, try fields.string("sig")))
        try fields.finish()
      }
    }
  }

  /// The envelope of content with signatures.
  package init(payloadType: String, payload: [UInt8], signatures: [Signature]) throws(AttestationRefusal) {
    guard signatures.count <= Self.signatureLimit else {
      throw .tooMany("signatures", limit: Self.signatureLimit)
    }
    self.payloadType = payloadType
    self.payload = payload
    self.signatures = signatures
  }

  /// What every signature is over.
  package var message: [UInt8] { PreAuthenticationEncoding.bytes(type: payloadType, body: payload) }

  /// The content, if enough of the keys signed it.
  ///
  /// - Parameters:
  ///   - keys: Whose signatures count, each once, however often it signed.
  ///   - threshold: How many of them must have signed; from 1 to their number.
  /// - Complexity: O(n) in the content, and at most one check for each pair of a key and a signature.
  package func verified(
    by keys: [AttestationKey], threshold: Int, with curves: some ECDSAVerifier
  ) throws(AttestationRefusal) -> VerifiedPayload {
    guard keys.count <= Self.signatureLimit else { throw .tooMany("keys", limit: Self.signatureLimit) }
    guard 1...max(1, keys.count) ~= threshold, !keys.isEmpty else {
      throw .threshold(threshold, keys: keys.count)
    }
    var seen: Set<AttestationKey> = []
    for key in keys where !seen.insert(key).inserted { throw .repeatedKey(key.id) }
    let message = message
    let signers = keys.filter { key in
      let id = key.id
      // The one it calls its own first: most often that is enough.
      let hinted = signatures.filter { $0.keyID == id } + signatures.filter { $0.keyID != id }
      return hinted.contains { key.verifies($0.bytes, of: message, with: curves) }
    }
    guard signers.count >= threshold else { throw .signatures(have: signers.count, needs: threshold) }
    return VerifiedPayload(type: payloadType, bytes: payload, signers: signers)
  }

  /// The same content with a further signature, as several holders of keys add theirs.
  package func appending(_ signature: Signature) throws(AttestationRefusal) -> AttestationEnvelope {
    try AttestationEnvelope(
      payloadType: payloadType, payload: payload, signatures: signatures + [signature])
  }

  /// Whether it holds exactly this content.
  package func holds(_ content: [UInt8]) -> Bool { payload == content }

  /// What others signed and somebody is asked to sign as well: to be compared, never to be believed.
  package func proposed() throws(AttestationRefusal) -> InTotoStatement {
    try InTotoStatement(proposed: payload)
  }

  /// The members, as they are written.
  package var json: JSONValue {
    .members([
      "payload": .string(Base64.encode(payload)), "payloadType": .string(payloadType),
      "signatures": .array(
        signatures.map {
          .members(["keyid": .string($0.keyID), "sig": .string(Base64.encode($0.bytes))])
        }),
    ])
  }
}

/// Content that enough keys signed. Only `AttestationEnvelope` makes one.
package struct VerifiedPayload: Hashable, Sendable {
  /// What kind of content it is.
  package let type: String
  /// The very bytes that were signed.
  package let bytes: [UInt8]
  /// Who signed, in the order the keys were given.
  package let signers: [AttestationKey]

  fileprivate init(type: String, bytes: [UInt8], signers: [AttestationKey]) {
    self.type = type
    self.bytes = bytes
    self.signers = signers
  }
}

extension InTotoStatement {
  /// Reads what was signed.
  package init(_ payload: VerifiedPayload) throws(AttestationRefusal) {
    guard payload.type == Self.payloadType else { throw .payloadType(payload.type) }
    try self.init(proposed: payload.bytes)
  }
}
