package import CanonicalEncoding
internal import Governance
package import Ledger
package import Signing
package import TransparencyLog

/// Proof, complete in itself, that a log's retired keys were used: a change of keys that they have signed, and a checkpoint
/// they have signed of more entries than that change left them.
///
/// Whoever holds those keys, thief or operator, has contradicted himself: nothing they sign is to be relied on.
package struct RetiredKeyEvidence: Sendable {
  /// Entry 0 and the changes.
  package let history: LogKeyHistory
  /// What the retired keys have signed.
  package let checkpoint: SignedNote

  private static let format = "quorate.retired-keys/1"
  /// A note, an entry, and as many changes as anybody will see.
  package static let sizeLimit = 6 << 20

  package init(history: LogKeyHistory, checkpoint: SignedNote) {
    self.history = history
    self.checkpoint = checkpoint
  }

  /// The canonical JSON.
  package var bytes: [UInt8] {
    JSONValue.members([
      "changes": LogKeyHistory.json(history.changes),
      "checkpoint": .string(String(decoding: checkpoint.bytes, as: UTF8.self)),
      "format": .string(Self.format), "genesis": .string(Base64.encode(history.genesis)),
    ]).canonicalBytes
  }

  /// Reads the canonical JSON.
  /// - Throws: `JSONRefusal` or `NoteRefusal`; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws {
    var fields = try JSONFields(
      try JSONParser.parse(bytes, form: .canonical, limit: Self.sizeLimit), of: "evidence of retired keys")
    let changes = try LogKeyHistory.changes(in: &fields)
    checkpoint = try SignedNote(parsing: Array(try fields.string("checkpoint").utf8))
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    guard let genesis = Base64.decode(try fields.string("genesis")) else {
      throw fields.unexpected("genesis", "base64 text")
    }
    history = LogKeyHistory(genesis: genesis, changes: changes)
    try fields.finish()
  }

  /// What the evidence proves, once it was verified.
  package struct Proven: Hashable, Sendable {
    /// The DAO whose log it is.
    package let dao: Digest
    package let checkpoint: Checkpoint
    /// The entry that had retired the keys.
    package let retiredBy: UInt64
  }

  /// Verifies that keys of this log have signed what they had given up.
  ///
  /// - Throws: `ForkRefusal.noContradiction` where it proves nothing; `NoteRefusal`, `EntryRefusal` where a signature does
  ///   not hold.
  package func verify(with verifier: some SignatureVerifier, curves: any NoteCurves) throws -> Proven {
    let (genesis, chain) = try history.verified(with: verifier, curves: curves)
    let read = try Checkpoint(parsing: checkpoint.text)
    guard read.isOf(origin: genesis.origin) else { throw ForkRefusal.otherLog }
    do {
      _ = try chain.haveSigned(checkpoint, size: read.size, evenDoubted: true, with: curves)
    } catch LogKeyRefusal.retired(_, let since) where chain.wereHandedOver(by: since) {
      return Proven(dao: genesis.daoID, checkpoint: read, retiredBy: since)
    } catch LogKeyRefusal.retired {
      // Recoverers took the keys away, who had signed nothing themselves.
    }
    throw ForkRefusal.noContradiction
  }
}
