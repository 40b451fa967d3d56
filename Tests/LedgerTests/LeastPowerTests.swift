import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import Voting

/// Power as the least of several moments, in a living DAO.
@Suite struct LeastPowerTests {
  private static let reading = "read: {min: [lookback 2m, opening]}"

  private static func dao(_ reading: String = reading) async throws -> SampleDAO<MemoryLogStore> {
    try await SampleDAO(
      on: MemoryLogStore(), edits: [("read: snapshot-at-submission", reading)])
  }

  private static func standing(_ dao: SampleDAO<MemoryLogStore>, _ number: UInt64 = 1) throws -> Standing {
    try dao.chamber.read { view in
      let record = try view.proposal(number: number).orThrow()
      return try Standing(record, in: view, at: dao.clock.now())
    }
  }

  private static func audit(_ dao: SampleDAO<MemoryLogStore>) async throws -> Bool {
    var auditor = Auditor(
      store: dao.store, documents: dao.documents, verifier: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()), jobs: 1)
    return try await auditor.run(pinned: dao.id).holds
  }

  @Test func `trust 9: what was borrowed before submission counts for nothing`() async throws {
    let dao = try await Self.dao()
    dao.clock.advance(.minutes(3))
    // Member 3 borrows, and only then submits.
    try await dao.register([400, 300, 200, 90_000])
    let proposal = try await dao.propose(by: 3)
    dao.clock.advance(.minutes(1))
    try await dao.vote("For", on: proposal, by: 3)
    try await dao.vote("Against", on: proposal, by: 0)
    let count = try #require(try Self.standing(dao).counts["holders"])
    #expect(count.tally.options.map(\.power.units) == [100, 400, 0])
    #expect(count.tally.electorate == Power(1000) && count.isConserved)
    #expect(try await Self.audit(dao))
  }

  @Test
  func `what was sold before the opening counts for nothing either, and what is bought after it neither`()
    async throws
  {
    let dao = try await Self.dao()
    dao.clock.advance(.minutes(3))
    let proposal = try await dao.propose(by: 0)
    try await dao.register([50, 300, 200, 100])
    dao.clock.advance(.minutes(1))
    try await dao.vote("For", on: proposal, by: 0)
    try await dao.register([9_000, 300, 200, 100])
    try await dao.vote("For", on: proposal, by: 1)
    let count = try #require(try Self.standing(dao).counts["holders"])
    #expect(count.tally.options.map(\.power.units) == [350, 0, 0] && count.tally.electorate == Power(650))
    #expect(try await Self.audit(dao))
  }

  @Test func `who is missing at one of the moments is not eligible`() async throws {
    let dao = try await Self.dao()
    dao.clock.advance(.minutes(3))
    let proposal = try await dao.propose(by: 0)
    try await dao.register([400, 300, 200])
    dao.clock.advance(.minutes(1))
    await #expect(throws: AdmissionRefusal.notEligible(dao.account(3))) {
      try await dao.vote("For", on: proposal, by: 3)
    }
  }

  @Test func `without an electorate at the lookback nothing can be submitted`() async throws {
    let dao = try await Self.dao()
    dao.clock.advance(.minutes(1))
    let now = dao.clock.now()
    let early = AdmissionRefusal.electorateTooNew(
      series: "members", lookedFor: now - .minutes(2), countsFrom: now + .minutes(1))
    await #expect(throws: early) { try await dao.propose(by: 0) }
    dao.clock.advance(.minutes(1))
    _ = try await dao.propose(by: 0)
  }

  @Test func `two moments before submission are both signed by every ballot`() async throws {
    let dao = try await Self.dao("read: {min: [submission, lookback 2m]}")
    dao.clock.advance(.minutes(3))
    try await dao.register([10, 300, 200, 100])
    let proposal = try await dao.propose(by: 1)
    let record = try #require(try dao.chamber.read { try $0.proposal(proposal) })
    #expect(record.electorates.keys.sorted() == ["holders", "holders lookback 2m"])
    dao.clock.advance(.minutes(1))
    try await dao.vote("For", on: proposal, by: 0)
    #expect(try Self.standing(dao).counts["holders"]?.tally.options[0].power == Power(10))
    #expect(try await Self.audit(dao))
  }

  /// What a proposer held at one moment, and holds at the other, against what it takes to propose.
  @Test(
    arguments: [
      (id: "borrowed", held: 99, holds: 90_000, passes: false),
      (id: "bought in time", held: 100, holds: 100, passes: true),
      (id: "sold", held: 90_000, holds: 99, passes: false),
      (id: "never held", held: 1, holds: 90_000, passes: false),
    ], ["[submission, lookback 2m]", "[lookback 2m, submission]", "[lookback 2m, submission, opening]"])
  func `trust 9: who proposes has held enough at every moment that is frozen`(
    _ row: (id: String, held: UInt128, holds: UInt128, passes: Bool), _ moments: String
  ) async throws {
    let dao = try await SampleDAO(
      on: MemoryLogStore(),
      edits: [
        ("read: snapshot-at-submission", "read: {min: \(moments)}"),
        ("propose_with: \"1\"", "propose_with: \"100\""),
      ])
    try await dao.register([400, 300, 200, row.held])
    dao.clock.advance(.minutes(3))
    try await dao.register([400, 300, 200, row.holds])
    guard !row.passes else {
      _ = try await dao.propose(by: 3)
      return
    }
    let least = min(Power(row.held), Power(row.holds))
    await #expect(throws: AdmissionRefusal.belowThreshold(has: least, needs: Power(100))) {
      try await dao.propose(by: 3)
    }
  }

  @Test func `a track that keeps the running sums counts the same`() async throws {
    let dao = try await SampleDAO(
      on: MemoryLogStore(),
      edits: [
        ("read: snapshot-at-submission", Self.reading),
        (
          "    veto_by: council\n    tests:\n      # Abst",
          "    veto_by: council\n    wait_for_quiet: {increase: 1m, house: holders, option: For, against: Against}\n    tests:\n      # Abst"
        ),
      ])
    dao.clock.advance(.minutes(3))
    try await dao.register([400, 300, 20, 90_000])
    let proposal = try await dao.propose(by: 0)
    dao.clock.advance(.minutes(1))
    for member in 0..<4 { try await dao.vote(["For", "Against"][member % 2], on: proposal, by: member) }
    let standing = try Self.standing(dao)
    #expect(standing.counts["holders"]?.tally.options.map(\.power.units) == [420, 400, 0])
    #expect(standing.facts.isConsistent)
    #expect(try await Self.audit(dao))
  }
}
