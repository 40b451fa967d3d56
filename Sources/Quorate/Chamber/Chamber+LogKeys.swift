package import CanonicalEncoding
internal import Governance
package import Ledger
internal import Signing
package import TransparencyLog

extension Chamber {
  /// Hands the log over to another pair of keys. Called again after a failure, it finds its entry.
  ///
  /// The new keys must be durable before this is called, and among the signers. In a rotation they are those that were
  /// committed to, and the keys before them sign too; in a recovery those that the recovery on record has named, whose
  /// delay must be over.
  ///
  /// - Parameters:
  ///   - after: The new pair.
  ///   - next: The commitment to the pair after that.
  ///   - right: By whose right the keys change.
  ///   - doubtedFrom: The entry from which on the keys in force are not to be believed, where they were stolen; in a
  ///     recovery that is for the recovery to say.
  ///   - curves: Checks the lines.
  /// - Returns: The receipt of the entry, under a checkpoint by the new keys.
  package func changeKeys(
    to after: LogKeyPair, committing next: Digest, by right: LogKeyChange.Right = .rotation,
    doubtedFrom: UInt64? = nil, curves: any NoteCurves
  ) throws -> Receipt {
    let dao = try dao()
    do {
      guard let chain = try read({ try $0.logKeys() }) else { throw LogKeyRefusal.fixed }
      if chain.latest.number > 0, chain.latest.pair == after {
        try signHead(origin: dao.origin)
        return try receipt(index: chain.latest.index, origin: dao.origin)
      }
      // The last word of the old keys, where they are not lost.
      if right == .rotation { try signHead(origin: dao.origin) }
      let now = try clock.now()
      return try record(dao, curves) { chain, index in
        let change = try Self.change(
          chain, at: index, by: right, to: after, committing: next,
          doubtedFrom: right == .recovery ? chain.pending?.doubtedFrom : doubtedFrom, received: now)
        return .change(try signed(change, since: chain.latest.index))
      }
    } catch let refusal as any CodedRefusal { throw try counted(refusal) }
  }

  // MARK: Recovery

  /// Puts a recovery on record that enough of those have signed who may: its delay begins.
  ///
  /// Called again it finds its entry, as long as that is pending or was carried out.
  /// - Returns: The index of its entry, and the receipt; `nil` where no key is here that could sign it. Whoever holds the
  ///   file then waits, and `changeKeys` signs for all of it.
  /// - Throws: `LogKeyRefusal.noRecovery` for one that was cancelled, or another came in its place.
  package func announce(
    _ recovery: LogRecoveryEntry, curves: any NoteCurves
  ) throws -> (index: UInt64, receipt: Receipt?) {
    let dao = try dao()
    do {
      if let index = try entry(of: recovery.id) {
        let chain = try read { try $0.logKeys() }
        let counts =
          chain?.pending?.index == index || chain?.periods.contains { $0.recoveredBy == index } == true
        guard counts else { throw LogKeyRefusal.noRecovery }
        return (index, try ifHeld { try receipt(index: index, origin: dao.origin) })
      }
      let (index, leaf) = try append(dao, curves) { _, _ in .recovery(recovery) }
      return (index, try ifHeld { try acknowledge(index: index, leaf: leaf, origin: dao.origin) })
    } catch let refusal as any CodedRefusal { throw try counted(refusal) }
  }

  /// A receipt; `nil` where only the keys are missing that would sign it.
  private func ifHeld(_ body: () throws -> Receipt) throws -> Receipt? {
    do { return try body() } catch LogKeyRefusal.notHeld { return nil } catch let error as StorageError {
      if error.code == "storage.noKey" { return nil }
      throw error
    }
  }

  /// Says with the keys in force that they are not lost, which ends the recovery on record.
  package func cancelRecovery(curves: any NoteCurves) throws -> Receipt {
    let dao = try dao()
    do {
      return try record(dao, curves) { chain, _ in
        guard let pending = chain.pending, let pair = chain.latest.pair else {
          throw LogKeyRefusal.noRecovery
        }
        let text = LogRecoveryCancellation.text(
          origin: chain.origin, number: chain.latest.number + 1, announced: pending.index, pair: pair)
        let lines = try held(chain.latest.keys, since: chain.latest.index)
        return .cancellation(try LogRecoveryCancellation(note: try SignedNote(signing: text, with: lines)))
      }
    } catch let refusal as any CodedRefusal { throw try counted(refusal) }
  }

  // MARK: Recording

  /// Appends an act about the keys, and acknowledges it.
  private func record(
    _ dao: DAORecord, _ curves: any NoteCurves,
    _ make: (_ chain: LogKeyChain, _ index: UInt64) throws -> LogKeyAct
  ) throws -> Receipt {
    let (index, leaf) = try append(dao, curves, make)
    return try acknowledge(index: index, leaf: leaf, origin: dao.origin)
  }

  private func append(
    _ dao: DAORecord, _ curves: any NoteCurves,
    _ make: (_ chain: LogKeyChain, _ index: UInt64) throws -> LogKeyAct
  ) throws -> (index: UInt64, leaf: [UInt8]) {
    let verifier = EntryVerifier(
      dao: dao.id, verifier: verifier, checkpoints: CheckpointVerifier(curves: curves) { _ in nil })
    return try store.transact { transaction in
      let view = LedgerView(records: transaction, documents: documents)
      guard let chain = try view.logKeys() else { throw LogKeyRefusal.fixed }
      let index = transaction.head?.size ?? 0
      let act = try make(chain, index)
      let received = try instant(in: transaction)
      let leaf = LogEntry.bytes(act, received: received)
      try append(try verifier.verify(act, received: received), leaf: leaf, id: act.id, in: transaction)
      return (index, leaf)
    }
  }

  /// Counts a refusal at intake, unless the store is what failed.
  private func counted(_ refusal: any CodedRefusal) throws -> any CodedRefusal {
    if !(refusal is StorageError) { try store.countRefusals([refusal.code], at: try clock.now()) }
    return refusal
  }

  /// A change that follows. Refused before anything is signed: what was signed for nothing could be used against the log.
  private static func change(
    _ chain: LogKeyChain, at index: UInt64, by right: LogKeyChange.Right, to after: LogKeyPair,
    committing next: Digest, doubtedFrom: UInt64?, received: Timepoint
  ) throws -> LogKeyChange {
    guard let before = chain.latest.pair else { throw LogKeyRefusal.fixed }
    let change = LogKeyChange(
      origin: chain.origin, number: chain.latest.number + 1, index: index, right: right, before: before,
      after: after, next: next, doubtedFrom: doubtedFrom)
    var tried = chain
    try tried.append(change, at: index, received: received)
    return change
  }

  private func signed(_ change: LogKeyChange, since index: UInt64) throws -> LogKeyEntry {
    try LogKeyEntry(
      note: try SignedNote(signing: change.text, with: try held(try change.signers, since: index)))
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
