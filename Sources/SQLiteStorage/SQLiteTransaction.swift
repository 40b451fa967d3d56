package import CanonicalEncoding
internal import Foundation
internal import GRDB
package import Ledger
package import Quorate
internal import TransparencyLog

/// An exclusive transaction on the file.
package final class SQLiteTransaction: LogTransaction {
  private let database: Database
  private let records: SQLiteRecords
  private var range: CompactRange
  private var received: Timepoint
  private var isChanged = false

  init(_ database: Database, head: LogHead?) {
    self.database = database
    records = SQLiteRecords(database)
    range = head?.range ?? CompactRange()
    received = head?.received ?? Timepoint(milliseconds: 0)
  }

  package var head: LogHead? { range.size == 0 ? nil : LogHead(range: range, received: received) }

  package func value(_ key: RecordKey) throws -> [UInt8]? { try records.value(key) }

  package func rows(_ space: RecordSpace, _ partition: ByteString) throws -> [(
    row: ByteString, value: [UInt8]
  )] {
    try records.rows(space, partition)
  }

  package func records(_ space: RecordSpace) throws -> [(key: RecordKey, value: [UInt8])] {
    try records.records(space)
  }

  package func append(_ leaf: [UInt8], statement: Digest, received: Timepoint, changes: [Change]) throws {
    let hash = TreeHash.leaf(leaf)
    try database.cachedStatement(sql: "INSERT INTO entry(idx, bytes, hash, statement) VALUES (?, ?, ?, ?)")
      .execute(arguments: [Int64(clamping: range.size), Data(leaf), hash.data, statement.data])
    let insertNode = try database.cachedStatement(sql: "INSERT INTO node(level, idx, hash) VALUES (?, ?, ?)")
    try range.append(hash) { node, hash in
      try insertNode.execute(arguments: [node.level, Int64(clamping: node.index), hash.data])
    }
    let put = try database.cachedStatement(
      sql: """
        INSERT INTO record(space, partition, row, value) VALUES (?, ?, ?, ?)
        ON CONFLICT(space, partition, row) DO UPDATE SET value = excluded.value
        """)
    for change in changes {
      try put.execute(arguments: [
        change.key.space.rawValue, Data(change.key.partition.bytes), Data(change.key.row.bytes),
        Data(change.value),
      ])
    }
    self.received = received
    isChanged = true
  }

  package func keep(reason: String, hash: Digest) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO reason(hash, text) VALUES (?, ?)", arguments: [hash.data, reason])
  }

  package func promised() throws -> [PromisedStatement] {
    let statement = try database.cachedStatement(
      sql: """
        SELECT statement, bytes, reason, due FROM promise
        WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.statement = promise.statement) ORDER BY idx
        """)
    let rows = try Row.fetchCursor(statement)
    var promised: [PromisedStatement] = []
    while let row = try rows.next() {
      promised.append(
        PromisedStatement(
          id: try statement.digest(0), leaf: try statement.bytes(1), reason: try row.value(2),
          due: Timepoint(milliseconds: UInt64(clamping: statement.integer(3)))))
    }
    return promised
  }

  /// Writes the head, once for all entries of the transaction.
  func finish() throws {
    guard isChanged else { return }
    var frontier: [UInt8] = []
    for hash in range.hashes { frontier.append(contentsOf: hash.bytes) }
    try database.execute(
      sql: """
        INSERT INTO head(id, size, received, frontier) VALUES (0, ?, ?, ?)
        ON CONFLICT(id) DO UPDATE
        SET size = excluded.size, received = excluded.received, frontier = excluded.frontier
        """,
      arguments: [Int64(clamping: range.size), Int64(clamping: received.milliseconds), Data(frontier)])
  }
}
