package import CanonicalEncoding
internal import Governance
internal import Ledger
package import Signing
package import TransparencyLog

/// Proof, complete in itself, that one state of a log is the beginning of another.
///
/// Whoever has a checkpoint from then and one from now keeps with it that nothing in front was changed, without any entry.
package struct ConsistencyEvidence: Sendable {
  package let pair: CheckpointPair

  private static let format = "quorate.consistency/1"

  package init(_ pair: CheckpointPair) { self.pair = pair }

  /// The canonical JSON.
  package var bytes: [UInt8] {
    JSONValue.object(JSONObject(pair.members + [.init(key: "format", value: .string(Self.format))]))
      .canonicalBytes
  }

  /// Reads the canonical JSON.
  /// - Throws: `JSONRefusal` or `NoteRefusal`; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws {
    var fields = try JSONFields(
      try JSONParser.parse(bytes, form: .canonical, limit: CheckpointPair.sizeLimit),
      of: "a proof of consistency")
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    pair = try CheckpointPair(reading: &fields)
    try fields.finish()
  }

  /// What the proof shows, once it was verified.
  package struct Proven: Hashable, Sendable {
    package let dao: Digest
    package let smaller: Checkpoint
    package let larger: Checkpoint
  }

  /// Verifies that the smaller tree is the beginning of the larger, and that the log's keys signed both.
  ///
  /// - Throws: `ForkRefusal.inconsistent` where the path does not lead from one to the other; what
  ///   `CheckpointPair.signed` throws.
  package func verify(with verifier: some SignatureVerifier, curves: any NoteCurves) throws -> Proven {
    let signed = try pair.signed(evenDoubted: false, with: verifier, curves: curves)
    guard signed.smaller.size <= signed.larger.size, signed.leads(from: signed.smaller.root, along: pair.path)
    else { throw ForkRefusal.inconsistent }
    return Proven(dao: signed.founding.daoID, smaller: signed.smaller, larger: signed.larger)
  }
}
