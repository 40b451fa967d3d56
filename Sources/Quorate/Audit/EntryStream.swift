internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Signing
internal import TransparencyLog

/// The entries of a log in order, read many at a time: a transaction of the store costs more than some entries.
///
/// As many at a time as make some hundred kilobytes: a page of the largest entries would be 128 MiB.
struct EntryPages<Store: LogReading> {
  private let store: Store
  private var page: ArraySlice<StoredEntry> = []
  private var first: UInt64 = 0
  /// How many entries are read next.
  private var width = leastWidth

  /// The fewest entries read at a time: those of one tile.
  private static var leastWidth: Int { 256 }
  /// The most entries read at a time.
  private static var mostWidth: Int { 2048 }
  /// The bytes of a page above which the next is a small one.
  private static var heavy: Int { 1 << 20 }

  init(_ store: Store) { self.store = store }

  /// The next entries, at most so many; none at the end of the log.
  mutating func next(_ count: Int) throws -> ArraySlice<StoredEntry> {
    if page.isEmpty {
      // The page before goes first: two of the largest entries are 32 MiB.
      page = []
      page = try store.entries(from: first, limit: width)[...]
      if let last = page.last { first = last.index + 1 }
      let isHeavy = page.reduce(0) { $0 + $1.bytes.count } > Self.heavy
      width = isHeavy ? Self.leastWidth : min(2 * width, Self.mostWidth)
    }
    let entries = page.prefix(count)
    page = page.dropFirst(count)
    return entries
  }
}

/// What one entry turned out to be, without any state.
struct CheckedEntry: Sendable {
  let index: UInt64
  let hash: Digest
  /// Whether the stored hash is that of the stored bytes.
  let isHashRight: Bool
  /// Whether it is looked up under its own identity, where it is looked up and reads.
  let isIdentityRight: Bool
  let received: Timepoint?
  let result: Result<VerifiedEntry, EntryRefusal>

  init(_ entry: StoredEntry, received: Timepoint?, _ result: Result<VerifiedEntry, EntryRefusal>) {
    index = entry.index
    hash = TreeHash.leaf(entry.bytes)
    isHashRight = hash == entry.hash
    self.received = received
    self.result = result
    if let identity = entry.identity, case .success(let verified) = result {
      isIdentityRight = identity == verified.content.id
    } else {
      isIdentityRight = true
    }
  }
}

/// Checks entries one by one: hash, form, signature. Nothing here depends on another entry.
struct EntryChecking: Sendable {
  let verifier: EntryVerifier
  /// Below this index signatures were checked when a root over the same bytes was accepted.
  var trustedBelow: UInt64 = 0

  private func check(_ entry: StoredEntry, _ memory: inout EntryMemory) -> CheckedEntry {
    let parsed: UnverifiedEntry
    do { parsed = try UnverifiedEntry(parsing: entry.bytes, remembering: &memory) } catch {
      return CheckedEntry(entry, received: nil, .failure(error))
    }
    if entry.index < trustedBelow, let trusted = verifier.trusting(parsed) {
      return CheckedEntry(entry, received: parsed.received, .success(trusted))
    }
    do {
      let verified = try verifier.verify(parsed, remembering: &memory)
      return CheckedEntry(entry, received: parsed.received, .success(verified))
    } catch {
      return CheckedEntry(entry, received: parsed.received, .failure(error))
    }
  }

  /// Checks entries of a run on one thread, of which the last ones are remembered.
  func check(_ entries: ArraySlice<StoredEntry>, remembering memory: inout EntryMemory) -> [CheckedEntry] {
    entries.map { check($0, &memory) }
  }

  func check(_ entries: ArraySlice<StoredEntry>) -> [CheckedEntry] {
    var memory = EntryMemory()
    return check(entries, remembering: &memory)
  }
}
