import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing

/// Trust 18 and 19: nobody stops what is about them, and a guardian's delay has an end.
@Suite struct OwnCauseTests {
  /// A council of three founders, two of whom veto; in the second form it delays instead.
  private static func safetyDAO(delays: String? = nil) async throws -> MemoryDAO {
    var edits = SafetySample.edits()
    if let delays { edits.append((from: "    veto_by: council\n", to: "    guardians: [\(delays)]\n")) }
    return try await memoryDAO(founders: 3, edits: edits)
  }

  private static let delay =
    "{act: postpone, by: council, during: [passed, timelock, executable], at_most: 3m}"

  private static func recall(_ members: [AccountKey]) -> String {
    let accounts = members.sorted().map { "\"\($0.text)\"" }.joined(separator: ",")
    return #"{"type":"council.recall","role":"council","accounts":[\#(accounts)],"reason":"r"}"#
  }

  private static func election(_ members: [AccountKey]) -> String {
    let seats = members.sorted().enumerated().map {
      #"{"account":"\#($1.text)","organisation":"org-\#($0)"}"#
    }
    return """
      {"type":"council.elect","role":"council","needs":1,"seats":[\(seats.joined(separator: ","))],\
      "term":"2027-12-31T00:00:00Z"}
      """
  }

  /// What is put to the vote, and who of the council may stop it.
  struct Cause: Sendable, CustomTestStringConvertible {
    let id: String
    let mayStop: [Int]
    let content: @Sendable (MemoryDAO) async throws -> ProposalContent
    var testDescription: String { id }
  }

  static let causes: [Cause] = [
    Cause(id: "a resolution", mayStop: [0, 1, 2]) { _ in try MemoryDAO.resolution("Adopt a roadmap") },
    Cause(id: "the recall of one of the council", mayStop: []) { dao in
      try SafetySample.content(recall([dao.account(1)]))
    },
    Cause(id: "an election that leaves one out", mayStop: [1, 2]) { dao in
      try SafetySample.content(election([dao.account(1), dao.account(2), dao.account(3)]))
    },
    Cause(id: "an election of others", mayStop: []) { dao in
      try SafetySample.content(election([dao.account(3)]))
    },
    Cause(id: "an election that adds one", mayStop: [0, 1, 2]) { dao in
      try SafetySample.content(election((0...3).map { dao.account($0) }))
    },
    Cause(id: "the lifting of its own pause", mayStop: []) { dao in
      let pause = try await dao.pause(signers: 2)
      return try SafetySample.content(#"{"type":"emergency.lift","pause":"\#(pause)","conditions":"c"}"#)
    },
    Cause(id: "the end of an accreditation of one of them", mayStop: [0, 2]) { dao in
      let account = dao.account(1).text
      try await dao.carryOut(
        """
        {"type":"evaluator.accredit","account":"\(account)","name":"Ada","organisation":"lab-one",\
        "scopes":["garak"],"conflicts":"none","expires":"2027-06-01T00:00:00Z"}
        """)
      return try SafetySample.content(#"{"type":"evaluator.revoke","account":"\#(account)","reason":"r"}"#)
    },
    Cause(id: "a charter that leaves one out", mayStop: [1, 2]) { dao in
      try dao.amendment(
        "Go on without one of us",
        edits: [
          (from: "\"\(dao.account(0).display)\", ", to: ""),
          (from: ", \"\(dao.account(0).display)\"", to: ""),
        ])
    },
  ]

  private static func expectStops(
    _ deed: Act.Deed, on proposal: Digest, by allowed: [Int], in dao: MemoryDAO
  ) async throws {
    for member in (0...2) where !allowed.contains(member) {
      try await expectRefusal(
        "act.ownCause", of: dao.act(deed, on: proposal, by: member), by: member, in: dao)
    }
    // Two are enough, and a third finds it stopped.
    for member in allowed.prefix(2) {
      try await dao.take(dao.act(deed, on: proposal, by: member), by: member)
    }
  }

  @Test(arguments: causes) func `trust 19: nobody vetoes what is about them`(_ cause: Cause) async throws {
    let dao = try await Self.safetyDAO()
    let proposal = try await dao.propose(content: try await cause.content(dao))
    dao.clock.advance(.minutes(1))
    try await Self.expectStops(.veto, on: proposal, by: cause.mayStop, in: dao)
    // Fewer may sign, and it takes as many as before.
    #expect(try dao.state(proposal) == (cause.mayStop.count >= 2 ? .canceled : .active))
    let rules = try dao.standing(proposal).proposal.rules
    #expect(rules.course.barred == (0...2).filter { !cause.mayStop.contains($0) }.map(dao.account).sorted())
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test(arguments: causes) func `trust 19: nobody delays what is about them`(_ cause: Cause) async throws {
    let dao = try await Self.safetyDAO(delays: Self.delay)
    let proposal = try await dao.queued(content: try await cause.content(dao))
    let executable = try #require(try dao.standing(proposal).decision.executable)
    try await Self.expectStops(.postpone, on: proposal, by: cause.mayStop, in: dao)
    let later = try #require(try dao.standing(proposal).decision.executable)
    #expect(later == executable + (cause.mayStop.count >= 2 ? .minutes(3) : .zero))
  }

  @Test func `trust 18: whatever guardians do, execution is put off by the limit and once`() async throws {
    let dao = try await Self.safetyDAO(delays: Self.delay)
    let proposal = try await dao.passed()
    try await expectRefusal("role.missing", of: dao.act(.veto, on: proposal), by: 0, in: dao)
    try await expectRefusal("role.missing", of: dao.act(.postpone, on: proposal, by: 3), by: 3, in: dao)
    try await dao.take(dao.act(.postpone, on: proposal, by: 0), by: 0)
    try await dao.take(dao.act(.queue, on: proposal), by: 0)
    let plain = try #require(try dao.standing(proposal).decision.executable)
    // One signature of two does nothing; the second puts it off, and the third adds nothing.
    for member in [1, 2] {
      try await dao.take(dao.act(.postpone, on: proposal, by: member), by: member)
      #expect(try dao.standing(proposal).decision.executable == plain + .minutes(3))
    }
    try await expectRefusal("act.alreadySigned", of: dao.act(.postpone, on: proposal), by: 0, in: dao)
    dao.clock.set(plain)
    try await expectRefusal("timelock.running", of: dao.act(.execute, on: proposal), by: 0, in: dao)
    dao.clock.set(plain + .minutes(3))
    try await dao.take(dao.act(.execute, on: proposal, by: 3), by: 3)
    #expect(try dao.state(proposal) == .executed)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `the lint finds a council that can keep its members and its pauses`() async throws {
    for (delays, path) in [(nil, ["tracks.standard"]), (Self.delay, [])] {
      let dao = try await Self.safetyDAO(delays: delays)
      let charter = try #require(try dao.chamber.read { try $0.charter(at: dao.clock.now()) })
      let found = CharterLint().findings(in: charter).filter { $0.code == .unlimitedVeto }
      #expect(found.map(\.path) == path)
    }
  }
}
