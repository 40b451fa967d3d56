import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Testing

/// Veto, cancel, queue and execute: who may, when, and how often.
@Suite struct ActTests {
  @Test(arguments: [1, 2, 3, 5]) func `a veto takes effect with more than half of the council`(
    _ founders: Int
  ) async throws {
    let dao = try await memoryDAO(holdings: [5, 4, 3, 2, 1, 1], founders: founders)
    let proposal = try await dao.open()
    let needs = founders / 2 + 1
    for member in 0..<needs {
      #expect(try dao.state(proposal) == .active)
      try await dao.take(dao.act(.veto, on: proposal, by: member), by: member)
    }
    #expect(try dao.state(proposal) == .canceled)
    try await expectRefusal("proposal.stopped", of: dao.ballot(on: proposal, by: 0), by: 0, in: dao)
    if needs < founders {
      try await expectRefusal(
        "act.wrongState", of: dao.act(.veto, on: proposal, by: needs), by: needs, in: dao)
    }
  }

  @Test func `one member of the council who signs twice is one member`() async throws {
    let dao = try await memoryDAO(founders: 3)
    let proposal = try await dao.open()
    try await dao.take(dao.act(.veto, on: proposal, by: 1), by: 1)
    for _ in 0..<3 {
      try await expectRefusal("act.alreadySigned", of: dao.act(.veto, on: proposal, by: 1), by: 1, in: dao)
    }
    try await expectRefusal("role.missing", of: dao.act(.veto, on: proposal, by: 3), by: 3, in: dao)
    #expect(try dao.state(proposal) == .active)
  }

  @Test func `a veto stops a proposal until it is executed and not after`() async throws {
    let dao = try await memoryDAO()
    let vetoed = try await dao.queued()
    dao.clock.advance(.minutes(2))
    try await dao.take(dao.act(.veto, on: vetoed), by: 0)
    try await expectRefusal("act.wrongState", of: dao.act(.execute, on: vetoed), by: 0, in: dao)
    let executed = try await dao.queued(title: "Adopt another roadmap")
    dao.clock.advance(.minutes(2))
    try await dao.take(dao.act(.execute, on: executed, by: 3), by: 3)
    try await expectRefusal("act.wrongState", of: dao.act(.veto, on: executed), by: 0, in: dao)
    #expect(try dao.state(executed) == .executed)
  }

  @Test func `a proposal is cancelled by its proposer while it is pending`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.propose(by: 1)
    try await expectRefusal("cancel.notProposer", of: dao.act(.cancel, on: proposal), by: 0, in: dao)
    dao.clock.advance(Span(milliseconds: 59_999))
    try await dao.take(dao.act(.cancel, on: proposal, by: 1), by: 1)
    #expect(try dao.state(proposal) == .canceled)
    let late = try await dao.propose(by: 1)
    dao.clock.advance(.minutes(1))
    try await expectRefusal("act.wrongState", of: dao.act(.cancel, on: late, by: 1), by: 1, in: dao)
    try await expectRefusal("act.wrongState", of: dao.act(.cancel, on: proposal, by: 1), by: 1, in: dao)
  }

  @Test func `attack 51: execution waits for the timelock, happens once, and not after it lapsed`()
    async throws
  {
    let dao = try await memoryDAO()
    let proposal = try await dao.queued()
    let queued = dao.clock.now()
    for early in [Span.zero, Span(milliseconds: 1), Span(milliseconds: 119_999)] {
      dao.clock.set(queued + early)
      try await expectRefusal("timelock.running", of: dao.act(.execute, on: proposal), by: 0, in: dao)
    }
    dao.clock.set(queued + .minutes(2))
    try await dao.take(dao.act(.execute, on: proposal, by: 3), by: 3)
    for member in [0, 3] {
      try await expectRefusal(
        "execution.alreadyDone", of: dao.act(.execute, on: proposal, by: member), by: member, in: dao)
    }
    #expect(try dao.state(proposal) == .executed)
  }

  @Test func `attack 51: the last instant of the grace still executes`() async throws {
    for (milliseconds, isInTime) in [(16 * 60_000 - 1, true), (16 * 60_000, false)] as [(UInt64, Bool)] {
      let dao = try await memoryDAO()
      let proposal = try await dao.queued()
      dao.clock.advance(Span(milliseconds: milliseconds))
      let act = try dao.act(.execute, on: proposal)
      if isInTime {
        try await dao.take(act, by: 0)
      } else {
        #expect(try dao.state(proposal) == .expired)
        try await expectRefusal("act.wrongState", of: act, by: 0, in: dao)
      }
    }
  }

  @Test func `a proposal that failed is neither queued nor executed`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 0)
    try await dao.vote("Against", on: proposal, by: 1)
    try await dao.vote("Against", on: proposal, by: 3)
    dao.clock.advance(.minutes(5))
    #expect(try dao.state(proposal) == .defeated, "400 against 400 is a tie")
    for deed in [Act.Deed.queue, .execute, .cancel, .veto] {
      try await expectRefusal("act.wrongState", of: dao.act(deed, on: proposal), by: 0, in: dao)
    }
  }
}
