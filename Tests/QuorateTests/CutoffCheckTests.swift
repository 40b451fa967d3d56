import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing
import TransparencyLog

/// An audit finds the cut-offs of votes a second time, from the checkpoints on record alone.
@Suite struct CutoffCheckTests {
  /// One checkpoint: its size, and how many seconds after the close witnesses had seen it.
  typealias Seen = (size: UInt64, after: Int64)

  struct Row: CustomTestStringConvertible {
    let testDescription: String
    /// What was on record before the proposal was seen.
    var before: [Seen] = []
    let seen: [Seen]
    let cutoff: UInt64
  }

  /// Ten seconds of grace, and a challenge of five minutes.
  static let rows = [
    Row(testDescription: "the first after the close", seen: [(3, -60), (5, 4), (6, 400)], cutoff: 5),
    Row(testDescription: "at the close", seen: [(3, -60), (5, 0), (6, 400)], cutoff: 5),
    Row(testDescription: "a late line on a small tree", seen: [(5, -60), (4, 4), (6, 400)], cutoff: 5),
    Row(
      testDescription: "later evidence within the grace", seen: [(3, -60), (4, 4), (5, 10), (6, 400)],
      cutoff: 5),
    Row(testDescription: "later evidence of before the close", seen: [(3, 4), (5, -5), (6, 400)], cutoff: 5),
    Row(testDescription: "later evidence behind the grace", seen: [(5, 4), (6, 11), (7, 400)], cutoff: 5),
    Row(
      testDescription: "evidence behind the end of the challenge", seen: [(5, 4), (6, 400), (7, 5)], cutoff: 5
    ),
    Row(
      testDescription: "what was seen before the vote", before: [(1, -90), (2, 4)],
      seen: [(4, 4), (6, 400)], cutoff: 4),
    Row(
      testDescription: "a time behind the one on record", before: [(2, 50)],
      seen: [(5, 4), (6, 50), (7, 60)],
      cutoff: 6),
    Row(testDescription: "the challenge goes on", seen: [(4, 4), (9, 310), (5, 5), (7, 311)], cutoff: 5),
  ]

  @Test(arguments: rows) func `the largest tree seen in time is the cut-off`(_ row: Row) async throws {
    let dao = try await SampleDAO.witnessed(on: MemoryLogStore(), challenge: "5m")
    let id = try await dao.propose()
    var proposal = try dao.standing(id).proposal
    let policy = try SampleWitnesses.policy().hash
    let closed = Timepoint.founding + .days(1)
    let shown: Seen = (proposal.index + 1, -120)
    let seen = (row.before + [shown] + row.seen).map { size, after in
      let second = Span(milliseconds: after.magnitude * 1000)
      return SeenCheckpoint(
        size: size, time: after < 0 ? closed - second : closed + second, policy: policy)
    }
    let other = SeenCheckpoint(size: 99, time: closed, policy: .zero)
    let check = CutoffCheck(seen: [other] + seen)
    for cutoff in [row.cutoff - 1, row.cutoff, row.cutoff + 1] {
      proposal.witnessing?.current.closed = closed
      proposal.witnessing?.current.cutoff = cutoff
      #expect((check.fault(in: proposal) == nil) == (cutoff == row.cutoff), "\(cutoff)")
    }
  }

  @Test func `the cut-offs that a ledger found are those of the check`() async throws {
    let dao = try await SampleDAO.witnessed(on: MemoryLogStore())
    let id = try await dao.propose()
    for minutes in 1...9 {
      dao.clock.set(.founding + .minutes(UInt64(minutes)))
      try await dao.witness()
    }
    let proposal = try dao.standing(id).proposal
    #expect(proposal.witnessing?.settled != nil)
    let audit = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(!audit.steps.contains { $0.step == .time && $0.verdict == .fails })
  }
}
