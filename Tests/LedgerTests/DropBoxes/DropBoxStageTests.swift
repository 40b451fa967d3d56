import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog
import Voting

/// Ballots out of drop-boxes where a vote goes on in stages: each is for the stage whose rules its voter signed, joins that at
/// its close, and is asked for before it is known whether another stage follows.
@Suite struct DropBoxStageTests {
  private static let second = Span(milliseconds: 1000)

  private func founded() async throws -> MemoryDAO {
    try await DropBoxTests.founded(edits: SampleStages.edits())
  }

  private func held(
    _ statement: Statement, by member: Int, in box: SampleDropBox, of dao: MemoryDAO, seen: Timepoint
  ) async throws -> BoxedBallot {
    try await box.hold(statement, signature: dao.sign(statement, by: member), seen: seen)
  }

  @Test func `a ballot that was kept out decides whether another stage follows`() async throws {
    let dao = try await founded()
    let box = try SampleDropBox(for: dao.id)
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 2)
    let boxed = try await held(
      dao.ballot("For", on: id, by: 0), by: 0, in: box, of: dao, seen: closes - Self.second)
    try await DropBoxTests.close(dao, closes)
    try await dao.take(boxed)
    #expect(try dao.sums(id) == [0, 200, 0])
    try await DropBoxTests.settle(dao, closes)
    let standing = try dao.standing(id)
    #expect(standing.decision.stage == 0 && standing.decision.state == .succeeded)
    #expect(standing.facts.isConsistent)
    #expect(try dao.sums(id) == [400, 200, 0])
    try dao.expectReplayed()
  }

  @Test(arguments: [true, false])
  func `a second stage takes its own out of a box, and none of the first`(_ votes: Bool) async throws {
    let dao = try await founded()
    let box = try SampleDropBox(for: dao.id)
    let (id, _, closes) = try await dao.opened()
    let first = try await held(
      dao.ballot("For", on: id, by: 3), by: 3, in: box, of: dao, seen: closes - Self.second)
    let spare = try await held(
      dao.ballot("For", on: id, by: 1), by: 1, in: box, of: dao, seen: closes - Self.second)
    try await dao.vote("Against", on: id, by: 0)
    try await DropBoxTests.close(dao, closes)
    try await dao.take(first)
    try await DropBoxTests.settle(dao, closes)
    let schedule = try dao.standing(id).decision.schedule
    #expect(try dao.standing(id).decision.stage == 1)
    #expect(try dao.standing(id).facts.tallies["holders"]?.options.map(\.power.units) == [100, 400, 0])
    #expect(try dao.standing(id).facts.isConsistent)
    try await expectRefusal("dropbox.settled", in: dao) { try await dao.take(spare) }
    // Nobody needs to have voted in the stage by itself.
    if votes { try await dao.vote("Against", on: id, by: 2) }
    let second = try await held(
      dao.ballot("For", on: id, by: 0), by: 0, in: box, of: dao, seen: schedule.closes - Self.second)
    try await expectRefusal("dropbox.votingOpen", in: dao) { try await dao.take(second) }
    try await DropBoxTests.close(dao, schedule.closes)
    try await expectRefusal("dropbox.settled", in: dao) { try await dao.take(spare) }
    try await dao.take(second)
    try await DropBoxTests.settle(dao, schedule.closes)
    #expect(try dao.state(id) == .succeeded)
    let standing = try dao.standing(id)
    #expect(
      standing.counts["holders"]?.tally.options.map(\.power.units) == (votes ? [400, 200, 0] : [400, 0, 0]))
    #expect(standing.facts.isConsistent)
    try dao.expectReplayed()
  }

  @Test func `what a stage was settled without convicts, also when another is voted on`() async throws {
    let dao = try await founded()
    let box = try SampleDropBox(for: dao.id)
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 2)
    let boxed = try await held(
      dao.ballot("For", on: id, by: 0), by: 0, in: box, of: dao, seen: closes - Self.second)
    let policy = try SampleWitnesses.policy()
    let verifier = EntryVerifier(
      dao: dao.id, verifier: Secp256k1Verifier(),
      checkpoints: CheckpointVerifier(curves: SampleWitnesses.curves) { $0 == policy.hash ? policy : nil })
    func finding() throws -> BoxFinding {
      let entry = try verifier.verify(boxed, received: dao.clock.now())
      return try dao.chamber.read { try $0.finding(on: entry) }
    }
    try await DropBoxTests.close(dao, closes)
    let open = try finding()
    guard case .open = open else { return #expect(Bool(false), "\(open)") }
    try await DropBoxTests.settle(dao, closes)
    #expect(try dao.standing(id).decision.stage == 1)
    let out = try finding()
    guard case .keptOut(let closed, let settled) = out else { return #expect(Bool(false), "\(out)") }
    #expect(try closed == closes && settled == dao.witnessing(id).stages[0].settled)
  }

  @Test func `a stage that hands its ballots on has no boxes`() async throws {
    for edits in [SampleStages.edits(keeps: true), SampleStages.edits(course: "    confirmation: {for: 1m}")]
    {
      var refusal: (any CodedRefusal)?
      do { _ = try await DropBoxTests.founded(edits: edits) } catch { refusal = error as? any CodedRefusal }
      #expect(refusal?.code == "charter.inconsistent")
    }
  }
}
