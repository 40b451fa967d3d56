package import CanonicalEncoding

/// That a DAO takes back what it approved for a model.
///
/// It cannot unsay an approval that somebody holds; it is for those who look for it. What a gate relies on is the
/// log and the short life of approvals.
package struct ApprovalRevocation: AttestationPredicate, Hashable {
  package static let type = "https://quorate.org/attestation/revocation/v1"

  /// The DAO.
  package let dao: Digest
  /// What it is called; display only.
  package let daoName: String
  /// The proposal that was carried.
  package let proposal: GovernanceApproval.Proposal
  /// Where; empty for everywhere.
  package let environments: [String]
  /// Since when.
  package let since: Timepoint
  /// Why.
  package let reason: String
  /// The entry that says so, as in an approval.
  package let proof: ByteString

  package init(
    dao: Digest, daoName: String, proposal: GovernanceApproval.Proposal, environments: [String],
    since: Timepoint, reason: String, proof: [UInt8]
  ) {
    self.dao = dao
    self.daoName = daoName
    self.proposal = proposal
    self.environments = environments
    self.since = since
    self.reason = reason
    self.proof = ByteString(proof)
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a revocation")
    dao = try fields.digest("dao")
    daoName = try fields.string("daoName")
    environments = try fields.strings("environments")
    guard let proof = Base64.decode(try fields.string("proof")) else {
      throw fields.unexpected("proof", "a log proof in base64")
    }
    self.proof = ByteString(proof)
    proposal = try GovernanceApproval.Proposal(parsing: try fields.value("proposal"))
    reason = try fields.string("reason")
    since = try fields.dated("since")
    try fields.finish()
  }

  package var json: JSONValue {
    .members([
      "dao": .string(dao.description), "daoName": .string(daoName),
      "environments": .array(environments.map { .string($0) }), "proof": .string(Base64.encode(proof.bytes)),
      "proposal": proposal.json, "reason": .string(reason), "since": .string(since.description),
    ])
  }
}
