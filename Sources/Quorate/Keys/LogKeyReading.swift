package import Governance
package import Ledger
package import Signing
package import TransparencyLog

extension LogKeyChain {
  /// The keys of a log as its own entries change them: what is in the log without its state.
  ///
  /// An act that has no effect is passed over; that it is there, an audit says.
  /// - Complexity: O(1) where the genesis lets no key change, else O(entries), of which only the few acts are parsed.
  package init(
    reading log: any LogReading, of genesis: Genesis, upTo size: UInt64,
    with verifier: some SignatureVerifier,
    curves: any NoteCurves
  ) throws {
    try self.init(genesis)
    try follow(log, from: 1, upTo: size, with: verifier, curves: curves)
  }

  /// Takes in the acts among some entries.
  /// - Returns: The entries that changed keys, each behind the recovery by whose right it did.
  @discardableResult
  package mutating func follow(
    _ log: any LogReading, from first: UInt64, upTo size: UInt64, with verifier: some SignatureVerifier,
    curves: any NoteCurves
  ) throws -> [StoredEntry] {
    var (taken, recovery): ([StoredEntry], StoredEntry?) = ([], nil)
    var index = first
    while !isFixed, index < size {
      let page = try log.entries(from: index, limit: 512)
      guard let last = page.last, last.index >= index else { return taken }
      for entry in page where entry.index < size && entry.bytes.starts(with: LogEntry.keysPrefix) {
        switch take(entry, verifier, curves) {
        case nil: break
        case .recovery: recovery = entry
        case .cancellation: recovery = nil
        case .change(let change):
          if change.change.right == .recovery, let recovery { taken.append(recovery) }
          taken.append(entry)
          recovery = nil
        }
      }
      index = last.index + 1
    }
    return taken
  }

  /// Takes in an act, unless it has no effect.
  private mutating func take(
    _ entry: StoredEntry, _ verifier: some SignatureVerifier, _ curves: any NoteCurves
  ) -> LogKeyAct? {
    guard let read = try? UnverifiedEntry(parsing: entry.bytes), case .logKeys(let act) = read.content,
      (try? act.requireSignatures(with: verifier, curves: curves)) != nil
    else { return nil }
    do {
      try append(act, at: entry.index, received: read.received)
      return act
    } catch { return nil }
  }
}

extension LogKeyHistory {
  /// Entry 0 and the changes of the keys that a log has below a size.
  /// - Throws: `LogKeyRefusal.malformed` where entry 0 is no genesis.
  package init(
    reading log: any LogReading, upTo size: UInt64, with verifier: some SignatureVerifier,
    curves: any NoteCurves
  ) throws {
    guard let first = try log.entries(from: 0, limit: 1).first,
      case .genesis(let genesis) = try UnverifiedEntry(parsing: first.bytes).content
    else { throw LogKeyRefusal.malformed }
    var chain = try LogKeyChain(genesis)
    let changes = try chain.follow(log, from: 1, upTo: size, with: verifier, curves: curves)
    self.init(genesis: first.bytes, changes: changes.map(\.bytes))
  }
}
