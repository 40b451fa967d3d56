package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing

/// Statements of councils, evaluators, reporters, and holders of grants and release keys.
extension Preparing {
  /// A signature under an order of a council.
  package func brake(_ order: BrakeOrder, by actor: AccountKey, reason: String) throws -> Prepared {
    let salted = try salted(reason)
    let act = BrakeAct(
      header: header(actor, sequence: try next(actor, "brake")), order: order, reasonHash: Reason.hash(salted)
    )
    return Prepared(.brake(act), reason: salted)
  }

  /// The commission of an evaluation.
  package func commission(
    _ format: String, of model: ModelDigests, plan: Digest, until: Timepoint, evaluator: AccountKey,
    by commissioner: AccountKey
  ) throws -> Prepared {
    Prepared(
      .commission(
        EvidenceCommission(
          header: header(commissioner, sequence: try next(commissioner, "commission")), format: format,
          evaluator: evaluator, model: model, plan: plan, until: until)))
  }

  /// The result of a commissioned evaluation.
  package func attestation(
    _ verdict: EvidenceAttestation.Verdict, evidence: Digest, format: String, requirement: String = "",
    configuration: [String] = [], of model: ModelDigests, commission: Digest, started: Timepoint,
    ended: Timepoint, by evaluator: AccountKey
  ) throws -> Prepared {
    Prepared(
      .attestation(
        EvidenceAttestation(
          header: header(evaluator, sequence: try next(evaluator, "evidence")), format: format,
          requirement: requirement, verdict: verdict, model: model, evidence: evidence,
          configuration: configuration, commission: commission, startedAt: started, endedAt: ended)))
  }

  /// A report of an incident, the first or one that adds to it.
  package func incident(
    _ name: String, severity: IncidentReport.Severity, systems: [String], discovered: Timepoint,
    facts: Digest, regimes: [String], notified: [String], by reporter: AccountKey
  ) throws -> Prepared {
    Prepared(
      .incident(
        IncidentReport(
          header: header(reporter, sequence: try next(reporter, "incident")), incident: name,
          severity: severity, systems: systems, discoveredAt: discovered, facts: facts, regimes: regimes,
          notified: notified, previous: try view.reports(on: name).last?.statement ?? .zero)))
  }

  /// A draw on a grant.
  package func draw(
    _ amount: UInt128, on grant: Digest, purpose: String, reference: Digest, by holder: AccountKey
  ) throws -> Prepared {
    Prepared(
      .draw(
        ResourceDraw(
          header: header(holder, sequence: try next(holder, "draw/" + grant.description)), grant: grant,
          amount: amount, purpose: purpose, reference: reference)))
  }

  /// What a release key signed about a decision.
  package func release(
    _ decided: DecidedRelease, key: [UInt8], signed: [ReleaseSignature.Signed], by actor: AccountKey
  ) throws -> Prepared {
    let id = decided.proposal.id
    return Prepared(
      .release(
        ReleaseSignature(
          header: header(actor, sequence: try next(actor, "release/\(id)")),
          proposal: decided.proposal.display, decision: decided.decision, model: decided.modelName,
          environments: decided.environments, expires: decided.expires?.milliseconds ?? 0,
          digests: decided.model, runtime: decided.runtime, key: key,
          messages: signed.map(\.messageLine), signatures: signed.map(\.signatureLine), proposalID: id)))
  }
}
