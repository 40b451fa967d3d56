package import CanonicalEncoding
package import Governance
package import Signing
package import Voting

/// Why a statement with a sound signature has no effect.
package enum AdmissionRefusal: CodedRefusal, Hashable {
  // Time and order
  case clockRegressed(last: Timepoint)
  case signedAhead(by: Span)
  case tooLate(validUntil: Timepoint)
  case stale(last: UInt64)
  case sequenceGap(last: UInt64)
  // The DAO
  case notFirst
  case notFounded
  case foundersMissing
  case hostUnusable
  case documentMissing(Digest)
  case displayMismatch(field: String)
  // Electorates
  case roleMissing(String)
  case seriesUnknown(String)
  case rootMismatch(field: String)
  case claim(ClaimRefusal)
  // Proposals
  case charterStale(inForce: Digest)
  case kindNotAllowed(String)
  case electorateMissing(series: String)
  /// One is on record, and was not yet at the instant to which the house looks back; from when on it will have been.
  case electorateTooNew(series: String, lookedFor: Timepoint, countsFrom: Timepoint)
  /// A house whose seats are on record, and nobody has one; who would, in words.
  case noSeats(house: String, String)
  case predecessor(PredecessorRefusal)
  case belowThreshold(has: Power, needs: Power)
  case proposerNotInRole(String)
  case overQuota(ProposalQuota, next: Timepoint)
  case alreadySubmitted
  case content(ProposalFault)
  case charter(CharterRefusal)
  case charterUnchanged
  case amendment(AmendmentRefusal)
  // Ballots
  case proposalUnknown(Digest)
  case notOpen(opens: Timepoint, ProposalPhase = .waiting)
  case closed(closed: Timepoint)
  case stopped(ProposalEnding)
  case houseUnknown(String)
  case electorateMismatch
  case rulesMismatch
  case choiceUnknown(String)
  case selectionMismatch
  case replacesMismatch(standing: Digest)
  case locked
  case nothingToWithdraw
  case alreadyFollowed
  case notEligible(AccountKey)
  case notInSnapshot(AccountKey)
  // Delegations
  case delegationNotAllowed
  case delegationToSelf
  case topicUnknown(String)
  case delegationExpired
  case delegationTooLong(limit: Span)
  case delegationNone
  case delegationParts
  case delegationTooMany(limit: Int)
  case delegationAboveWhole(left: Int)
  // Acts
  /// An act that the rules of the proposal give to others, or to nobody.
  case deedNotGiven(Act.Deed, isOthers: Bool)
  case wrongState(deed: Act.Deed, state: ProposalState)
  case timelockRunning(until: Timepoint)
  case alreadyExecuted
  case notProposer
  case alreadySigned
  case ownCause
  case amendmentStale(inForce: Digest)
  // Witnesses
  case witnessing(WitnessingRefusal)
  // Drop-boxes
  case dropBox(DropBoxRefusal)
  // The log's keys
  case logKeys(LogKeyRefusal)
  // Counting
  case count(CountRefusal)
  // Carrying out
  case effect(EffectRefusal)
  // Councils, evidence, incidents and grants
  case brake(BrakeRefusal)
  case evidence(AttestedEvidenceRefusal)
  case incident(IncidentRefusal)
  case draw(DrawRefusal)
  // Deposits and places
  case deposit(DepositRefusal)
  case place(PlaceRefusal)
  case release(ReleaseRefusal)
  // Rounds of evaluators
  case evaluation(EvaluationRefusal)

  /// The refusal of a part of admission as one of all of it, or `nil` for what is none.
  init?(_ error: any Error) {
    switch error {
    case let refusal as AdmissionRefusal: self = refusal
    case let refusal as CountRefusal: self = .count(refusal)
    case let refusal as AmendmentRefusal: self = .amendment(refusal)
    case let refusal as WitnessingRefusal: self = .witnessing(refusal)
    case let refusal as DropBoxRefusal: self = .dropBox(refusal)
    case let refusal as LogKeyRefusal: self = .logKeys(refusal)
    case let refusal as ClaimRefusal: self = .claim(refusal)
    case let refusal as PredecessorRefusal: self = .predecessor(refusal)
    case let refusal as EffectRefusal: self = .effect(refusal)
    case let refusal as BrakeRefusal: self = .brake(refusal)
    case let refusal as AttestedEvidenceRefusal: self = .evidence(refusal)
    case let refusal as IncidentRefusal: self = .incident(refusal)
    case let refusal as DrawRefusal: self = .draw(refusal)
    case let refusal as DepositRefusal: self = .deposit(refusal)
    case let refusal as PlaceRefusal: self = .place(refusal)
    case let refusal as ReleaseRefusal: self = .release(refusal)
    case let refusal as EvaluationRefusal: self = .evaluation(refusal)
    default: return nil
    }
  }
}

extension AdmissionRefusal {
  /// Whether it might not have been refused with more documents at hand.
  package var isForWantOfDocuments: Bool {
    switch self {
    case .documentMissing, .effect(.protocolMissing), .effect(.linkUnproven): true
    default: false
    }
  }
}
