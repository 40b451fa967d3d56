internal import CanonicalEncoding
internal import Governance
internal import SafetyProtocol

extension LedgerView {
  func approval(
    of deployment: ModelDeployment, parent: ModelDigests?, on occasion: Occasion
  ) throws -> [Change] {
    let record = ApprovalRecord(
      deployment, parent: parent, origin: occasion.origin, atMost: occasion.charter.gate.approvalAtMost)
    guard occasion.now < record.ends, record.begins < record.ends else {
      throw EffectRefusal.over(field: "expires")
    }
    for safety in deployment.protocols {
      guard let known = try protocolInForce(safety.id, at: occasion.now), known.safety == safety
      else { throw EffectRefusal.protocolUnknown(id: safety.id) }
    }
    let kind = parent == nil ? ModelDeployment.kind : ModelDerivation.kind
    let isGoverned =
      try !deployment.protocols.isEmpty
      || !governing(
        kind, in: deployment.environment, at: occasion.now
      ).isEmpty
    guard !isGoverned || deployment.producer != nil else { throw EffectRefusal.producerMissing }
    if let oci = deployment.oci { try proveLink(of: deployment, to: oci) }
    return [record.change]
  }

  /// A registry's digest stands for a model only where the raw layers of its manifest are the model's files.
  private func proveLink(of deployment: ModelDeployment, to oci: Digest) throws {
    guard let list = deployment.documents["manifest"],
      let files = try documents.bytes(of: list, limit: ModelManifest.sizeLimit)
    else { throw EffectRefusal.linkUnproven("the list of its files is not there") }
    guard let manifest = try documents.bytes(of: oci, limit: OCIManifest.sizeLimit) else {
      throw EffectRefusal.linkUnproven("the registry's manifest is not there")
    }
    let link: PackageLink
    do {
      let tree = try ModelManifest.tree(canonical: files)
      guard tree.omsRoot == deployment.omsRoot, tree.dirHash == deployment.dirHash else {
        throw EffectRefusal.linkUnproven("the list is of other files")
      }
      link = try OCIManifest(parsing: manifest).link(to: tree)
    } catch let refusal as ModelManifestRefusal {
      throw EffectRefusal.linkUnproven(refusal.message)
    } catch let refusal as JSONRefusal {
      throw EffectRefusal.linkUnproven(refusal.message)
    }
    if case .unproven(let why) = link { throw EffectRefusal.linkUnproven(why) }
  }

  /// The child is approved by its own digests; of the parent it is only asked that it runs where the child is to.
  func approval(of derivation: ModelDerivation, on occasion: Occasion) throws -> [Change] {
    let environment = derivation.child.environment
    guard try isApproved(derivation.parent, in: environment, at: occasion.now) else {
      throw EffectRefusal.parentUnknown(environment: environment)
    }
    return try approval(of: derivation.child, parent: derivation.parent, on: occasion)
  }

  /// Opens the stage after the open one, once that has been open long enough.
  func opening(_ promotion: ModelPromotion, on occasion: Occasion) throws -> [Change] {
    guard let record = try approval(by: promotion.deployment) else { throw EffectRefusal.approvalUnknown }
    guard occasion.now < record.ends else { throw EffectRefusal.approvalExpired(at: record.ends) }
    let deployment = record.deployment
    guard try !isRevoked(record, at: occasion.now) else { throw EffectRefusal.approvalRevoked }
    let next = record.stage + 1
    let stages = deployment.stages
    guard stages.indices.contains(next), stages[next].name == promotion.stage else {
      throw EffectRefusal.stageOrder(next: stages.indices.contains(next) ? stages[next].name : nil)
    }
    let dwelt = record.stageSince + stages[record.stage].minDwell
    guard occasion.now >= dwelt else { throw EffectRefusal.stageDwell(until: dwelt) }
    return [record.opening(stage: next, at: occasion.now).change]
  }

  /// Revokes one model; the other gets nothing, and must have an approval that is in force.
  func withdrawal(_ rollback: ModelRollback, on occasion: Occasion) throws -> [Change] {
    for environment in rollback.environments {
      guard try isApproved(rollback.target, in: environment, at: occasion.now) else {
        throw EffectRefusal.rollbackTarget(environment: environment)
      }
    }
    let record = RevocationRecord(
      origin: occasion.origin, environments: rollback.environments, from: occasion.now, isForGood: false,
      reason: rollback.reason)
    return [record.change(of: rollback.model)]
  }
}

extension ModelRevocation {
  func changes(on occasion: Occasion) -> [Change] {
    let record = RevocationRecord(
      origin: occasion.origin, environments: environments, from: occasion.now, isForGood: false,
      reason: reason)
    return [record.change(of: model)]
  }
}

extension ModelRetirement {
  func changes(on occasion: Occasion) -> [Change] {
    let record = RevocationRecord(
      origin: occasion.origin, environments: [], from: from, isForGood: true, reason: reason)
    return [record.change(of: model)]
  }
}
