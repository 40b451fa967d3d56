import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

private typealias MemoryDAO = SampleDAO<MemoryLogStore>

/// A ballot that a drop-box held, and an operator who keeps that out as well: what the log then says against him.
@Suite struct KeptOutTests {
  private static let second = Span(milliseconds: 1000)

  /// A vote that is open, and when it closes, in a DAO whose charter names a box.
  private func opened() async throws -> (dao: MemoryDAO, proposal: Digest, closes: Timepoint) {
    let dao = try await SampleDAO.witnessed(
      on: MemoryLogStore(), gap: "30m", challenge: "5m",
      dropBoxes: [try SampleDropBox.signer().key.description])
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    let closes = dao.clock.now() + .minutes(6)
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    return (dao, proposal, closes)
  }

  /// A vote that closes, with member 0's ballot in a box only.
  private func censored() async throws -> (
    dao: MemoryDAO, proposal: Digest, closes: Timepoint, boxed: BoxedBallot
  ) {
    let (dao, proposal, closes) = try await opened()
    let ballot = try dao.ballot("For", on: proposal, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(ballot, signature: dao.sign(ballot, by: 0), seen: closes - Self.second)
    dao.clock.set(closes + Self.second)
    try await dao.witness()
    return (dao, proposal, closes, boxed)
  }

  private func settle(_ dao: MemoryDAO, _ closes: Timepoint) async throws {
    dao.clock.set(closes + .minutes(7))
    try await dao.witness()
  }

  private func finding(on boxed: BoxedBallot, in dao: MemoryDAO) throws -> BoxFinding {
    let policies = CheckpointVerifier(curves: SampleWitnesses.curves) { [documents = dao.documents] in
      try documents.policy($0)
    }
    let entry = try EntryVerifier(dao: dao.id, verifier: Secp256k1Verifier(), checkpoints: policies)
      .verify(boxed, received: dao.clock.now())
    return try dao.chamber.read { try $0.finding(on: entry) }
  }

  @Test func `while voting goes on nothing is due from a box`() async throws {
    let (dao, proposal, closes) = try await opened()
    let ballot = try dao.ballot("For", on: proposal, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(ballot, signature: dao.sign(ballot, by: 0), seen: closes - Self.second)
    guard case .early = try finding(on: boxed, in: dao) else {
      Issue.record("it is told that the ballot would not count")
      return
    }
  }

  @Test
  func `attack 60, trust 2: a ballot that was kept out of the window too is proven from the log itself`()
    async throws
  {
    let (dao, _, closes, boxed) = try await censored()
    guard case .open = try finding(on: boxed, in: dao) else {
      Issue.record("in the window it can still be handed in")
      return
    }
    try await settle(dao, closes)
    guard case .keptOut(closes, let settled) = try finding(on: boxed, in: dao) else {
      Issue.record("it is not found to be kept out")
      return
    }
    #expect(settled == closes + .minutes(7))
  }

  @Test func `nobody is accused of a ballot that counts, or whose voter cast a later one`() async throws {
    let (dao, _, closes, boxed) = try await censored()
    _ = try await dao.chamber.take(boxed, curves: SampleWitnesses.curves)
    for isSettled in [false, true] {
      if isSettled { try await settle(dao, closes) }
      guard case .counts = try finding(on: boxed, in: dao) else {
        Issue.record("it counts")
        return
      }
    }
  }

  @Test func `nobody is accused of a ballot that would not have counted`() async throws {
    let (dao, proposal, closes, _) = try await censored()
    let ballot = try dao.ballot("For", on: proposal, by: 2)
    let late = try await SampleDropBox(for: dao.id)
      .hold(ballot, signature: dao.sign(ballot, by: 2), seen: closes + Self.second)
    try await settle(dao, closes)
    guard case .void(let refusal) = try finding(on: late, in: dao) else {
      Issue.record("it came too late")
      return
    }
    #expect(refusal.code == "dropbox.tooLate")
  }

  @Test func `a later ballot in the log leaves nothing to prove`() async throws {
    let (dao, proposal, closes) = try await opened()
    let first = try dao.ballot("For", on: proposal, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(first, signature: dao.sign(first, by: 0), seen: closes - .minutes(1))
    try await dao.submit(dao.ballot("Against", on: proposal, by: 0).with("sequence", .integer(2)), by: 0)
    dao.clock.set(closes + Self.second)
    try await dao.witness()
    try await settle(dao, closes)
    guard case .outdone = try finding(on: boxed, in: dao) else {
      Issue.record("the voter's later ballot counts")
      return
    }
  }

  @Test func `a proof is read as the rules of its proposal want it believed`() async throws {
    let (dao, _, _, boxed) = try await censored()
    let read = try dao.chamber.read { try $0.boxedBallot(boxed.proof.bytes) }
    #expect(read.box == boxed.box)
    #expect(read.policy == boxed.policy)
    #expect(throws: DropBoxRefusal.self) {
      try dao.chamber.read { try $0.boxedBallot(Array("nonsense".utf8)) }
    }
  }

  @Test func `evidence reads back, and nothing else reads as it`() async throws {
    let (dao, _, _, boxed) = try await censored()
    let genesis = dao.store.entries(from: 0, limit: 1)[0].bytes
    let made = KeptOutEvidence(
      genesis: genesis, proof: boxed.proof.bytes, checkpoint: try await dao.signed())
    let read = try KeptOutEvidence(parsing: made.bytes)
    #expect(read.bytes == made.bytes)
    #expect(read.proof == boxed.proof.bytes)
    for damage in ["quorate.kept-out/1": "quorate.kept-out/2", "genesis": "Genesis"] {
      let text = String(decoding: made.bytes, as: UTF8.self).replacing(damage.key, with: damage.value)
      #expect(throws: JSONRefusal.self) { try KeptOutEvidence(parsing: Array(text.utf8)) }
    }
  }
}
