import CanonicalEncoding
import DocumentFiles
import Governance
import QuorateTesting
import Testing
import Voting

/// States that are written down when somebody acts, and stand until somebody acts again.
@Suite struct FoundStateTests {
  private static let start = Timepoint(milliseconds: 1_700_000_000_000)

  private static func rules() throws -> TrackRules {
    let preset = try #require(Preset.named("sputnik"))
    let charter = try CharterDocument.parse(preset.example, anyReading: true)
    return try #require(charter.rules(ofTrack: "standard", topic: "general"))
  }

  /// How things stand some days after the submission, with so many of five for each option.
  private static func decision(
    _ votes: [UInt128], after days: UInt64, failed: Bool = false
  ) throws -> Decision {
    let tally = try Tally(sums: votes.map { Power($0) }, electorate: Power(5))
    let history = TallyHistory(entries: [.init(at: start, tally: tally)])
    var milestones = Milestones()
    if failed { milestones.failed = start }
    return decide(
      try rules(), submitted: start, milestones: milestones,
      facts: CountFacts(tallies: ["council": tally], histories: ["council": history]), at: start + .days(days)
    )
  }

  struct Record: CustomTestStringConvertible {
    let testDescription: String
    let steps: [(act: FoundState.Act, votes: [UInt128], days: UInt64, failed: Bool)]
    let faults: [FoundState.Fault?]
  }

  static let records = [
    Record(
      testDescription: "time alone settles nothing: the ballot that comes too late finds it lapsed",
      steps: [
        (.ballot, [1, 0, 0], 1, false), (.ballot, [2, 0, 0], 8, false), (.ballot, [3, 0, 0], 9, false),
      ],
      faults: [nil, nil, .settled]),
    Record(
      testDescription: "whoever only looks is refused while it is open, and not once its time is up",
      steps: [
        (.finalize, [1, 0, 0], 1, false), (.finalize, [1, 0, 0], 8, false), (.finalize, [1, 0, 0], 9, false),
      ], faults: [.open, nil, .settled]),
    Record(
      testDescription: "what was decided takes no ballot",
      steps: [
        (.ballot, [3, 0, 0], 1, false), (.ballot, [3, 1, 0], 2, false), (.finalize, [3, 0, 0], 2, false),
      ], faults: [nil, .settled, .settled]),
    Record(
      testDescription: "what could not be carried out is looked at again, and not voted on",
      steps: [
        (.ballot, [3, 0, 0], 1, true), (.ballot, [3, 1, 0], 2, true), (.finalize, [3, 0, 0], 2, true),
      ], faults: [nil, .settled, nil]),
    Record(
      testDescription: "what is gone is gone",
      steps: [
        (.ballot, [0, 0, 3], 1, false), (.ballot, [1, 0, 3], 2, false), (.finalize, [0, 0, 3], 2, false),
      ], faults: [nil, .removed, .removed]),
  ]

  @Test(arguments: records) func `an act finds the state, and is taken by what the last one found`(
    _ record: Record
  ) throws {
    var state = FoundState()
    let faults = try record.steps.map { step in
      state.take(step.act, finding: try Self.decision(step.votes, after: step.days, failed: step.failed))
    }
    #expect(faults == record.faults)
  }
}
