package import CanonicalEncoding
internal import Governance
internal import Ledger
package import Signing
package import TransparencyLog

/// Proof, complete in itself, that whoever holds a log's keys has shown two histories.
///
/// Two checkpoints, signed by the same keys, of which one cannot be an earlier state of the other. The genesis is in
/// it, and every change of the keys since, so that they follow from the DAO's identity and nobody else's word is needed.
package struct ForkEvidence: Sendable {
  package let pair: CheckpointPair
  /// The root the larger log has at the smaller size, from which the path leads.
  package let root: Digest

  private static let format = "quorate.fork/1"
  /// The form of evidence with changes of keys.
  private static let formatWithChanges = "quorate.fork/2"

  package init(_ pair: CheckpointPair, root: Digest) {
    self.pair = pair
    self.root = root
  }

  private static func format(of pair: CheckpointPair) -> String {
    pair.history.changes.isEmpty ? format : formatWithChanges
  }

  /// The canonical JSON.
  package var bytes: [UInt8] {
    let members: [JSONObject.Member] = [
      .init(key: "format", value: .string(Self.format(of: pair))),
      .init(key: "root", value: .string(root.description)),
    ]
    return JSONValue.object(JSONObject(pair.members + members)).canonicalBytes
  }

  /// Reads the canonical JSON.
  /// - Throws: `JSONRefusal` or `NoteRefusal`; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws {
    var fields = try JSONFields(
      try JSONParser.parse(bytes, form: .canonical, limit: CheckpointPair.sizeLimit), of: "evidence of a fork"
    )
    pair = try CheckpointPair(reading: &fields)
    let format = Self.format(of: pair)
    guard try fields.string("format") == format else { throw fields.unexpected("format", format) }
    root = try fields.digest("root")
    try fields.finish()
  }

  /// What the evidence proves, once it was verified.
  package struct Proven: Hashable, Sendable {
    /// The DAO whose log was forked.
    package let dao: Digest
    package let smaller: Checkpoint
    package let larger: Checkpoint
    /// The entry that carried out the recovery by which the keys of the larger one came, where those of the smaller did not come by it: then nobody has
    /// signed both, and it may be those who can recover who have shown another history.
    package let recoveredBy: UInt64?
  }

  /// Verifies that this is a contradiction by one log's keys.
  ///
  /// - Throws: `ForkRefusal` where it proves nothing; `NoteRefusal`, `EntryRefusal` where a signature does not hold.
  package func verify(with verifier: some SignatureVerifier, curves: any NoteCurves) throws -> Proven {
    let signed = try pair.signed(evenDoubted: true, with: verifier, curves: curves)
    let (small, large) = (signed.smaller, signed.larger)
    guard small.size <= large.size, root != small.root, signed.leads(from: root, along: pair.path) else {
      throw ForkRefusal.noContradiction
    }
    let between = signed.keys.periods.filter { small.size <= $0.index && $0.index < large.size }
    return Proven(
      dao: signed.founding.daoID, smaller: small, larger: large,
      recoveredBy: between.last { $0.recoveredBy != nil }?.index)
  }
}

/// Why evidence proves nothing.
package enum ForkRefusal: CodedRefusal, Hashable {
  /// Its first entry is no genesis.
  case noGenesis
  /// A checkpoint is not of the log of the genesis, or one of its keys did not sign.
  case otherLog
  /// The checkpoints do not contradict each other, or the path does not show it.
  case noContradiction
  /// The path does not lead from one checkpoint to the other.
  case inconsistent

  /// The stable name.
  package var code: String {
    switch self {
    case .noGenesis: "fork.noGenesis"
    case .otherLog: "fork.otherLog"
    case .noContradiction: "fork.noContradiction"
    case .inconsistent: "consistency.unproven"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .noGenesis: "the evidence does not begin with a genesis"
    case .otherLog: "a checkpoint in it is not signed by both keys of the log of that genesis"
    case .noContradiction: "its checkpoints do not contradict each other, so it proves nothing"
    case .inconsistent: "its path does not lead from one checkpoint to the other, so it proves nothing"
    }
  }
}
