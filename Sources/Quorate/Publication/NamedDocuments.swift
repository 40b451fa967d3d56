package import CanonicalEncoding
internal import Governance
package import Ledger

/// Which documents an outsider needs to replay a log: those its entries name.
package enum NamedDocuments {
  /// The charters that were in force or were proposed, the contents of proposals, and the electorates; each once,
  /// in order.
  /// - Complexity: O(proposals + electorates).
  package static func of<Store: Records, Files: Documents>(
    _ view: LedgerView<Store, Files>
  ) throws -> [Digest] {
    var names: Set<Digest> = []
    for (_, value) in try view.records.records(.charter) {
      if let hash = Digest(value) { names.insert(hash) }
    }
    for (_, value) in try view.records.records(.electorate) {
      names.insert(try ElectorateRecord(bytes: value).file)
    }
    for proposal in try view.proposals() {
      names.insert(proposal.contentHash)
      for action in try view.documents.content(proposal.contentHash)?.actions ?? [] {
        if case .amendCharter(let hash) = action { names.insert(hash) }
      }
    }
    return names.sorted()
  }
}
