package import CanonicalEncoding
package import Governance
package import Signing
package import TransparencyLog

/// Entry 0 of a log and every change of its keys since: all it takes to know which key is good for which size.
///
/// Nobody has to be believed for it. The name of a log holds the hash of its genesis, and every change is signed by the
/// keys that the one before it has left. What it cannot show is that there is no later change.
package struct LogKeyHistory: Sendable {
  /// Entry 0.
  package let genesis: [UInt8]
  /// The entries that changed the keys, in order, each behind the recovery by whose right it did.
  package let changes: [[UInt8]]

  package init(genesis: [UInt8], changes: [[UInt8]]) {
    self.genesis = genesis
    self.changes = changes
  }

  private static let format = "quorate.log-keys/1"
  /// An entry, and as many changes as anybody will see.
  package static let sizeLimit = 4 << 20

  /// The canonical JSON.
  package var bytes: [UInt8] {
    JSONValue.members([
      "changes": Self.json(changes), "format": .string(Self.format),
      "genesis": .string(Base64.encode(genesis)),
    ]).canonicalBytes
  }

  /// Reads the canonical JSON; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws(JSONRefusal) {
    var fields = try JSONFields(
      try JSONParser.parse(bytes, form: .canonical, limit: Self.sizeLimit), of: "a history of a log's keys")
    changes = try Self.changes(in: &fields)
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    guard let genesis = Base64.decode(try fields.string("genesis")) else {
      throw fields.unexpected("genesis", "base64 text")
    }
    self.genesis = genesis
    try fields.finish()
  }

  /// Whether another history is this one, or was it before the last changes.
  package func contains(_ earlier: LogKeyHistory) -> Bool {
    earlier.genesis == genesis && changes.starts(with: earlier.changes)
  }

  /// A list of entries as evidence holds it.
  package static func json(_ changes: [[UInt8]]) -> JSONValue {
    .array(changes.map { .string(Base64.encode($0)) })
  }

  /// The list of entries in the member `changes`.
  package static func changes(in fields: inout JSONFields) throws(JSONRefusal) -> [[UInt8]] {
    var changes: [[UInt8]] = []
    for text in try fields.strings("changes") {
      guard let entry = Base64.decode(text) else {
        throw fields.unexpected("changes", "a list of base64 texts")
      }
      changes.append(entry)
    }
    return changes
  }

  /// Verifies everything, and returns what it comes to.
  /// - Throws: `EntryRefusal`, `LogKeyRefusal`.
  package func verified(
    with verifier: some SignatureVerifier, curves: any NoteCurves
  ) throws -> (genesis: Genesis, chain: LogKeyChain) {
    let founding = try UnverifiedEntry(parsing: genesis)
    guard case .genesis(let genesis) = founding.content else { throw LogKeyRefusal.malformed }
    _ = try EntryVerifier(dao: genesis.daoID, verifier: verifier).verify(founding)
    if let plan = genesis.keyPlan, !plan.isSound { throw LogKeyRefusal.plan }
    var chain = try LogKeyChain(genesis)
    for entry in changes {
      let read = try UnverifiedEntry(parsing: entry)
      guard case .logKeys(let act) = read.content else { throw LogKeyRefusal.malformed }
      try act.requireSignatures(with: verifier, curves: curves)
      try chain.append(act, at: try Self.index(of: act), received: read.received)
    }
    return (genesis, chain)
  }

  /// Where an act stands, as far as it says so itself: a recovery does not, and the change behind it does.
  private static func index(of act: LogKeyAct) throws(LogKeyRefusal) -> UInt64 {
    switch act {
    case .change(let entry): return entry.change.index
    case .recovery: return .max
    case .cancellation: throw .malformed
    }
  }
}
