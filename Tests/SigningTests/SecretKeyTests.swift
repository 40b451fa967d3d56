import CanonicalEncoding
import Secp256k1Signing
import Signing
import Testing

@Suite struct SecretKeyTests {
  let verifier = Secp256k1Verifier()

  @Test func `attack 14: a public key has two encodings and no third`() throws {
    let key = try Sample.key(1)
    let digest = Sample.digest(1)
    let signature = try key.sign(digest).compactBytes
    let full = key.publicKey
    let parity = full[64] & 1
    var offCurve = full
    offCurve[64] ^= 1
    let rows: [(id: String, key: [UInt8], isAccepted: Bool)] = [
      ("compressed", key.compressedPublicKey, true), ("uncompressed", full, true),
      ("hybrid", [6 + parity] + full[1...], false),
      ("hybrid of wrong parity", [7 - parity] + full[1...], false),
      ("raw", Array(full[1...]), false), ("x only", key.xOnlyPublicKey, false), ("empty", [], false),
      ("compressed with the tag of the long form", [4] + full[1...32], false),
      ("not on the curve", offCurve, false), ("other parity", [3 - parity] + full[1...32], false),
    ]
    for row in rows {
      let isValid = verifier.verifyECDSA(publicKey: row.key, digest: digest, compactSignature: signature)
      #expect(isValid == row.isAccepted, "\(row.id)")
    }
  }

  @Test func `attack 15: the same digest gives the same signature, blinded or not`() throws {
    let secret = Sample.digest(2).bytes
    let plain = try Secp256k1SecretKey(secret)
    let blinded = try Secp256k1SecretKey(secret, randomness: Sample.digest(3).bytes)
    var nonces: Set<Digest> = []
    for number in 0..<100 {
      let digest = Sample.digest(number)
      let signature = try plain.sign(digest)
      #expect(try plain.sign(digest) == signature)
      #expect(try blinded.sign(digest) == signature)
      nonces.insert(signature.r)
    }
    #expect(nonces.count == 100)
  }

  @Test(arguments: [
    (id: "zero", bytes: Digest.zero.bytes, refusal: SecretKeyRefusal.outOfRange),
    (id: "the order", bytes: RecoverableSignature.groupOrder.bytes, refusal: .outOfRange),
    (id: "all ones", bytes: [UInt8](repeating: 255, count: 32), refusal: .outOfRange),
    (id: "empty", bytes: [], refusal: .length(0)),
    (id: "31 bytes", bytes: [UInt8](repeating: 1, count: 31), refusal: .length(31)),
    (id: "33 bytes", bytes: [UInt8](repeating: 1, count: 33), refusal: .length(33)),
  ])
  func `bytes out of range are no key`(_ row: (id: String, bytes: [UInt8], refusal: SecretKeyRefusal)) {
    #expect(throws: row.refusal) { try Secp256k1SecretKey(row.bytes) }
  }

  @Test(arguments: [0, 1, 31, 33, 64])
  func `randomness of another length than 32 is refused`(_ count: Int) throws {
    let bytes = [UInt8](repeating: 1, count: count)
    let secret = Sample.digest(1).bytes
    #expect(throws: SecretKeyRefusal.randomness) { try Secp256k1SecretKey(secret, randomness: bytes) }
    let key = try Sample.key(1)
    #expect(throws: SecretKeyRefusal.randomness) { try key.signSchnorr(message: [], auxiliary: bytes) }
  }

  @Test func `attack 92: no description shows the secret`() throws {
    let secret = Sample.digest(4)
    let key = try Secp256k1SecretKey(secret.bytes)
    var dumped = ""
    dump(key, to: &dumped)
    let lists = [String(describing: [key]), String(reflecting: [key])]
    let texts = ["\(key)", String(reflecting: key), dumped] + lists
    for text in texts {
      #expect(!text.contains(secret.description.dropFirst(2)))
      #expect(!text.contains(secret.bytes.prefix(3).map(String.init).joined(separator: ", ")))
    }
    #expect(Mirror(reflecting: key).children.isEmpty)
  }

  @Test(arguments: [0, 1, 31, 32, 33, 1000])
  func `a Schnorr signature holds for its message only`(_ count: Int) throws {
    let key = try Sample.key(5)
    let message = [UInt8](repeating: 7, count: count)
    let signature = try key.signSchnorr(message: message, auxiliary: Sample.digest(5).bytes)
    let isValid = { (message: [UInt8], signature: [UInt8]) in
      verifier.isValidSchnorr(publicKey: key.xOnlyPublicKey, message: message, signature: signature)
    }
    #expect(isValid(message, signature))
    #expect(!isValid(message + [0], signature))
    #expect(!isValid(message, Array(signature.dropLast())))
    #expect(!isValid(message, signature.dropLast() + [signature[63] ^ 1]))
    #expect(!verifier.isValidSchnorr(publicKey: key.publicKey, message: message, signature: signature))
  }
}
