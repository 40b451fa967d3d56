import CanonicalEncoding
import Signing
import Testing

@testable import TransparencyLog

/// A witness that cosigns at a time of its own.
struct CosigningSample: NoteSigner {
  let seed: [UInt8]
  let key: VerifierKey
  var time: UInt64

  init(_ name: String, _ number: UInt8, time: UInt64) throws {
    seed = [UInt8](repeating: number, count: 32)
    key = try VerifierKey(name: name, algorithm: .cosignature, publicKey: try Ed25519.publicKey(of: seed))
    self.time = time
  }

  func sign(_ text: String) throws -> [UInt8] {
    var blob: [UInt8] = []
    blob.append(bigEndian: time)
    return blob
      + (try Ed25519.sign(seed: seed, message: SignedNote.cosignatureMessage(of: text, time: time)))
  }
}

struct WitnessedCheckpointTests {
  private let log: TestSigner
  private let other: TestSigner
  private let policy: WitnessPolicy

  init() throws {
    log = try TestSigner("log.example/a", 9)
    other = try TestSigner("log.example/a", 9, algorithm: .schnorr)
    policy = try PolicySample.policy(3, "group g 2 w1 w2 w3", "quorum g")
  }

  private func note(_ origin: String = "log.example/a", by signers: [any NoteSigner]) throws -> SignedNote {
    try SignedNote(signing: try Checkpoint(origin: origin, size: 4, root: .zero).text, with: signers)
  }

  private func verify(_ note: SignedNote, _ policy: WitnessPolicy? = nil, keys: [VerifierKey]? = nil) throws
    -> WitnessedCheckpoint
  {
    try (policy ?? self.policy).verify(
      note, of: "log.example/a", keys: keys ?? [log.key, other.key], with: TestCurves())
  }

  @Test func `enough witnesses give a checkpoint its time`() throws {
    let note = try note(
      by: [log, other, try PolicySample.signer(1, time: 50), try PolicySample.signer(3, time: 40)])
    let witnessed = try verify(note)
    #expect(witnessed.time == Timepoint(seconds: 50))
    #expect(witnessed.freshness == Timepoint(seconds: 40))
    #expect(witnessed.cosignatures.count == 2)
  }

  @Test func `attack 67: the log's keys alone, stolen or not, do not make a believed checkpoint`() throws {
    for witnesses in [[], [1], [2]] {
      let signers = try witnesses.map { try PolicySample.signer($0, time: 50) as any NoteSigner }
      let note = try note(by: [log, other] + signers)
      #expect(throws: WitnessRefusal.insufficient(have: witnesses.count, needs: policy.words)) {
        try verify(note)
      }
      #expect(WitnessRefusal.insufficient(have: 1, needs: "").code == "checkpoint.insufficientWitnesses")
    }
  }

  @Test func `one witness twice is one witness`() throws {
    let first = try note(by: [log, other, try PolicySample.signer(1, time: 50)])
    let again = try PolicySample.signer(1, time: 51)
    let note = try first.appending(
      try NoteSignature(name: again.key.name, keyID: again.key.keyID, bytes: try again.sign(first.text)))
    #expect(throws: WitnessRefusal.insufficient(have: 1, needs: policy.words)) { try verify(note) }
  }

  @Test func `a line of a witness on another checkpoint refuses the note`() throws {
    let one = try PolicySample.signer(1, time: 50)
    let elsewhere = try note("log.example/b", by: [one])
    let note = try note(by: [log, other, try PolicySample.signer(2, time: 50)])
      .appending(elsewhere.signatures[0])
    #expect(throws: WitnessRefusal.note(.wrongSignature(name: one.key.name))) { try verify(note) }
  }

  @Test func `a checkpoint of another log, or without the log's own lines, is refused`() throws {
    let witnesses: [any NoteSigner] = [
      try PolicySample.signer(1, time: 1), try PolicySample.signer(2, time: 1),
    ]
    let foreign = try note("log.example/b", by: [log, other] + witnesses)
    #expect(throws: WitnessRefusal.otherLog(expected: "log.example/a", found: "log.example/b")) {
      try verify(foreign)
    }
    #expect(throws: WitnessRefusal.note(.unsigned)) { try verify(try note(by: [log] + witnesses)) }
    #expect(throws: WitnessRefusal.note(.unsigned)) { try verify(try note(by: witnesses)) }
    #expect(throws: WitnessRefusal.note(.unsigned)) { try verify(try note(by: witnesses), keys: []) }
  }

  @Test func `any one of the logs of a policy is enough where no key is pinned`() throws {
    let listing = try PolicySample.policy(
      2, "log \(log.key)", "log \(try TestSigner("log.example/z", 8).key)", "group g all w1 w2", "quorum g")
    let witnesses: [any NoteSigner] = [
      try PolicySample.signer(1, time: 1), try PolicySample.signer(2, time: 2),
    ]
    #expect(try verify(try note(by: [log] + witnesses), listing, keys: []).time == Timepoint(seconds: 2))
    #expect(throws: WitnessRefusal.note(.unsigned)) {
      try verify(try note(by: [other] + witnesses), listing, keys: [])
    }
    // A policy that lists other logs does not speak of this one, whatever is pinned.
    let foreign = try PolicySample.policy(2, "log \(try TestSigner("log.example/z", 8).key)", "quorum none")
    #expect(throws: WitnessRefusal.note(.unsigned)) { try verify(try note(by: [log, other]), foreign) }
  }

  @Test func `what is no checkpoint is none, however many have signed it`() throws {
    let note = try SignedNote(signing: "log.example/a\n04\nAAAA\n", with: [log, other])
    #expect(throws: WitnessRefusal.self) { try verify(note) }
  }
}
