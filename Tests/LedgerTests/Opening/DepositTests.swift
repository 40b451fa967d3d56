import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing

/// Deposits that are put on record until a proposal comes to the vote, and what becomes of them.
@Suite struct LiveDepositTests {
  private static let rules =
    "{amounts: {akt: \"100\"}, initial: 25%, each: 10%, within: 3m, fates: {failed: burned, unfunded: returned}}"

  @Test func `attack 48: what nobody backs does not come to the vote`() async throws {
    let dao = try await PlaceWorld.dao(deposit: Self.rules)
    let proposal = try await dao.propose()
    #expect(try dao.phase(proposal) == .deposit)
    let start = dao.clock.now()
    dao.clock.advance(.minutes(2))
    try await expectRefusal("ballot.notOpen", of: dao.ballot(on: proposal, by: 0), by: 0, in: dao)
    #expect(AdmissionRefusal.notOpen(opens: .earliest, .deposit).message.contains("deposit"))
    dao.clock.set(start + .minutes(3) - Span(milliseconds: 1))
    #expect(try dao.phase(proposal) == .deposit)
    try await dao.take(dao.deposit(["akt=99"], on: proposal), by: 0)
    dao.clock.advance(Span(milliseconds: 1))
    #expect(try dao.standing(proposal).decision.ending == .unfunded)
    #expect(try dao.standing(proposal).decision.deposit == .returned)
    try await expectRefusal("deposit.over", of: dao.deposit(["akt=10"], on: proposal), by: 0, in: dao)
  }

  /// What is asked of one deposit.
  struct Row: Sendable, CustomTestStringConvertible {
    let id: String
    let amounts: [String]
    let member: Int
    let code: String?
    var isLater = false

    var testDescription: String { id }
  }

  static let rows = [
    Row(
      id: "too little with the submission", amounts: ["akt=24"], member: 0, code: "deposit.initialTooSmall"),
    Row(id: "another before the proposer", amounts: ["akt=100"], member: 1, code: "deposit.proposerFirst"),
    Row(id: "another asset", amounts: ["dot=100"], member: 0, code: "deposit.assetUnknown"),
    Row(id: "just enough", amounts: ["akt=25"], member: 0, code: nil),
    Row(id: "too small later", amounts: ["akt=9"], member: 1, code: "deposit.tooSmall", isLater: true),
    Row(
      id: "another asset later", amounts: ["dot=9"], member: 1, code: "deposit.assetUnknown", isLater: true),
    Row(id: "enough later", amounts: ["akt=10"], member: 1, code: nil, isLater: true),
  ]

  @Test(arguments: rows) func `a deposit is what the track asks of it`(_ row: Row) async throws {
    let dao = try await PlaceWorld.dao(deposit: Self.rules)
    let proposal = try await dao.propose()
    if row.isLater { try await dao.take(dao.deposit(["akt=25"], on: proposal), by: 0) }
    let deposit = try dao.deposit(row.amounts, on: proposal, by: row.member)
    guard let code = row.code else { return try await dao.take(deposit, by: row.member) }
    try await expectRefusal(code, of: deposit, by: row.member, in: dao)
  }

  @Test func `the vote opens with the deposit that completes it, and each gets what the outcome says`()
    async throws
  {
    let dao = try await PlaceWorld.dao(deposit: Self.rules)
    let proposal = try await dao.propose()
    try await dao.take(dao.deposit(["akt=25"], on: proposal), by: 0)
    dao.clock.advance(.minutes(1))
    try await dao.take(dao.deposit(["akt=60"], on: proposal, by: 1), by: 1)
    #expect(try dao.phase(proposal) == .deposit)
    dao.clock.advance(.minutes(1))
    try await dao.take(dao.deposit(["akt=15"], on: proposal, by: 2), by: 2)
    #expect(try dao.standing(proposal).decision.schedule.opens == dao.clock.now() + .minutes(1))
    dao.clock.advance(.minutes(1))
    // Cosmos holds what comes later with the rest.
    try await dao.take(dao.deposit(["akt=10"], on: proposal, by: 1), by: 1)
    let collected = try dao.chamber.read { try $0.collectedDeposits(on: proposal) }
    #expect(collected.total.map(\.line) == ["akt=110"])
    // Kept beside them, so that another deposit looks at none of those before it.
    let kept = try dao.chamber.read { try $0.depositTotal(on: proposal) }
    #expect(kept.total == collected.total)
    #expect(collected.shares[dao.account(1)]?.map(\.line) == ["akt=70"])
    #expect(try dao.standing(proposal).decision.deposit == nil, "nothing is decided")
    try await dao.vote("Against", on: proposal, by: 0)
    dao.clock.advance(.minutes(5))
    #expect(try dao.standing(proposal).decision.deposit == .burned)
    try await expectRefusal("deposit.over", of: dao.deposit(["akt=10"], on: proposal), by: 0, in: dao)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed && stored.contains { $0.key.space == .deposit })
  }

  @Test func `attack 28: a deposit counts once, for its proposal, by its signer`() async throws {
    let dao = try await PlaceWorld.dao(deposit: Self.rules)
    let proposal = try await dao.propose()
    let other = try await dao.propose("Other")
    let deposit = try dao.deposit(["akt=50"], on: proposal)
    try await dao.take(deposit, by: 0)
    // The same statement is in the log already; one with the same sequence is refused.
    let again = try deposit.with("amounts", .texts(["akt=50"])).with("reference", .digest(.sha256([1])))
    try await expectRefusal("ballot.stale", of: again, by: 0, in: dao)
    let moved = try deposit.with("proposal_id", .digest(other))
    try await expectRefusal("ballot.displayMismatch", of: moved, by: 0, in: dao)
    let collected = try dao.chamber.read { try $0.collectedDeposits(on: proposal) }
    #expect(collected.total.map(\.line) == ["akt=50"])
  }

  @Test func `a bond is exact and taken once`() async throws {
    let dao = try await PlaceWorld.dao(deposit: "{amounts: {near: \"10\"}, exact: true, within: 5m}")
    let proposal = try await dao.propose()
    for amount in ["near=9", "near=11"] {
      try await expectRefusal("deposit.notExact", of: dao.deposit([amount], on: proposal), by: 0, in: dao)
    }
    try await dao.take(dao.deposit(["near=10"], on: proposal, by: 2), by: 2)
    try await expectRefusal(
      "deposit.complete", of: dao.deposit(["near=10"], on: proposal), by: 0, in: dao)
    #expect(try dao.phase(proposal) == .waiting)
  }

  @Test func `sums beyond all bounds are refused`() async throws {
    let dao = try await PlaceWorld.dao(deposit: "{amounts: {akt: \"10\"}, within: 5m}")
    let proposal = try await dao.propose()
    try await dao.take(dao.deposit(["akt=\(UInt128.max)"], on: proposal), by: 0)
    try await expectRefusal("weight.overflow", of: dao.deposit(["akt=1"], on: proposal), by: 0, in: dao)
  }

  @Test func `a proposal with its deposit waits for a place in turn`() async throws {
    let dao = try await PlaceWorld.dao(places: 1, deposit: "{amounts: {akt: \"10\"}, within: 30m}")
    let first = try await dao.propose("First")
    let second = try await dao.propose("Second")
    // Who is not ready does not hold up the others.
    try await dao.take(dao.deposit(["akt=10"], on: second), by: 0)
    #expect(try dao.phase(second) == .waiting)
    try await dao.take(dao.deposit(["akt=10"], on: first), by: 0)
    #expect(try dao.phase(first) == .scheduled)
    dao.clock.advance(.minutes(6))
    try await dao.take(dao.act(.start, on: first), by: 0)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test(
    arguments: [
      [], ["akt"], ["akt=0"], ["akt=-1"], ["akt=01"], ["=1"], ["Akt=1"], ["akt=1", "akt=1"],
      ["dot=1", "akt=1"],
      ["akt=\(UInt128.max)0"], ["akt=1 "], (0...16).map { "a\($0 + 10)=1" },
    ])
  func `attack 39: amounts have one form`(_ lines: [String]) {
    #expect(ProposalDeposit.amounts(lines) == nil)
  }
}
