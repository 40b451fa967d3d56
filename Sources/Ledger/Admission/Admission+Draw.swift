package import CanonicalEncoding
internal import Governance
package import Signing

extension LedgerView {
  /// Draws on a grant, never beyond what was granted.
  func admit(_ draw: ResourceDraw, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(draw)
    guard draw.amount > 0 else { throw DrawRefusal.form(field: "amount") }
    guard DisplayText.fault(of: draw.purpose, limit: 300) == nil else {
      throw DrawRefusal.form(field: "purpose")
    }
    guard let grant = try grant(draw.grant), let terms = grant.terms else { throw DrawRefusal.unknown }
    guard terms.holder == draw.header.signer else { throw DrawRefusal.notHolder }
    guard grant.counts(at: position.received) else {
      throw DrawRefusal.over(at: min(grant.ends, grant.endedBy?.at ?? .latest))
    }
    // The drawn amount never exceeds the granted one, so this cannot be negative.
    let left = terms.amount - min(grant.drawn, terms.amount)
    guard draw.amount <= left else { throw DrawRefusal.exceeded(left: left) }
    return [sequence, grant.drawing(grant.drawn + draw.amount).change([])]
  }

  /// The grant of an amount by a proposal, or `nil`.
  package func grant(_ proposal: Digest) throws -> DecidedRecord? {
    guard let proposal = try self.proposal(proposal) else { return nil }
    let key = RecordKey(
      .decided, DecidedRecord.partition(proposal.kind), ByteString(number: proposal.number))
    return try records.value(key).map { try DecidedRecord(bytes: $0) }
  }
}

extension DecidedRecord {
  /// Who may draw how much, where an amount was granted.
  package var terms: (holder: AccountKey, amount: UInt128)? {
    switch action {
    case .allocateResource(let allocation): (allocation.holder, allocation.amount)
    case .runCompute(let run): (run.holder, run.budget)
    default: nil
    }
  }
}
