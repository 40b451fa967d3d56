package import CanonicalEncoding
internal import Governance
package import Ledger

/// Which documents an outsider needs to replay a log: those its entries name.
package enum NamedDocuments {
  /// The charters and safety protocols that were in force or were proposed, the policies of their witnesses, the contents
  /// of proposals, the electorates and how attesters derived them, evidence, the facts of incidents and what release keys signed; each once, in order.
  /// - Complexity: O(proposals + electorates + evidence).
  package static func of<Store: Records, Files: Documents>(
    _ view: LedgerView<Store, Files>
  ) throws -> [Digest] {
    var names: Set<Digest> = []
    for adopted in try view.adoptedCharters() {
      names.insert(adopted.charter)
      if let witnesses = try view.documents.charter(adopted.charter)?.witnesses {
        names.insert(witnesses.policy)
      }
    }
    for (_, value) in try view.records.records(.electorate) {
      names.insert(try ElectorateRecord(bytes: value).file)
    }
    for (_, value) in try view.records.records(.electorateClaim) {
      names.insert(try ClaimRecord(bytes: value).claim.recipe)
    }
    for (_, value) in try view.records.records(.evidence) {
      names.insert(try EvidenceRecord(bytes: value).evidence)
    }
    for release in try view.releases() { names.formUnion(release.signed.map(\.message)) }
    for report in try view.reports() where report.facts != .zero { names.insert(report.facts) }
    // What the ledger words itself is no document.
    let worded = Set(try view.brakes().compactMap(\.proposal))
    for proposal in try view.proposals() where !worded.contains(proposal.number) {
      names.insert(proposal.contentHash)
      names.formUnion(try view.documents.content(proposal.contentHash)?.actions.flatMap(\.documents) ?? [])
    }
    return names.sorted()
  }
}

extension ProposalAction {
  /// The documents that admission looks at: what it puts in force, and what proves a link to a registry.
  fileprivate var documents: [Digest] {
    switch self {
    case .amendCharter(let hash, _): [hash]
    case .adoptProtocol(let adoption): [adoption.safety.hash]
    case .amendProtocol(let amendment): [amendment.safety.hash]
    case .deployModel(let deployment): deployment.proof
    case .deriveModel(let derivation): derivation.child.proof
    default: []
    }
  }
}

extension ModelDeployment {
  /// The registry's manifest and the list of the model's files, where both are named.
  fileprivate var proof: [Digest] { oci.map { [$0] + [documents["manifest"]].compactMap(\.self) } ?? [] }
}
