import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog

/// Windows of attesters where a charter names witnesses: they run by the witnesses' time.
@Suite struct WitnessedAttesterTests {
  private func dao() async throws -> MemoryDAO {
    try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: SampleAttesters.edits())
  }

  @Test func `trust 3 and 7: the operator's clock alone ends no window`() async throws {
    let dao = try await dao()
    try await dao.attest(dao.claim(), by: 1, 2)
    #expect(try dao.claimStates() == [.unseen(attesters: 2, needs: 2)])
    dao.clock.advance(.minutes(30))
    let statement = try dao.submission(MemoryDAO.resolution("Adopt a roadmap"), by: 0)
    try await expectRefusal("electorate.missing", of: statement, by: 0, in: dao)
    try await dao.witness()
    let until = dao.clock.now() + .minutes(10)
    #expect(try dao.claimStates() == [.window(until: until)])
    dao.clock.set(until)
    #expect(try dao.claimStates() == [.window(until: until)], "no witness has seen that it is over")
    #expect(try waits(dao))
    try await dao.witness()
    #expect(try dao.claimStates() == [.counts(since: until)] && !waits(dao))
    _ = try await dao.propose()
    try dao.expectReplayed()
  }

  private func waits(_ dao: MemoryDAO) throws -> Bool {
    let size = try #require(dao.store.head()).size
    return try dao.chamber.read {
      try $0.waitsForWitnesses(of: SampleWitnesses.policy().hash, size: size, at: dao.clock.now())
    }
  }

  @Test func `trust 3 and 7: signatures that are dated back begin no window in the past`() async throws {
    let dao = try await dao()
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    // Half an hour later the operator takes the attesters' words in under instants of half an hour ago.
    try await dao.attest(dao.claim(time: .founding), by: 1, 2)
    dao.clock.advance(.minutes(30))
    try await dao.witness()
    #expect(try dao.claimStates() == [.window(until: dao.clock.now() + .minutes(10))])
    try dao.expectReplayed()
  }

  @Test func `an objection counts until witnesses have seen the end of the window`() async throws {
    let dao = try await dao()
    let claim = try dao.claim()
    try await dao.attest(claim, by: 1, 2)
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    dao.clock.advance(.minutes(20))
    try await dao.object(to: claim, by: 1)
    #expect(try dao.claimStates() == [.objected(attesters: 1, needs: 2)])
    try dao.expectReplayed()
  }

  /// An objection within the window leaves too few, whatever the operator's clock made of its instant.
  @Test func `trust 3 and 7: a correction moves no objection behind an opening`() async throws {
    let dao = try await dao()
    let claim = try dao.claim()
    try await dao.attest(claim, by: 1, 2)
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    let seen = dao.clock.now()
    let right = seen + .minutes(1)
    dao.clock.set(right + .days(30))
    try await dao.object(to: claim, by: 1)
    func agrees(before opens: Timepoint, isWitnessed: Bool) throws -> Bool {
      let record = try dao.chamber.read { try $0.claims(series: "members") }.first.orThrow()
      return record.agreement(before: opens, isWitnessed: isWitnessed) != nil
    }
    let opens = right + .minutes(30)
    #expect(try agrees(before: opens, isWitnessed: false), "dated behind the opening")
    #expect(try !agrees(before: opens, isWitnessed: true), "witnesses had seen nothing of the opening")
    let note = try SampleWitnesses.cosigned(try await dao.signed(), at: [right, right])
    dao.clock.set(right)
    try await dao.record(note, correctsTime: true)
    for isWitnessed in [false, true] {
      #expect(try !agrees(before: opens, isWitnessed: isWitnessed))
      #expect(try agrees(before: seen + Span(milliseconds: 1), isWitnessed: false))
    }
    try dao.expectReplayed()
  }

  @Test func `signatures that witnesses see one after the other agree when the last is seen`() async throws {
    let dao = try await dao()
    let claim = try dao.claim()
    try await dao.attest(claim, by: 1)
    dao.clock.advance(.minutes(1))
    let note = try await dao.signed()
    try await dao.attest(claim, by: 2)
    let now = dao.clock.now()
    try await dao.record(try SampleWitnesses.cosigned(note, at: [now, now]))
    #expect(try dao.claimStates() == [.unseen(attesters: 2, needs: 2)])
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    #expect(try dao.claimStates() == [.window(until: dao.clock.now() + .minutes(10))])
    try dao.expectReplayed()
  }
}
