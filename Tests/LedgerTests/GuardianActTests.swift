import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// Guardians at work in a living DAO of members with 400, 300, 200 and 100, the first three of whom are its
/// council.
@Suite struct GuardianActTests {
  /// Tracks are edited in front of their tests; two of three of the council act, but any of the registrars.
  private func dao(_ course: String, council: String = "    veto_by: council") async throws -> MemoryDAO {
    let place = "    tests:\n      # Abstentions count"
    return try await memoryDAO(
      founders: 3, edits: [("    veto_by: council\n\(place)", "\(council)\n\(course)\n\(place)")])
  }

  private static let reviewed = """
        review: 4m
        guardians:
          - {act: approve, by: council, during: [review]}
          - {act: reject, by: council, during: [review, voting]}
          - {act: slash, by: registrar, during: [review, voting]}
          - {act: waive, by: registrar, during: [timelock]}
          - {act: postpone, by: council, during: [timelock], at_most: 5m}
    """

  private func isRefused(
    _ code: String, _ deed: Act.Deed, _ proposal: Digest, by members: [Int], in dao: MemoryDAO
  ) async throws {
    for member in members {
      try await expectRefusal(code, of: dao.act(deed, on: proposal, by: member), by: member, in: dao)
    }
  }

  // MARK: Review

  @Test func `voting opens a delay after enough reviewers have let a proposal through`() async throws {
    let dao = try await dao(Self.reviewed)
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(2))
    try await expectRefusal("ballot.notOpen", of: dao.ballot(on: proposal, by: 0), by: 0, in: dao)
    try await dao.take(dao.act(.approve, on: proposal, by: 0), by: 0)
    try await isRefused("act.alreadySigned", .approve, proposal, by: [0], in: dao)
    try await isRefused("role.missing", .approve, proposal, by: [3], in: dao)
    #expect(try dao.standing(proposal).decision.phase == .review)
    dao.clock.advance(.minutes(1))
    try await dao.take(dao.act(.approve, on: proposal, by: 2), by: 2)
    try await isRefused("act.wrongState", .approve, proposal, by: [1], in: dao)
    let decision = try dao.standing(proposal).decision
    #expect(decision.phase == .waiting && decision.schedule.opens == .founding + .minutes(4))
    dao.clock.set(decision.schedule.opens)
    try await dao.vote(on: proposal, by: 0)
    #expect(try dao.projections().stored == dao.projections().replayed)
  }

  @Test func `what nobody reviews in time lapses`() async throws {
    let dao = try await dao(Self.reviewed)
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(4))
    #expect(try dao.state(proposal) == .expired)
    for deed in [Act.Deed.approve, .reject, .slash, .waive, .postpone] {
      try await isRefused("act.wrongState", deed, proposal, by: [0], in: dao)
    }
    try await expectRefusal("ballot.closed", of: dao.ballot(on: proposal, by: 0), by: 0, in: dao)
  }

  static let endings: [(deed: Act.Deed, by: [Int], ending: ProposalEnding)] = [
    (.reject, [0, 1], .rejected), (.slash, [2], .slashed),
  ]

  @Test(arguments: endings) func `what a reviewer turns down takes no ballots and cannot be let through`(
    _ row: (deed: Act.Deed, by: [Int], ending: ProposalEnding)
  ) async throws {
    for isOpen in [false, true] {
      let dao = try await dao(Self.reviewed)
      let proposal = try await dao.propose()
      if isOpen {
        for member in 0..<2 { try await dao.take(dao.act(.approve, on: proposal, by: member), by: member) }
        dao.clock.advance(.minutes(1))
        try await dao.vote(on: proposal, by: 0)
      }
      for member in row.by { try await dao.take(dao.act(row.deed, on: proposal, by: member), by: member) }
      let decision = try dao.standing(proposal).decision
      #expect(decision.state == .canceled && decision.ending == row.ending && !decision.takesBallots)
      try await expectRefusal("proposal.stopped", of: dao.ballot(on: proposal, by: 1), by: 1, in: dao)
      try await isRefused("act.wrongState", .approve, proposal, by: [2], in: dao)
      dao.clock.advance(.days(1))
      try await isRefused("act.wrongState", .queue, proposal, by: [0, 3], in: dao)
      #expect(try dao.projections().stored == dao.projections().replayed)
    }
  }

  @Test(arguments: endings) func `a track without anything else in its course stops as well`(
    _ row: (deed: Act.Deed, by: [Int], ending: ProposalEnding)
  ) async throws {
    let dao = try await dao(
      "    guardians:\n      - {act: \(row.deed.rawValue), by: registrar, during: [waiting, voting]}")
    let proposal = try await dao.open()
    try await dao.vote(on: proposal, by: 0)
    try await dao.take(dao.act(row.deed, on: proposal, by: 1), by: 1)
    try await expectRefusal("proposal.stopped", of: dao.ballot(on: proposal, by: 1), by: 1, in: dao)
    #expect(try dao.standing(proposal).decision.ending == row.ending)
  }

  // MARK: The timelock

  private func queued(_ dao: MemoryDAO) async throws -> Digest {
    let proposal = try await dao.propose()
    for member in 0..<2 { try await dao.take(dao.act(.approve, on: proposal, by: member), by: member) }
    dao.clock.advance(.minutes(1))
    for member in 0..<4 { try await dao.vote(on: proposal, by: member) }
    dao.clock.advance(.minutes(5))
    try await isRefused("act.wrongState", .waive, proposal, by: [0], in: dao)
    try await dao.take(dao.act(.queue, on: proposal, by: 3), by: 3)
    return proposal
  }

  @Test func `a council that gives up its veto ends the timelock at once`() async throws {
    let dao = try await dao(Self.reviewed)
    let proposal = try await queued(dao)
    try await isRefused("timelock.running", .execute, proposal, by: [3], in: dao)
    try await isRefused("role.missing", .waive, proposal, by: [3], in: dao)
    try await dao.take(dao.act(.waive, on: proposal, by: 1), by: 1)
    #expect(try dao.standing(proposal).decision.phase == .executable)
    try await isRefused("act.wrongState", .postpone, proposal, by: [0], in: dao)
    try await dao.take(dao.act(.execute, on: proposal, by: 3), by: 3)
    #expect(try dao.state(proposal) == .executed)
  }

  @Test func `trust 18: whoever signs, execution is put off once and by no more than the charter says`()
    async throws
  {
    let dao = try await dao(Self.reviewed)
    let proposal = try await queued(dao)
    let executable = try #require(try dao.standing(proposal).decision.executable)
    try await dao.take(dao.act(.postpone, on: proposal, by: 0), by: 0)
    #expect(try dao.standing(proposal).decision.executable == executable, "one of two is none")
    try await dao.take(dao.act(.postpone, on: proposal, by: 1), by: 1)
    let later = executable + .minutes(5)
    #expect(try dao.standing(proposal).decision.executable == later)
    dao.clock.set(later - Span(milliseconds: 1))
    try await isRefused("act.alreadySigned", .postpone, proposal, by: [0, 1], in: dao)
    // The third of the council adds a name and no time.
    try await dao.take(dao.act(.postpone, on: proposal, by: 2), by: 2)
    #expect(try dao.standing(proposal).decision.executable == later)
    try await isRefused("timelock.running", .execute, proposal, by: [3], in: dao)
    dao.clock.set(later)
    try await isRefused("act.wrongState", .postpone, proposal, by: [2], in: dao)
    try await dao.take(dao.act(.execute, on: proposal, by: 3), by: 3)
    #expect(try dao.projections().stored == dao.projections().replayed)
  }

  @Test func `of several rules for putting off only the longest counts`() {
    let role = Role(members: [], needs: 1)
    var milestones = Milestones()
    for (minutes, sum) in [(3, 3), (5, 5), (4, 5), (5, 5)] as [(UInt64, UInt64)] {
      milestones.record(
        GuardianRule(.postpone, by: role, during: [.timelock], limit: .minutes(minutes)), at: .founding,
        executable: nil)
      #expect(milestones.postponed == .minutes(sum))
    }
  }

  private static let waiving = """
        guardians:
          - {act: waive, by: council, during: [waiting, timelock, executable]}
          - {act: postpone, by: registrar, during: [timelock, executable], at_most: 30m}
    """

  @Test func `what is put off after a waiver is put off, and can be waived again`() async throws {
    let dao = try await dao(Self.waiving, council: "")
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    for member in 0..<4 { try await dao.vote(on: proposal, by: member) }
    dao.clock.advance(.minutes(5))
    try await dao.submit(dao.act(.queue, on: proposal, by: 3), by: 3)
    func executable() throws -> Timepoint? { try dao.standing(proposal).decision.executable }
    for member in [0, 1] { try await dao.submit(dao.act(.waive, on: proposal, by: member), by: member) }
    let waived = try dao.standing(proposal).now
    #expect(try executable() == waived)
    dao.clock.advance(.minutes(1))
    try await dao.submit(dao.act(.postpone, on: proposal, by: 0), by: 0)
    #expect(try executable() == waived + .minutes(30))
    try await isRefused("timelock.running", .execute, proposal, by: [3], in: dao)
    dao.clock.set(waived + .minutes(30))
    try await dao.take(dao.act(.execute, on: proposal, by: 3), by: 3)
    #expect(try dao.projections().stored == dao.projections().replayed)
  }

  @Test func `a waiver ends what is left to wait for, and brings nothing later`() {
    let role = Role(members: [], needs: 1)
    let waive = GuardianRule(.waive, by: role, during: [.timelock])
    let postpone = GuardianRule(.postpone, by: role, during: [.timelock], limit: .minutes(30))
    var milestones = Milestones()
    func executable(_ minute: UInt64) -> Timepoint {
      milestones.executable(queued: .founding, timelock: .minutes(10), at: .founding + .minutes(minute))
    }
    func record(_ rule: GuardianRule, _ minute: UInt64) {
      milestones.record(rule, at: .founding + .minutes(minute), executable: executable(minute))
    }
    record(waive, 2)
    #expect(executable(2) == .founding + .minutes(2))
    record(waive, 3)
    #expect(executable(3) == .founding + .minutes(2))
    record(postpone, 4)
    #expect(executable(4) == .founding + .minutes(32))
    record(waive, 5)
    #expect(executable(5) == .founding + .minutes(5))
    record(postpone, 6)
    #expect(executable(6) == .founding + .minutes(5))
  }

  // MARK: Several rules for one act

  private static let twice = """
        guardians:
          - {act: veto, by: council, during: [waiting]}
          - {act: veto, by: council, during: [timelock]}
          - {act: postpone, by: council, during: [waiting], at_most: 1m}
          - {act: postpone, by: council, during: [timelock], at_most: 30m}
    """

  @Test func `attack: signatures that were given under two rules complete neither`() async throws {
    let dao = try await dao(Self.twice, council: "")
    let proposal = try await dao.propose()
    for deed in [Act.Deed.veto, .postpone] { try await dao.take(dao.act(deed, on: proposal, by: 0), by: 0) }
    dao.clock.advance(.minutes(1))
    for member in 0..<4 { try await dao.vote(on: proposal, by: member) }
    dao.clock.advance(.minutes(5))
    try await dao.submit(dao.act(.queue, on: proposal, by: 3), by: 3)
    let executable = try #require(try dao.standing(proposal).decision.executable)
    for deed in [Act.Deed.veto, .postpone] {
      try await dao.take(dao.act(deed, on: proposal, by: 1), by: 1)
      #expect(try dao.standing(proposal).decision.executable == executable)
      #expect(try dao.state(proposal) == .queued, "one signature under each rule is none of two")
    }
    // Who has signed under the other rule signs under this one as well, once.
    try await dao.take(dao.act(.postpone, on: proposal, by: 0), by: 0)
    #expect(try dao.standing(proposal).decision.executable == executable + .minutes(30))
    try await isRefused("act.alreadySigned", .veto, proposal, by: [1], in: dao)
    try await dao.take(dao.act(.veto, on: proposal, by: 0), by: 0)
    #expect(try dao.standing(proposal).decision.ending == .vetoed)
    try dao.expectReplayed()
  }

  @Test func `a guardian's veto counts beside that of the track, and the track's in every phase`()
    async throws
  {
    let dao = try await dao("    guardians: [{act: veto, by: registrar, during: [timelock]}]")
    let proposal = try await dao.propose()
    try await dao.take(dao.act(.veto, on: proposal, by: 0), by: 0)
    dao.clock.advance(.minutes(1))
    for member in 0..<4 { try await dao.vote(on: proposal, by: member) }
    try await isRefused("act.alreadySigned", .veto, proposal, by: [0], in: dao)
    let other = try await dao.propose()
    try await dao.take(dao.act(.veto, on: proposal, by: 1), by: 1)
    #expect(try dao.standing(proposal).decision.ending == .vetoed, "two of the council, in two phases")
    dao.clock.advance(.minutes(1))
    for member in 0..<4 { try await dao.vote(on: other, by: member) }
    dao.clock.advance(.minutes(5))
    try await dao.submit(dao.act(.queue, on: other, by: 3), by: 3)
    // One registrar is enough in this phase; where the registrar is of the council, it counts there too.
    try await dao.take(dao.act(.veto, on: other, by: 0), by: 0)
    #expect(try dao.standing(other).decision.ending == .vetoed)
  }

  // MARK: Acting on what could still be undone

  @Test func `attack: what was queued before ballots could undo it is not carried out without its timelock`()
    async throws
  {
    let early = """
          early:
            - {name: now, outcome: passed, reversible: true, when: [{test: share, name: now, house: holders, \
      count: [For], of: electorate, at_least: 4/10}]}
      """.replacing("\\\n", with: "")
    let dao = try await dao(early)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 0)
    #expect(try dao.state(proposal) == .succeeded)
    // As long as nobody acts on it a ballot undoes it.
    try await dao.vote("Against", on: proposal, by: 0)
    #expect(try dao.state(proposal) == .active)
    try await isRefused("act.wrongState", .queue, proposal, by: [3], in: dao)
    try await dao.vote("For", on: proposal, by: 0)
    try await dao.submit(dao.act(.queue, on: proposal, by: 3), by: 3)
    let queued = try dao.standing(proposal).decision
    #expect(queued.phase == .timelock && queued.decidedBy == "now" && queued.decided == dao.clock.now())
    // Afterwards none is taken, and the timelock runs once and in full.
    for member in [0, 1] {
      try await expectRefusal(
        "ballot.closed", of: dao.ballot("Against", on: proposal, by: member), by: member, in: dao)
    }
    let executable = try #require(queued.executable)
    dao.clock.set(executable - Span(milliseconds: 1))
    try await isRefused("timelock.running", .execute, proposal, by: [3], in: dao)
    dao.clock.set(executable)
    try await dao.take(dao.act(.execute, on: proposal, by: 3), by: 3)
    #expect(try dao.state(proposal) == .executed)
    try dao.expectReplayed()
  }

  // MARK: Who may do what

  /// What happens to each deed of each member in each phase; the council of three needs two, so that one name
  /// does nothing by itself.
  @Test
  func `attack 53: a guardian acts in its role and in its phases, and its own proposal is no exception`()
    async throws
  {
    let phases: [(phase: ProposalPhase, deeds: Set<Act.Deed>)] = [
      (.review, [.approve, .reject, .slash, .cancel]), (.waiting, [.cancel]), (.voting, [.reject, .slash]),
      (.passed, [.queue]), (.timelock, [.waive, .postpone]), (.executable, [.execute]), (.ended, []),
    ]
    let roles: [Act.Deed: Set<Int>] = [
      .approve: [0, 1, 2], .reject: [0, 1, 2], .slash: [0, 1, 2], .waive: [0, 1, 2], .postpone: [0, 1, 2],
      .veto: [], .queue: [0, 1, 2, 3], .execute: [0, 1, 2, 3],
    ]
    for proposer in [0, 3] {
      let dao = try await dao(Self.reviewed, council: "")
      let proposal = try await dao.propose(by: proposer)
      for row in phases {
        try await move(dao, proposal, to: row.phase)
        #expect(try dao.standing(proposal).decision.phase == row.phase)
        for deed in [Act.Deed.approve, .reject, .slash, .veto, .waive, .postpone, .queue, .execute, .cancel] {
          for member in 0..<4 {
            let isHis = deed == .cancel ? member == proposer : roles[deed, default: []].contains(member)
            let act = try dao.act(deed, on: proposal, by: member)
            let refusal = try dao.chamber.read { view in
              let size = try dao.store.head().orThrow().size
              return try view.preview(
                act, at: LogPosition(index: size, received: dao.clock.now(), previous: dao.clock.now()))
            }
            #expect(
              (refusal == nil) == (isHis && row.deeds.contains(deed)),
              "\(deed) by \(member) in \(row.phase): \(refusal?.code ?? "taken")")
          }
        }
      }
    }
  }

  private func move(_ dao: MemoryDAO, _ proposal: Digest, to phase: ProposalPhase) async throws {
    switch phase {
    case .waiting:
      for member in 1..<3 { try await dao.take(dao.act(.approve, on: proposal, by: member), by: member) }
    case .voting:
      dao.clock.advance(.minutes(1))
      for member in 0..<4 { try await dao.vote(on: proposal, by: member) }
    case .passed: dao.clock.advance(.minutes(5))
    case .timelock: try await dao.take(dao.act(.queue, on: proposal, by: 3), by: 3)
    case .executable: dao.clock.advance(.minutes(2))
    case .ended: try await dao.take(dao.act(.execute, on: proposal, by: 3), by: 3)
    default: break
    }
  }
}
