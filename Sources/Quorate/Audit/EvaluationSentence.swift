internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Signing

/// What an audit says of one round.
struct EvaluationSentence {
  private let round: RoundRecord
  private let phase: EvaluationPhase
  private let findings: EvaluationFindings

  init(_ round: RoundRecord, _ findings: EvaluationFindings, at now: Timepoint) {
    self.round = round
    self.findings = findings
    phase = round.phase(at: now)
  }

  /// `E-0001 (Safety of MiniLM) agreed on harmlessness 61000, by 3 of 4 of the stake`.
  var words: String {
    let name = "\(round.display) (\(DisplayText.escaped(round.title, limit: 60)))"
    guard phase == .over else { return "\(name) is not over" }
    let stake = "\(findings.revealed) of \(findings.stake) of the stake"
    guard let consensus = findings.consensus else { return "\(name) found nothing: \(stake) was shown" }
    let scores = zip(round.subjects, consensus).map { "\(DisplayText.escaped($0, limit: 40)) \($1)" }
    let excluded =
      findings.exclusions.isEmpty
      ? ""
      : ", without \(findings.exclusions.map { "\($0.evaluator.display) (\($0.reason.words))" }.joined(separator: ", "))"
    return "\(name) agreed on \(scores.joined(separator: ", ")) by \(stake)\(excluded)"
  }
}
