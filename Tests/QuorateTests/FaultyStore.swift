import CanonicalEncoding
import Ledger
import Quorate
import QuorateTesting
import Synchronization
import TransparencyLog

/// Where a store fails, once.
enum CrashPoint: String, CaseIterable, Sendable {
  case beforeTheTransaction
  case withinTheTransaction
  /// The transaction is durable, but nobody is told.
  case afterTheTransaction
  case readingBack
  case readingTheHead
  case readingANode
  case readingTheCheckpoint
  case beforeTheCheckpoint
  /// The checkpoint is durable, but nobody is told.
  case afterTheCheckpoint
  case findingTheStatement
  case readingTheState

  /// Whether the statement is in the log although its sender heard nothing.
  var leavesAnEntry: Bool {
    ![.beforeTheTransaction, .withinTheTransaction, .findingTheStatement, .readingTheState].contains(self)
  }
}

/// A store that fails at one point, and goes on afterwards as if the process had started anew.
final class FaultyStore: LogStore {
  typealias Snapshot = MemoryRecords
  typealias Transaction = MemoryTransaction

  let base = MemoryLogStore()
  private let armed = Mutex<CrashPoint?>(nil)

  /// Lets the store fail the next time it comes to a point.
  func fail(at point: CrashPoint?) { armed.withLock { $0 = point } }

  /// Whether the point was never reached.
  var isArmed: Bool { armed.withLock { $0 != nil } }

  private func pass(_ point: CrashPoint) throws {
    let isHere = armed.withLock { armed in
      guard armed == point else { return false }
      armed = nil
      return true
    }
    if isHere { throw StorageError("failed", "\(point)") }
  }

  func head() throws -> LogHead? {
    try pass(.readingTheHead)
    return base.head()
  }

  func read<Value>(_ body: (MemoryRecords) throws -> Value) throws -> Value {
    try pass(.readingTheState)
    return try base.read(body)
  }

  func transact<Value>(_ body: (MemoryTransaction) throws -> Value) throws -> Value {
    try pass(.beforeTheTransaction)
    let value = try base.transact { transaction in
      let value = try body(transaction)
      try pass(.withinTheTransaction)
      return value
    }
    try pass(.afterTheTransaction)
    return value
  }

  func entries(from index: UInt64, limit: Int) throws -> [StoredEntry] {
    try pass(.readingBack)
    return base.entries(from: index, limit: limit)
  }

  func index(of statement: Digest) throws -> UInt64? {
    try pass(.findingTheStatement)
    return base.index(of: statement)
  }

  func node(_ id: NodeID) throws -> Digest {
    try pass(.readingANode)
    return try base.node(id)
  }

  func checkpoint() throws -> StoredCheckpoint? {
    try pass(.readingTheCheckpoint)
    return base.checkpoint()
  }

  func checkpoints(from size: UInt64, limit: Int) throws -> [StoredCheckpoint] {
    base.checkpoints(from: size, limit: limit)
  }

  func store(_ checkpoint: StoredCheckpoint) throws -> StoredCheckpoint {
    try pass(.beforeTheCheckpoint)
    let newest = base.store(checkpoint)
    try pass(.afterTheCheckpoint)
    return newest
  }

  func reason(_ hash: Digest) throws -> String? { base.reason(hash) }

  func reasons(after hash: Digest?, limit: Int) -> [(hash: Digest, text: String)] {
    base.reasons(after: hash, limit: limit)
  }

  func keep(_ promised: PromisedStatement) { base.keep(promised) }

  func forget(promised id: Digest) { base.forget(promised: id) }

  func countRefusals(_ codes: [String], at instant: Timepoint) { base.countRefusals(codes, at: instant) }

  func refusals() -> [(code: String, count: UInt64)] { base.refusals() }
}
