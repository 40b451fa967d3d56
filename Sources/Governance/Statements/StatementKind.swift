/// What a statement does. The set is closed: a log entry of another kind is refused.
public enum StatementKind: String, CaseIterable, Sendable {
  /// Founds the DAO; only entry 0.
  case genesis = "dao.genesis"
  /// Puts an electorate on record.
  case electorate = "electorate.register"
  /// Attests an electorate, or objects to it.
  case electorateAttestation = "electorate.attest"
  /// Puts a proposal to the vote.
  case proposal = "proposal.submit"
  /// Casts a vote.
  case ballot = "ballot.cast"
  /// Lends power to a delegate, or takes it back.
  case delegation = "delegation.set"
  /// Queues, executes, vetoes or cancels a proposal.
  case act = "proposal.act"
  /// Commits a deposit to a proposal.
  case deposit = "proposal.deposit"
  /// Pauses, revokes or resumes, as a member of a council.
  case brake = "emergency.act"
  /// Commissions an evaluation.
  case commission = "evidence.commission"
  /// Binds the result of an evaluation to a model.
  case attestation = "evidence.attest"
  /// Puts an incident on record.
  case incident = "incident.report"
  /// Spends part of a grant.
  case draw = "resource.draw"
  /// Puts on record what a release key signed.
  case release = "release.sign"
  /// Opens a round in which evaluators agree on scores.
  case evaluationOpening = "evaluation.open"
  /// Fixes an evaluator's scores without showing them.
  case evaluationCommitment = "evaluation.commit"
  /// Shows them.
  case evaluationReveal = "evaluation.reveal"
}
