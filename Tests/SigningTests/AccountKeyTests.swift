import CanonicalEncoding
import Secp256k1Signing
import Signing
import Testing

@Suite struct AccountKeyTests {
  static let lower = "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
  static let checksummed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

  static let writings: [(id: String, text: String)] = [
    (id: "checksummed", text: checksummed),
    (id: "all lower", text: "0x\(lower)"),
    (id: "all upper", text: "0x\(lower.uppercased())"),
    (id: "canonical", text: "evm:\(lower)"),
    (id: "on a chain", text: "eip155:1:\(checksummed)"),
    (id: "on another chain, in lower case", text: "eip155:8453:0x\(lower)"),
  ]

  @Test(arguments: writings)
  func `every way of writing an address reads as one account`(_ row: (id: String, text: String)) throws {
    let account = try AccountKey(reading: row.text)
    #expect(account.text == "evm:" + Self.lower)
    #expect(account.display == Self.checksummed)
    #expect(AccountKey(canonical: account.text) == account)
  }

  static let malformed: [(id: String, text: String)] = [
    (id: "empty", text: ""),
    (id: "no prefix", text: lower),
    (id: "capital prefix", text: "0X\(lower)"),
    (id: "one digit short", text: "0x\(lower.dropLast())"),
    (id: "one digit long", text: "0x\(lower)0"),
    (id: "no digit", text: "0x\(lower.dropLast())g"),
    (id: "space before", text: " 0x\(lower)"),
    (id: "line feed after", text: "0x\(lower)\n"),
    (id: "full-width digit", text: "0x\(lower.dropLast())\u{ff14}"),
    (id: "canonical in upper case", text: "evm:\(lower.uppercased())"),
    (id: "canonical with 0x", text: "evm:0x\(lower)"),
    (id: "unknown family", text: "sol:\(lower)"),
    (id: "chain is no number", text: "eip155:main:0x\(lower)"),
    (id: "chain with leading zero", text: "eip155:01:0x\(lower)"),
    (id: "chain is empty", text: "eip155::0x\(lower)"),
    (id: "chain of 33 digits", text: "eip155:\(String(repeating: "1", count: 33)):0x\(lower)"),
    (id: "too many parts", text: "eip155:1:0x\(lower):"),
    (id: "address without 0x on a chain", text: "eip155:1:\(lower)"),
    (id: "other namespace", text: "cosmos:hub:0x\(lower)"),
  ]

  @Test(arguments: malformed)
  func `text of another form is no account`(_ row: (id: String, text: String)) {
    #expect(throws: AccountRefusal.form(text: row.text)) { try AccountKey(reading: row.text) }
    #expect(AccountKey(canonical: row.text) == nil)
  }

  @Test(arguments: [
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
  ])
  func `a wrong checksum is refused and the right text suggested`(_ text: String) throws {
    for form in [text, "eip155:1:" + text] {
      let refusal = #expect(throws: AccountRefusal.self) { try AccountKey(reading: form) }
      #expect(refusal?.code == "account.checksum")
      #expect(refusal?.message.contains(Self.checksummed) == true)
    }
    #expect(EVMAddress.corrected(text) == Self.checksummed)
    #expect(EVMAddress.corrected(Self.checksummed) == nil)
  }

  @Test func `one letter of another case is never the checksum`() {
    for (offset, character) in Self.checksummed.enumerated() where offset >= 2 && character.isLetter {
      var letters = Array(Self.checksummed)
      letters[offset] = Character(character.isLowercase ? character.uppercased() : character.lowercased())
      #expect(EVMAddress.parse(String(letters)) == nil)
    }
  }

  @Test(arguments: ["0x", "evm:", "eip155:1:0x"])
  func `attack 5: the zero address is never an account`(_ prefix: String) {
    let zeros = String(repeating: "0", count: 40)
    #expect(throws: AccountRefusal.zero) { try AccountKey(reading: prefix + zeros) }
    #expect(AccountKey(canonical: "evm:" + zeros) == nil)
    #expect(AccountKey(family: .evm, bytes: ByteString([UInt8](repeating: 0, count: 20))) == nil)
  }

  @Test(arguments: 0...40) func `only twenty bytes are an account`(_ count: Int) {
    let account = AccountKey(family: .evm, bytes: ByteString([UInt8](repeating: 1, count: count)))
    #expect((account != nil) == (count == 20))
  }

  @Test func `accounts are ordered by their unsigned bytes`() throws {
    let texts = ["7f", "80", "01", "ff"].map { "evm:" + $0 + String(repeating: "0", count: 38) }
    let accounts = try texts.map { try AccountKey(reading: $0) }
    #expect(accounts.sorted().map(\.text) == texts.sorted())
  }

  @Test func `an account held in place has the bytes it was made of`() throws {
    var bytes = [UInt8](repeating: 0, count: 20)
    for place in 0..<20 {
      bytes[place] = UInt8(200 + place)
      let account = try #require(AccountKey(family: .evm, bytes: ByteString(bytes)))
      #expect(account.bytes.bytes == bytes)
      #expect(AccountKey(canonical: account.text) == account)
      let digest = try #require(Digest([UInt8](repeating: 0xee, count: 12) + bytes))
      #expect(AccountKey(evm: digest) == account)
      bytes[place] = place.isMultiple(of: 3) ? 0 : UInt8(place)
    }
    #expect(AccountKey(evm: Digest(words: (1, 1 << 32, 0, 0))) == nil)
  }

  @Test func `a canonical signature has one text`() throws {
    let signature = try Sample.key(1).sign(Sample.digest(1))
    let text = Array(("0x" + Hex.encode(signature.canonicalBytes)).utf8)
    #expect(RecoverableSignature(canonical: text[...]) == signature)
    for place in text.indices {
      for byte in UInt8.min...UInt8.max where byte != text[place] {
        var other = text
        other[place] = byte
        let strict = Hex.decode(canonical: String(decoding: other, as: UTF8.self)).flatMap {
          try? RecoverableSignature(canonicalBytes: $0)
        }
        #expect(RecoverableSignature(canonical: other[...]) == strict)
      }
    }
    #expect(RecoverableSignature(canonical: text.dropLast(1)) == nil)
    #expect(RecoverableSignature(canonical: (text + [0x30])[...]) == nil)
  }
}
