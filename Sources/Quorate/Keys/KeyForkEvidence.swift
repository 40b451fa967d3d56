package import CanonicalEncoding
internal import Governance
package import Ledger
package import Signing
package import TransparencyLog

/// Proof, complete in itself, that a log's keys have handed the log over twice: two different changes of one number, both
/// signed by the pair that both take the place of.
///
/// Whoever holds that pair has contradicted himself: from there on there are two logs, each with keys of its own.
package struct KeyForkEvidence: Sendable {
  /// Entry 0, and the changes that both logs have.
  package let history: LogKeyHistory
  /// The next change as one log has it: an entry.
  package let first: [UInt8]
  /// As the other has it.
  package let second: [UInt8]

  private static let format = "quorate.key-fork/1"

  package init(history: LogKeyHistory, first: [UInt8], second: [UInt8]) {
    self.history = history
    self.first = first
    self.second = second
  }

  /// What two verified histories of one log contradict each other in.
  ///
  /// `nil` where one begins with the other, and where a recovery is the first difference: its new pair signs it alone, so
  /// that no pair has signed both.
  /// - Complexity: O(changes).
  package init?(_ one: LogKeyHistory, _ other: LogKeyHistory) {
    let (ours, theirs) = (Self.changes(of: one), Self.changes(of: other))
    guard let (here, there) = zip(ours, theirs).first(where: { $0.change.text != $1.change.text }),
      here.change.right == .rotation, there.change.right == .rotation
    else { return nil }
    self.init(
      history: LogKeyHistory(genesis: one.genesis, changes: Array(one.changes.prefix(here.position))),
      first: one.changes[here.position], second: other.changes[there.position])
  }

  /// The changes of a history, each with its place in it; what stands between them are recoveries.
  private static func changes(of history: LogKeyHistory) -> [(position: Int, change: LogKeyChange)] {
    history.changes.enumerated().compactMap { position, entry in
      change(in: entry).map { (position, $0.change) }
    }
  }

  private static func change(in entry: [UInt8]) -> LogKeyEntry? {
    guard case .logKeys(.change(let change))? = try? UnverifiedEntry(parsing: entry).content else {
      return nil
    }
    return change
  }

  /// The canonical JSON.
  package var bytes: [UInt8] {
    JSONValue.members([
      "changes": LogKeyHistory.json(history.changes), "first": .string(Base64.encode(first)),
      "format": .string(Self.format), "genesis": .string(Base64.encode(history.genesis)),
      "second": .string(Base64.encode(second)),
    ]).canonicalBytes
  }

  /// Reads the canonical JSON; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws(JSONRefusal) {
    var fields = try JSONFields(
      try JSONParser.parse(bytes, form: .canonical, limit: RetiredKeyEvidence.sizeLimit),
      of: "evidence of two successors")
    let changes = try LogKeyHistory.changes(in: &fields)
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    func entry(_ key: String) throws(JSONRefusal) -> [UInt8] {
      guard let entry = Base64.decode(try fields.string(key)) else {
        throw fields.unexpected(key, "base64 text")
      }
      return entry
    }
    first = try entry("first")
    history = LogKeyHistory(genesis: try entry("genesis"), changes: changes)
    second = try entry("second")
    try fields.finish()
  }

  /// What the evidence proves, once it was verified.
  package struct Proven: Hashable, Sendable {
    /// The DAO whose log it is.
    package let dao: Digest
    package let origin: String
    /// The number of the change that was signed twice.
    package let number: UInt64
    /// The entries that it was to be: the same one, or two.
    package let indices: [UInt64]
  }

  /// Verifies that the pair in force behind the history has signed two changes that take its place.
  ///
  /// - Throws: `ForkRefusal.noContradiction` where it proves nothing; `LogKeyRefusal`, `EntryRefusal` where a signature does
  ///   not hold.
  package func verify(with verifier: some SignatureVerifier, curves: any NoteCurves) throws -> Proven {
    let (genesis, chain) = try history.verified(with: verifier, curves: curves)
    let changes = try [first, second].map { entry in
      guard let read = Self.change(in: entry), read.change.right == .rotation,
        read.change.origin.utf8.elementsEqual(genesis.origin.utf8),
        read.change.number == chain.latest.number + 1, read.change.before == chain.latest.pair
      else { throw ForkRefusal.noContradiction }
      try read.requireSignatures(with: curves)
      return read.change
    }
    guard !changes[0].text.utf8.elementsEqual(changes[1].text.utf8) else {
      throw ForkRefusal.noContradiction
    }
    return Proven(
      dao: genesis.daoID, origin: genesis.origin, number: changes[0].number, indices: changes.map(\.index))
  }
}
