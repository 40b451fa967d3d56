package import Governance
package import Ledger
package import TransparencyLog

extension LogKeyChain {
  /// The keys of a log as its own entries change them: what is in the log without its state.
  ///
  /// A change that has no effect is passed over; that it is there, an audit says.
  /// - Complexity: O(1) where the genesis lets no key change, else O(entries), of which only the few changes are parsed.
  package init(
    reading log: any LogReading, of genesis: Genesis, upTo size: UInt64, curves: any NoteCurves
  ) throws {
    try self.init(genesis)
    try follow(log, from: 1, upTo: size, curves: curves)
  }

  /// Takes in the changes among some entries.
  /// - Returns: Those entries.
  @discardableResult
  package mutating func follow(
    _ log: any LogReading, from first: UInt64, upTo size: UInt64, curves: any NoteCurves
  ) throws -> [StoredEntry] {
    var taken: [StoredEntry] = []
    var index = first
    while !isFixed, index < size {
      let page = try log.entries(from: index, limit: 512)
      guard let last = page.last, last.index >= index else { return taken }
      for entry in page where entry.index < size && entry.bytes.starts(with: LogEntry.keysPrefix) {
        if take(entry, curves) { taken.append(entry) }
      }
      index = last.index + 1
    }
    return taken
  }

  private mutating func take(_ entry: StoredEntry, _ curves: any NoteCurves) -> Bool {
    guard let read = try? UnverifiedEntry(parsing: entry.bytes), case .logKeys(let change) = read.content,
      (try? change.requireSignatures(with: curves)) != nil
    else { return false }
    do {
      try append(change.change, at: entry.index, received: read.received)
      return true
    } catch { return false }
  }
}

extension LogKeyHistory {
  /// Entry 0 and the changes of the keys that a log has below a size.
  /// - Throws: `LogKeyRefusal.malformed` where entry 0 is no genesis.
  package init(reading log: any LogReading, upTo size: UInt64, curves: any NoteCurves) throws {
    guard let first = try log.entries(from: 0, limit: 1).first,
      case .genesis(let genesis) = try UnverifiedEntry(parsing: first.bytes).content
    else { throw LogKeyRefusal.malformed }
    var chain = try LogKeyChain(genesis)
    let changes = try chain.follow(log, from: 1, upTo: size, curves: curves)
    self.init(genesis: first.bytes, changes: changes.map(\.bytes))
  }
}
