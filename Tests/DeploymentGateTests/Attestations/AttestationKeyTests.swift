import CanonicalEncoding
import QuorateTesting
import Signing
import Testing

@testable import DeploymentGate
import Ledger

@Suite struct AttestationKeyTests {
  /// Keys of the sample attestations, with the identities that securesystemslib derived for the first two.
  static let known: [(name: String, pem: String, id: String)] = [
    (
      "P-256",
      "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJnToVjuqNvTCp8I0iW5YKAPnfrA/\nMdLCPDw9rB7LttvMe9AiRnAJ/pz6zt5Jh/3L1izR/aSsue4h7swEbLxZhg==\n-----END PUBLIC KEY-----\n",
      "97f55e0e94c758e1ebe232f7011aebc2d89bf201e2373c3ba33b73413a37e163"
    ),
    (
      "Ed25519",
      "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAx82UEgyiHkiHEjf7usA81nA2i98werHpONne/2aibEE=\n-----END PUBLIC KEY-----\n",
      "8f97a7c8849601ef126090bb00d341be79264f69569ded2f24af4715c41764d4"
    ),
    (
      "secp256k1",
      "-----BEGIN PUBLIC KEY-----\nMFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAELxgYQdZCZanToCWzjk7DAw6OU5n2non2\npjFl5PxOvJXKrJ4li0+b0ahfbcEViY3ln3C2dek7/mX2/Zi0g7Uh4A==\n-----END PUBLIC KEY-----\n",
      "4854ffbd1db600178601b1e593330fca6eb3ebbd2ec750c3d1d54f8c55fd7ff0"
    ),
  ]

  @Test(arguments: known.indices) func `a key has the text and the identity that other tools give it`(
    index: Int
  ) throws {
    let known = Self.known[index]
    let key = try AttestationKey(pem: Array(known.pem.utf8))
    #expect(key.id == known.id, "\(known.name)")
    #expect(key.pem == known.pem)
    #expect(try AttestationKey(spki: key.spki) == key)
    #expect(try AttestationKey(pem: Array(known.pem.replacing("\n", with: "\r\n").utf8)) == key)
  }

  @Test func `what is no key is refused`() throws {
    let key = try AttestationSamples.p256(1).key
    let point = key.publicKey.bytes
    var offCurve = point
    offCurve[64] ^= 1
    let compressed = [2 + (point[64] & 1)] + point[1...32]
    for bytes in [[], point.dropLast(), point + [0], offCurve, compressed, [5] + point[1...]] as [[UInt8]] {
      #expect(
        AttestationSamples.code { _ = try AttestationKey(algorithm: .p256, publicKey: bytes) }
          == "attestKey.malformed")
    }
    for spki in [
      [], key.spki.dropLast(), key.spki + [0], Array(key.spki.dropFirst()), Array(repeating: 0x30, count: 91),
    ] as [[UInt8]] {
      #expect(AttestationSamples.code { _ = try AttestationKey(spki: spki) } == "attestKey.malformed")
    }
    let body = key.pem.split(separator: "\n").dropFirst().dropLast().joined(separator: "\n")
    for pem in [
      "", body, key.pem + key.pem, "x" + key.pem, "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
      key.pem.replacing("PUBLIC", with: "PRIVATE"), key.pem.replacing("=", with: ""),
    ] {
      #expect(
        AttestationSamples.code { _ = try AttestationKey(pem: Array(pem.utf8)) } == "attestKey.malformed",
        "\(pem)")
    }
  }

  @Test func `a secret key is shown by its public one only`() throws {
    let key = try AttestationSamples.p256(1)
    #expect(
      !"\(key) \(String(reflecting: key)) \(Mirror(reflecting: key).children.count)".contains(
        Hex.encode(key.bytes)))
    #expect(P256SecretKey([UInt8](repeating: 0, count: 32)) == nil)
    #expect(P256SecretKey([UInt8](repeating: 255, count: 32)) == nil)
    #expect(P256SecretKey([1]) == nil)
  }
}
