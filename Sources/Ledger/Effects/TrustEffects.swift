package import CanonicalEncoding
package import Governance

extension LedgerView {
  /// A list takes the place of the one that stands, which it must know, and does what it says it does.
  func trusting(_ trust: DatasetTrust, _ action: ProposalAction, on occasion: Occasion) throws -> [Change] {
    let standing = try self.trust(on: trust.dataset, at: occasion.now)
    guard standing?.trust.trust.hash == trust.replaces else {
      throw EffectRefusal.trustStale(inForce: standing?.trust.trust.hash)
    }
    let change = AlgorithmTrust.change(from: standing?.trust.trust ?? .nothing, to: trust.trust)
    guard change == trust.change else { throw EffectRefusal.trustChange(computed: change.rawValue) }
    let subject = trust.dataset.bytes
    return (standing.map { [$0.record.ended(by: occasion.origin).change(subject)] } ?? [])
      + [decided(action, on: occasion).change(subject)]
  }

  /// Which algorithms may be run on some data, by the vote that was carried out last; `nil` where none was.
  package func trust(
    on dataset: Digest, at now: Timepoint
  ) throws -> (record: DecidedRecord, trust: DatasetTrust)? {
    for record in try decided(DatasetTrust.kind, dataset.bytes) where record.counts(at: now) {
      if case .trustAlgorithms(let trust) = record.action { return (record, trust) }
    }
    return nil
  }

  /// Every list that was voted on, by the data and the number of the proposal.
  package func trusts() throws -> [(record: DecidedRecord, trust: DatasetTrust)] {
    try records.records(.decided).compactMap { _, value in
      let record = try DecidedRecord(bytes: value)
      guard case .trustAlgorithms(let trust) = record.action else { return nil }
      return (record, trust)
    }
  }
}
