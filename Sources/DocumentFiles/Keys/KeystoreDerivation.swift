internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import CanonicalEncoding

/// The work parameters of scrypt (RFC 7914).
package struct KeystoreCost: Hashable, Sendable {
  /// How many blocks are filled: a power of two.
  package let n: Int
  /// The block size, in units of 128 bytes.
  package let r: Int
  /// How many times all of it is done.
  package let p: Int

  /// The given parameters.
  package init(n: Int, r: Int, p: Int) {
    self.n = n
    self.r = r
    self.p = p
  }

  /// 256 MiB and about a second: what wallets write.
  package static let standard = KeystoreCost(n: 1 << 18, r: 8, p: 1)

  /// 4 MiB and some milliseconds: for tests and demonstrations.
  package static let light = KeystoreCost(n: 1 << 12, r: 8, p: 1)

  /// Whether a new file may have these parameters: no less memory than `light`.
  var isStrongEnough: Bool {
    let (blocks, isTooLarge) = n.multipliedReportingOverflow(by: r)
    return n > 0 && r > 0 && (isTooLarge || blocks >= 1 << 15)
  }

  /// Refuses what is no scrypt, what the library cannot do, and what a hostile file may ask for: more than
  /// 512 MiB, or more than four times the work of wallets' files.
  func check() throws(KeystoreRefusal) {
    guard n >= 2, n & (n - 1) == 0, r >= 1, p >= 1 else {
      throw .malformed("n must be a power of two, r and p at least 1")
    }
    guard n <= 1 << 20, r <= 1 << 10, p <= 1 << 10, n * r <= 1 << 22, n * r * p <= 1 << 23 else {
      throw .tooExpensive
    }
    // RFC 7914 §2: n below 2^(128·r/8). Some wallets wrote r = 1 with larger n; the library refuses those.
    guard r > 3 || n < 1 << (16 * r) else { throw .unsupported("scrypt parameters n = \(n), r = \(r)") }
  }
}

/// How a key file turns a passphrase into 32 bytes.
enum KeystoreDerivation {
  /// scrypt.
  case scrypt(KeystoreCost, salt: [UInt8])
  /// PBKDF2 with HMAC-SHA256.
  case pbkdf2(rounds: Int, salt: [UInt8])

  /// The most rounds of PBKDF2 that a file may ask for: some seconds.
  private static let roundLimit = 10_000_000

  /// Reads `kdf` and `kdfparams` of the section and checks the bounds.
  init(reading section: JSONObject) throws(KeystoreRefusal) {
    guard let name = section["kdf"]?.string, let parameters = section["kdfparams"]?.object else {
      throw .malformed("no key derivation")
    }
    let salt = try KeystoreV3.bytes("salt", in: parameters, counts: 1...1024)
    // Both derivations begin alike whatever their length, and a key file uses the first 32 bytes.
    guard 32...1024 ~= (try Self.number("dklen", in: parameters)) else {
      throw .unsupported("a derived key of less than 32 bytes, or more than 1024")
    }
    switch name {
    case "scrypt":
      let cost = KeystoreCost(
        n: try Self.number("n", in: parameters), r: try Self.number("r", in: parameters),
        p: try Self.number("p", in: parameters))
      try cost.check()
      self = .scrypt(cost, salt: salt)
    case "pbkdf2":
      guard parameters["prf"]?.string == "hmac-sha256" else { throw .unsupported("the function of PBKDF2") }
      let rounds = try Self.number("c", in: parameters)
      guard rounds >= 1 else { throw .malformed("c must be at least 1") }
      guard rounds <= Self.roundLimit else { throw .tooExpensive }
      self = .pbkdf2(rounds: rounds, salt: salt)
    default: throw .unsupported("the key derivation \(DisplayText.escaped(name, limit: 40))")
    }
  }

  private static func number(_ key: String, in parameters: JSONObject) throws(KeystoreRefusal) -> Int {
    guard let number = parameters[key]?.unsigned else { throw .malformed("\"\(key)\" is not a whole number") }
    guard let value = Int(exactly: number) else { throw .tooExpensive }
    return value
  }

  /// What a library refuses that does not take these parameters.
  private var subject: String {
    switch self {
    case .scrypt(let cost, _): "scrypt parameters n = \(cost.n), r = \(cost.r)"
    case .pbkdf2: "the parameters of PBKDF2"
    }
  }

  /// The 32 bytes derived from a passphrase.
  func key(of passphrase: [UInt8]) throws(KeystoreRefusal) -> [UInt8] {
    let key: SymmetricKey
    do {
      switch self {
      case .scrypt(let cost, let salt):
        key = try KDF.Scrypt.deriveKey(
          from: passphrase, salt: salt, outputByteCount: 32, rounds: cost.n, blockSize: cost.r,
          parallelism: cost.p)
      case .pbkdf2(let rounds, let salt):
        // Old files have fewer rounds than the library recommends; they must still be read.
        key = try KDF.Insecure.PBKDF2.deriveKey(
          from: passphrase, salt: salt, using: .sha256, outputByteCount: 32, unsafeUncheckedRounds: rounds)
      }
    } catch {
      throw .unsupported(subject)
    }
    return unsafe key.withUnsafeBytes { unsafe Array($0) }
  }
}

/// The cipher of key files.
enum KeystoreCipher {
  /// AES-128-CTR, which is its own inverse, with the first half of the derived key.
  static func apply(
    to text: [UInt8], key: [UInt8], initialCounter: [UInt8]
  ) throws(KeystoreRefusal) -> [UInt8] {
    do {
      let nonce = try AES._CTR.Nonce(nonceBytes: initialCounter)
      return Array(try AES._CTR.encrypt(text, using: SymmetricKey(data: key[..<16]), nonce: nonce))
    } catch {
      throw .unsupported("the cipher's parameters")
    }
  }
}
