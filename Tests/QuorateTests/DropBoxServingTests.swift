import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing
import TransparencyLog

private typealias MemoryDAO = SampleDAO<MemoryLogStore>

/// What a drop-box takes, and what it gives for it.
@Suite struct DropBoxServingTests {
  private func vote(random: Int = 0) async throws -> (dao: MemoryDAO, proposal: Digest) {
    let dao = try await SampleDAO(on: MemoryLogStore(), random: random)
    let proposal = try await dao.propose()
    return (dao, proposal)
  }

  private func put(_ statement: Statement, by member: Int, of dao: MemoryDAO, in box: SampleDropBox)
    async throws
    -> Receipt
  {
    guard case .ballot(let ballot) = statement else { throw SampleFault("not a ballot") }
    return try await box.box.put(ballot, signature: dao.sign(statement, by: member))
  }

  @Test func `a ballot gets one place and a proof that holds, however often it is brought`() async throws {
    let (dao, proposal) = try await vote()
    let box = try SampleDropBox(for: dao.id)
    let (first, second) = (try dao.ballot(on: proposal, by: 0), try dao.ballot(on: proposal, by: 1))
    for statement in [first, first] {
      let receipt = try await put(statement, by: 0, of: dao, in: box)
      #expect(receipt.index == 0)
      try receipt.proof.verify(leafHash: TreeHash.leaf(receipt.leaf))
      #expect(receipt.proof.checkpoint.origin == box.key.name)
      #expect(try receipt.proof.note.verified(by: [box.key], with: SampleWitnesses.curves) == [box.key])
    }
    #expect(try await put(second, by: 1, of: dao, in: box).index == 1)
    #expect(try box.box.ballots(on: proposal) == [first.id, second.id])
    #expect(try box.box.ballots(on: .zero).isEmpty)
    #expect(try await box.box.proof(of: .zero) == nil)
  }

  @Test func `a proof is given under a checkpoint that covers it only`() async throws {
    let (dao, proposal) = try await vote()
    let box = try SampleDropBox(for: dao.id)
    let (first, second) = (try dao.ballot(on: proposal, by: 0), try dao.ballot(on: proposal, by: 1))
    _ = try await put(first, by: 0, of: dao, in: box)
    let early = try await box.box.signHead()
    _ = try await put(second, by: 1, of: dao, in: box)
    #expect(try await box.box.proof(of: first.id, under: early) != nil)
    #expect(try await box.box.proof(of: second.id, under: early) == nil)
  }

  @Test func `a box of one DAO takes no ballot of another`() async throws {
    let (dao, _) = try await vote()
    let (twin, proposal) = try await vote(random: 1)
    let box = try SampleDropBox(for: dao.id)
    await refuses("sig.wrongDomain") {
      _ = try await put(try twin.ballot(on: proposal, by: 0), by: 0, of: twin, in: box)
    }
    #expect(box.box.store.head() == nil)
  }

  @Test func `attack 60: what fills a disk is refused, and nothing is left of it`() async throws {
    let (dao, proposal) = try await vote()
    var limits = DropBoxLimits(ballots: 3)
    limits.perVoter = 2
    let box = try SampleDropBox(for: dao.id, limits: limits)
    for sequence in [1, 2] as [UInt64] {
      let ballot = try dao.ballot(on: proposal, by: 0).with("sequence", .integer(sequence))
      _ = try await put(ballot, by: 0, of: dao, in: box)
    }
    let third = try dao.ballot(on: proposal, by: 0).with("sequence", .integer(3))
    await refuses("dropbox.tooMany") { _ = try await put(third, by: 0, of: dao, in: box) }
    _ = try await put(try dao.ballot(on: proposal, by: 1), by: 1, of: dao, in: box)
    await refuses("dropbox.full") {
      _ = try await put(try dao.ballot(on: proposal, by: 2), by: 2, of: dao, in: box)
    }
    limits.bytes = 100
    let narrow = try SampleDropBox(for: dao.id, limits: limits)
    await refuses("dropbox.tooLarge") {
      _ = try await put(try dao.ballot(on: proposal, by: 2), by: 2, of: dao, in: narrow)
    }
    #expect(box.box.store.head()?.size == 3)
  }

  @Test func `what has expired, or another signature, is refused`() async throws {
    let (dao, proposal) = try await vote()
    let box = try SampleDropBox(for: dao.id)
    let ballot = try dao.ballot(on: proposal, by: 0)
    guard case .ballot(let body) = ballot else { throw SampleFault("not a ballot") }
    await refuses("sig.wrongSigner") { _ = try await put(ballot, by: 1, of: dao, in: box) }
    box.clock.set(body.header.validUntil + Span(milliseconds: 1))
    await refuses("time.expired") { _ = try await put(ballot, by: 0, of: dao, in: box) }
  }

  private func refuses(_ code: String, _ body: () async throws -> Void) async {
    var found = "nothing was refused"
    do { try await body() } catch { found = (error as? any CodedRefusal)?.code ?? "\(error)" }
    #expect(found == code)
  }
}
