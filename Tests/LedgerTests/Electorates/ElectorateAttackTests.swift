import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing

/// Trust 7, "Doctor the electorate": a registrar with a list of his own, in a DAO where two of three attesters (members 1
/// to 3) must agree, with a window of ten minutes and blocks of an hour at most.
@Suite struct ElectorateAttackTests {
  private static let one = Span(milliseconds: 1)

  private func dao(
    _ edits: [(from: String, to: String)]? = nil, more: [(from: String, to: String)] = []
  ) async throws -> MemoryDAO {
    try await memoryDAO(edits: (edits ?? SampleAttesters.edits()) + more)
  }

  private func expectMissing(
    _ words: String, in dao: MemoryDAO, at location: SourceLocation = #_sourceLocation
  )
    async throws
  {
    let statement = try dao.submission(MemoryDAO.resolution("Adopt a roadmap"), by: 0)
    try await expectRefusal("electorate.missing", in: dao, sourceLocation: location) {
      do { try await dao.submit(statement, by: 0) } catch let refusal as AdmissionRefusal {
        #expect(refusal.message.contains(words), "\(refusal.message)", sourceLocation: location)
        throw refusal
      }
    }
  }

  /// What a new proposal freezes.
  private func frozen(_ dao: MemoryDAO, _ title: String = "Adopt a roadmap") async throws -> ElectorateRecord
  {
    let proposal = try await dao.propose(title)
    return try #require(try dao.standing(proposal).proposal.electorates["holders"])
  }

  private func expectSound(_ dao: MemoryDAO) async throws {
    try dao.expectReplayed()
    var auditor = Auditor(
      store: dao.store, documents: dao.documents, verifier: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()), jobs: 1)
    let report = try await auditor.run(pinned: dao.id)
    #expect(report.holds, "\(report.steps)")
  }

  @Test func `trust 7: a list that the registrar puts on record alone counts for nothing`() async throws {
    let dao = try await dao()
    try await expectMissing("the electorate of entry 1 has no attesters", in: dao)
    dao.clock.advance(.days(30))
    try await expectMissing("has no attesters", in: dao)
    try await expectSound(dao)
  }

  @Test func `trust 7: what one attester too few signs counts for nothing`() async throws {
    let dao = try await dao()
    try await dao.attest(dao.claim(), by: 1)
    dao.clock.advance(.minutes(11))
    try await expectMissing("entry 1 (block 1 of eip155:1) waits for attesters (1 of 2)", in: dao)
    try await expectSound(dao)
  }

  @Test func `trust 7: one attester who signs twice is one`() async throws {
    let dao = try await dao()
    let claim = try dao.claim()
    try await dao.attest(claim, by: 1)
    try await expectRefusal(
      "electorate.alreadySaid", of: dao.attestation(of: claim, by: 1), by: 1, in: dao)
    #expect(try dao.claimStates() == [.waiting(attesters: 1, needs: 2)])
  }

  @Test(arguments: [
    ("chain", FieldValue.text("eip155:10")), ("height", .integer(2)),
    ("block_time", .integer(Timepoint.founding.milliseconds - 1)), ("block_hash", .digest(.sha256([1]))),
    ("state_root", .digest(.sha256([2]))),
  ])
  func `trust 7: attesters who differ in one field do not agree`(_ key: String, _ value: FieldValue)
    async throws
  {
    let dao = try await dao()
    let claim = try dao.claim()
    try await dao.attest(claim, by: 1)
    try await dao.submit(try dao.attestation(of: claim, by: 2).with(key, value), by: 2)
    dao.clock.advance(.minutes(11))
    let waits = ClaimState.waiting(attesters: 1, needs: 2)
    #expect(try dao.claimStates() == [waits, waits])
    try await expectMissing("waits for attesters (1 of 2)", in: dao)
    try await expectSound(dao)
  }

  @Test func `trust 7: attesters who derived the rows by different recipes do not agree`() async throws {
    let dao = try await dao()
    let claim = try dao.claim()
    try await dao.attest(claim, by: 1)
    let other = dao.documents.keep(Array("balanceOf every holder but the treasury".utf8))
    try await dao.submit(try dao.attestation(of: claim, by: 2).with("recipe", .digest(other)), by: 2)
    dao.clock.advance(.minutes(11))
    try await expectMissing("waits for attesters (1 of 2)", in: dao)
  }

  @Test(arguments: [
    ("root", FieldValue.digest(.sha256([1])), "electorate.unregistered"),
    ("series", .text("others"), "electorate.unregistered"),
    ("file", .digest(.sha256([1])), "electorate.differs"), ("rows", .integer(5), "electorate.differs"),
    ("totals", .texts([]), "electorate.differs"), ("chain", .text("Ethereum"), "electorate.form"),
    ("chain", .text("eip155:"), "electorate.form"), ("recipe", .digest(.sha256([1])), "document.missing"),
    (
      "block_time", .integer((Timepoint.founding + .minutes(5)).milliseconds + 1), "electorate.blockAhead"
    ),
  ])
  func `trust 7: what is not of a registered list, or cannot be, is refused`(
    _ key: String, _ value: FieldValue, _ code: String
  ) async throws {
    let dao = try await dao()
    let statement = try dao.attestation(of: dao.claim(), by: 1).with(key, value).with("sequence", .integer(1))
    try await expectRefusal(code, of: statement, by: 1, in: dao)
  }

  @Test func `trust 7: only attesters attest and object, and only where the charter names some`() async throws
  {
    let dao = try await dao()
    for verdict in ElectorateAttestation.Verdict.allCases {
      let statement = try dao.attestation(verdict, of: dao.claim(), by: 0)
      try await expectRefusal("role.missing", of: statement, by: 0, in: dao)
    }
    let plain = try await memoryDAO()
    try await expectRefusal(
      "electorate.notAttested", of: plain.attestation(of: plain.claim(), by: 1), by: 1, in: plain)
  }

  @Test func `an electorate counts once its window is over, and its results say what it rests on`()
    async throws
  {
    let dao = try await dao()
    try await dao.attest(dao.claim(), by: 1)
    dao.clock.advance(.minutes(3))
    try await dao.attest(dao.claim(time: .founding), by: 2)
    let until = dao.clock.now() + .minutes(10)
    dao.clock.set(until - Self.one)
    #expect(try dao.claimStates() == [.window(until: until)])
    try await expectMissing("can be objected to until", in: dao)
    dao.clock.set(until)
    #expect(try dao.claimStates() == [.counts(since: until)])
    let record = try await frozen(dao)
    #expect(record.label == "attested 2/3, not checked against the chain")
    #expect(record.attested?.block == (try dao.claim(time: .founding).block))
    try await expectSound(dao)
  }

  @Test func `an objection within the window takes the objector's own word back, for good`() async throws {
    let dao = try await dao()
    let claim = try dao.claim()
    try await dao.attest(claim, by: 1, 2)
    dao.clock.set(dao.clock.now() + .minutes(10) - Self.one)
    try await dao.object(to: claim, by: 2)
    #expect(try dao.claimStates() == [.objected(attesters: 1, needs: 2)])
    dao.clock.advance(.minutes(5))
    try await expectMissing("is objected to (1 of 2 attesters left)", in: dao)
    for verdict in ElectorateAttestation.Verdict.allCases {
      let again = try dao.attestation(verdict, of: claim, by: 2)
      try await expectRefusal("electorate.objected", of: again, by: 2, in: dao)
    }
    // A third one agrees: enough do again, and the window begins anew.
    try await dao.attest(claim, by: 3)
    #expect(try dao.claimStates() == [.window(until: dao.clock.now() + .minutes(10))])
    dao.clock.advance(.minutes(10))
    #expect(try await frozen(dao).label == "attested 2/3, 1 objected, not checked against the chain")
    try await expectSound(dao)
  }

  @Test
  func `an objection of one that leaves enough, or of one who never agreed, keeps nothing from counting`()
    async throws
  {
    let dao = try await dao()
    let claim = try dao.claim()
    try await dao.attest(claim, by: 1, 2, 3)
    try await dao.object(to: claim, by: 3)
    dao.clock.advance(.minutes(10))
    #expect(try await frozen(dao).label == "attested 2/3, 1 objected, not checked against the chain")
    let other = try await self.dao()
    let second = try other.claim()
    try await other.attest(second, by: 1)
    try await other.object(to: second, by: 3)
    try await other.attest(second, by: 2)
    other.clock.advance(.minutes(10))
    #expect(try await frozen(other).label == "attested 2/3, 1 objected, not checked against the chain")
    try await expectSound(other)
  }

  @Test func `an objection after the window changes nothing but what is shown`() async throws {
    let dao = try await dao()
    let claim = try dao.claim()
    try await dao.attest(claim, by: 1, 2)
    dao.clock.advance(.minutes(10))
    let before = try await frozen(dao, "One")
    for attester in [1, 2] { try await dao.object(to: claim, by: attester) }
    let after = try await frozen(dao, "Two")
    #expect(before.label == "attested 2/3, not checked against the chain")
    #expect(after.label == "attested 2/3, 2 objected, not checked against the chain")
    #expect(ElectorateRecord.hash(["holders": before]) == ElectorateRecord.hash(["holders": after]))
    try await expectSound(dao)
  }

  @Test func `trust 7: two lists of one block that both find enough attesters void each other`() async throws
  {
    let dao = try await dao(SampleAttesters.edits(members: [0, 1, 2, 3]))
    let honest = try dao.claim()
    try await dao.attest(honest, by: 1, 2)
    dao.clock.advance(.minutes(10))
    let proposal = try await dao.propose("Before")
    let entry = try await dao.register([1, 1, 1, 90_000])
    let forged = try dao.claim(time: .founding)
    try await dao.attest(forged, by: 3)
    #expect(try dao.claimStates().contains(.counts(since: .founding + .minutes(10))), "one is not enough")
    // Nobody stands by both, and who has signed the first can take nothing back after its window.
    try await dao.object(to: honest, by: 2)
    let second = try dao.attestation(of: forged, by: 2)
    try await expectRefusal("electorate.contradictsOwn", of: second, by: 2, in: dao)
    try await dao.attest(forged, by: 0)
    let states = try dao.claimStates()
    #expect(Set(states) == [.contradicted(by: 1), .contradicted(by: entry)])
    try await expectMissing("is contradicted by the electorate of entry", in: dao)
    dao.clock.advance(.minutes(20))
    try await expectMissing("so neither counts", in: dao)
    // What was frozen before stays as it was.
    #expect(try dao.standing(proposal).proposal.electorates["holders"]?.root == honest.root)
    // Another block clears it up.
    try await dao.register([400, 300, 200, 100])
    try await dao.attest(dao.claim(height: 2), by: 1, 2)
    dao.clock.advance(.minutes(10))
    #expect(try await frozen(dao, "After").attested?.block.height == 2)
    try await expectSound(dao)
  }

  @Test func `trust 7: registering an older block later does not bring it back`() async throws {
    let dao = try await dao()
    let old = try dao.claim()
    let first = try await frozenAfter(attesting: old, in: dao)
    #expect(first.index == 1)
    dao.clock.advance(.minutes(5))
    let newer = try await dao.register([100, 200, 300, 400])
    let second = try await frozenAfter(attesting: dao.claim(height: 2), in: dao)
    #expect(second.index == newer)
    // The registrar likes the old list better; the very rows, and rows of a block in between.
    try await dao.register([400, 300, 200, 100])
    #expect(try await frozen(dao, "Rows again").index == newer)
    try await dao.register([9_000, 300, 200, 100])
    let between = try dao.claim(height: 9, time: .founding + .minutes(1))
    #expect(try await frozenAfter(attesting: between, in: dao).index == newer)
    try await expectSound(dao)
  }

  private func frozenAfter(attesting claim: ElectorateClaim, in dao: MemoryDAO) async throws
    -> ElectorateRecord
  {
    try await dao.attest(claim, by: 1, 2)
    dao.clock.advance(.minutes(10))
    return try await frozen(dao, "After block \(claim.block.height)")
  }

  @Test func `a list that is registered twice is one electorate, that of its first entry`() async throws {
    let dao = try await dao()
    try await dao.register([400, 300, 200, 100])
    #expect(try await frozenAfter(attesting: dao.claim(), in: dao).index == 1)
  }

  @Test func `trust 7: a block beyond the greatest age counts no more`() async throws {
    let dao = try await dao()
    try await dao.attest(dao.claim(), by: 1, 2)
    let last = Timepoint.founding + .minutes(60)
    dao.clock.set(last)
    _ = try await frozen(dao, "Just in time")
    dao.clock.set(last + Self.one)
    #expect(try dao.claimStates() == [.old(since: last)])
    try await expectMissing("is of a block that is too old since", in: dao)
    try await expectSound(dao)
  }

  @Test func `a lookback takes the newest block that is old enough`() async throws {
    let dao = try await dao(SampleAttesters.edits(maxAge: "60m", "lookback: 30m"))
    let first = try dao.claim()
    try await dao.attest(first, by: 1, 2)
    dao.clock.advance(.minutes(15))
    try await dao.register([1, 1, 1, 90_000])
    try await dao.attest(dao.claim(height: 2), by: 1, 2)
    dao.clock.set(dao.clock.now() + .minutes(15) - Self.one)
    let early = ClaimState.early(until: .founding + .minutes(30))
    #expect(try dao.claimStates().last == early)
    try await expectMissing("is of a block that is too new before", in: dao)
    dao.clock.advance(Self.one)
    #expect(try await frozen(dao).attested?.block.height == 1)
    dao.clock.advance(.minutes(15))
    #expect(try await frozen(dao, "Later").attested?.block.height == 2)
    try await expectSound(dao)
  }

  @Test func `trust 7: who has left the role before there were enough does not count`() async throws {
    let dao = try await dao()
    try await dao.attest(dao.claim(), by: 1, 2)
    dao.clock.advance(.minutes(10))
    // A charter in which member 1 attests no more is adopted; meanwhile that member attests another list.
    let roles = (try SampleAttesters.role([1, 2, 3], needs: 2), try SampleAttesters.role([2, 3], needs: 2))
    let amendment = try await dao.propose(content: dao.amendment("Fewer attesters", edits: [roles]))
    try await dao.register([100, 200, 300, 400])
    let claim = try dao.claim(height: 2)
    try await dao.attest(claim, by: 1)
    dao.clock.advance(.minutes(2))
    for member in 0..<4 { try await dao.vote(on: amendment, by: member) }
    dao.clock.advance(.minutes(8))
    try await dao.submit(dao.act(.queue, on: amendment), by: 0)
    dao.clock.advance(.minutes(5))
    try await dao.submit(dao.act(.execute, on: amendment), by: 0)
    #expect(try dao.state(amendment) == .executed)
    try await dao.attest(claim, by: 2)
    #expect(try dao.claimStates().first == .waiting(attesters: 1, needs: 2))
    // Who has left can still take a word back, and give no new one.
    try await dao.object(to: claim, by: 1)
    let last = try dao.attestation(of: dao.claim(height: 3), by: 1)
    try await expectRefusal("role.missing", of: last, by: 1, in: dao)
    try await dao.attest(claim, by: 3)
    dao.clock.advance(.minutes(10))
    #expect(try await frozen(dao).label == "attested 2/2, 1 objected, not checked against the chain")
    try await expectSound(dao)
  }

  @Test func `power at the opening is that of the newest block before it that counted then`() async throws {
    let dao = try await dao(
      SampleAttesters.edits(members: [0, 1, 2, 3], window: "2m"),
      more: [
        ("read: snapshot-at-submission", "read: {min: [submission, opening]}"), ("delay: 1m", "delay: 5m"),
      ])
    try await dao.attest(dao.claim(), by: 1, 2)
    dao.clock.advance(.minutes(2))
    let proposal = try await dao.propose()
    let opens = dao.clock.now() + .minutes(5)
    try await dao.register([50, 300, 200, 100])
    try await dao.attest(dao.claim(height: 2), by: 1, 2)
    dao.clock.set(opens - .minutes(1))
    // This one is registered, but its window ends after the opening.
    try await dao.register([1, 1, 1, 1])
    try await dao.attest(dao.claim(height: 3), by: 1, 2)
    dao.clock.set(opens)
    for member in 0..<2 { try await dao.vote(on: proposal, by: member) }
    #expect(try dao.sums(proposal) == [350, 0, 0])
    dao.clock.advance(.minutes(2))
    // A contradiction that comes out after the opening changes it no more.
    try await dao.register([7, 7, 7, 7])
    try await dao.attest(dao.claim(height: 2, time: opens - .minutes(5)), by: 3, 0)
    #expect(try dao.sums(proposal) == [350, 0, 0])
    try await expectSound(dao)
  }

  @Test func `power at a lookback is that of the newest block by then`() async throws {
    let dao = try await dao(more: [
      ("read: snapshot-at-submission", "read: {min: [lookback 20m, submission]}")
    ])
    try await dao.attest(dao.claim(), by: 1, 2)
    dao.clock.advance(.minutes(15))
    try await dao.register([1, 300, 200, 90_000])
    try await dao.attest(dao.claim(height: 2), by: 1, 2)
    dao.clock.advance(.minutes(10))
    let proposal = try await dao.propose(by: 1)
    let frozen = try dao.standing(proposal).proposal.electorates
    #expect(frozen["holders"]?.attested?.block.height == 1)
    #expect(frozen["holders submission"]?.attested?.block.height == 2)
    dao.clock.advance(.minutes(1))
    for member in 0..<4 { try await dao.vote(on: proposal, by: member) }
    #expect(try dao.sums(proposal) == [601, 0, 0])
    try await expectSound(dao)
  }
}
