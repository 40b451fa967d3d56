import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog

/// Tracks that keep running sums, in a DAO that goes by the time of witnesses: what the operator puts in behind their
/// backs neither counts, nor decides early, nor moves the close.
@Suite struct WitnessedCourseTests {
  private static let second = Span(milliseconds: 1000)
  private static let quiet = rule(
    "wait_for_quiet: {increase: 1m, house: holders, option: For, against: Against}")
  private static let majority = rule(
    """
    early:
          - name: majority
            outcome: passed
            when: [{test: share, name: all, house: holders, count: [For], of: electorate, more_than: 1/2}]
    """)

  private static func rule(_ text: String) -> (from: String, to: String) {
    ("timelock: 2m", "\(text)\n    timelock: 2m")
  }

  /// What witnesses saw when voting closed; the operator has kept it back, and his clock too.
  private func heldBack(_ dao: MemoryDAO, _ closes: Timepoint) async throws -> SignedNote {
    try await dao.pass(to: closes)
    dao.clock.set(closes + Self.second)
    let now = dao.clock.now()
    let cosigned = try SampleWitnesses.cosigned(try await dao.signed(), at: [now, now])
    dao.clock.set(closes - Self.second)
    return cosigned
  }

  @Test func `running sums go back to before a ballot that came too late`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: [Self.quiet])
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 0)
    let cosigned = try await heldBack(dao, closes)
    try await dao.vote("For", on: id, by: 3)
    #expect(try dao.keptSums(id) == [500, 0, 0])
    dao.clock.set(closes + .minutes(1))
    try await dao.record(cosigned)
    #expect(try dao.keptSums(id) == [400, 0, 0])
    #expect(try dao.standing(id).facts.isConsistent)
    try await dao.witness()
    #expect(try dao.state(id) == .succeeded)
    try dao.expectReplayed()
  }

  @Test func `a swing that came too late moves no close`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: [Self.quiet])
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 1)
    let cosigned = try await heldBack(dao, closes)
    try await dao.vote("Against", on: id, by: 0)
    #expect(try dao.standing(id).decision.schedule.closes > closes)
    dao.clock.set(closes + .minutes(1))
    try await dao.record(cosigned)
    #expect(try dao.standing(id).decision.phase == .witnessing)
    try await dao.witness()
    #expect(try dao.standing(id).decision.schedule.closes == closes)
    #expect(try dao.state(id) == .succeeded)
    #expect(try dao.sums(id) == [300, 0, 0])
    try dao.expectReplayed()
  }

  @Test func `a majority that came too late decides nothing early`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: [Self.majority])
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 0)
    try await dao.vote("For", on: id, by: 1)
    let cosigned = try await heldBack(dao, closes)
    try await dao.vote("For", on: id, by: 2)
    try await dao.vote("For", on: id, by: 3)
    #expect(try dao.standing(id).decision.phase == .witnessing, "no witness has seen what decides it")
    dao.clock.set(closes + .minutes(1))
    try await dao.record(cosigned)
    try await dao.witness()
    #expect(try dao.standing(id).decision.decidedBy == nil)
    #expect(try dao.state(id) == .defeated)
    #expect(try dao.sums(id) == [300, 400, 0])
    try dao.expectReplayed()
  }

  @Test func `a majority that witnesses have seen decides early`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: [Self.majority])
    let (id, _, _) = try await dao.opened()
    try await dao.vote("For", on: id, by: 0)
    try await dao.vote("For", on: id, by: 1)
    #expect(try dao.state(id) == .active)
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    #expect(try dao.standing(id).decision.decidedBy == "majority")
    #expect(try dao.state(id) == .succeeded)
    try dao.expectReplayed()
  }

  /// What covers only a part of the ballots must leave the rest in doubt.
  @Test func `a checkpoint between two late ballots does not let the second in`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: [Self.quiet])
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 1)
    try await dao.pass(to: closes - Self.second)
    let early = try SampleWitnesses.cosigned(
      try await dao.signed(), at: [closes - Self.second, closes - Self.second])
    let late = try SampleWitnesses.cosigned(
      try await dao.signed(), at: [nil, closes + Self.second, closes + Self.second])
    try await dao.vote("For", on: id, by: 3)
    // First the one from before the close, then the one from after it; neither has member 3's ballot.
    dao.clock.set(closes + Self.second)
    try await dao.record(early)
    #expect(try dao.keptSums(id) == [400, 0, 0])
    try await dao.record(late)
    #expect(try dao.keptSums(id) == [300, 0, 0])
    #expect(try dao.standing(id).facts.isConsistent)
    try dao.expectReplayed()
  }

  @Test func `silence that extends a vote extends it for ballots in doubt too`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), edits: [Self.quiet])
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 1)
    dao.clock.advance(.minutes(3))
    let note = try await dao.signed()
    let now = dao.clock.now()
    try await dao.vote("For", on: id, by: 3)
    try await dao.record(try SampleWitnesses.cosigned(note, at: [now, now]))
    #expect(try dao.standing(id).decision.schedule.closes == closes + .minutes(3))
    let cosigned = try await heldBack(dao, closes + .minutes(3))
    try await dao.vote("For", on: id, by: 2)
    dao.clock.set(closes + .minutes(4))
    try await dao.record(cosigned)
    try await dao.witness()
    #expect(try dao.sums(id) == [400, 0, 0])
    #expect(try dao.standing(id).decision.schedule.closes == closes + .minutes(3))
    #expect(try dao.standing(id).facts.isConsistent)
    try dao.expectReplayed()
  }

  @Test func `a bar that falls with time is explained over the time that silence has added`() async throws {
    let falling =
      "      - {test: curve, name: falling, house: holders, count: [For], of: electorate, curve: "
      + "{linear_over: {length: 28d, of: 28d, floor: 0%, ceiling: 100%}}}\n"
    let dao = try await MemoryDAO.witnessed(
      on: MemoryLogStore(), edits: [("    tests:\n", "    tests:\n" + falling)])
    let (id, _, closes) = try await dao.opened()
    dao.clock.advance(.minutes(3))
    let note = try await dao.signed()
    let now = dao.clock.now()
    try await dao.vote("For", on: id, by: 3)
    try await dao.record(try SampleWitnesses.cosigned(note, at: [now, now]))
    let standing = try dao.standing(id)
    #expect(standing.decision.schedule.closes > closes)
    let explained = standing.explanation.tests.map(\.result)
    #expect(explained == standing.decision.tests)
    let short = Explanation(standing.decision, under: standing.rules).tests.map(\.result)
    #expect(
      explained.first { $0.name == "falling" }?.required != short.first { $0.name == "falling" }?.required)
  }

  @Test func `a policy stays in use for the timelocks of what was submitted under it`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let wider = try SampleWitnesses.policy(of: 5)
    dao.documents.keep(wider.bytes)
    let amendment = try dao.amendment(
      "Ask more witnesses", edits: [("\(try SampleWitnesses.policy().hash)", "\(wider.hash)")])
    let first = try await dao.propose(content: amendment)
    let second = try await dao.propose("Adopt a roadmap", by: 1)
    try await dao.pass(to: dao.clock.now() + .minutes(5))
    for id in [first, second] { try await dao.vote(on: id, by: 0) }
    try await dao.pass(to: dao.clock.now() + .minutes(13))
    try await dao.submit(dao.act(.queue, on: first), by: 0)
    try await dao.submit(dao.act(.queue, on: second, by: 1), by: 1)
    try await dao.pass(to: dao.clock.now() + .minutes(9))
    try await dao.submit(dao.act(.execute, on: first), by: 0)
    #expect(try dao.state(first) == .executed)
    // Neither the charter nor a vote names the old policy now; the second proposal's grace still runs by it.
    dao.clock.advance(.minutes(20))
    try await dao.witness()
    #expect(try dao.state(second) == .expired)
    try dao.expectReplayed()
  }
}

extension MemoryDAO {
  /// A proposal that witnesses have seen, voting open.
  func opened() async throws -> (id: Digest, opens: Timepoint, closes: Timepoint) {
    let id = try await propose()
    clock.advance(.minutes(1))
    try await witness()
    let begins = clock.now()
    clock.advance(.minutes(1))
    try await witness()
    return (id, begins + .minutes(1), begins + .minutes(6))
  }

  /// Lets time go on to an instant, with witnesses every minute on the way; not at the end.
  func pass(to instant: Timepoint) async throws {
    while clock.now() + .minutes(1) < instant {
      clock.advance(.minutes(1))
      try await witness()
    }
    clock.set(instant)
  }

  /// What witnesses have shown about a proposal.
  func witnessing(_ id: Digest) throws -> ProposalWitnessing {
    try #require(try standing(id).proposal.witnessing)
  }

  /// Live and replayed records are the same bytes.
  func expectReplayed() throws {
    let (stored, replayed) = try projections()
    #expect(stored == replayed)
  }
}
