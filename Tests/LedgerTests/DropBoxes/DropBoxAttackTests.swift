import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

/// A vote with a ballot in a box, as a case wants it.
struct BoxAttack {
  let dao: MemoryDAO
  let proposal: Digest
  let closes: Timepoint
  /// The charter's box.
  let box: SampleDropBox

  /// A ballot of a member as it would be signed now.
  func ballot(_ choice: String = "For", by member: Int = 0, sequence: UInt64? = nil) throws -> Statement {
    let ballot = try dao.ballot(choice, on: proposal, by: member)
    return try sequence.map { try ballot.with("sequence", .integer($0)) } ?? ballot
  }

  /// What a box gives for it.
  func boxed(
    _ statement: Statement, by member: Int = 0, in box: SampleDropBox? = nil, after close: Int = -1
  ) async throws -> BoxedBallot {
    try await (box ?? self.box).hold(statement, signature: dao.sign(statement, by: member), seen: seen(close))
  }

  /// So many seconds after the close.
  func seen(_ seconds: Int) -> Timepoint {
    seconds < 0
      ? closes - Span(milliseconds: UInt64(-seconds) * 1000)
      : closes + Span(milliseconds: UInt64(seconds) * 1000)
  }
}

/// What comes out of boxes and must not count.
@Suite struct DropBoxAttackTests {
  struct Case: CustomTestStringConvertible {
    let id: String
    let code: String
    /// Whether voting is still open, the window is open, or it is over.
    var moment = Moment.challenge
    let make: @Sendable (BoxAttack) async throws -> BoxedBallot

    enum Moment { case voting, challenge, settled }

    var testDescription: String { id }
  }

  static let cases: [Case] = [
    Case(id: "a box that the charter does not name", code: "dropbox.notNamed") {
      try await $0.boxed(try $0.ballot(), in: SampleDropBox(2, for: $0.dao.id))
    },
    Case(id: "the named box's name with another key", code: "note.unsigned") {
      let honest = try await $0.boxed(try $0.ballot())
      let other = try VerifierKey(
        name: $0.box.key.name, algorithm: .ed25519,
        publicKey: SampleDropBox.signer(3).key.publicKey.bytes)
      return try BoxedBallot(box: other.description, policy: honest.policy, proof: honest.proof.bytes)
    },
    Case(id: "the named key over a proof of another box", code: "dropbox.otherBox") {
      let other = try await $0.boxed(try $0.ballot(), in: SampleDropBox(2, for: $0.dao.id))
      return try BoxedBallot(
        box: $0.box.key.description, policy: other.policy, proof: other.proof.bytes)
    },
    Case(id: "attack 24: the second log of a twin DAO, in the same box", code: "sig.wrongDomain") {
      let twin = try await DropBoxTests.founded(random: 1)
      let (id, _, _) = try await twin.opened()
      let ballot = try twin.ballot(on: id, by: 0)
      return try await SampleDropBox(for: twin.id).hold(
        ballot, signature: twin.sign(ballot, by: 0), seen: $0.seen(-1))
    },
    Case(id: "the DAO's own log as its box", code: "dropbox.ownLog") {
      let index = try await $0.dao.vote(on: $0.proposal, by: 1)
      let note = try SampleWitnesses.cosigned(try await $0.dao.signed(), at: [$0.seen(-1), $0.seen(-1)])
      let own = try await $0.dao.chamber.receipt(index: index, under: note)
      let key = try SampleKeys.logSigners($0.dao.genesis.origin)[0].key
      return try BoxedBallot(
        box: key.description, policy: SampleWitnesses.policy().hash, proof: own.proof.bytes)
    },
    Case(id: "signed before the close, in the box after it", code: "dropbox.tooLate") {
      try await $0.boxed(try $0.ballot(), after: 1)
    },
    Case(id: "a box that dates back with one witness of three", code: "checkpoint.insufficientWitnesses") {
      let held = try await $0.boxed(try $0.ballot(), after: 1)
      let plain = try SignedNote(text: held.proof.note.text, signatures: [held.proof.note.signatures[0]])
      let note = try SampleWitnesses.cosigned(plain, at: [$0.seen(-1)])
      return try BoxedBallot(
        box: held.box.description, policy: held.policy,
        proof: LogProof(
          index: held.proof.index, path: held.proof.path, note: note, extra: held.proof.extra
        ).bytes)
    },
    Case(id: "witnesses' lines from another size of the box", code: "note.wrongSignature") {
      let first = try await $0.boxed(try $0.ballot())
      let second = try await $0.boxed(try $0.ballot(by: 1), by: 1)
      let note = try SignedNote(
        text: second.proof.note.text,
        signatures: [second.proof.note.signatures[0]] + first.proof.note.signatures.dropFirst())
      return try BoxedBallot(
        box: second.box.description, policy: second.policy,
        proof: LogProof(
          index: second.proof.index, path: second.proof.path, note: note, extra: second.proof.extra
        ).bytes)
    },
    Case(id: "another policy than the frozen one", code: "dropbox.otherPolicy") {
      let wider = try SampleWitnesses.policy(of: 5)
      $0.dao.documents.keep(wider.bytes)
      let statement = try $0.ballot()
      guard case .ballot(let ballot) = statement else { throw SampleFault("not a ballot") }
      _ = try await $0.box.box.put(ballot, signature: $0.dao.sign(statement, by: 0))
      let instant = $0.seen(-1)
      let note = try SampleWitnesses.cosigned(
        try await $0.box.box.signHead(), at: [instant, instant, instant])
      let proof = try await $0.box.box.proof(of: statement.id, under: note).orThrow()
      return try BoxedBallot(
        box: $0.box.key.description, policy: wider.hash, proof: proof.proof.bytes)
    },
    Case(id: "a choice changed on the way", code: "sig.wrongSigner") {
      let held = try await $0.boxed(try $0.ballot())
      let leaf = String(decoding: held.proof.extra ?? [], as: UTF8.self)
      let forged = Array(leaf.replacing(#""choice":"For""#, with: #""choice":"Abstain""#).utf8)
      let note = try SampleWitnesses.cosigned(
        SignedNote(
          signing: Checkpoint(origin: held.box.name, size: 1, root: TreeHash.leaf(forged)).text,
          with: [SampleDropBox.signer()]), at: [$0.seen(-1), $0.seen(-1)])
      return try BoxedBallot(
        box: held.box.description, policy: held.policy,
        proof: LogProof(index: 0, path: [], note: note, extra: forged).bytes)
    },
    Case(id: "a leaf that is not under the root", code: "proof.wrongRoot") {
      let (one, other) = (try await $0.boxed(try $0.ballot()), try $0.ballot(by: 1))
      let leaf = LogEntry.bytes(
        other, signature: try $0.dao.sign(other, by: 1), received: $0.seen(-1))
      return try BoxedBallot(
        box: one.box.description, policy: one.policy,
        proof: LogProof(index: 0, path: one.proof.path, note: one.proof.note, extra: leaf).bytes)
    },
    Case(id: "replay of the ballot that counts", code: "dropbox.counted") {
      let ballot = try $0.ballot(by: 1)
      let boxed = try await $0.boxed(ballot, by: 1)
      try await $0.dao.submit(ballot, by: 1)
      return boxed
    },
    Case(id: "a ballot older than the one that counts", code: "ballot.stale") {
      let older = try $0.ballot("Against", by: 1)
      let boxed = try await $0.boxed(older, by: 1)
      try await $0.dao.vote(on: $0.proposal, by: 1)
      try await $0.dao.vote(on: $0.proposal, by: 1)
      return boxed
    },
    Case(id: "another ballot with the sequence of the one that counts", code: "ballot.stale") {
      let other = try $0.ballot("Against", by: 1)
      let boxed = try await $0.boxed(other, by: 1)
      try await $0.dao.vote("For", on: $0.proposal, by: 1)
      return boxed
    },
    Case(id: "a sequence far ahead", code: "sequence.gap") {
      try await $0.boxed(try $0.ballot(sequence: 1 << 21))
    },
    Case(id: "somebody without power", code: "voter.notEligible") {
      let stranger = try SampleKeys.key(9)
      let statement = try $0.dao.prepare { [proposal = $0.proposal] preparing, view in
        try preparing.ballot(
          on: view.proposal(proposal).orThrow(), house: "holders", by: stranger.account, choice: "For",
          reason: "", replacing: true)
      }
      let digest = statement.message(in: Statement.domain(of: $0.dao.id)).digest
      return try await $0.box.hold(statement, signature: stranger.sign(digest), seen: $0.seen(-1))
    },
    Case(id: "a title that is not the proposal's", code: "ballot.displayMismatch") {
      try await $0.boxed(try $0.ballot().with("title", .text("Adopt another roadmap")))
    },
    Case(id: "while voting is open", code: "dropbox.votingOpen", moment: .voting) {
      try await $0.boxed(try $0.ballot())
    },
    Case(id: "once the window is over", code: "dropbox.settled", moment: .settled) {
      try await $0.boxed(try $0.ballot())
    },
  ]

  @Test(arguments: cases)
  func `a box adds nothing that its voter had not signed and the box not held by the close`(
    _ attack: Case
  ) async throws {
    let dao = try await DropBoxTests.founded()
    let (id, _, closes) = try await dao.opened()
    let boxed = try await attack.make(
      BoxAttack(dao: dao, proposal: id, closes: closes, box: try SampleDropBox(for: dao.id)))
    if attack.moment != .voting { try await DropBoxTests.close(dao, closes) }
    if attack.moment == .settled { try await DropBoxTests.settle(dao, closes) }
    try await expectRefusal(attack.code, in: dao) { try await dao.take(boxed) }
    try dao.expectReplayed()
  }

  @Test func `an operator who logs such an entry all the same has logged a void one`() async throws {
    let dao = try await DropBoxTests.founded()
    let (id, _, closes) = try await dao.opened()
    let ballot = try dao.ballot("For", on: id, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(ballot, signature: dao.sign(ballot, by: 0), seen: closes + Span(milliseconds: 1000))
    try await DropBoxTests.close(dao, closes)
    let received = dao.clock.now()
    let leaf = LogEntry.bytes(boxed, received: received)
    try dao.store.transact {
      try $0.append(leaf, statement: boxed.id, received: received, changes: [])
    }
    try await DropBoxTests.settle(dao, closes)
    #expect(try dao.sums(id) == [0, 0, 0])
    try dao.expectReplayed()
  }

  static let charters: [(id: String, boxes: [String], says: String)] = [
    ("a key that does not read", ["nonsense"], "does not read"),
    ("a witness's key", [(try? SampleWitnesses.key(1).description) ?? ""], "is a witness's"),
  ]

  @Test(arguments: charters)
  func `a charter names boxes by the keys that sign their logs`(
    id: String, boxes: [String], says: String
  ) async throws {
    do {
      _ = try await MemoryDAO.witnessed(on: MemoryLogStore(), challenge: "5m", dropBoxes: boxes)
      Issue.record("it was founded")
    } catch let refusal as AdmissionRefusal {
      #expect(refusal.code == "dropbox.key")
      #expect(refusal.message.contains(says))
    }
  }
}
