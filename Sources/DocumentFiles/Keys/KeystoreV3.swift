package import CanonicalEncoding

/// The encrypted key files that Ethereum wallets exchange (Web3 Secret Storage, version 3).
///
/// A passphrase is stretched to 32 bytes; the first half encrypts by AES-128-CTR, the second goes with the
/// ciphertext into a Keccak-256 that shows whether the passphrase was right. Pure functions over values:
/// reading, writing and guarding the file is the caller's affair.
package struct KeystoreV3 {
  private let derivation: KeystoreDerivation
  private let initialCounter: [UInt8]
  private let ciphertext: [UInt8]
  private let mac: Digest

  /// The secret of 32 bytes in a key file.
  ///
  /// Parameters beyond the bounds are refused before any work; a wrong passphrase before anything is
  /// decrypted. Secrets of fewer bytes, which old programs wrote, are padded with zeros on the left.
  /// - Complexity: What the file demands, at most 512 MiB and some seconds.
  package static func open(_ json: JSONValue, passphrase: [UInt8]) throws(KeystoreRefusal) -> [UInt8] {
    let file = try KeystoreV3(reading: json)
    let key = try file.derivation.key(of: passphrase)
    guard isSame(mac(key: key, file.ciphertext), file.mac) else { throw .wrongPassphrase }
    let secret = try KeystoreCipher.apply(to: file.ciphertext, key: key, initialCounter: file.initialCounter)
    return [UInt8](repeating: 0, count: 32 - secret.count) + secret
  }

  /// The key file of a secret of 32 bytes.
  ///
  /// - Parameters:
  ///   - secret: What is locked away.
  ///   - address: The twenty bytes of its address, written beside it in the clear, if it has one.
  ///   - passphrase: UTF-8 bytes; no normalisation.
  ///   - cost: How much work a guess shall be.
  ///   - random: Makes so many random bytes.
  ///   - id: A UUID that names the file.
  package static func seal(
    secret: [UInt8], address: [UInt8]?, passphrase: [UInt8], cost: KeystoreCost = .standard,
    random: (Int) -> [UInt8], id: String
  ) throws(KeystoreRefusal) -> JSONValue {
    guard cost.isStrongEnough else { throw .weakKDF(n: cost.n, r: cost.r) }
    try cost.check()
    guard secret.count == 32 else { throw .malformed("a secret has 32 bytes") }
    guard address.map({ $0.count == 20 }) ?? true else { throw .malformed("an address has 20 bytes") }
    let (salt, initialCounter) = (random(32), random(16))
    guard salt.count == 32, initialCounter.count == 16 else { throw .malformed("too few random bytes") }
    let derivation = KeystoreDerivation.scrypt(cost, salt: salt)
    let key = try derivation.key(of: passphrase)
    let ciphertext = try KeystoreCipher.apply(to: secret, key: key, initialCounter: initialCounter)
    let encrypted = JSONValue.members([
      "cipher": .string("aes-128-ctr"),
      "cipherparams": .members(["iv": .string(Hex.encode(initialCounter))]),
      "ciphertext": .string(Hex.encode(ciphertext)),
      "kdf": .string("scrypt"),
      "kdfparams": .members([
        "dklen": .integer(32), "n": .integer(cost.n), "r": .integer(cost.r), "p": .integer(cost.p),
        "salt": .string(Hex.encode(salt)),
      ]),
      "mac": .string(Hex.encode(mac(key: key, ciphertext).bytes)),
    ])
    var members: [JSONObject.Member] = [
      .init(key: "version", value: .integer(3)), .init(key: "id", value: .string(id)),
      .init(key: "crypto", value: encrypted),
    ]
    if let address { members.append(.init(key: "address", value: .string(Hex.encode(address)))) }
    return .object(JSONObject(members))
  }

  /// The twenty bytes of the address that a key file states, if it does; nothing proves it before it is
  /// opened.
  package static func statedAddress(of json: JSONValue) -> [UInt8]? {
    let bytes = json.object?["address"]?.string.flatMap(bytes(ofHex:))
    return bytes?.count == 20 ? bytes : nil
  }

  // MARK: Reading

  /// Takes a key file apart. Members that other programs add beside the encryption are passed over.
  private init(reading json: JSONValue) throws(KeystoreRefusal) {
    guard let file = json.object else { throw .malformed("not an object") }
    guard let version = file["version"]?.unsigned else { throw .malformed("no version number") }
    guard version == 3 else { throw .unsupported("version \(version)") }
    // Some programs write the name with a capital; a file with both is ambiguous.
    let sections = [file["crypto"], file["Crypto"]].compactMap { $0?.object }
    guard sections.count == 1, let section = sections.first else { throw .malformed("not one \"crypto\"") }
    guard let cipher = section["cipher"]?.string else { throw .malformed("no cipher") }
    guard cipher == "aes-128-ctr" else {
      throw .unsupported("the cipher \(DisplayText.escaped(cipher, limit: 40))")
    }
    initialCounter = try Self.bytes("iv", in: section["cipherparams"]?.object, counts: 16...16)
    ciphertext = try Self.bytes("ciphertext", in: section, counts: 1...32)
    mac = Digest(try Self.bytes("mac", in: section, counts: 32...32)) ?? .zero
    derivation = try KeystoreDerivation(reading: section)
  }

  /// Hexadecimal digits, with or without `0x`, of an allowed number of bytes.
  static func bytes(
    _ key: String, in object: JSONObject?, counts: ClosedRange<Int>
  ) throws(KeystoreRefusal) -> [UInt8] {
    guard let bytes = object?[key]?.string.flatMap(bytes(ofHex:)), counts.contains(bytes.count) else {
      throw .malformed("\"\(key)\" is not hexadecimal text of the right length")
    }
    return bytes
  }

  private static func bytes(ofHex text: String) -> [UInt8]? {
    text.hasPrefix("0x") ? Hex.decode(prefixed: text) : Hex.decode(text)
  }

  // MARK: Check

  private static func mac(key: [UInt8], _ ciphertext: [UInt8]) -> Digest {
    Keccak256.digest(Array(key[16..<32]) + ciphertext)
  }

  /// Compares without stopping at the first difference, so that the time tells nothing.
  private static func isSame(_ left: Digest, _ right: Digest) -> Bool {
    let (a, b) = (left.words, right.words)
    var difference = a.0 ^ b.0
    difference |= a.1 ^ b.1
    difference |= a.2 ^ b.2
    difference |= a.3 ^ b.3
    return difference == 0
  }
}
