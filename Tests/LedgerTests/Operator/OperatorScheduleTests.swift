import CanonicalEncoding
import QuorateTesting
import Testing
import TransparencyLog
import Quorate

/// Everything an operator can do with a vote by the time of witnesses: take ballots in in any order, late or never, say of
/// each entry that it was received earlier or later than it was, set the log's clock back, keep witnesses from looking, and
/// put what they signed on record in any order, late or never.
///
/// The witnesses are honest, two of three, and sign a larger tree each time. Whatever the operator does, a vote is never
/// decided behind their backs and never twice; nothing counts that was handed in too late; and whoever handed in a ballot
/// in time, and does not find it counted, finds in the log itself what convicts the operator together with the promise, or
/// with what a drop-box gave for it.
///
/// Covered are, for each scenario, all schedules of its two or three ballots, three witnesses and up to five entries of the
/// operator, behind the five in front of the opening; of a second stage up to four, behind three more. When anything happens
/// and who votes for what, the scenario says. Of each entry the operator says the earliest instant that nobody contradicts, the
/// truth, the last instant at which ballots are taken or a year from now: rules compare these instants with nothing else.
/// Schedules with the same continuations are followed once (`OperatorState.Key`), and of the sizes between two ballots the
/// first is looked at. Two histories at once are in `OperatorForkTests`.
@Suite struct OperatorScheduleTests {
  @Test(.timeLimit(.minutes(5)), arguments: OperatorScenario.all)
  func `trust 1-4: whatever an operator does, the count is right or the log convicts him`(
    _ scenario: OperatorScenario
  ) async throws {
    var search = OperatorSearch(try await OperatorWorld(scenario))
    try search.run()
    #expect(search.settled > 0, "no course of events came to an end")
    #expect(search.right > 0, "no course of events was an honest one")
    #expect(search.convicted > 0, "no course of events was a dishonest one")
    print(
      "operator \"\(scenario.name)\": \(search.visited) courses of events, \(search.settled) came to an end,",
      "\(search.right) of them as if he were honest; \(search.convicted) convict him")
  }

  @Test func `honest witnesses sign no smaller tree after a larger one, but a minority may be late`() {
    func size(_ size: UInt64, _ tick: Int) -> WitnessedSize {
      WitnessedSize(size: size, tick: tick, birth: 0)
    }
    #expect(HonestWitnesses.canSign([size(5, 1), size(6, 2)]))
    // The third witness had not seen the larger tree.
    #expect(HonestWitnesses.canSign([size(6, 1), size(5, 2)]))
    // Two trees cannot both wait for it.
    #expect(HonestWitnesses.canSign([size(6, 0), size(5, 1), size(5, 2)]))
    #expect(!HonestWitnesses.canSign([size(7, 0), size(6, 1), size(5, 2)]))
    #expect(!HonestWitnesses.canSign([WitnessedSize(size: 5, tick: 0, birth: 1)]))
  }
}
