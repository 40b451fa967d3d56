package import CanonicalEncoding
internal import Governance

/// Where a round stands.
package enum EvaluationPhase: String, CaseIterable, Sendable {
  /// No witness has seen the opening yet.
  case waiting
  /// Evaluators commit.
  case committing
  /// Nobody can commit any more, and witnesses have not seen that yet.
  case sealing
  /// Evaluators show what they have committed to.
  case revealing
  /// Nobody can show anything any more, and witnesses have not seen that yet.
  case settling
  /// What was found stays.
  case over
}

extension RoundRecord {
  /// Where the round stands at an instant. Each length of time begins with its first instant and ends before its last.
  package func phase(at now: Timepoint) -> EvaluationPhase {
    guard let schedule else { return .waiting }
    guard let witnessing else {
      let now = followed(at: now)
      if now < schedule.committed { return .committing }
      return now < schedule.closes ? .revealing : .over
    }
    guard witnessing.sealed != nil else { return now < schedule.committed ? .committing : .sealing }
    if witnessing.settled != nil { return .over }
    return now < schedule.closes ? .revealing : .settling
  }
}
