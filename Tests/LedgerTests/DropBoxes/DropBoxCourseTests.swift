import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog
import Voting

/// Ballots out of boxes on tracks that keep running sums: they come in at the close, and open nothing again.
@Suite struct DropBoxCourseTests {
  private static let second = Span(milliseconds: 1000)

  private static func rule(_ text: String) -> (from: String, to: String) {
    ("timelock: 2m", "\(text)\n    timelock: 2m")
  }

  private static let quiet = rule(
    "wait_for_quiet: {increase: 1m, house: holders, option: For, against: Against}")
  private static let late = rule("late_quorum: {test: quorum, by: 2m}")
  private static func majority(of base: String) -> (from: String, to: String) {
    rule(
      """
      early:
            - name: majority
              outcome: passed
              when: [{test: share, name: all, house: holders, count: [For], of: \(base), more_than: 1/2}]
      """)
  }

  /// Votes cast, and one of member 0 that only the box has; then the end of the window.
  private func run(
    _ edits: [(from: String, to: String)], cast: [(choice: String, member: Int)], boxed choice: String
  ) async throws -> (dao: MemoryDAO, proposal: Digest, closes: Timepoint) {
    let dao = try await DropBoxTests.founded(edits: edits)
    let (id, _, closes) = try await dao.opened()
    for vote in cast { try await dao.vote(vote.choice, on: id, by: vote.member) }
    let ballot = try dao.ballot(choice, on: id, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(ballot, signature: dao.sign(ballot, by: 0), seen: closes - Self.second)
    try await DropBoxTests.close(dao, closes)
    try await dao.take(boxed)
    #expect(try dao.standing(id).decision.phase == .witnessing)
    try await DropBoxTests.settle(dao, closes)
    #expect(try dao.standing(id).facts.isConsistent)
    #expect(try dao.count(id).isConserved)
    try dao.expectReplayed()
    return (dao, id, closes)
  }

  @Test func `a swing out of a box decides the vote and moves no close`() async throws {
    let (dao, id, closes) = try await run([Self.quiet], cast: [("For", 1), ("For", 2)], boxed: "Against")
    #expect(try dao.keptSums(id) == [500, 400, 0])
    #expect(try dao.standing(id).decision.schedule.closes == closes)
    let (swung, other, _) = try await run([Self.quiet], cast: [("For", 1)], boxed: "Against")
    #expect(try swung.keptSums(other) == [300, 400, 0])
    #expect(try swung.state(other) == .defeated)
  }

  @Test func `a quorum that is met out of a box is met, and is not late`() async throws {
    let (dao, id, closes) = try await run([Self.late], cast: [], boxed: "For")
    #expect(try dao.keptSums(id) == [400, 0, 0])
    #expect(try dao.standing(id).decision.schedule.closes == closes)
    #expect(try dao.state(id) == .succeeded)
  }

  @Test func `what a box held while the vote could be decided early decides nothing early`() async throws {
    let (dao, id, closes) = try await run([Self.majority(of: "electorate")], cast: [("For", 1)], boxed: "For")
    #expect(try dao.keptSums(id) == [700, 0, 0])
    #expect(try dao.standing(id).decision.decidedBy == nil)
    #expect(try dao.standing(id).decision.decided == closes)
    #expect(try dao.state(id) == .succeeded)
  }

  @Test func `an early decision does not wait for boxes`() async throws {
    let dao = try await DropBoxTests.founded(edits: [Self.majority(of: "electorate")])
    let (id, opens, closes) = try await dao.opened()
    for member in [1, 2, 3] { try await dao.vote("For", on: id, by: member) }
    let ballot = try dao.ballot("Against", on: id, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(ballot, signature: dao.sign(ballot, by: 0), seen: opens)
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    #expect(try dao.standing(id).decision.decidedBy == "majority")
    try await expectRefusal("dropbox.settled", in: dao) { try await dao.take(boxed) }
    try await DropBoxTests.settle(dao, closes)
    #expect(try dao.state(id) == .succeeded)
    try dao.expectReplayed()
  }

  @Test func `power that was lent goes back to whom it is of`() async throws {
    let dao = try await DropBoxTests.founded(edits: [Self.quiet])
    try await dao.take(dao.delegation(to: 1, by: 0), by: 0)
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 1)
    #expect(try dao.keptSums(id) == [700, 0, 0])
    let ballot = try dao.ballot("Against", on: id, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(ballot, signature: dao.sign(ballot, by: 0), seen: closes - Self.second)
    try await DropBoxTests.close(dao, closes)
    try await dao.take(boxed)
    try await DropBoxTests.settle(dao, closes)
    #expect(try dao.keptSums(id) == [300, 400, 0])
    #expect(try dao.sums(id) == [300, 400, 0])
    #expect(try dao.standing(id).facts.isConsistent)
    try dao.expectReplayed()
  }

}
