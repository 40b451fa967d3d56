import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import Voting

/// A house whose members are those who are accredited or have a role by what the log says.
@Suite struct SeatedHouseTests {
  private static let seats = "{accredited: true, roles: [council]}"

  /// Members 0 and 1 are the council; resolutions are voted on by both houses.
  private static func dao(_ seats: String = seats) async throws -> MemoryDAO {
    try await memoryDAO(
      founders: 2,
      edits: SafetySample.edits() + [
        (
          "    read: snapshot-at-submission\n",
          """
              read: snapshot-at-submission
            safety:
              seats: \(seats)
              power: {source: heads}
              read: snapshot-at-submission

          """
        ),
        ("  constitutional:\n    houses: [holders]", "  constitutional:\n    houses: [holders, safety]"),
        ("text.resolution: {track: standard", "text.resolution: {track: constitutional"),
      ])
  }

  private static func accredit(_ member: Int, _ dao: MemoryDAO, until: String = "2027-12-31T00:00:00Z")
    async throws
  {
    try await dao.carryOut(
      """
      {"type":"evaluator.accredit","account":"\(dao.account(member).text)","name":"E","organisation":"lab",\
      "scopes":["frontier"],"conflicts":"none","expires":"\(until)"}
      """)
  }

  private static func frozen(_ proposal: Digest, _ dao: MemoryDAO) throws -> ElectorateRecord {
    try dao.chamber.read { try $0.proposal(proposal) }.flatMap { $0.electorates["safety"] }.orThrow()
  }

  /// Expects so many seats for a proposal that is submitted now.
  private static func expect(
    _ seats: UInt64, _ title: String, _ dao: MemoryDAO, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let proposal = try await dao.propose(title)
    #expect(try frozen(proposal, dao).rows == seats, "\(title)", sourceLocation: sourceLocation)
  }

  private static func vote(_ member: Int, on proposal: Digest, _ dao: MemoryDAO) throws -> Statement {
    try dao.ballot("For", in: "safety", on: proposal, by: member)
  }

  @Test func `trust 19: who has a seat is who is accredited or elected, and nobody registers it`()
    async throws
  {
    let dao = try await Self.dao()
    let first = try await dao.propose("First")
    #expect(try Self.frozen(first, dao).rows == 2 && Self.frozen(first, dao).label == "seats on record")
    try await Self.accredit(2, dao)
    let second = try await dao.propose("Second")
    #expect(try Self.frozen(second, dao).rows == 3, "the accreditation gave a seat")
    #expect(try Self.frozen(first, dao).rows == 2, "and none on what was submitted before it")
    dao.clock.set(try dao.standing(second).decision.schedule.opens)
    try await dao.submit(Self.vote(0, on: second, dao), by: 0)
    try await dao.submit(Self.vote(2, on: second, dao), by: 2)
    try await expectRefusal("voter.notEligible", of: Self.vote(3, on: second, dao), by: 3, in: dao)
    let count = try #require(try dao.standing(second).facts.counts["safety"])
    #expect(
      count.tally.options[0].power == Power(2) && count.tally.electorate == Power(3) && count.isConserved)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
    var auditor = Auditor(
      store: dao.store, documents: dao.documents, verifier: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()), jobs: 1)
    #expect(try await auditor.run(pinned: dao.id).holds)
  }

  @Test func `a seat ends with what gave it`() async throws {
    let dao = try await Self.dao()
    try await Self.accredit(2, dao)
    try await Self.accredit(3, dao, until: "2026-12-05T00:00:00Z")
    try await Self.expect(4, "With both", dao)
    try await dao.carryOut(
      #"{"type":"evaluator.revoke","account":"\#(dao.account(2).text)","reason":"r"}"#)
    try await Self.expect(3, "Without one", dao)
    dao.clock.set(.founding + .days(4))
    try await Self.expect(2, "Without either", dao)
    try await dao.carryOut(
      """
      {"type":"council.elect","role":"council","needs":1,\
      "seats":[{"account":"\(dao.account(3).text)","organisation":"org"}],"term":"2027-12-10T00:00:00Z"}
      """)
    try await Self.expect(1, "With another council", dao)
  }

  @Test func `somebody with two reasons for a seat has one seat`()
    async throws
  {
    let dao = try await Self.dao()
    try await Self.accredit(1, dao)
    let proposal = try await dao.propose("Two reasons")
    let seated = try #require(try Self.frozen(proposal, dao).seated)
    #expect(
      seated.map(\.roles)
        == [dao.account(0), dao.account(1)].sorted().map {
          $0 == dao.account(1) ? ["council", "evaluator"] : ["council"]
        })
  }

  @Test func `who has a seat and holds nothing may lend it`() async throws {
    let dao = try await Self.dao()
    try await Self.accredit(3, dao)
    try await dao.register([400, 300])
    try await expectRefusal("voter.notEligible", of: dao.delegation(to: 0, by: 2), by: 2, in: dao)
    try await dao.take(dao.delegation(to: 0, by: 3), by: 3)
    let proposal = try await dao.propose("Lent")
    dao.clock.set(try dao.standing(proposal).decision.schedule.opens)
    try await dao.submit(Self.vote(0, on: proposal, dao), by: 0)
    let count = try #require(try dao.standing(proposal).facts.counts["safety"])
    #expect(count.tally.options[0].power == Power(2) && count.isConserved)
  }

  @Test func `who was elected into a role may lend the seat, and who was replaced may not`() async throws {
    let dao = try await Self.dao()
    try await dao.carryOut(
      """
      {"type":"council.elect","role":"council","needs":1,\
      "seats":[{"account":"\(dao.account(3).text)","organisation":"org"}],"term":"2027-12-10T00:00:00Z"}
      """)
    // Neither of them holds anything.
    try await dao.register([400])
    try await dao.take(dao.delegation(to: 2, by: 3), by: 3)
    let proposal = try await dao.propose("Lent")
    #expect(try Self.frozen(proposal, dao).rows == 1)
    try await expectRefusal("voter.notEligible", of: dao.delegation(to: 2, by: 1), by: 1, in: dao)
  }

  /// Houses that cannot be, as an edit of the one above.
  static let faults: [(id: String, from: String, to: String, code: String)] = [
    ("no reason for a seat", "seats: \(seats)", "seats: {}", "charter.malformed"),
    ("no role in the list of roles", "roles: [council]", "roles: []", "charter.malformed"),
    ("an unknown role", "roles: [council]", "roles: [senate]", "charter.undefined"),
    ("the word for evaluators as a role", "roles: [council]", "roles: [evaluator]", "charter.malformed"),
    ("a role twice", "roles: [council]", "roles: [council, council]", "charter.malformed"),
    ("a series as well", "    seats:", "    electorate: members\n    seats:", "charter.malformed"),
    ("power of what nobody registers", "source: heads", "source: balance, asset: token", "charter.malformed"),
    (
      "of another moment", "power: {source: heads}\n    read: snapshot-at-submission",
      "power: {source: heads}\n    read: at-close", "charter.malformed"
    ),
  ]

  @Test(arguments: faults) func `a house whose seats do not read makes no charter`(
    _ row: (id: String, from: String, to: String, code: String)
  ) async throws {
    let dao = try await Self.dao()
    let text = String(decoding: try dao.documents.all[dao.genesis.charterHash].orThrow(), as: UTF8.self)
    try #require(text.contains(row.from))
    let hash = dao.documents.keep(Array(text.replacing(row.from, with: row.to).utf8))
    var code = "none"
    do { _ = try dao.documents.charter(hash) } catch {
      code = (error as? any CodedRefusal)?.code ?? "\(error)"
    }
    #expect(code == row.code)
  }
}
