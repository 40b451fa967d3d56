extension ExitStatus {
  /// Refusals about models, councils, evidence and grants.
  static let safety: [String: ExitStatus] = [
    "action.over": .conflict, "approval.unknown": .notFound, "approval.expired": .conflict,
    "approval.revoked": .conflict, "stage.order": .conflict, "stage.dwell": .undecided,
    "rollback.notApproved": .conflict, "derivation.parentUnknown": .conflict, "protocol.exists": .conflict,
    "protocol.unknown": .notFound, "protocol.staleParent": .conflict, "evaluator.unknown": .notFound,
    "key.exists": .conflict, "key.takenBack": .conflict, "key.unknown": .notFound,
    "brake.notAllowed": .notAllowed,
    "brake.unknown": .notFound, "brake.over": .conflict, "brake.budgetSpent": .notAllowed,
    "brake.sameIncident": .notAllowed, "brake.inEffect": .conflict, "brake.ratified": .notAllowed,
    "attestation.notAccredited": .notAllowed, "attestation.notCommissioned": .notFound,
    "incident.notMember": .notAllowed, "incident.stale": .conflict, "grant.unknown": .notFound,
    "grant.notHolder": .notAllowed, "grant.over": .conflict, "grant.exceeded": .notAllowed,
    "release.signature": .badEvidence, "release.differs": .badEvidence, "release.notAsked": .conflict,
    "release.alreadySigned": .conflict, "release.doubted": .notAllowed, "release.keyUnknown": .notAllowed,
    "release.keyEnded": .notAllowed,
    "attest.revoked": .no, "attest.undecided": .conflict,
    "chain.header": .undecided, "chain.otherBlock": .badEvidence, "recipe.other": .badEvidence,
    "grant.revoked": .conflict, "grant.paused": .notAllowed, "grant.doubted": .conflict,
    "grant.pace": .undecided,
    "grant.checkpoint": .notAllowed, "grant.drawn": .conflict,
    "brakeFile.empty": .badEvidence, "brakeFile.mixed": .badEvidence, "incident.unknown": .notFound,
    "gate.empty": .undecided, "gate.unsigned": .undecided, "gate.unwitnessed": .undecided,
    "gate.cutShort": .undecided, "gate.documentMissing": .undecided, "gate.otherDAO": .badEvidence,
    "gate.checkpoint": .badEvidence, "gate.setBack": .badEvidence, "gate.forked": .badEvidence,
  ]
}
