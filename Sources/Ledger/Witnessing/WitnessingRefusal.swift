package import CanonicalEncoding

/// Why a witnessed checkpoint has no effect.
package enum WitnessingRefusal: CodedRefusal, Hashable {
  /// Neither the charter nor an unsettled proposal names its policy.
  case policyNotNamed(Digest)
  /// It is not a beginning of the log it stands in: another tree was shown to the witnesses.
  case notThisLog(size: UInt64)
  /// It says no more than an earlier one.
  case nothingNew(size: UInt64)
  /// Its policy asks for no witnesses, so that it says nothing about time.
  case timeless
  /// The log's clock is ahead of the witnesses', so that one of them is wrong.
  case clockAhead(log: Timepoint, witnesses: Timepoint)
  /// The witnesses' clocks are far ahead of the log's, so that one of them is wrong.
  case clockBehind(log: Timepoint, witnesses: Timepoint)
  /// There is nothing to correct: the log's clock is not ahead of the witnesses'.
  case clockRight(log: Timepoint, witnesses: Timepoint)
  /// Witnesses keep the time, so that the operator's word does not correct it.
  case witnessesCorrect
  /// A correction is not between the witnesses' time and what it corrects, or does not speak of every entry.
  case correctionMisplaced

  package var code: String {
    switch self {
    case .policyNotNamed: "witness.policyNotNamed"
    case .notThisLog: "log.fork"
    case .nothingNew: "witness.nothingNew"
    case .timeless: "witness.timeless"
    case .clockAhead: "clock.ahead"
    case .clockBehind: "clock.behind"
    case .clockRight: "clock.right"
    case .witnessesCorrect: "clock.witnessesCorrect"
    case .correctionMisplaced: "clock.correctionMisplaced"
    }
  }

  package var message: String {
    switch self {
    case .policyNotNamed(let policy): "no rule in force names the policy \(policy)"
    case .notThisLog(let size):
      "witnesses have seen another tree of \(size) entries than this log begins with"
    case .nothingNew(let size): "witnesses have seen \(size) entries already, and no later time is shown"
    case .timeless: "the policy asks for no witnesses, so it says nothing about time"
    case .clockAhead(let log, let witnesses):
      "the log's clock stands at \(log), but its witnesses had seen it by \(witnesses)"
    case .clockBehind(let log, let witnesses):
      "the log's clock stands at \(log), long before its witnesses had seen it (\(witnesses))"
    case .clockRight(let log, let witnesses):
      "the log's clock (\(log)) is not ahead of the right one (\(witnesses)), so there is nothing to correct"
    case .witnessesCorrect:
      "the charter names witnesses, so their time corrects the log's clock and not the operator's word: "
        + "ask them with quorate log witness sync --correct-time"
    case .correctionMisplaced:
      "a correction stands right behind all entries it speaks of, and between the instants before and the wrong one"
    }
  }
}
