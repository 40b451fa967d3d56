package import CanonicalEncoding

/// Why something said about an evaluation round has no effect.
package enum EvaluationRefusal: CodedRefusal, Hashable {
  /// The charter has no such kind of round.
  case kindUnknown(String)
  /// The charter's rules for the kind are others than those that were signed.
  case rulesMismatch
  /// There is no such round.
  case unknown(Digest)
  /// No witness has seen the opening yet.
  case notOpen
  /// Nothing is committed any more.
  case commitClosed(at: Timepoint)
  /// Others may still commit; until then nothing is shown. `nil` where it waits for witnesses.
  case revealEarly(opens: Timepoint?)
  /// Nothing is shown any more.
  case revealClosed(at: Timepoint)
  /// The evaluator has no stake in the round.
  case noStake
  /// The evaluator committed to nothing.
  case notCommitted
  /// The evaluator has shown its scores already.
  case alreadyRevealed
  /// These are not the scores that were committed to.
  case mismatch
  /// A field is not of the form it must have.
  case form(field: String)

  package var code: String {
    switch self {
    case .kindUnknown: "evaluation.kindUnknown"
    case .rulesMismatch: "evaluation.rulesMismatch"
    case .unknown: "evaluation.unknown"
    case .notOpen: "evaluation.notOpen"
    case .commitClosed: "evaluation.commitClosed"
    case .revealEarly: "evaluation.revealEarly"
    case .revealClosed: "evaluation.revealClosed"
    case .noStake: "evaluation.noStake"
    case .notCommitted: "evaluation.notCommitted"
    case .alreadyRevealed: "evaluation.alreadyRevealed"
    case .mismatch: "evaluation.mismatch"
    case .form: "evaluation.form"
    }
  }

  package var message: String {
    switch self {
    case .kindUnknown(let kind):
      "the charter has no evaluation \"\(DisplayText.escaped(kind, limit: 40))\""
    case .rulesMismatch: "the rules signed are not those of the charter in force; open the round again"
    case .unknown(let id): "there is no evaluation round \(id)"
    case .notOpen: "no witness has seen the opening yet; commitments are taken from then on"
    case .commitClosed(let instant): "commitments were taken until \(instant)"
    case .revealEarly(let opens?): "scores are shown from \(opens) on, when nobody can commit any more"
    case .revealEarly(nil):
      "scores are shown once witnesses have seen that nobody can commit any more"
    case .revealClosed(let instant): "scores were to be shown before \(instant)"
    case .noStake: "the evaluator has no stake in this round"
    case .notCommitted: "the evaluator committed to no scores in time"
    case .alreadyRevealed: "the evaluator has shown its scores already"
    case .mismatch:
      "scores and salt are not those that this evaluator committed to in this round"
    case .form("subjects"):
      "the subjects are not those that the charter names, or as many as it allows, each once and readable"
    case .form(let field): "\"\(field)\" is not of the form it must have"
    }
  }
}
