import CanonicalEncoding
import Signing
import Testing

@testable import TransparencyLog

struct CosignatureTests {
  private static func checkpoint() throws -> Checkpoint {
    let root = try #require(Digest(MLDSASample.root))
    return try Checkpoint(origin: MLDSASample.origin, size: MLDSASample.size, root: root)
  }

  private static func note(_ blob: [UInt8], of text: String? = nil) throws -> SignedNote {
    let key = try MLDSASample.key
    let line = try NoteSignature(name: key.name, keyID: key.keyID, bytes: blob)
    return try SignedNote(text: text ?? checkpoint().text, signatures: [line])
  }

  @Test func `a line by ML-DSA-44 that another program made verifies, with its time`() throws {
    let key = try MLDSASample.key
    #expect(try VerifierKey(key.description) == key)
    let cosignatures = try Self.note(MLDSASample.blob).cosignatures(of: [key], with: TestCurves())
    #expect(cosignatures.map(\.key) == [key])
    #expect(cosignatures.first?.instant == Timepoint(milliseconds: 1_790_000_000_000))
  }

  @Test(arguments: [
    "a later time", "a bit of the challenge", "a bit of a response", "a response out of bounds",
    "a bit of a hint", "a hint past its place", "one byte short", "one byte more", "nothing but a time",
  ]) func `a changed line by ML-DSA-44 is refused`(change: String) throws {
    var blob = MLDSASample.blob
    switch change {
    case "a later time": blob[7] &+= 1
    case "a bit of the challenge": blob[8] ^= 1
    case "a bit of a response": blob[8 + 32 + 1000] ^= 0x10
    // Zeros stand for 2^17, which no signer gives away.
    case "a response out of bounds": blob.replaceSubrange(40..<49, with: [UInt8](repeating: 0, count: 9))
    case "a bit of a hint": blob[8 + 32 + 2304] ^= 1
    // Unused places must be zero, or one signature would have many forms.
    case "a hint past its place": blob[8 + 32 + 2304 + 79] = 1
    case "one byte short": blob.removeLast()
    case "one byte more": blob.append(0)
    default: blob = Array(blob.prefix(8))
    }
    let note = try Self.note(blob)
    #expect(throws: NoteRefusal.wrongSignature(name: "witness.example")) {
      try note.cosignatures(of: [try MLDSASample.key], with: TestCurves())
    }
  }

  @Test(arguments: ["another origin", "another size", "another root", "no checkpoint"])
  func `a line by ML-DSA-44 holds for one tree of one log`(change: String) throws {
    let checkpoint = try Self.checkpoint()
    let text =
      switch change {
      case "another origin": try Checkpoint(origin: "log.exampla", size: 15, root: checkpoint.root).text
      case "another size": try Checkpoint(origin: "log.example", size: 16, root: checkpoint.root).text
      case "another root": try Checkpoint(origin: "log.example", size: 15, root: .zero).text
      default: "a text\n"
      }
    let note = try Self.note(MLDSASample.blob, of: text)
    #expect(throws: NoteRefusal.wrongSignature(name: "witness.example")) {
      try note.cosignatures(of: [try MLDSASample.key], with: TestCurves())
    }
  }

  @Test func `lines of unknown witnesses are passed over and kept`() throws {
    let log = try TestSigner("log.example")
    let signed = try SignedNote(signing: try Self.checkpoint().text, with: [log])
    let key = try MLDSASample.key
    let note = try signed.appending(
      try NoteSignature(name: key.name, keyID: key.keyID, bytes: MLDSASample.blob))
    let stranger = try TestSigner("stranger", 3, algorithm: .cosignature)
    #expect(try note.cosignatures(of: [stranger.key], with: TestCurves()).isEmpty)
    #expect(try SignedNote(parsing: note.bytes).bytes == note.bytes)
    #expect(try note.verified(by: [log.key, key], with: TestCurves()) == [log.key, key])
  }

  @Test func `a time of 2^63 seconds or more is no time`() throws {
    let witness = try TestSigner("witness", 2, algorithm: .cosignature)
    let text = try Self.checkpoint().text
    let time: UInt64 = 1 << 63
    var blob: [UInt8] = []
    blob.append(bigEndian: time)
    blob += try Ed25519.sign(seed: witness.seed, message: SignedNote.cosignatureMessage(of: text, time: time))
    let line = try NoteSignature(name: "witness", keyID: witness.key.keyID, bytes: blob)
    let note = try SignedNote(text: text, signatures: [line])
    #expect(throws: NoteRefusal.wrongSignature(name: "witness")) {
      try note.cosignatures(of: [witness.key], with: TestCurves())
    }
  }
}
