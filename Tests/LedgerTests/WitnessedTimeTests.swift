import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog
import Voting

/// A DAO whose resolutions go by the time of witnesses: two of three, gaps of two minutes, ten seconds of grace.
///
/// The sample opens a minute after submission, closes five minutes later and has a timelock of two.
@Suite struct WitnessedTimeTests {
  private static let second = Span(milliseconds: 1000)

  @Test func `a proposal goes its whole way by the witnesses' time`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let (id, opens, closes) = try await dao.opened()
    #expect(try dao.standing(id).decision.schedule == Schedule(opens: opens, closes: closes))
    for member in 0..<3 { try await dao.vote(on: id, by: member) }
    try await dao.pass(to: closes + Self.second)
    let size = try await dao.witness()
    #expect(try dao.standing(id).decision.phase == .witnessing)
    #expect(try dao.witnessing(id).current.cutoff == size)
    dao.clock.set(closes + .minutes(1))
    try await dao.witness()
    #expect(try dao.state(id) == .succeeded)
    #expect(try dao.standing(id).timeAssurance == .witnessed(closes + .minutes(1)))
    try await dao.submit(dao.act(.queue, on: id), by: 0)
    // The operator's clock alone does not end a timelock.
    dao.clock.advance(.minutes(3))
    try await expectRefusal("timelock.running", of: dao.act(.execute, on: id), by: 0, in: dao)
    try await dao.witness()
    try await dao.submit(dao.act(.execute, on: id), by: 0)
    #expect(try dao.state(id) == .executed)
    try dao.expectReplayed()
  }

  @Test func `nothing opens before witnesses have seen the submission, and then the instant`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let id = try await dao.propose()
    dao.clock.advance(.minutes(10))
    #expect(try dao.state(id) == .pending)
    try await expectRefusal("ballot.notOpen", of: dao.ballot(on: id, by: 0), by: 0, in: dao)
    try await dao.witness()
    let begins = dao.clock.now()
    dao.clock.advance(.minutes(2))
    try await expectRefusal("ballot.notOpen", of: dao.ballot(on: id, by: 0), by: 0, in: dao)
    // Two minutes later by witnesses who had it one minute later.
    try await dao.witness(at: begins + .minutes(1))
    try await dao.vote(on: id, by: 0)
    try dao.expectReplayed()
  }

  @Test func `a ballot that is put in after the close and dated back does not count`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 0)
    try await dao.vote("For", on: id, by: 1)
    try await dao.pass(to: closes)
    dao.clock.set(closes + Self.second)
    let honest = try await dao.signed()
    let cosigned = try SampleWitnesses.cosigned(honest, at: [dao.clock.now(), dao.clock.now()])
    // The operator holds what the witnesses said back, and his clock too.
    dao.clock.set(closes - Self.second)
    try await dao.vote("Against", on: id, by: 2)
    try await dao.vote("Against", on: id, by: 1)
    #expect(try dao.sums(id) == [400, 500, 0])
    dao.clock.set(closes + .minutes(2))
    try await dao.record(cosigned)
    try await dao.witness()
    #expect(try dao.sums(id) == [700, 0, 0], "member 1's earlier ballot stands, member 2's came too late")
    #expect(try dao.state(id) == .succeeded)
    #expect(try dao.count(id).isConserved)
    try dao.expectReplayed()
  }

  @Test func `a silence of the witnesses while it is voted on extends the vote by its length`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let (id, _, closes) = try await dao.opened()
    dao.clock.advance(.minutes(3))
    try await dao.witness()
    #expect(try dao.standing(id).decision.schedule.closes == closes + .minutes(3))
    dao.clock.advance(.minutes(2))
    try await dao.witness()
    #expect(try dao.standing(id).decision.schedule.closes == closes + .minutes(3), "two minutes are allowed")
    try dao.expectReplayed()
  }

  @Test func `a close that nobody saw in time moves on by the silence over it`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let (id, _, closes) = try await dao.opened()
    try await dao.pass(to: closes - Span(milliseconds: 30_000))
    try await dao.witness()
    // Eleven seconds after the close is one more than the grace, though less than the longest gap.
    dao.clock.set(closes + Span(milliseconds: 11_000))
    try await dao.witness()
    #expect(try dao.standing(id).decision.schedule.closes == closes + Span(milliseconds: 41_000))
    #expect(try dao.state(id) == .active)
    try await dao.vote(on: id, by: 0)
    dao.clock.set(closes + Span(milliseconds: 41_000))
    try await dao.witness()
    #expect(try dao.witnessing(id).current.cutoff != nil)
    try await expectRefusal("ballot.closed", of: dao.ballot(on: id, by: 1), by: 1, in: dao)
    try dao.expectReplayed()
  }

  @Test func `later evidence in the challenge window lets a ballot in that was seen in time`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore(), challenge: "5m")
    let (id, _, closes) = try await dao.opened()
    try await dao.pass(to: closes)
    let first = try SampleWitnesses.cosigned(try await dao.signed(), at: [closes, closes])
    dao.clock.set(closes - Self.second)
    try await dao.vote(on: id, by: 2)
    dao.clock.set(closes + Span(milliseconds: 5000))
    let second = try SampleWitnesses.cosigned(
      try await dao.signed(), at: [nil, dao.clock.now(), dao.clock.now()])
    // The operator logs the first and keeps quiet about the second, which has member 2's ballot.
    try await dao.record(first)
    dao.clock.set(closes + .minutes(1))
    try await dao.witness()
    #expect(try dao.sums(id) == [0, 0, 0])
    #expect(try dao.standing(id).decision.phase == .witnessing)
    try await dao.record(second)
    #expect(try dao.sums(id) == [200, 0, 0])
    dao.clock.set(closes + .minutes(6))
    try await dao.witness()
    #expect(try dao.witnessing(id).settled == dao.clock.now())
    #expect(try dao.state(id) == .succeeded)
    // After that nothing moves it.
    try await expectRefusal("witness.nothingNew", in: dao) { try await dao.record(first) }
    try dao.expectReplayed()
  }

  @Test func `what the operator's clock says decides nothing, a year ahead or behind`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let (id, _, closes) = try await dao.opened()
    try await dao.vote(on: id, by: 0)
    let now = dao.clock.now()
    dao.clock.set(now + .days(365))
    #expect(try dao.state(id) == .active)
    try await expectRefusal("ballot.closed", of: dao.ballot(on: id, by: 1), by: 1, in: dao)
    try await expectRefusal("act.wrongState", of: dao.act(.queue, on: id), by: 0, in: dao)
    dao.clock.set(now - .days(365))
    try await expectRefusal("clock.regressed", of: dao.ballot(on: id, by: 1), by: 1, in: dao)
    dao.clock.set(now)
    try await dao.pass(to: closes)
    try await dao.witness()
    #expect(try dao.witnessing(id).current.cutoff != nil)
  }

  @Test func `nothing is received before what witnesses had seen`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    dao.clock.advance(.minutes(1))
    // Their clocks are three seconds ahead: what comes next is dated by theirs.
    let seen = dao.clock.now() + Span(milliseconds: 3000)
    try await dao.witness(at: seen)
    let index = try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    let leaf = try #require(dao.store.entries(from: index, limit: 1).first)
    #expect(try UnverifiedEntry(parsing: leaf.bytes).received == seen)
    dao.clock.advance(.minutes(1))
    // Further ahead than clocks differ, one of them is wrong; taking it in would keep everybody waiting.
    try await expectRefusal("clock.behind", in: dao) {
      try await dao.witness(at: dao.clock.now() + .minutes(6))
    }
    try await dao.submit(dao.delegation(to: 3, by: 1), by: 1)
    dao.clock.set(seen - Self.second)
    try await expectRefusal("clock.regressed", of: dao.delegation(to: 2, by: 2), by: 2, in: dao)
  }

  @Test func `a wrong tick is repaired by an entry, not by waiting for the clock`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let right = dao.clock.now() + .minutes(1)
    dao.clock.set(right + .days(300))
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    dao.clock.set(right)
    try await expectRefusal("clock.regressed", of: dao.delegation(to: 3, by: 2), by: 2, in: dao)
    let note = try SampleWitnesses.cosigned(try await dao.signed(), at: [right, right])
    // Simply going on is not possible: the log would be younger than what its witnesses have seen.
    dao.clock.set(right + .days(301))
    try await expectRefusal("clock.ahead", in: dao) { try await dao.record(note) }
    dao.clock.set(right)
    try await dao.record(note, correctsTime: true)
    try await dao.submit(dao.delegation(to: 3, by: 2), by: 2)
    try await expectRefusal("clock.right", in: dao) {
      let now = dao.clock.now()
      try await dao.record(
        try SampleWitnesses.cosigned(try await dao.signed(), at: [now, now]), correctsTime: true)
    }
    try dao.expectReplayed()
  }

  @Test func `attack 62: a checkpoint of another tree is not what this log begins with`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let other = try await MemoryDAO.witnessed(on: MemoryLogStore())
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    try await other.submit(other.delegation(to: 3, by: 1), by: 1)
    let now = dao.clock.now()
    let foreign = try SampleWitnesses.cosigned(try await other.signed(), at: [now, now])
    try await expectRefusal("log.fork", in: dao) { try await dao.record(foreign) }
  }

  @Test func `a note of the same time and a smaller size says nothing new`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let (id, _, closes) = try await dao.opened()
    try await dao.pass(to: closes)
    let smaller = try SampleWitnesses.cosigned(try await dao.signed(), at: [nil, closes, closes])
    dao.clock.set(closes - Self.second)
    try await dao.vote(on: id, by: 2)
    dao.clock.set(closes)
    try await dao.witness()
    let cutoff = try dao.witnessing(id).current.cutoff
    try await expectRefusal("witness.nothingNew", in: dao) { try await dao.record(smaller) }
    #expect(try dao.witnessing(id).current.cutoff == cutoff)
    #expect(try dao.sums(id) == [200, 0, 0])
  }

  @Test func `too few witnesses, a policy nobody named and another DAO's log have no effect`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let now = dao.clock.now()
    let note = try await dao.signed()
    try await expectRefusal("checkpoint.insufficientWitnesses", in: dao) {
      try await dao.record(try SampleWitnesses.cosigned(note, at: [now]))
    }
    let lone = try SampleWitnesses.policy(of: 1)
    dao.documents.keep(lone.bytes)
    try await expectRefusal("witness.policyNotNamed", in: dao) {
      try await dao.record(try SampleWitnesses.cosigned(note, at: [now]), policy: lone)
    }
    try await expectRefusal("document.missing", in: dao) {
      try await dao.record(
        try SampleWitnesses.cosigned(note, at: [now, now]), policy: try SampleWitnesses.policy(of: 2))
    }
    let plain = try await memoryDAO(random: 1)
    try await expectRefusal("sig.wrongDomain", in: plain) {
      try await plain.record(try SampleWitnesses.cosigned(note, at: [now, now]))
    }
    plain.documents.keep(try SampleWitnesses.policy().bytes)
    try await expectRefusal("witness.policyNotNamed", in: plain) {
      try await plain.record(try SampleWitnesses.cosigned(try await plain.signed(), at: [now, now]))
    }
  }

  @Test func `a policy is frozen with the proposal, whatever the charter says later`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let (id, _, closes) = try await dao.opened()
    try await dao.vote(on: id, by: 0)
    let wider = try SampleWitnesses.policy(of: 5)
    dao.documents.keep(wider.bytes)
    let charter = try SampleCharter.yaml(
      name: dao.genesis.name, founders: dao.genesis.founders, edits: [SampleWitnesses.edit(policy: wider)])
    let hash = dao.documents.keep(Array(charter.utf8))
    #expect(try dao.documents.charter(hash)?.witnesses?.policy == wider.hash)
    try await dao.pass(to: closes)
    try await dao.witness()
    #expect(try dao.witnessing(id).rules.policy == (try SampleWitnesses.policy().hash))
    #expect(try dao.witnessing(id).current.cutoff != nil)
  }

  @Test func `kinds that the charter does not name go by the operator's clock, and say so`() async throws {
    let policy = try SampleWitnesses.policy()
    let dao = try SampleDAO(
      preparedOn: MemoryLogStore(),
      edits: [SampleWitnesses.edit(policy: policy, requiredFor: ["charter.amend"])])
    dao.documents.keep(policy.bytes)
    try await dao.found()
    try await dao.register([400, 300, 200, 100])
    let id = try await dao.passed()
    #expect(try dao.state(id) == .succeeded)
    #expect(try dao.standing(id).timeAssurance == .operator)
  }

  @Test func `a charter whose policy is not there cannot be founded on`() async throws {
    let policy = try SampleWitnesses.policy()
    let dao = try SampleDAO(preparedOn: MemoryLogStore(), edits: [SampleWitnesses.edit(policy: policy)])
    await #expect(throws: AdmissionRefusal.documentMissing(policy.hash)) { try await dao.found() }
  }

  @Test func `what was withdrawn before witnesses saw it stays as it was, and waits for none`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let id = try await dao.propose()
    try await dao.take(dao.act(.cancel, on: id), by: 0)
    let before = try dao.standing(id)
    dao.clock.advance(.minutes(30))
    try await dao.witness()
    let after = try dao.standing(id)
    #expect(before.decision.ending == .withdrawn && after.decision.ending == .withdrawn)
    #expect(
      after.decision.tallies == before.decision.tallies && after.decision.opens == before.decision.opens)
    #expect(after.proposal.witnessing?.seen == nil && after.proposal.schedule == before.proposal.schedule)
    try dao.expectReplayed()
  }
}
