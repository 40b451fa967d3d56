package import CanonicalEncoding
package import Ledger
package import Quorate
internal import Synchronization
package import TransparencyLog

/// The log and its projections in memory: the double that every adapter is compared with.
package final class MemoryLogStore: LogStore {
  fileprivate struct State: Sendable {
    var entries: [StoredEntry] = []
    var statements: [Digest: UInt64] = [:]
    var nodes: [NodeID: Digest] = [:]
    var head: LogHead?
    var records = MemoryRecords()
    var checkpoints: [StoredCheckpoint] = []
    var reasons: [Digest: String] = [:]
    var refusals: [String: UInt64] = [:]
    var promised: [PromisedStatement] = []
  }

  private let state = Mutex(State())
  /// Held by the one transaction there is.
  private let turn = Mutex(())

  package init() {}

  package func head() -> LogHead? { state.withLock { $0.head } }

  package func read<Value>(_ body: (MemoryRecords) throws -> Value) throws -> Value {
    try body(state.withLock { $0.records })
  }

  package func transact<Value>(_ body: (MemoryTransaction) throws -> Value) throws -> Value {
    var value: Value?
    try turn.withLock { _ in
      let transaction = MemoryTransaction(state.withLock { $0 })
      value = try body(transaction)
      // Only transactions change these; checkpoints and refusals may have been added beside this one.
      state.withLock { $0.take(transaction.state) }
    }
    return try value.orThrow("the transaction gave no value")
  }

  package func entries(from index: UInt64, limit: Int) -> [StoredEntry] {
    state.withLock { state in
      guard index < UInt64(state.entries.count) else { return [] }
      return Array(state.entries[Int(index)...].prefix(limit))
    }
  }

  package func index(of statement: Digest) -> UInt64? { state.withLock { $0.statements[statement] } }

  package func node(_ id: NodeID) throws -> Digest {
    guard let hash = state.withLock({ $0.nodes[id] }) else {
      throw StorageError("corrupt", "the log lacks the hash of \(id)")
    }
    return hash
  }

  package func nodes(level: Int, from index: UInt64, limit: Int) -> [Digest] {
    state.withLock { state in
      var hashes: [Digest] = []
      while hashes.count < limit,
        let hash = state.nodes[NodeID(level: level, index: index + UInt64(hashes.count))]
      {
        hashes.append(hash)
      }
      return hashes
    }
  }

  package func checkpoint() -> StoredCheckpoint? { state.withLock { $0.checkpoints.last } }

  package func checkpoints(from size: UInt64, limit: Int) -> [StoredCheckpoint] {
    state.withLock { Array($0.checkpoints.filter { $0.size >= size }.prefix(limit)) }
  }

  package func store(_ checkpoint: StoredCheckpoint) -> StoredCheckpoint {
    state.withLock { state in
      if let standing = state.checkpoints.last, standing.size >= checkpoint.size { return standing }
      state.checkpoints.append(checkpoint)
      return checkpoint
    }
  }

  package func reason(_ hash: Digest) -> String? { state.withLock { $0.reasons[hash] } }

  package func reasons(after hash: Digest?, limit: Int) -> [(hash: Digest, text: String)] {
    state.withLock { state in
      state.reasons.sorted { $0.key < $1.key }.filter { entry in hash.map { entry.key > $0 } ?? true }
        .prefix(limit).map { (hash: $0.key, text: $0.value) }
    }
  }

  package func keep(_ promised: PromisedStatement) {
    state.withLock { state in
      guard let place = state.promised.firstIndex(where: { $0.id == promised.id }) else {
        return state.promised.append(promised)
      }
      if state.promised[place].due < promised.due {
        state.promised[place] = state.promised[place].due(by: promised.due)
      }
    }
  }

  package func forget(promised id: Digest) {
    state.withLock { state in state.promised.removeAll { $0.id == id } }
  }

  package func countRefusals(_ codes: [String], at instant: Timepoint) {
    state.withLock { state in
      for code in codes { state.refusals[code, default: 0] += 1 }
    }
  }

  package func refusals() -> [(code: String, count: UInt64)] {
    state.withLock { state in
      state.refusals.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { (code: $0.key, count: $0.value) }
    }
  }
}

extension MemoryLogStore.State {
  fileprivate mutating func take(_ other: Self) {
    entries = other.entries
    statements = other.statements
    nodes = other.nodes
    head = other.head
    records = other.records
    reasons = other.reasons
  }
}

/// A transaction on a copy, which takes the place of the original at the end.
package final class MemoryTransaction: LogTransaction {
  fileprivate var state: MemoryLogStore.State

  fileprivate init(_ state: MemoryLogStore.State) { self.state = state }

  package var head: LogHead? { state.head }

  package func value(_ key: RecordKey) -> [UInt8]? { state.records.value(key) }

  package func rows(_ space: RecordSpace, _ partition: ByteString) -> [(row: ByteString, value: [UInt8])] {
    state.records.rows(space, partition)
  }

  package func records(_ space: RecordSpace) -> [(key: RecordKey, value: [UInt8])] {
    state.records.records(space)
  }

  package func append(_ leaf: [UInt8], statement: Digest, received: Timepoint, changes: [Change]) throws {
    guard state.statements[statement] == nil else {
      throw StorageError("failed", "the statement \(statement) has an entry already")
    }
    let hash = TreeHash.leaf(leaf)
    var range = head?.range ?? CompactRange()
    let index = range.size
    state.statements[statement] = index
    state.entries.append(StoredEntry(index: index, bytes: leaf, hash: hash, identity: statement))
    state.nodes[NodeID(level: 0, index: index)] = hash
    range.append(hash) { node, hash in state.nodes[node] = hash }
    state.head = LogHead(range: range, received: received)
    for change in changes { state.records.apply(change) }
  }

  package func keep(reason: String, hash: Digest) {
    if state.reasons[hash] == nil { state.reasons[hash] = reason }
  }

  package func promised() -> [PromisedStatement] {
    state.promised.filter { state.statements[$0.id] == nil }
  }
}
