package import CanonicalEncoding
internal import Governance
package import Ledger
internal import Signing
package import TransparencyLog

extension Chamber {
  /// Hands the log over to the pair of keys that was committed to: both pairs must be among the signers.
  ///
  /// The new keys must be durable before this is called. Called again after a failure, it finds its entry.
  ///
  /// - Parameters:
  ///   - after: The new pair.
  ///   - next: The commitment to the pair after that.
  ///   - doubtedFrom: The entry from which on the keys in force are not to be believed, where they were stolen.
  ///   - curves: Checks the lines.
  /// - Returns: The receipt of the entry, under a checkpoint by the new keys.
  package func changeKeys(
    to after: LogKeyPair, committing next: Digest, doubtedFrom: UInt64? = nil, curves: any NoteCurves
  ) throws -> Receipt {
    let dao = try dao()
    do {
      guard let chain = try read({ try $0.logKeys() }) else { throw LogKeyRefusal.fixed }
      if chain.latest.number > 0, chain.latest.pair == after {
        try signHead(origin: dao.origin)
        return try receipt(index: chain.latest.index, origin: dao.origin)
      }
      // The last word of the old keys.
      try signHead(origin: dao.origin)
      let verifier = EntryVerifier(
        dao: dao.id, verifier: verifier, checkpoints: CheckpointVerifier(curves: curves) { _ in nil })
      let (index, leaf) = try store.transact { transaction in
        let entry = try entry(to: after, committing: next, doubtedFrom: doubtedFrom, in: transaction)
        let received = try instant(in: transaction)
        let leaf = LogEntry.bytes(entry, received: received)
        try append(
          try verifier.verify(entry, received: received), leaf: leaf, id: entry.id, in: transaction)
        return (entry.change.index, leaf)
      }
      return try acknowledge(index: index, leaf: leaf, origin: dao.origin)
    } catch let refusal as any CodedRefusal {
      if !(refusal is StorageError) { try store.countRefusal(refusal.code, at: try clock.now()) }
      throw refusal
    }
  }

  private func entry(
    to after: LogKeyPair, committing next: Digest, doubtedFrom: UInt64?, in transaction: Store.Transaction
  ) throws -> LogKeyEntry {
    let view = LedgerView(records: transaction, documents: documents)
    guard let chain = try view.logKeys(), let before = chain.latest.pair else { throw LogKeyRefusal.fixed }
    let change = LogKeyChange(
      origin: chain.origin, number: chain.latest.number + 1, index: transaction.head?.size ?? 0,
      right: .rotation, before: before, after: after, next: next, doubtedFrom: doubtedFrom)
    // Refused before anything is signed: a note that was signed for nothing could be used against the log.
    var tried = chain
    try tried.append(change, at: change.index, received: .latest)
    return try LogKeyEntry(
      note: try SignedNote(
        signing: change.text, with: try held(try change.signers, since: chain.latest.index)))
  }

  /// The signers of what has a size: of all that are held, those whose keys are in force then.
  ///
  /// What a retired key signs would be evidence against the log.
  /// - Throws: `StorageError` without any key; `LogKeyRefusal.notHeld` where others are in force.
  func signers(ofSize size: UInt64) throws -> [any NoteSigner] {
    guard !signers.isEmpty else { throw StorageError("noKey", "this workspace does not hold the log's keys") }
    guard let chain = try read({ try $0.logKeys() }) else { return signers }
    let period = chain.period(ofSize: size)
    return try held(period.keys, since: period.index)
  }

  private func held(_ keys: [VerifierKey], since index: UInt64) throws -> [any NoteSigner] {
    try keys.map { key in
      guard let signer = signers.first(where: { $0.key == key }) else {
        throw LogKeyRefusal.notHeld(since: index)
      }
      return signer
    }
  }
}
