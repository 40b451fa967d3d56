import Testing
import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Signing

/// A ballot that a voter handed in, and got a promise for: to be in the log three seconds later.
struct HandedIn {
  /// 0, 2 or 3: the members with the powers 400, 200 and 100.
  let voter: Int
  let choice: String
  /// The tick at which it was handed in.
  let tick: Int
  /// The stage of the vote that it is for.
  var stage = 0
}

/// What happens whatever the operator does: when time passes, and who hands in what.
struct OperatorScenario: CustomTestStringConvertible {
  let name: String
  /// The instants at which anything happens, from the opening of the vote on; or before its close where negative.
  let ticks: [Instant]
  let ballots: [HandedIn]
  /// The longest silence of witnesses that extends nothing.
  var gap = "6m"
  /// Whether a majority decides early.
  var isEarly = false
  /// Whether a vote of twenty seconds follows one that fails, which begins when that is settled.
  var isStaged = false
  /// How many of the ballots are in the log from the beginning.
  var given = 0
  /// The ticks at which witnesses have seen the log behind these, as it says from the beginning.
  var seen: [Int] = []
  /// Whether a drop-box holds each ballot that was handed in by the close, and witnesses have seen it there at once.
  var isBoxed = false
  /// How many entries the operator makes at most.
  var limit = 4
  /// What the operator may say of the time, entry by entry.
  var clocks: Set<Clock> = [.back, .right, .ahead]

  var testDescription: String { name }

  /// What an operator says of the time of an entry.
  enum Clock: Hashable {
    /// The earliest instant that nobody contradicts.
    case back
    /// The truth.
    case right
    /// The last instant at which ballots are taken, or for entries of witnesses a year from now.
    case ahead
  }

  /// An instant in a vote of five minutes.
  enum Instant {
    /// So many seconds after the opening.
    case opening(UInt64)
    /// So many seconds before the close.
    case before(UInt64)
    /// So many seconds after it.
    case after(UInt64)

    func time(_ closes: Timepoint) -> Timepoint {
      switch self {
      case .opening(let seconds): closes - .minutes(5) + Span(milliseconds: seconds * 1000)
      case .before(let seconds): closes - Span(milliseconds: seconds * 1000)
      case .after(let seconds): closes + Span(milliseconds: seconds * 1000)
      }
    }
  }

  /// What is another than in the sample charter.
  var edits: [SampleStages.Edit] {
    let majority =
      """
      early:
            - name: majority
              outcome: passed
              when: [{test: share, name: all, house: holders, count: [For], of: electorate, more_than: 1/2}]
          timelock: 2m
      """
    return (isEarly ? [("timelock: 2m", majority)] : []) + (isStaged ? SampleStages.edits(period: "20s") : [])
  }

  private static let plain: [Instant] = [.opening(30), .before(5), .after(5), .after(30)]

  static let all: [OperatorScenario] = [
    OperatorScenario(
      name: "one in time, one at the last moment", ticks: plain,
      ballots: [
        HandedIn(voter: 0, choice: "For", tick: 0), HandedIn(voter: 2, choice: "Against", tick: 1),
      ]),
    OperatorScenario(
      name: "one in time, one too late", ticks: plain,
      ballots: [HandedIn(voter: 0, choice: "For", tick: 0), HandedIn(voter: 3, choice: "For", tick: 3)]),
    OperatorScenario(
      name: "a change of mind that comes too late", ticks: plain,
      ballots: [HandedIn(voter: 0, choice: "For", tick: 0), HandedIn(voter: 0, choice: "Against", tick: 3)]),
    OperatorScenario(
      name: "a change of mind at the last moment", ticks: plain,
      ballots: [HandedIn(voter: 0, choice: "For", tick: 0), HandedIn(voter: 0, choice: "Against", tick: 1)]),
    OperatorScenario(
      name: "witnesses whose silence extends the vote",
      ticks: [.opening(90), .before(5), .after(5), .after(300), .after(325)],
      ballots: [HandedIn(voter: 2, choice: "Against", tick: 1)], gap: "4m"),
    OperatorScenario(
      name: "a majority that decides early", ticks: plain,
      ballots: [
        HandedIn(voter: 0, choice: "For", tick: 0), HandedIn(voter: 2, choice: "For", tick: 1),
      ], isEarly: true),
    OperatorScenario(
      name: "three voters", ticks: plain,
      ballots: [
        HandedIn(voter: 0, choice: "For", tick: 0), HandedIn(voter: 2, choice: "Against", tick: 1),
        HandedIn(voter: 3, choice: "For", tick: 3),
      ], limit: 5),
    OperatorScenario(
      name: "two voters with a drop-box", ticks: boxed,
      ballots: [
        HandedIn(voter: 0, choice: "For", tick: 0), HandedIn(voter: 2, choice: "Against", tick: 1),
      ], isBoxed: true),
    OperatorScenario(
      name: "a change of mind that only a drop-box is shown", ticks: boxed,
      ballots: [HandedIn(voter: 0, choice: "For", tick: 0), HandedIn(voter: 0, choice: "Against", tick: 1)],
      isBoxed: true),
    OperatorScenario(
      name: "a second stage behind one that failed", ticks: staged,
      ballots: [
        HandedIn(voter: 0, choice: "Against", tick: 0), HandedIn(voter: 2, choice: "For", tick: 3, stage: 1),
        HandedIn(voter: 3, choice: "Against", tick: 4, stage: 1),
      ], isStaged: true, given: 1, seen: [1, 2]),
    OperatorScenario(
      name: "a stage that fails, and one behind it",
      ticks: [.opening(30), .before(5), .after(5), .after(30), .after(45)],
      ballots: [
        HandedIn(voter: 0, choice: "Against", tick: 0), HandedIn(voter: 2, choice: "For", tick: 1),
        HandedIn(voter: 3, choice: "For", tick: 4, stage: 1),
      ], isStaged: true, given: 1),
    OperatorScenario(
      name: "a drop-box in the first of two stages", ticks: boxed,
      ballots: [
        HandedIn(voter: 0, choice: "Against", tick: 0), HandedIn(voter: 2, choice: "For", tick: 1),
      ], isStaged: true, isBoxed: true),
    OperatorScenario(
      name: "a drop-box in the second of two stages",
      ticks: [.opening(30), .after(5), .after(35), .after(50), .after(60), .after(90)],
      ballots: [
        HandedIn(voter: 0, choice: "Against", tick: 0), HandedIn(voter: 2, choice: "For", tick: 3, stage: 1),
      ], isStaged: true, given: 1, seen: [1, 2], isBoxed: true),
  ]

  /// The first stage is settled at the third tick; the second closes between the fourth and the fifth.
  private static let staged: [Instant] = [
    .opening(30), .after(5), .after(30), .after(45), .after(52), .after(75),
  ]

  /// With twenty seconds of challenge after ten of grace.
  private static let boxed: [Instant] = [.opening(30), .before(5), .after(5), .after(45)]
}
