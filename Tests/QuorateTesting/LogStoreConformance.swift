internal import CanonicalEncoding
internal import Foundation
internal import Ledger
package import Quorate
internal import TransparencyLog

/// What every `LogStore` promises, as checks over a new and empty one.
package enum LogStoreCheck: String, CaseIterable, Sendable {
  case beginsEmpty
  case appendsAllOrNothing
  case growsTheTree
  case readsNodesInRuns
  case readsEntriesInPages
  case scansRecordsInOrder
  case showsATransactionItsOwnChanges
  case hidesWhatIsNotCommitted
  case readsOneState
  case takesTransactionsInTurns
  case neverReplacesACheckpoint
  case keepsReasons
  case keepsPromises
  case countsRefusals
  case findsStatements
  case hasOneEntryOfAStatement

  /// Runs the check.
  /// - Throws: `SampleFault` naming what does not hold.
  package func run(on store: some LogStore) throws {
    switch self {
    case .beginsEmpty: try Self.beginsEmpty(store)
    case .appendsAllOrNothing: try Self.appendsAllOrNothing(store)
    case .growsTheTree: try Self.growsTheTree(store)
    case .readsNodesInRuns: try Self.readsNodesInRuns(store)
    case .readsEntriesInPages: try Self.readsEntriesInPages(store)
    case .scansRecordsInOrder: try Self.scansRecordsInOrder(store)
    case .showsATransactionItsOwnChanges: try Self.showsATransactionItsOwnChanges(store)
    case .hidesWhatIsNotCommitted: try Self.hidesWhatIsNotCommitted(store)
    case .readsOneState: try Self.readsOneState(store)
    case .takesTransactionsInTurns: try Self.takesTransactionsInTurns(store)
    case .neverReplacesACheckpoint: try Self.neverReplacesACheckpoint(store)
    case .keepsReasons: try Self.keepsReasons(store)
    case .keepsPromises: try Self.keepsPromises(store)
    case .countsRefusals: try Self.countsRefusals(store)
    case .findsStatements: try Self.findsStatements(store)
    case .hasOneEntryOfAStatement: try Self.hasOneEntryOfAStatement(store)
    }
  }
}

extension LogStoreCheck {
  /// Throws unless something holds.
  static func require(_ holds: Bool, _ what: @autoclosure () -> String) throws {
    if !holds { throw SampleFault(what()) }
  }

  /// The bytes of a sample entry.
  static func leaf(_ number: Int) -> [UInt8] {
    Array("entry \(number)".utf8) + [UInt8](repeating: 7, count: number)
  }

  /// The identity of a sample statement.
  static func statement(_ number: Int) -> Digest { .sha256(Array("statement \(number)".utf8)) }

  /// When a sample entry was received.
  static func received(_ number: Int) -> Timepoint { Timepoint(milliseconds: 1000 + UInt64(number)) }

  static func change(_ row: [UInt8], _ value: [UInt8], in partition: [UInt8] = []) -> Change {
    Change(RecordKey(.ballot, ByteString(partition), ByteString(row)), value)
  }

  /// Appends sample entries in one transaction.
  static func append(_ numbers: Range<Int>, to store: some LogStore) throws {
    try store.transact { transaction in
      for number in numbers {
        try transaction.append(
          leaf(number), statement: statement(number), received: received(number),
          changes: [change([UInt8(truncatingIfNeeded: number)], [UInt8(truncatingIfNeeded: number), 1])])
      }
    }
  }

  // MARK: Transactions

  private static func beginsEmpty(_ store: some LogStore) throws {
    let export = try LogExport(store)
    try require(export.head == nil && export.entries.isEmpty, "a new store has entries")
    try require(export.records.isEmpty && export.checkpoints.isEmpty, "a new store has records")
    try require(
      try store.checkpoint() == nil && store.index(of: statement(0)) == nil, "it finds what is not there")
    try require(try store.refusals().isEmpty, "a new store has refusals")
    try require((try? store.node(NodeID(level: 0, index: 0))) == nil, "it has a node without an entry")
    try store.transact { transaction in try require(transaction.head == nil, "a new log has a head") }
    try require(try store.head() == nil, "a transaction without entries made a head")
  }

  private static func appendsAllOrNothing(_ store: some LogStore) throws {
    try append(0..<5, to: store)
    let before = try LogExport(store)
    for count in 0...3 {
      let result = Result {
        try store.transact { transaction in
          for number in 5..<5 + count {
            try transaction.append(
              leaf(number), statement: statement(number), received: received(number),
              changes: [change([1], [9, 9])])
          }
          try transaction.keep(reason: "why", hash: statement(100))
          throw SampleFault("stop")
        }
      }
      guard case .failure(let error) = result, (error as? SampleFault)?.description == "stop" else {
        throw SampleFault("the body's error is lost")
      }
      try require(try LogExport(store) == before, "\(count) entries of a failed transaction left something")
      try require(try store.index(of: statement(5)) == nil, "a failed transaction left a statement")
      try require(try store.reason(statement(100)) == nil, "a failed transaction left a reason")
      try require((try? store.node(NodeID(level: 1, index: 2))) == nil, "a failed transaction left a node")
    }
    try append(5..<6, to: store)
    try require(try store.head()?.size == 6, "the store does not go on after a failed transaction")
  }

  private static func hidesWhatIsNotCommitted(_ store: some LogStore) throws {
    try append(0..<2, to: store)
    let before = try LogExport(store)
    try store.transact { transaction in
      try transaction.append(
        leaf(2), statement: statement(2), received: received(2), changes: [change([0], [5])])
      try require(try LogExport(store) == before, "others see what is not committed")
    }
    try require(try store.head()?.size == 3, "others do not see what is committed")
  }

  private static func readsOneState(_ store: some LogStore) throws {
    try append(0..<2, to: store)
    try store.read { records in
      let before = try records.records(.ballot).map(\.value)
      try append(2..<4, to: store)
      try require(try records.records(.ballot).map(\.value) == before, "a reader sees two states")
    }
    try require(try store.read { try $0.records(.ballot).count } == 4, "a new reader sees the old state")
  }

  private static func takesTransactionsInTurns(_ store: some LogStore) throws {
    let (threads, rounds) = (8, 12)
    let key = RecordKey(.sequence, ByteString([1]), ByteString([2]))
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for round in 0..<rounds {
        let number = thread * rounds + round
        try? store.transact { transaction in
          var count = try transaction.value(key)?.bigEndian(UInt64.self, at: 0) ?? 0
          try require(count == transaction.head?.size ?? 0, "a transaction sees half of another")
          count += 1
          var value: [UInt8] = []
          value.append(bigEndian: count)
          try transaction.append(
            leaf(number), statement: statement(number), received: received(0), changes: [Change(key, value)])
        }
      }
    }
    let total = UInt64(threads * rounds)
    try require(try store.head()?.size == total, "entries were lost between transactions")
    let count = try store.read { try $0.value(key)?.bigEndian(UInt64.self, at: 0) }
    try require(count == total, "changes were lost between transactions")
  }
}
