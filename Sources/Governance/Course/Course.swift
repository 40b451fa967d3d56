package import CanonicalEncoding
package import Signing
internal import Voting

/// How a proposal goes from its submission to its end, besides the plain delay and period of its track.
///
/// Everything here is usually left out; what is left out changes nothing, and the frozen rules of a track without it
/// have the same bytes as before there was any of it.
package struct Course: Sendable {
  /// What it takes in deposits to open the vote.
  package var deposit: DepositRules?
  /// How long a reviewer may take before the proposal lapses; without one there is no review. Who reviews is a
  /// guardian rule; zero waits for ever.
  package var review: Span?
  /// How many proposals of the track may be under vote at once; the others wait in order.
  package var mostActive: UInt64?
  /// Whether the delay runs from the submission, beside deposit, review and queue, and not after them.
  package var delaysFromSubmission = false
  /// Which boundary instants count.
  package var ends = Ends.usual
  /// How long after a ballot its effect is judged: the next block, where a chain evaluates by alarms.
  package var lag = Span.zero
  package var early: [EarlyRule] = []
  package var waitForQuiet: WaitForQuiet?
  package var lateQuorum: LateQuorum?
  package var confirmation: Confirmation?
  package var interpolatedDelay: InterpolatedDelay?
  /// How members count who have not voted at the close.
  package var absentees: AbsenteeRule?
  /// What becomes of a proposal that nobody has decided, where that is not for the tests to say.
  package var silence: Silence?
  /// Whether a voter may withdraw a ballot while voting is open, and vote anew. A ballot's rule, stated with it.
  package var isWithdrawable = false
  /// What is otherwise about the ballots of single houses, stated with them too.
  package var houseBallots: [String: HouseBallot] = [:]
  /// Whether a proposal that passed is queued by itself, so that the timelock runs from the decision on.
  package var queuesItself = false
  /// Whether a proposal that passed takes effect by itself once its timelock has run out, because there is nothing
  /// to carry out. A kind of proposal says so, not a track.
  package var takesEffectByItself = false
  /// Whether a proposal that passed never lapses; its grace counts for nothing then.
  package var neverLapses = false
  /// Whether a proposal that passed may be queued at any time: its grace counts only once it is queued.
  package var queuesAnyTime = false
  /// The options that can be chosen in this stage; every one where it is empty (House of Stake's sandbox takes votes
  /// for and no others).
  package var only: [String] = []
  package var guardians: [GuardianRule] = []
  /// What follows when this stage has passed, or when it has failed.
  package var stages: [Stage] = []
  /// What the charter that an amendment adopts asks besides the track's tests; frozen with the proposal, in no charter.
  package var successor: SuccessorRules?
  /// That what is adopted may lapse; frozen with the proposal, in no charter.
  package var provision: Provision?
  /// Whom a proposal is about, of those who could stop it: none of them may. Frozen with the proposal, in no charter.
  package var barred: [AccountKey] = []

  /// Whether what passed may wait without end to be queued.
  package var waitsForever: Bool { neverLapses || queuesAnyTime }

  /// Whether voting opens after the plain delay and closes after the plain period, whatever happens.
  package var isPlain: Bool { !isOrdered && deposit == nil && review == nil && mostActive == nil }

  package init() {}

  /// What silence means.
  package enum Silence: String, Sendable {
    /// It passes unless it is stopped: its tests may be none.
    case executes
    /// It lapses unless an early rule decides it: it has no tests, and reaching the end is not a defeat (Sputnik).
    case lapses
  }

  /// What follows a stage.
  package struct Stage: Sendable {
    /// How the stage before it ended.
    package enum Occasion: String, Sendable { case passed, failed }

    package let after: Occasion
    package let start: StageStart
    package let rules: TrackRules
    /// Whether the ballots of the stage before still count; otherwise it begins without any.
    package let keepsBallots: Bool

    package init(
      after occasion: Occasion, start: StageStart, rules: TrackRules, keepsBallots: Bool = false
    ) {
      after = occasion
      self.start = start
      self.rules = rules
      self.keepsBallots = keepsBallots
    }
  }

  /// The stage that follows one that ended so, where the charter names one.
  package func stage(after ending: Stage.Occasion) -> Stage? { stages.first { $0.after == ending } }

  /// The names of all early rules and their tests belong to the track; what they name is checked with its own tests.
  package var earlyTests: [any DecisionTest] { early.flatMap(\.when) }

  /// Whether a decision depends on the order in which ballots came or on what an earlier stage came to, so that the
  /// running sums must be kept.
  package var isOrdered: Bool {
    !stages.isEmpty || !early.isEmpty || waitForQuiet != nil || lateQuorum != nil || confirmation != nil
      || interpolatedDelay != nil
  }
}

extension EarlyRule.Outcome {
  /// How a stage with this outcome has ended for the one that follows; `nil` where nothing follows, whatever the charter
  /// says: what is removed is out.
  package var occasion: Course.Stage.Occasion? {
    switch self {
    case .passed: .passed
    case .defeated, .lapsed: .failed
    case .removed: nil
    }
  }
}
