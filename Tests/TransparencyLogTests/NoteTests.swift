import CanonicalEncoding
import Signing
import Testing

@testable import TransparencyLog

/// Ed25519 as it is; as BIP-340, a stand-in that takes SHA-256 of key and message for the signature.
struct TestCurves: NoteCurves {
  func isValidEd25519(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    Ed25519.isValid(publicKey: publicKey, message: message, signature: signature)
  }

  func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    message.count == 32 && signature == Digest.sha256(publicKey + message).bytes
  }
}

/// Signs with a key made from a number.
struct TestSigner: NoteSigner {
  let seed: [UInt8]
  let key: VerifierKey

  init(_ name: String, _ number: UInt8 = 1, algorithm: VerifierKey.Algorithm = .ed25519) throws {
    seed = [UInt8](repeating: number, count: 32)
    key = try VerifierKey(name: name, algorithm: algorithm, publicKey: try Ed25519.publicKey(of: seed))
  }

  func sign(_ text: String) throws -> [UInt8] {
    switch key.algorithm {
    case .ed25519: return try Ed25519.sign(seed: seed, message: Array(text.utf8))
    case .mlDSACosignature: return []
    case .schnorr: return Digest.sha256(key.publicKey.bytes + SignedNote.schnorrMessage(of: text)).bytes
    case .cosignature:
      let time: UInt64 = 1_790_000_000
      var bytes: [UInt8] = []
      bytes.append(bigEndian: time)
      return bytes
        + (try Ed25519.sign(seed: seed, message: SignedNote.cosignatureMessage(of: text, time: time)))
    }
  }
}

struct SignedNoteTests {
  @Test func `a signed note is read back as the same bytes and verifies`() throws {
    let signers = [
      try TestSigner("log.example/a"), try TestSigner("log.example/a", 1, algorithm: .schnorr),
      try TestSigner("witness.example", 2, algorithm: .cosignature),
    ]
    let note = try SignedNote(signing: "one\n\ntwo\n", with: signers)
    let read = try SignedNote(parsing: note.bytes)
    #expect(read.text == "one\n\ntwo\n")
    #expect(read.signatures == note.signatures)
    #expect(read.bytes == note.bytes)
    let keys = signers.map(\.key)
    #expect(try read.verified(by: keys, with: TestCurves()) == keys)
    #expect(try read.verified(by: [keys[2]], with: TestCurves()) == [keys[2]])
    #expect(Set(keys.map(\.keyID)).count == 3)
  }

  @Test func `a hundred lines are read and one more is not`() throws {
    func note(_ lines: Int) -> [UInt8] {
      let signature = Base64.encode([UInt8](repeating: 7, count: 72))
      return Array(("text\n\n" + (0..<lines).map { "\u{2014} w\($0) \(signature)\n" }.joined()).utf8)
    }
    let limit = SignedNote.signatureLimit
    #expect(limit == 100)
    #expect(try SignedNote(parsing: note(limit)).signatures.count == limit)
    #expect(throws: NoteRefusal.tooManySignatures(limit: limit)) { try SignedNote(parsing: note(limit + 1)) }
  }

  @Test func `lines of unknown keys are ignored, and alone they are nothing`() throws {
    let (known, stranger) = (try TestSigner("known"), try TestSigner("stranger", 2))
    let note = try SignedNote(signing: "text\n", with: [stranger, known])
    #expect(try note.verified(by: [known.key], with: TestCurves()) == [known.key])
    #expect(throws: NoteRefusal.unsigned) {
      try note.verified(by: [try TestSigner("known", 3).key], with: TestCurves())
    }
    #expect(throws: NoteRefusal.unsigned) { try note.verified(by: [], with: TestCurves()) }
  }

  @Test(arguments: [VerifierKey.Algorithm.ed25519, .cosignature, .schnorr])
  func `a known key that fails spoils the whole note`(algorithm: VerifierKey.Algorithm) throws {
    let (good, bad) = (try TestSigner("good"), try TestSigner("bad", 2, algorithm: algorithm))
    let other = try SignedNote(signing: "other\n", with: [bad])
    let note = try SignedNote(signing: "text\n", with: [good]).appending(other.signatures[0])
    #expect(throws: NoteRefusal.wrongSignature(name: "bad")) {
      try note.verified(by: [good.key, bad.key], with: TestCurves())
    }
    #expect(try note.verified(by: [good.key], with: TestCurves()) == [good.key])
  }

  @Test func `every line of a known key must verify, and the key counts once`() throws {
    let signer = try TestSigner("log")
    let note = try SignedNote(signing: "text\n", with: [signer])
    let twice = try note.appending(note.signatures[0])
    #expect(try twice.verified(by: [signer.key], with: TestCurves()) == [signer.key])
    let wrong = try SignedNote(signing: "other\n", with: [signer]).signatures[0]
    let mixed = try note.appending(wrong)
    #expect(throws: NoteRefusal.wrongSignature(name: "log")) {
      try mixed.verified(by: [signer.key], with: TestCurves())
    }
    #expect(throws: NoteRefusal.repeatedKey(name: "log")) {
      try SignedNote(signing: "text\n", with: [signer, signer])
    }
  }

  @Test func `attack 68: every turned bit of a note is noticed`() throws {
    let signer = try TestSigner("log")
    let bytes = try SignedNote(signing: "text\n", with: [signer]).bytes
    for position in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[position] ^= 1 << UInt8(bit)
        let verified = try? SignedNote(parsing: changed).verified(by: [signer.key], with: TestCurves())
        #expect(verified == nil, "byte \(position), bit \(bit)")
      }
    }
  }

  /// A text that is no note, and why.
  struct Fault: Sendable, CustomTestStringConvertible {
    let id: String
    let text: String
    var code = "note.malformed"
    var testDescription: String { id }
  }

  static let line = "\u{2014} log AAAAAQI=\n"
  static let faults: [Fault] = [
    Fault(id: "nothing", text: ""),
    Fault(id: "line feeds only", text: "\n\n"),
    Fault(id: "no empty line", text: "text\n" + line),
    Fault(id: "no text", text: "\n" + line),
    Fault(id: "no signature", text: "text\n\n"),
    Fault(id: "no line feed at the end", text: "text\n\n" + line.dropLast()),
    Fault(id: "an empty line after the signatures", text: "text\n\n" + line + "\n"),
    Fault(id: "hyphen for the dash", text: "text\n\n- log AAAAAQI=\n"),
    Fault(id: "en dash", text: "text\n\n\u{2013} log AAAAAQI=\n"),
    Fault(id: "no space after the dash", text: "text\n\n\u{2014}log AAAAAQI=\n"),
    Fault(id: "no name", text: "text\n\n\u{2014}  AAAAAQI=\n", code: "note.badName"),
    Fault(id: "plus in the name", text: "text\n\n\u{2014} l+g AAAAAQI=\n", code: "note.badName"),
    Fault(
      id: "no-break space in the name", text: "text\n\n\u{2014} l\u{a0}g AAAAAQI=\n", code: "note.badName"),
    Fault(id: "no signature bytes", text: "text\n\n\u{2014} log AAAAAQ==\n"),
    Fault(id: "three bytes", text: "text\n\n\u{2014} log AAAA\n"),
    Fault(id: "nothing after the name", text: "text\n\n\u{2014} log \n"),
    Fault(id: "name only", text: "text\n\n\u{2014} log\n"),
    Fault(id: "base64 without padding", text: "text\n\n\u{2014} log AAAAAQI\n"),
    Fault(id: "base64 with stray bits", text: "text\n\n\u{2014} log AAAAAQJ=\n"),
    Fault(id: "base64 of URLs", text: "text\n\n\u{2014} log AAAA_-__\n"),
    Fault(id: "space after the signature", text: "text\n\n\u{2014} log AAAAAQI= \n"),
    Fault(id: "carriage returns", text: "text\r\n\r\n\u{2014} log AAAAAQI=\r\n"),
    Fault(id: "carriage return in the text", text: "text\r\n\n" + line),
    Fault(id: "tab in the text", text: "a\tb\n\n" + line),
    Fault(id: "null in the text", text: "a\0b\n\n" + line),
    Fault(
      id: "101 signatures", text: "text\n\n" + String(repeating: line, count: 101),
      code: "note.tooManySignatures"),
    Fault(
      id: "too large", text: String(repeating: "a", count: 1_000_000) + "\n\n" + line, code: "note.tooLarge"),
  ]

  @Test(arguments: faults) func `attack 68: what is not a note is refused`(fault: Fault) {
    #expect(throws: (any Error).self) { try SignedNote(parsing: Array(fault.text.utf8)) }
    do throws(NoteRefusal) {
      _ = try SignedNote(parsing: Array(fault.text.utf8))
    } catch {
      #expect(error.code == fault.code)
      #expect(!error.message.isEmpty)
    }
  }

  @Test func `a hundred signatures and bytes that are not UTF-8 stand at the limits`() throws {
    let text = "text\n\n" + String(repeating: Self.line, count: 100)
    #expect(try SignedNote(parsing: Array(text.utf8)).signatures.count == 100)
    #expect(throws: NoteRefusal.self) {
      try SignedNote(parsing: [0xff, 0x0a, 0x0a] + Array(Self.line.utf8))
    }
    #expect(throws: NoteRefusal.self) {
      try SignedNote(parsing: Array("text\n\n".utf8) + [0xe2, 0x80, 0x94, 0x20, 0xff, 0x20, 0x41, 0x0a])
    }
  }
}

/// What signers sign, against answers of other programs.
struct NoteMessageTests {
  @Test func `the message for BIP-340 is the tagged hash that other programs sign`() {
    // By Python's hashlib; the signature over it in the sample log verifies by the equations of BIP-340.
    let text = "quorate.example/dao/test\n15\n676lng90l97HNHkpqov4Qrqz+9Ka2HBPE7saUv4ltBI=\n"
    #expect(
      Hex.encode(SignedNote.schnorrMessage(of: text))
        == "2a234c13d9bed265fac5f967be61d5f404fd66d473d9e1070fbf517bc5dfc4bd")
  }

  @Test func `a cosigned message is a time and the whole text`() {
    let message = SignedNote.cosignatureMessage(of: "log\n3\nroot\n", time: 7)
    #expect(String(decoding: message, as: UTF8.self) == "cosignature/v1\ntime 7\nlog\n3\nroot\n")
  }

  @Test func `Ed25519 gives the second answer of RFC 8032`() throws {
    let seed = try #require(
      Hex.decode("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
    let key = try Ed25519.publicKey(of: seed)
    #expect(Hex.encode(key) == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    let answer = try #require(
      Hex.decode(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"))
    #expect(Ed25519.isValid(publicKey: key, message: [0x72], signature: answer))
    let signature = try Ed25519.sign(seed: seed, message: [0x72])
    #expect(Ed25519.isValid(publicKey: key, message: [0x72], signature: signature))
    #expect(!Ed25519.isValid(publicKey: key, message: [0x73], signature: answer))
    #expect(!Ed25519.isValid(publicKey: key, message: [0x72], signature: answer.dropLast()))
    #expect(!Ed25519.isValid(publicKey: [], message: [0x72], signature: answer))
    #expect(throws: (any Error).self) { try Ed25519.sign(seed: [1], message: []) }
  }
}

struct VerifierKeyTests {
  /// The example of C2SP signed-note.
  static let example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

  @Test(arguments: [VerifierKey.Algorithm.ed25519, .cosignature, .schnorr])
  func `a key is read back from its text`(algorithm: VerifierKey.Algorithm) throws {
    let key = try TestSigner("log.example/a", 5, algorithm: algorithm).key
    #expect(try VerifierKey(key.description) == key)
  }

  @Test func `the example of C2SP keeps its id`() throws {
    let key = try VerifierKey(Self.example)
    #expect(key.description == Self.example)
    #expect(key.keyID == 0x530d_903a)
    #expect(key.algorithm == .ed25519)
  }

  @Test(arguments: [
    ("", "note.malformedKey"),
    ("name", "note.malformedKey"),
    ("example.com/foo+530d903a", "note.malformedKey"),
    ("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "note.malformedKey"),
    ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "note.malformedKey"),
    ("example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "note.malformedKey"),
    ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=", "note.malformedKey"),
    ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k=", "note.malformedKey"),
    ("example.com/foo+530d903a+", "note.unknownAlgorithm"),
    ("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "note.unknownAlgorithm"),
    ("example.com/foo+530d903a+/+kyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "note.unknownAlgorithm"),
    (" +530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "note.badName"),
    ("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "note.badName"),
  ]) func `what is not a key is refused`(text: String, code: String) {
    do throws(NoteRefusal) {
      _ = try VerifierKey(text)
      Issue.record("accepted")
    } catch {
      #expect(error.code == code)
    }
  }
}
