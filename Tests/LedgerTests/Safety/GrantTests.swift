import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing

/// Draws on grants: what they leave, and what stops them.
@Suite struct GrantTests {
  private static let holder = 1

  private func dao() async throws -> MemoryDAO {
    try await memoryDAO(founders: 3, edits: SafetySample.edits())
  }

  private func allocate(_ dao: MemoryDAO, _ amount: UInt128 = 100, _ more: String = "") async throws -> Digest
  {
    try await dao.carryOut(
      """
      {"type":"resource.allocate","holder":"\(dao.account(Self.holder).text)","unit":"gpu-hours",\
      "amount":"\(amount)","purpose":"p","expires":"2027-06-20T00:00:00Z"\(more)}
      """)
  }

  private func draw(_ amount: UInt128, on grant: Digest, in dao: MemoryDAO) throws -> Statement {
    try dao.prepare { preparing, _ in
      try preparing.draw(
        amount, on: grant, purpose: "a job", reference: .zero, by: dao.account(Self.holder))
    }
  }

  private func budget(_ grant: Digest, _ dao: MemoryDAO) throws -> GrantBudget {
    let record = try #require(try dao.chamber.read { try $0.grant(grant) })
    return try #require(GrantBudget(record, at: dao.clock.now()))
  }

  private func refuse(_ code: String, _ amount: UInt128, on grant: Digest, _ dao: MemoryDAO) async throws {
    try await expectRefusal(code, of: draw(amount, on: grant, in: dao), by: Self.holder, in: dao)
  }

  @Test func `two draws that race for the same rest are not both taken`() async throws {
    let dao = try await dao()
    let grant = try await allocate(dao)
    let first = try draw(60, on: grant, in: dao)
    let second = try draw(59, on: grant, in: dao)
    try await dao.take(first, by: Self.holder)
    // Signed without knowledge of each other, they have the same sequence; with the next one, too little is left.
    try await expectRefusal("ballot.stale", of: second, by: Self.holder, in: dao)
    try await expectRefusal(
      "grant.exceeded", of: second.with("sequence", .integer(2)), by: Self.holder, in: dao)
    #expect(try budget(grant, dao).left == 40)
  }

  @Test func `a grant with a pace is drawn period by period`() async throws {
    let dao = try await dao()
    let grant = try await allocate(dao, 100, #","at_most":{"amount":"40","every":"7d"}"#)
    let start = dao.clock.now()
    try await dao.take(draw(30, on: grant, in: dao), by: Self.holder)
    try await refuse("grant.pace", 11, on: grant, dao)
    try await dao.take(draw(10, on: grant, in: dao), by: Self.holder)
    try await refuse("grant.pace", 1, on: grant, dao)
    dao.clock.set(start + .days(7) - Span(milliseconds: 1))
    try await refuse("grant.pace", 1, on: grant, dao)
    dao.clock.set(start + .days(7))
    #expect(try budget(grant, dao).drawable == 40)
    try await dao.take(draw(40, on: grant, in: dao), by: Self.holder)
    // What one period leaves is not added to the next, and the whole is the limit in the end.
    dao.clock.set(start + .days(70))
    #expect(try budget(grant, dao).drawable == 20 && budget(grant, dao).period?.number == 10)
    try await refuse("grant.exceeded", 21, on: grant, dao)
    try await dao.take(draw(20, on: grant, in: dao), by: Self.holder)
    try await refuse("grant.exceeded", 1, on: grant, dao)
    #expect(try dao.chamber.read { try $0.draws(on: grant) }.map(\.amount) == [30, 10, 40, 20])
  }

  @Test func `an earlier period is not opened again by a clock that was set back`() async throws {
    let dao = try await dao()
    let grant = try await allocate(dao, 100, #","at_most":{"amount":"40","every":"7d"}"#)
    let start = dao.clock.now()
    dao.clock.set(start + .days(7))
    try await dao.take(draw(40, on: grant, in: dao), by: Self.holder)
    let record = try #require(try dao.chamber.read { try $0.grant(grant) })
    let early = try #require(GrantBudget(record, at: start + .days(1)))
    #expect(early.period?.number == 1 && early.drawable == 0)
    #expect(early.refusal(of: 1) == .pace(left: 0, until: start + .days(14)))
  }

  @Test func `attack: a revoked grant, and one under a pause of everything, give nothing`() async throws {
    let dao = try await dao()
    let grant = try await allocate(dao)
    try await dao.pause(.environment("production"), signers: 2)
    try await dao.take(draw(1, on: grant, in: dao), by: Self.holder)
    try await dao.pause(.all, incident: "INC-2", lasting: .days(1), signers: 2)
    try await refuse("grant.paused", 1, on: grant, dao)
    dao.clock.advance(.days(1))
    try await dao.take(draw(1, on: grant, in: dao), by: Self.holder)
    func revoke(_ id: Digest) -> String { #"{"type":"grant.revoke","grant":"\#(id)","reason":"unused"}"# }
    try await expectRefusal(
      "grant.unknown", of: dao.submission(SafetySample.content(revoke(.sha256([1]))), by: 0), by: 0, in: dao)
    try await dao.carryOut(revoke(grant))
    try await refuse("grant.revoked", 1, on: grant, dao)
    try await expectRefusal(
      "grant.over", of: dao.submission(SafetySample.content(revoke(grant)), by: 0), by: 0, in: dao)
    // What was drawn before stays drawn.
    #expect(try budget(grant, dao).drawn == 2)
  }

  @Test func `attack: a run does not get past a point at which rules must pass`() async throws {
    let dao = try await dao()
    let run = try await dao.carryOut(
      """
      {"type":"compute.run","holder":"\(dao.account(Self.holder).text)","name":"run-1","budget":"100",\
      "checkpoints":[{"after":"40","requires":["loss"]}],"expires":"2027-06-20T00:00:00Z"}
      """)
    try await refuse("grant.checkpoint", 41, on: run, dao)
    try await dao.take(draw(40, on: run, in: dao), by: Self.holder)
    try await refuse("grant.checkpoint", 1, on: run, dao)
    try await refuse("grant.exceeded", 61, on: run, dao)
    #expect(try budget(run, dao).unit == "flop" && budget(run, dao).drawable == 0)
  }

  @Test func `no sequence of draws takes more than was granted, by a slow count of all of them`() async throws
  {
    let dao = try await dao()
    let granted: UInt128 = 200
    let grant = try await allocate(dao, granted, #","at_most":{"amount":"23","every":"1d"}"#)
    let start = dao.clock.now()
    var taken: [(at: Timepoint, amount: UInt128)] = []
    var numbers = RepeatableNumbers(seed: 7)
    var refused = 0
    for _ in 0..<150 {
      dao.clock.advance(Span(milliseconds: numbers.next() % 20_000_000))
      let (now, amount) = (dao.clock.now(), UInt128(numbers.next() % 12 + 1))
      let all = taken.map(\.amount).reduce(0, +)
      let day = now.since(start).milliseconds / 86_400_000
      let today = taken.filter { $0.at.since(start).milliseconds / 86_400_000 == day }.map(\.amount).reduce(
        0, +)
      let expected = all + amount > granted ? "grant.exceeded" : today + amount > 23 ? "grant.pace" : nil
      let statement = try draw(amount, on: grant, in: dao)
      if let expected {
        try await expectRefusal(expected, of: statement, by: Self.holder, in: dao)
        refused += 1
      } else {
        try await dao.take(statement, by: Self.holder)
        taken.append((now, amount))
      }
    }
    let total = taken.map(\.amount).reduce(0, +)
    #expect(refused > 10 && total <= granted && total > granted - 12)
    #expect(try budget(grant, dao).drawn == total)
    #expect(try dao.chamber.read { try $0.draws(on: grant) }.map(\.amount) == taken.map(\.amount))
  }
}
