import CanonicalEncoding
import QuorateTesting
import Secp256k1Signing
import Signing

/// Runners for signatures on secp256k1.
enum CurveVectors {
  private static let verifier = Secp256k1Verifier()

  static func deterministicSignatures(_ content: JSONValue, _ report: inout VectorReport) throws {
    for (index, vector) in content.list("valid").enumerated() {
      let digest = Digest(vector.hex("m")) ?? .zero
      let key = try? Secp256k1SecretKey(vector.hex("d"))
      let made = try key?.sign(digest)
      let isSame = made?.canonicalBytes.dropLast().elementsEqual(vector.hex("signature")) ?? false
      let recovered = made.flatMap { verifier.recoverAccount(of: digest, $0) }
      report.check("valid \(index)", isSame && recovered == key?.account)
    }
    let invalid = content.object?["invalid"] ?? .null
    for (index, vector) in invalid.list("sign").enumerated() {
      let isRefused = (try? Secp256k1SecretKey(vector.hex("d"))) == nil || vector.hex("m").count != 32
      report.check("invalid sign \(index): \(vector.text("description"))", isRefused)
    }
    for (index, vector) in invalid.list("verify").enumerated() {
      let (key, signature) = (vector.hex("Q"), vector.hex("signature"))
      let isValid = Digest(vector.hex("m")).map {
        verifier.verifyECDSA(publicKey: key, digest: $0, compactSignature: signature)
      }
      report.check("invalid verify \(index): \(vector.text("description"))", isValid != true)
    }
    let k = content.list("k")
    for (index, vector) in k.enumerated() { report.check("nonce \(index)", try hasNonce(vector)) }
    let extra = content.list("extraEntropy")
    report.skip("signing with extra entropy is not offered", count: extra.count)
  }

  /// Whether the signature of a text has the r of the stated nonce: the x coordinate of nonce · G, modulo the
  /// order.
  private static func hasNonce(_ vector: JSONValue) throws -> Bool {
    let key = try Secp256k1SecretKey(vector.hex("d"))
    let nonce = try Secp256k1SecretKey(vector.hex("k0"))
    let signature = try key.sign(.sha256(Array(vector.text("message").utf8)))
    return signature.r.bytes == nonce.xOnlyPublicKey
  }

  static func schnorr(_ content: JSONValue, _ report: inout VectorReport) throws {
    for (index, vector) in content.list("tests").enumerated() {
      let (message, signature) = (vector.hex("message"), vector.hex("signature"))
      let isValid = verifier.isValidSchnorr(
        publicKey: vector.hex("publicKey"), message: message, signature: signature)
      report.check("verify \(index)", isValid == vector.object?["valid"]?.bool)
      guard !vector.text("secretKey").isEmpty else { continue }
      let key = try Secp256k1SecretKey(vector.hex("secretKey"))
      let made = try key.signSchnorr(message: message, auxiliary: vector.hex("aux"))
      report.check("sign \(index)", made == signature && key.xOnlyPublicKey == vector.hex("publicKey"))
    }
  }

  // MARK: Wycheproof

  /// DER signatures of which either twin is valid.
  static func wycheproof(_ content: JSONValue, _ report: inout VectorReport) throws {
    wycheproof(content, &report) { verifier.compactSignature(ofDER: $0).flatMap(verifier.normalized) }
  }

  /// DER signatures of which only that with low s is valid.
  static func wycheproofBitcoin(_ content: JSONValue, _ report: inout VectorReport) throws {
    wycheproof(content, &report) { verifier.compactSignature(ofDER: $0) }
  }

  /// r‖s of which either twin is valid.
  static func wycheproofCompact(_ content: JSONValue, _ report: inout VectorReport) throws {
    wycheproof(content, &report) { verifier.normalized(compactSignature: $0) }
  }

  private static func wycheproof(
    _ content: JSONValue, _ report: inout VectorReport, _ compact: ([UInt8]) -> [UInt8]?
  ) {
    let fields = content.list("_testFields").compactMap(\.string)
    guard let message = fields.firstIndex(of: "msg"), let signature = fields.firstIndex(of: "sig"),
      let result = fields.firstIndex(of: "result")
    else { return report.check("the names of the fields", false) }
    for group in content.list("testGroups") {
      for test in group.list("tests") {
        let columns = (test.array ?? []).map { $0.string ?? "" }
        guard columns.count == fields.count else { return report.check("the number of fields", false) }
        let isValid = compact(JSONValue.bytes(ofHex: columns[signature])).map {
          verifier.verifyECDSA(
            publicKey: group.hex("publicKey"), digest: .sha256(JSONValue.bytes(ofHex: columns[message])),
            compactSignature: $0)
        }
        let name = test.array?.first?.unsigned.map(String.init) ?? "?"
        report.check("test \(name)", (isValid == true) == (columns[result] == "valid"))
      }
    }
  }
}
