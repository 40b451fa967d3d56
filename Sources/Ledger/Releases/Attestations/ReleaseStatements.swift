package import CanonicalEncoding
package import SafetyProtocol

/// What is signed when a DAO has approved a model, all of it following from the log and the model's files alone, so
/// that every holder of a release key signs the same bytes.
package struct ReleaseStatements: Sendable {
  /// The approval itself.
  package let approval: GovernanceApproval
  /// What people call the model; display only.
  package let modelName: String
  /// The model's OpenSSF Model Signing root.
  package let omsRoot: Digest
  /// The model's directory hash.
  package let dirHash: Digest
  /// What consumers fetch.
  package let resource: String
  /// What the decision rests on, by digest.
  package let evidence: [ResourceReference]

  package init(
    approval: GovernanceApproval, modelName: String, omsRoot: Digest, dirHash: Digest, resource: String?,
    evidence: [ResourceReference]
  ) {
    self.approval = approval
    self.modelName = modelName
    self.omsRoot = omsRoot
    self.dirHash = dirHash
    self.resource = resource ?? Self.place(of: dirHash)
    self.evidence = evidence
  }

  private var subject: InTotoStatement.Subject {
    InTotoStatement.Subject(name: modelName, omsRoot: omsRoot, dirHash: dirHash)
  }

  /// Who verified, as the other predicates name it: the DAO.
  private var verifier: String { Self.verifier(approval.dao) }

  private var rules: ResourceReference { Self.reference(to: approval.rules) }

  private var policies: [ResourceReference] {
    [rules] + approval.protocols
  }

  /// `production-eu` as the properties and levels write it: `PRODUCTION_EU`.
  private var environment: String {
    String(approval.environment.uppercased().map { $0 == "-" ? "_" : $0 })
  }

  /// The approval in our own words.
  package var governance: InTotoStatement { approval.statement(about: subject) }

  /// The approval as a simple verification result.
  package var result: InTotoStatement {
    var properties = ["QUORATE_DEPLOY_APPROVED", "QUORATE_ENV_\(environment)"]
    if let stage = approval.stage { properties.append("QUORATE_STAGE_\(stage.index)") }
    return SimpleVerificationResult(
      verifier: verifier, policies: policies, created: approval.notBefore, properties: properties
    ).statement(about: subject)
  }

  /// The approval as a verification summary of SLSA.
  package var summary: InTotoStatement {
    VerificationSummary(
      verifier: verifier, verified: approval.notBefore, resource: resource, policy: rules,
      inputs: evidence, passed: true, levels: ["QUORATE_APPROVED_\(environment)"]
    ).statement(about: subject)
  }

  /// That a model was turned down, as a verification summary of SLSA: the only form that has a word for it.
  package static func rejection(
    of name: String, omsRoot: Digest, dirHash: Digest, resource: String?, by dao: Digest, under rules: Digest,
    at instant: Timepoint
  ) -> InTotoStatement {
    VerificationSummary(
      verifier: verifier(dao), verified: instant, resource: resource ?? place(of: dirHash),
      policy: reference(to: rules), inputs: [], passed: false, levels: []
    ).statement(about: InTotoStatement.Subject(name: name, omsRoot: omsRoot, dirHash: dirHash))
  }

  /// A DAO, as a verifier is named.
  private static func verifier(_ dao: Digest) -> String { "https://quorate.org/dao/\(dao.bareHex)" }

  /// A model that has no other place, named by its files.
  private static func place(of dirHash: Digest) -> String { "quorate:model/\(dirHash.bareHex)" }

  private static func reference(to rules: Digest) -> ResourceReference {
    ResourceReference(uri: "quorate:rules/\(rules.bareHex)", sha256: rules)
  }

  /// Predicates that say what a DAO decided: they follow from its log and are signed in no other way.
  package static let types = [
    GovernanceApproval.type, ApprovalRevocation.type, SimpleVerificationResult.type, VerificationSummary.type,
    ModelSignature.type,
  ]

  /// The signature of the model's files, with the approval inside.
  package func signature(of model: ModelTree) -> InTotoStatement {
    ModelSignature(of: model, approval: approval.json).statement(name: modelName)
  }
}
