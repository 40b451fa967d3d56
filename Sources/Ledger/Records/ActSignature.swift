package import CanonicalEncoding
package import Governance
package import Signing

/// That an account has signed an act on a proposal, and how that stood then.
///
/// A guardian's rule counts what was signed in a phase that it names, so that the phase is kept with the signature: who
/// signs again in another phase signs under another rule.
package struct ActSignature: Hashable, Sendable {
  package let deed: Act.Deed
  package let actor: AccountKey
  /// The phase the proposal was in, for acts of guardians.
  package let phase: ProposalPhase?
  /// The stage it was in, by its track.
  package let track: String
  /// The entry.
  package let index: UInt64
  /// When, by the proposal's clock.
  package let at: Timepoint
  /// Keccak-256 of the reason; zero without one.
  package let reasonHash: Digest

  /// Whether a guardian's rule counts it.
  package func counts(for guardian: Guard) -> Bool {
    guardian.rule.deed == deed && (phase.map { guardian.isOpen(in: $0, stage: track) } ?? false)
  }

  func change(on proposal: Digest) -> Change {
    var value: [UInt8] = []
    value.append(bigEndian: index)
    value.append(bigEndian: at.milliseconds)
    reasonHash.append(to: &value)
    let words = [deed.rawValue, phase?.rawValue ?? "", track].map { Array($0.utf8) + [0x00] }
    return Change(
      RecordKey(.act, ByteString(proposal.bytes), ByteString(words.flatMap(\.self) + actor.record.bytes)),
      value)
  }
}

extension ActSignature {
  /// Reads a row of the record.
  fileprivate init?(_ row: ByteString, _ value: [UInt8]) {
    let parts = row.bytes.split(separator: 0x00, maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let words = parts.prefix(3).map { String(decoding: $0, as: UTF8.self) }
    guard let deed = Act.Deed(rawValue: words[0]),
      let actor = AccountKey(record: ByteString(Array(parts[3]))),
      let index = value.bigEndian(UInt64.self, at: 0), let at = value.bigEndian(UInt64.self, at: 8),
      let reason = Digest(value.suffix(32))
    else { return nil }
    self.init(
      deed: deed, actor: actor, phase: ProposalPhase(rawValue: words[1]), track: words[2], index: index,
      at: Timepoint(milliseconds: at), reasonHash: reason)
  }
}

extension LedgerView {
  /// The signatures of an act on a proposal.
  package func signatures(of deed: Act.Deed, on proposal: Digest) throws -> [ActSignature] {
    try acts(on: proposal).filter { $0.deed == deed }
  }

  /// What has been signed about a proposal besides ballots and deposits, in the order of the log; of acts that one account
  /// signed again in the same phase, the last.
  package func acts(on proposal: Digest) throws -> [ActSignature] {
    try records.rows(.act, ByteString(proposal.bytes)).map { row in
      guard let signature = ActSignature(row.row, row.value) else { throw RecordFault.unreadable(.act) }
      return signature
    }.sorted { $0.index < $1.index }
  }

  /// Those that a guardian's rule counts, each member once.
  package func signatures(under guardian: Guard, on proposal: Digest) throws -> [ActSignature] {
    var members: Set<AccountKey> = []
    return try signatures(of: guardian.rule.deed, on: proposal).filter {
      $0.counts(for: guardian) && guardian.rule.role.members.contains($0.actor)
        && members.insert($0.actor).inserted
    }
  }
}
