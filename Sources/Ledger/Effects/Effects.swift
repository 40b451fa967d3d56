internal import CanonicalEncoding
internal import Governance

/// The circumstances under which an action is carried out.
struct Occasion {
  /// The proposal and the entry that carries it out.
  let origin: Origin
  /// The charter in force, with the members that its roles have.
  let charter: Charter
  /// Under which provision it adopts a document, as frozen with the proposal.
  var provision: Provision?

  var now: Timepoint { origin.at }
}

extension LedgerView {
  /// What carrying out an action changes, besides the proposal itself.
  ///
  /// Pure: depends on the state and the occasion alone, so that an audit comes to the same.
  func effects(of action: ProposalAction, on occasion: Occasion) throws -> [Change] {
    switch action {
    // Needs the proposal itself; see the execution of acts.
    case .amendCharter: []
    case .deployModel(let deployment): try approval(of: deployment, parent: nil, on: occasion)
    case .promoteModel(let promotion): try opening(promotion, on: occasion)
    case .rollBackModel(let rollback): try withdrawal(rollback, on: occasion)
    case .revokeModel(let revocation): revocation.changes(on: occasion)
    case .retireModel(let retirement): retirement.changes(on: occasion)
    case .deriveModel(let derivation): try approval(of: derivation, on: occasion)
    case .releaseWeights(let release): [decided(action, on: occasion).change(release.model.bytes)]
    case .adoptProtocol(let adoption): try adopting(adoption, on: occasion)
    case .amendProtocol(let amendment): try amending(amendment, on: occasion)
    case .retireProtocol(let retirement): try retiring(retirement, on: occasion)
    case .setThreshold(let threshold): try setting(threshold, action, on: occasion)
    case .grantWaiver(let waiver): try granting(waiver, action, on: occasion)
    case .ratifyPause(let ratification): try ratifying(ratification, on: occasion)
    case .liftPause(let lifting): try self.lifting(lifting, on: occasion)
    case .accreditEvaluator(let accreditation): try accrediting(accreditation, action, on: occasion)
    case .revokeEvaluator(let revocation): try revoking(revocation, on: occasion)
    case .electCouncil(let election): try electing(election, on: occasion)
    case .recallCouncil(let recall): try recalling(recall, on: occasion)
    case .registerKey(let registration): try registering(registration, action, on: occasion)
    case .rotateKey(let rotation): try rotating(rotation, action, on: occasion)
    case .revokeKey(let revocation): try revoking(revocation, on: occasion)
    case .grantAccess(let grant): try granting(action, until: grant.expires, on: occasion)
    case .approveDataset(let approval): try granting(action, until: approval.expires, on: occasion)
    case .runCompute(let run): try granting(action, until: run.expires, on: occasion)
    case .allocateResource(let allocation): try granting(action, until: allocation.expires, on: occasion)
    case .accessData(let access): try granting(action, until: access.expires, on: occasion)
    case .revokeGrant(let revocation): try revoking(revocation, on: occasion)
    case .trustAlgorithms(let trust): try trusting(trust, action, on: occasion)
    }
  }

  func decided(_ action: ProposalAction, until: Timepoint = .latest, on occasion: Occasion) -> DecidedRecord {
    DecidedRecord(action, origin: occasion.origin, ends: until)
  }

  private func granting(
    _ action: ProposalAction, until: Timepoint, on occasion: Occasion
  ) throws -> [Change] {
    guard occasion.now < until else { throw EffectRefusal.over(field: "expires") }
    return [decided(action, until: until, on: occasion).change([])]
  }

  private func revoking(_ revocation: GrantRevocation, on occasion: Occasion) throws -> [Change] {
    guard let grant = try grant(revocation.grant) else { throw EffectRefusal.grantUnknown }
    guard grant.counts(at: occasion.now) else { throw EffectRefusal.grantOver(at: grant.end) }
    return [grant.ended(by: occasion.origin).change([])]
  }
}
