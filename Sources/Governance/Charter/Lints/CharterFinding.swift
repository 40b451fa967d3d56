/// Something about a charter that its author should know before it is adopted.
package struct CharterFinding: Hashable, Sendable {
  /// How bad it is.
  package enum Severity: String, Sendable {
    /// The charter does not do what it says; a system that checks its set-up refuses it.
    case error
    /// It works, and probably not as meant.
    case warning
    /// Nothing is wrong with it: something could not be looked at yet.
    case note
  }

  /// What is wrong, for programs. A code is never used for anything else.
  package enum Code: String, CaseIterable, Sendable {
    /// A share that is not above 0 and at most 1.
    case shareOutOfRange = "lint.shareOutOfRange"
    /// The document is no charter.
    case unreadable = "lint.unreadable"
    /// An early decision asks for less than the regular one.
    case superQuorumBelowQuorum = "lint.superQuorumBelowQuorum"
    /// Everybody together are too few.
    case unreachableQuorum = "lint.unreachableQuorum"
    /// A house has no electorate yet, so that bars could not be held against one.
    case electorateMissing = "lint.electorateMissing"
    /// What fewer vote for than against passes.
    case minorityPasses = "lint.minorityPasses"
    /// An objection that everybody together could not raise.
    case unreachableObjection = "lint.unreachableObjection"
    /// Two early decisions that contradict each other can hold at once.
    case contradictoryEarlyRules = "lint.contradictoryEarlyRules"
    /// A timelock shorter than the minimum.
    case timelockBelowMinimum = "lint.timelockBelowMinimum"
    /// An emergency measure ends before it can be ratified.
    case ratificationLongerThanPause = "lint.ratificationLongerThanPause"
    /// Somebody can stop for good what their own powers depend on.
    case unlimitedVeto = "lint.unlimitedVeto"
    /// Splitting an account gains power, and nobody vouches for the accounts.
    case unvouchedAccounts = "lint.unvouchedAccounts"
    /// Fewer hold release keys than must sign.
    case releaseOutOfReach = "lint.releaseOutOfReach"
    /// One holder alone signs releases.
    case releaseByOne = "lint.releaseByOne"
    /// No vote takes a release key back.
    case releaseKeysStay = "lint.releaseKeysStay"
    /// One attester alone makes an electorate count.
    case attestedByOne = "lint.attestedByOne"
    /// A single lost attester ends every vote.
    case everyAttesterNeeded = "lint.everyAttesterNeeded"
    /// Attesters of electorates who have the operator's or the council's roles too.
    case attestersOperate = "lint.attestersOperate"
    /// No electorate can count before its block is too old.
    case electoratesTooOld = "lint.electoratesTooOld"
    /// A late quorum extends voting by more than its period.
    case extensionAbovePeriod = "lint.extensionAbovePeriod"
    /// Something a track says that never comes to bear.
    case neverApplies = "lint.neverApplies"
    /// Power that moves between two ballots counts with both.
    case seenTwice = "lint.seenTwice"
  }

  package let code: Code
  package let severity: Severity
  /// Where in the charter: `tracks.standard.tests.quorum`.
  package let path: String
  /// One sentence for a person.
  package let sentence: String

  package init(_ code: Code, _ severity: Severity, at path: String, _ sentence: String) {
    self.code = code
    self.severity = severity
    self.path = path
    self.sentence = sentence
  }
}
