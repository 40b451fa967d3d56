import CanonicalEncoding
import DocumentFiles
import Testing

@Suite struct KeystoreTests {
  static let secret = [UInt8](1...32)
  static let address = [UInt8](1...20)
  static let passphrase = Array("correct horse".utf8)

  /// A key file of small cost; its salt and counter are fixed.
  static func sealed(_ secret: [UInt8] = secret) throws(KeystoreRefusal) -> JSONValue {
    try KeystoreV3.seal(
      secret: secret, address: address, passphrase: passphrase, cost: .light,
      random: { [UInt8](repeating: 7, count: $0) }, id: "3198bc9c-6672-5ab3-d995-4942343ae5b6")
  }

  static func open(_ file: JSONValue) throws(KeystoreRefusal) -> [UInt8] {
    try KeystoreV3.open(file, passphrase: passphrase)
  }

  /// The file with one text of it replaced.
  static func changed(_ old: String, to new: String) throws -> JSONValue {
    let text = String(decoding: try sealed().canonicalBytes, as: UTF8.self)
    try #require(text.contains(old), "\(old)")
    return try JSONParser.parse(Array(text.replacing(old, with: new, maxReplacements: 1).utf8))
  }

  @Test func `what is sealed is opened again`() throws {
    let file = try Self.sealed()
    let read = try JSONParser.parse(Array(file.indented.utf8))
    #expect(try Self.open(read) == Self.secret)
    #expect(KeystoreV3.statedAddress(of: read) == Self.address)
    #expect(!file.indented.contains(Hex.encode(Self.secret)))
  }

  @Test(arguments: ["", "correct horse ", "Correct horse", "correct hors"])
  func `another passphrase opens nothing`(_ passphrase: String) throws {
    let file = try Self.sealed()
    #expect(throws: KeystoreRefusal.wrongPassphrase) {
      try KeystoreV3.open(file, passphrase: Array(passphrase.utf8))
    }
  }

  @Test func `a changed digit of the ciphertext or of the check is noticed before decryption`() throws {
    let section = try #require(try Self.sealed().object?["crypto"]?.object)
    for key in ["ciphertext", "mac"] {
      let text = try #require(section[key]?.string)
      let other = (text.hasPrefix("0") ? "1" : "0") + text.dropFirst()
      let file = try Self.changed(text, to: other)
      #expect(throws: KeystoreRefusal.wrongPassphrase) { try Self.open(file) }
    }
  }

  static let hostile: [(id: String, old: String, new: String, code: String)] = [
    (id: "n of 2^30", old: #""n":4096"#, new: #""n":1073741824"#, code: "keystore.tooExpensive"),
    (id: "n of 2^63", old: #""n":4096"#, new: #""n":9223372036854775808"#, code: "keystore.tooExpensive"),
    (id: "n of 2^20 is a GiB", old: #""n":4096"#, new: #""n":1048576"#, code: "keystore.tooExpensive"),
    (id: "r of a million", old: #""r":8"#, new: #""r":1000000"#, code: "keystore.tooExpensive"),
    (id: "p of a million", old: #""p":1"#, new: #""p":1000000"#, code: "keystore.tooExpensive"),
    (id: "p of 1024", old: #""p":1"#, new: #""p":1024"#, code: "keystore.tooExpensive"),
    (id: "n no power of two", old: #""n":4096"#, new: #""n":4095"#, code: "keystore.malformed"),
    (id: "n of 1", old: #""n":4096"#, new: #""n":1"#, code: "keystore.malformed"),
    (id: "n of 0", old: #""n":4096"#, new: #""n":0"#, code: "keystore.malformed"),
    (id: "r of 0", old: #""r":8"#, new: #""r":0"#, code: "keystore.malformed"),
    (id: "p of 0", old: #""p":1"#, new: #""p":0"#, code: "keystore.malformed"),
    (id: "n negative", old: #""n":4096"#, new: #""n":-4096"#, code: "keystore.malformed"),
    (id: "n as text", old: #""n":4096"#, new: #""n":"4096""#, code: "keystore.malformed"),
    (id: "n missing", old: #""n":4096"#, new: #""m":4096"#, code: "keystore.malformed"),
    (id: "derived key of 31 bytes", old: #""dklen":32"#, new: #""dklen":31"#, code: "keystore.unsupported"),
    (
      id: "derived key of a megabyte", old: #""dklen":32"#, new: #""dklen":1048576"#,
      code: "keystore.unsupported"
    ),
    (id: "version 1", old: #""version":3"#, new: #""version":1"#, code: "keystore.unsupported"),
    (id: "version as text", old: #""version":3"#, new: #""version":"3""#, code: "keystore.malformed"),
    (id: "other cipher", old: "aes-128-ctr", new: "aes-128-cbc", code: "keystore.unsupported"),
    (id: "other derivation", old: #""scrypt""#, new: #""argon2id""#, code: "keystore.unsupported"),
    (id: "short counter", old: #""iv":"07"#, new: #""iv":""#, code: "keystore.malformed"),
    (id: "no digit", old: #""iv":"07"#, new: #""iv":"0g"#, code: "keystore.malformed"),
    (id: "no section", old: #""crypto""#, new: #""cripto""#, code: "keystore.malformed"),
  ]

  /// Web3 Secret Storage asks for 32 bytes at least, and both derivations begin alike however long they are.
  @Test(arguments: [32, 64, 1024])
  func `a longer derived key is used by its first bytes`(_ length: Int) throws {
    let file = try Self.changed(#""dklen":32"#, to: #""dklen":\#(length)"#)
    #expect(try Self.open(file) == Self.secret)
  }

  @Test(arguments: hostile)
  func `attack 94: hostile and unknown parameters are refused before any work`(
    _ row: (id: String, old: String, new: String, code: String)
  ) throws {
    let file = try Self.changed(row.old, to: row.new)
    let refusal = #expect(throws: KeystoreRefusal.self) { try Self.open(file) }
    #expect(refusal?.code == row.code)
  }

  @Test(arguments: [
    (id: "no rounds", rounds: "0", code: "keystore.malformed"),
    (id: "a milliard rounds", rounds: "1000000000", code: "keystore.tooExpensive"),
  ])
  func `attack 94: PBKDF2 has bounds too`(_ row: (id: String, rounds: String, code: String)) throws {
    let bytes = try Self.changed(#""scrypt""#, to: #""pbkdf2""#).canonicalBytes
    let text = String(decoding: bytes, as: UTF8.self)
    let parameters = #""prf":"hmac-sha256","c":\#(row.rounds),"n":4096"#
    let file = try JSONParser.parse(Array(text.replacing(#""n":4096"#, with: parameters).utf8))
    let refusal = #expect(throws: KeystoreRefusal.self) { try Self.open(file) }
    #expect(refusal?.code == row.code)
  }

  static let weak: [(id: String, cost: KeystoreCost, code: String)] = [
    (id: "n of 2", cost: KeystoreCost(n: 2, r: 8, p: 1), code: "keystore.weakKDF"),
    (id: "half of light", cost: KeystoreCost(n: 1 << 11, r: 8, p: 1), code: "keystore.weakKDF"),
    (id: "many times little", cost: KeystoreCost(n: 1 << 11, r: 8, p: 64), code: "keystore.weakKDF"),
    (id: "negative", cost: KeystoreCost(n: -4096, r: -8, p: 1), code: "keystore.weakKDF"),
    (id: "too much", cost: KeystoreCost(n: 1 << 30, r: 8, p: 1), code: "keystore.tooExpensive"),
    (id: "no power of two", cost: KeystoreCost(n: 5000, r: 8, p: 1), code: "keystore.malformed"),
  ]

  @Test(arguments: weak)
  func `attack 94: no new file has weak or unreadable parameters`(
    _ row: (id: String, cost: KeystoreCost, code: String)
  ) {
    let refusal = #expect(throws: KeystoreRefusal.self) {
      try KeystoreV3.seal(
        secret: Self.secret, address: Self.address, passphrase: Self.passphrase, cost: row.cost,
        random: { [UInt8](repeating: 7, count: $0) }, id: "")
    }
    #expect(refusal?.code == row.code)
  }

  @Test func `a file with two sections of secrets is ambiguous`() throws {
    let file = try Self.changed(#""crypto""#, to: #""Crypto":{},"crypto""#)
    #expect(throws: KeystoreRefusal.self) { try Self.open(file) }
    let capital = try Self.changed(#""crypto""#, to: #""Crypto""#)
    #expect(try Self.open(capital) == Self.secret)
  }
}
