internal import CanonicalEncoding
package import Ledger
package import TransparencyLog

/// Receipts that an auditor brings, held against the log that is audited.
///
/// A receipt accuses a log of what it lacks only where the log's keys have signed it: anybody can write one that they have
/// not.
struct BroughtReceipts<Log: LogReading> {
  let log: Log
  let checkpoint: Checkpoint
  /// The keys as the entries of the log have changed them.
  let keys: LogKeyChain
  let curves: any NoteCurves

  /// What is to be said of one.
  func finding(on bytes: [UInt8], named name: String) -> (verdict: AuditReport.Verdict, words: String) {
    do {
      let receipt = try Receipt(parsing: bytes)
      if let none = try unsigned(receipt, name) { return none }
      try receipt.proof.verify(leafHash: TreeHash.leaf(receipt.leaf))
      return try held(receipt, name)
    } catch {
      return (.fails, "\(name): \((error as? any CodedRefusal)?.message ?? "\(error)")")
    }
  }

  /// That it is none of this log's receipts; `nil` where it is one.
  private func unsigned(
    _ receipt: Receipt, _ name: String
  ) throws -> (verdict: AuditReport.Verdict, words: String)? {
    let signed = receipt.proof.checkpoint
    guard signed.isOf(origin: checkpoint.origin) else {
      return (.incomplete, "\(name) is of another log: \(DisplayText.escaped(signed.origin, limit: 120))")
    }
    do {
      let isSigned = try keys.haveSigned(
        receipt.proof.note, size: signed.size, evenDoubted: true, with: curves)
      if isSigned { return nil }
    } catch NoteRefusal.unsigned where !keys.isFixed && signed.size > checkpoint.size {
      return (
        .incomplete,
        "\(name): the log ends here at size \(checkpoint.size), and who signed for size \(signed.size) is not known here"
      )
    } catch let refusal as any CodedRefusal where refusal is NoteRefusal || refusal is LogKeyRefusal {
      return (.incomplete, Self.words(name, refusal.message, refusal.code))
    }
    return (.incomplete, Self.words(name, NoteRefusal.unsigned.message, NoteRefusal.unsigned.code))
  }

  private static func words(_ name: String, _ fault: String, _ code: String) -> String {
    "\(name) is no receipt of this log, and says nothing about it: \(fault) (\(code))"
  }

  /// What the log has in the place of what its keys have signed.
  private func held(
    _ receipt: Receipt, _ name: String
  ) throws -> (verdict: AuditReport.Verdict, words: String) {
    let signed = receipt.proof.checkpoint
    if receipt.index < checkpoint.size,
      try log.entries(from: receipt.index, limit: 1).first?.bytes != receipt.leaf
    {
      return (.fails, "\(name): entry \(receipt.index) is not the one it was given for")
    }
    guard signed.size <= checkpoint.size else {
      return (
        .incomplete,
        "\(name): the log ends here at size \(checkpoint.size), and it was given under size \(signed.size)"
      )
    }
    guard try MerkleRoot.of(size: signed.size, node: { try log.node($0) }) == signed.root else {
      return (
        .fails, "\(name) was given under size \(signed.size), root \(signed.root), which is not this log's"
      )
    }
    return (.holds, "\(name): entry \(receipt.index) is here")
  }
}

extension AuditReport {
  /// Adds what the receipts are worth that the auditor brought.
  ///
  /// - Parameter receipts: By the names of their files.
  package mutating func add<Files: LogFiles>(
    _ receipts: [(name: String, bytes: [UInt8])], in log: ArchivedLog<Files>, keys: LogKeyChain?,
    curves: any NoteCurves
  ) {
    guard let keys else { return }
    let brought = BroughtReceipts(log: log, checkpoint: log.checkpoint, keys: keys, curves: curves)
    for (name, bytes) in receipts {
      let (verdict, words) = brought.finding(on: bytes, named: name)
      add(.receipts, verdict, words)
    }
  }
}
