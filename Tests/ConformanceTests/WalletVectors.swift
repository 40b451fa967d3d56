import CanonicalEncoding
import DocumentFiles
import QuorateTesting
import Secp256k1Signing
import Signing

/// Keys, wallets and signatures.
let walletVectors: [String: VectorRunner] = [
  "wallets/eip191.json": WalletVectors.personalMessages,
  "wallets/eip55.json": WalletVectors.addresses,
  "wallets/keystore_v3.json": WalletVectors.keystores,
  "wallets/eip712_ethers.json": TypedDataVectors.ethers,
  "wallets/eip712_mail.json": TypedDataVectors.mail,
  "wallets/eip712_eth_sig_util_v4.json": TypedDataVectors.metaMask,
  "wallets/snapshot_real_messages.json": TypedDataVectors.snapshot,
  "wallets/rfc6979_secp256k1.json": CurveVectors.deterministicSignatures,
  "wallets/bip340.json": CurveVectors.schnorr,
  "wallets/wycheproof_ecdsa_secp256k1_sha256.json": CurveVectors.wycheproof,
  "wallets/wycheproof_ecdsa_secp256k1_sha256_bitcoin.json": CurveVectors.wycheproofBitcoin,
  "wallets/wycheproof_ecdsa_secp256k1_sha256_p1363.json": CurveVectors.wycheproofCompact,
  "wallets/bip32.json": WalletVectors.notBuilt("key derivation (BIP-32) is not built yet"),
  "wallets/bip39.json": WalletVectors.notBuilt("mnemonic phrases (BIP-39) are not built yet"),
  "wallets/bip39_bip32_ethers.json": WalletVectors.notBuilt("mnemonic phrases (BIP-39) are not built yet"),
  "wallets/icp.json": WalletVectors.notBuilt("accounts of the Internet Computer are not built yet"),
  "wallets/nep413.json": WalletVectors.notBuilt("accounts of NEAR are not built yet"),
  "wallets/adr036.json": WalletVectors.notBuilt("accounts of Cosmos chains are not built yet"),
  "wallets/snapshot_type_kinds.json": WalletVectors.notBuilt("reading Snapshot's messages is not built yet"),
]

/// Runners for addresses, personal messages and key files.
enum WalletVectors {
  /// Counts every vector of a file under one reason: each leaf list of objects, texts or numbers is a set of
  /// them.
  static func notBuilt(_ reason: String) -> VectorRunner {
    { content, report in
      var count = 0
      for member in content.object?.members ?? [] where !member.key.hasPrefix("_") {
        count += vectors(in: member.value)
      }
      report.skip(reason, count: max(1, count))
    }
  }

  private static func vectors(in value: JSONValue) -> Int {
    if let list = value.array { return list.count }
    return value.object?.members.reduce(0) { $0 + vectors(in: $1.value) } ?? 0
  }

  static func personalMessages(_ content: JSONValue, _ report: inout VectorReport) throws {
    let verifier = Secp256k1Verifier()
    for (index, vector) in content.list("hashes").enumerated() {
      let digest = PersonalMessage.digest(of: vector.hex("message_hex"))
      report.check("hashes \(index)", digest == Digest(vector.hex("hash")))
    }
    for (index, vector) in content.list("signatures").enumerated() {
      let digest = PersonalMessage.digest(of: vector.hex("message_hex"))
      let signature = try? RecoverableSignature(parsing: vector.hex("signature"))
      let recovered = signature.flatMap { verifier.recoverAccount(of: digest, $0) }
      var isRight = recovered != nil && recovered == signer(of: vector)
      if let key = try? Secp256k1SecretKey(vector.hex("privateKey")) {
        isRight = isRight && (try? key.sign(digest)) == signature
      }
      report.check("signatures \(index)", isRight)
    }
    for (index, vector) in content.list("eip2098").enumerated() {
      let digest = PersonalMessage.digest(of: vector.hex("message_hex"))
      let compact = try? RecoverableSignature(parsing: vector.hex("r") + vector.hex("yParityAndS"))
      let last = UInt8(exactly: vector.object?["v"]?.unsigned ?? 0)
      let long = last.flatMap { try? RecoverableSignature(parsing: vector.hex("r") + vector.hex("s") + [$0]) }
      let made = try? Secp256k1SecretKey(vector.hex("privateKey")).sign(digest)
      report.check("eip2098 \(index)", compact != nil && compact == long && compact == made)
    }
  }

  /// The address of a vector: stated, or that of its key.
  private static func signer(of vector: JSONValue) -> AccountKey? {
    let publicKey = vector.hex("publicKey64")
    if !publicKey.isEmpty { return AccountKey(evm: Keccak256.digest(publicKey)) }
    if let address = EVMAddress.parse(vector.text("address")) {
      return AccountKey(family: .evm, bytes: ByteString(address))
    }
    return (try? Secp256k1SecretKey(vector.hex("privateKey")))?.account
  }

  static func addresses(_ content: JSONValue, _ report: inout VectorReport) throws {
    for text in content.list("valid").compactMap(\.string) {
      let bytes = EVMAddress.parse(text)
      let isUniform = text.dropFirst(2).uppercased() == text.dropFirst(2) || text.lowercased() == text
      report.check(text, bytes.map { isUniform || EVMAddress.checksummed($0) == text } ?? false)
    }
    for text in content.list("invalid").compactMap(\.string) {
      report.check("invalid \(text)", EVMAddress.parse(text) == nil)
    }
    for vector in content.list("accounts") {
      let key = try? Secp256k1SecretKey(vector.hex("privateKey"))
      report.check(vector.text("address"), key?.account.display == vector.text("address"))
    }
  }

  static func keystores(_ content: JSONValue, _ report: inout VectorReport) throws {
    for vector in content.list("tests") {
      let name = vector.text("name")
      let json = vector.object?["json"] ?? .null
      do {
        let secret = try KeystoreV3.open(json, passphrase: Array(vector.text("password").utf8))
        report.check(name, isExpected(secret, vector))
      } catch .unsupported(let subject) where subject.hasPrefix("scrypt parameters") {
        report.skip("the library refuses \(subject) (RFC 7914: n below 2^(16·r))")
      } catch {
        // A file that is not read at all says nothing about the passphrase.
        let expected = vector.object?["expect_error"]?.string?.lowercased() ?? ""
        let isAboutSecret = ["mac", "pass", "decrypt"].contains { expected.contains($0) }
        let isRight = vector.object?["expect_error"] != nil && (error == .wrongPassphrase) == isAboutSecret
        report.check("\(name): \(error)", isRight)
      }
    }
  }

  /// The stated secret (padded on the left) or the stated address; a file without either is checked by its
  /// MAC alone.
  private static func isExpected(_ secret: [UInt8], _ vector: JSONValue) -> Bool {
    guard vector.object?["expect_error"] == nil else { return false }
    guard let key = try? Secp256k1SecretKey(secret) else { return false }
    let stated = vector.hex("priv")
    if !stated.isEmpty { return secret == [UInt8](repeating: 0, count: 32 - stated.count) + stated }
    let address = EVMAddress.parse(vector.text("address"))
    return (address.map { $0 == key.address } ?? true)
      && (KeystoreV3.statedAddress(of: vector.object?["json"] ?? .null).map { $0 == key.address } ?? true)
  }
}

extension JSONValue {
  /// The elements of a list, or none.
  func list(_ key: String) -> [JSONValue] { object?[key]?.array ?? [] }

  /// A text, or an empty one.
  func text(_ key: String) -> String { object?[key]?.string ?? "" }

  /// The bytes of hexadecimal digits with or without `0x`, or none.
  func hex(_ key: String) -> [UInt8] { Self.bytes(ofHex: text(key)) }

  static func bytes(ofHex text: String) -> [UInt8] {
    (text.hasPrefix("0x") ? Hex.decode(prefixed: text) : Hex.decode(text)) ?? []
  }
}
