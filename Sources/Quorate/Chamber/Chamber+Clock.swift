internal import CanonicalEncoding
internal import Governance
package import Ledger
internal import Signing
package import TransparencyLog

extension Chamber {
  /// Sets the log's clock back to the clock of this machine, where no witnesses keep its time.
  ///
  /// - Parameter curves: Checks the lines.
  /// - Returns: The receipt of the entry.
  /// - Throws: `WitnessingRefusal.clockRight` where the log's clock is not ahead, `witnessesCorrect` where the charter
  ///   names witnesses.
  package func correctClock(curves: any NoteCurves) throws -> Receipt {
    let dao = try dao()
    do {
      let (index, leaf) = try appendCorrection(dao, curves)
      return try acknowledge(index: index, leaf: leaf, origin: dao.origin)
    } catch let refusal as any CodedRefusal {
      if !(refusal is StorageError) { try store.countRefusals([refusal.code], at: try clock.now()) }
      throw refusal
    }
  }

  private func appendCorrection(
    _ dao: DAORecord, _ curves: any NoteCurves
  ) throws -> (index: UInt64, leaf: [UInt8]) {
    guard let first = try store.entries(from: 0, limit: 1).first,
      case .genesis(let genesis) = try UnverifiedEntry(parsing: first.bytes).content
    else { throw AdmissionRefusal.notFounded }
    let verifier = EntryVerifier(
      dao: dao.id, verifier: verifier, checkpoints: CheckpointVerifier(curves: curves) { _ in nil })
    return try store.transact { transaction in
      guard let head = transaction.head else { throw AdmissionRefusal.notFounded }
      let now = try clock.now()
      // Asked before anything is signed: what was signed for nothing could be used against the log.
      guard head.received > now + StatementHeader.clockSkew else {
        throw AdmissionRefusal.witnessing(.clockRight(log: head.received, witnesses: now))
      }
      let view = LedgerView(records: transaction, documents: documents)
      guard try view.writtenCharter(at: now)?.witnesses == nil else {
        throw AdmissionRefusal.witnessing(.witnessesCorrect)
      }
      guard let pair = try view.logKeys()?.latest.pair ?? LogKeyPair(of: genesis) else {
        throw AdmissionRefusal.notFounded
      }
      let text = ClockCorrection.text(
        of: head.range, origin: dao.origin, from: head.received, to: now, by: pair)
      let correction = try ClockCorrection(
        note: try SignedNote(signing: text, with: try signers(ofSize: head.size)), genesis: genesis)
      let leaf = LogEntry.bytes(correction, received: now)
      try append(
        try verifier.verify(correction, received: now), leaf: leaf, id: correction.id, in: transaction)
      return (head.size, leaf)
    }
  }
}
