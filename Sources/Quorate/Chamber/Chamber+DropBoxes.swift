internal import CanonicalEncoding
package import Ledger
internal import Signing
package import TransparencyLog

extension Chamber {
  /// Takes in a ballot that a drop-box held in time, whoever hands it in.
  ///
  /// - Parameter curves: Checks the lines of the box and its witnesses.
  /// - Returns: The receipt of the entry; of the one that is there already where there is.
  /// - Throws: `EntryRefusal` or `AdmissionRefusal` for a no, after counting it.
  package func take(_ boxed: BoxedBallot, curves: any NoteCurves) throws -> Receipt {
    let dao = try dao()
    do {
      let verifier = EntryVerifier(
        dao: dao.id, verifier: verifier,
        checkpoints: CheckpointVerifier(curves: curves) { [documents] in try documents.policy($0) })
      // Proofs are checked before anything is held up by it.
      _ = try verifier.verify(boxed, received: try clock.now())
      if let index = try store.index(of: boxed.id) { return try receipt(index: index, origin: dao.origin) }
      let (index, leaf) = try store.transact { transaction in
        let received = try instant(in: transaction)
        let leaf = LogEntry.bytes(boxed, received: received)
        guard leaf.count <= LogEntry.sizeLimit else {
          throw EntryRefusal.form(.tooLarge(bytes: leaf.count, limit: LogEntry.sizeLimit))
        }
        let index = transaction.head?.size ?? 0
        try append(
          try verifier.verify(boxed, received: received), leaf: leaf, id: boxed.id, in: transaction)
        return (index, leaf)
      }
      return try acknowledge(index: index, leaf: leaf, origin: dao.origin)
    } catch let refusal as any CodedRefusal {
      if !(refusal is StorageError) { try store.countRefusals([refusal.code], at: try clock.now()) }
      throw refusal
    }
  }
}
