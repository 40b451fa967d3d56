package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing
package import TransparencyLog

extension LogKeyChain {
  /// The keys of a log as its own entries change them: what is in the log without its state.
  ///
  /// An act that has no effect is passed over; that it is there, an audit says.
  /// - Complexity: O(1) where the genesis lets no key change, else O(entries), of which those up to the last act are parsed.
  package init(
    reading log: any LogReading, of genesis: Genesis, upTo size: UInt64,
    with verifier: some SignatureVerifier,
    curves: any NoteCurves
  ) throws {
    try self.init(genesis)
    try follow(log, from: 0, after: .earliest, upTo: size, with: verifier, curves: curves)
  }

  /// Takes in the acts among some entries, by the rules that need no state: signatures, and that instants of receipt never
  /// fall. What witnesses had seen before an entry, only the state knows.
  ///
  /// - Parameter last: When the entry in front of them was received, by the log's clock.
  /// - Returns: The entries that changed keys, each behind the recovery by whose right it did.
  @discardableResult
  package mutating func follow(
    _ log: any LogReading, from first: UInt64, after last: Timepoint, upTo size: UInt64,
    with verifier: some SignatureVerifier, curves: any NoteCurves
  ) throws -> [StoredEntry] {
    guard !isFixed else { return [] }
    // Most logs have no act at all, and then nothing needs to be parsed. A correction of the clock dates what is known.
    var end = first
    var hasChanged = periods.count > 1
    try Self.pass(log, from: first, upTo: size) { entry in
      let isAct = entry.bytes.starts(with: LogEntry.keysPrefix)
      hasChanged = hasChanged || isAct
      if isAct || hasChanged && entry.maySetClockBack { end = entry.index + 1 }
    }
    var walk = LogKeyWalk(chain: self, last: last, verifier: verifier, curves: curves)
    try Self.pass(log, from: first, upTo: end) { walk.pass($0) }
    self = walk.chain
    return walk.changes
  }

  private static func pass(
    _ log: any LogReading, from first: UInt64, upTo size: UInt64, _ body: (StoredEntry) -> Void
  ) throws {
    var index = first
    while index < size {
      let page = try log.entries(from: index, limit: 512)
      guard let last = page.last, last.index >= index, last.index < .max else { return }
      for entry in page where entry.index < size { body(entry) }
      index = last.index + 1
    }
  }
}

/// What a log's keys have become after the entries that were passed.
private struct LogKeyWalk<Verifier: SignatureVerifier> {
  private(set) var chain: LogKeyChain
  /// When the last entry was received, by the log's clock.
  private var last: Timepoint
  /// The entries that changed keys, each behind the recovery by whose right it did.
  private(set) var changes: [StoredEntry] = []
  /// The entry of the recovery that is on record.
  private var recovery: StoredEntry?
  private var memory = EntryMemory()
  private let verifier: Verifier
  private let curves: any NoteCurves

  init(chain: LogKeyChain, last: Timepoint, verifier: Verifier, curves: any NoteCurves) {
    self.chain = chain
    self.last = last
    self.verifier = verifier
    self.curves = curves
  }

  /// Passes the next entry. One that does not read moves no clock; one without effect moves it on, as in a replay.
  mutating func pass(_ entry: StoredEntry) {
    guard let read = try? UnverifiedEntry(parsing: entry.bytes, remembering: &memory) else { return }
    switch read.content {
    case .logKeys(let act) where read.received >= last: take(act, entry, received: read.received)
    case .checkpoint(let checkpoint) where corrects(checkpoint, at: entry.index, received: read.received):
      setBack(to: read.received)
      return
    case .correction(let correction) where corrects(correction, at: entry.index, received: read.received):
      setBack(to: read.received)
      return
    default: break
    }
    last = max(last, read.received)
  }

  private mutating func setBack(to instant: Timepoint) {
    last = instant
    chain.redate(to: instant)
  }

  /// Takes in an act, unless it has no effect.
  private mutating func take(_ act: LogKeyAct, _ entry: StoredEntry, received: Timepoint) {
    guard (try? act.requireSignatures(with: verifier, curves: curves)) != nil,
      (try? chain.append(act, at: entry.index, received: received)) != nil
    else { return }
    switch act {
    case .recovery: recovery = entry
    case .cancellation: recovery = nil
    case .change(let change):
      if change.change.right == .recovery, let recovery { changes.append(recovery) }
      changes.append(entry)
      recovery = nil
    }
  }

  /// Whether an entry sets the log's clock back, as far as can be told without the charter, which names the witnesses: it
  /// must be on the whole log in front of it, signed by its keys.
  private func corrects(_ entry: CheckpointEntry, at index: UInt64, received: Timepoint) -> Bool {
    guard entry.correctsTime, received < last, entry.growth.isEmpty, entry.checkpoint.size == index,
      entry.checkpoint.isOf(origin: chain.origin)
    else { return false }
    return (try? chain.haveSigned(entry.note, size: index, evenDoubted: true, with: curves)) == true
  }

  /// The same of one by the log's own word. Whether it is on this very tree is for the ledger to say.
  private func corrects(_ correction: ClockCorrection, at index: UInt64, received: Timepoint) -> Bool {
    guard correction.shown == last, correction.corrected == received, received < last,
      correction.size == index, correction.origin.utf8.elementsEqual(chain.origin.utf8)
    else { return false }
    return (try? chain.haveSigned(correction.note, size: index, evenDoubted: true, with: curves)) == true
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
    let changes = try chain.follow(
      log, from: 0, after: .earliest, upTo: size, with: verifier, curves: curves)
    self.init(genesis: first.bytes, changes: changes.map(\.bytes))
  }
}
