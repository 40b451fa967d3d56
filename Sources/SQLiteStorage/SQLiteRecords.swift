package import CanonicalEncoding
internal import Foundation
internal import GRDB
package import Ledger
internal import Quorate
internal import TransparencyLog

/// Records as one connection sees them.
package struct SQLiteRecords: Records {
  private let database: Database

  init(_ database: Database) { self.database = database }

  package func value(_ key: RecordKey) throws -> [UInt8]? {
    let statement = try database.cachedStatement(
      sql: "SELECT value FROM record WHERE space = ? AND partition = ? AND row = ?")
    let value = try Data.fetchOne(
      statement, arguments: [key.space.rawValue, Data(key.partition.bytes), Data(key.row.bytes)])
    return value.map { [UInt8]($0) }
  }

  package func rows(
    _ space: RecordSpace, _ partition: ByteString
  ) throws -> [(row: ByteString, value: [UInt8])] {
    var rows: [(row: ByteString, value: [UInt8])] = []
    try forEach(space, partition) { rows.append((row: ByteString($0), value: Array($1))) }
    return rows
  }

  package func forEach(
    _ space: RecordSpace, _ partition: ByteString,
    _ body: (_ row: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws -> Void
  ) throws {
    let statement = try database.cachedStatement(
      sql: "SELECT row, value FROM record WHERE space = ? AND partition = ? ORDER BY row")
    let cursor = try Row.fetchCursor(statement, arguments: [space.rawValue, Data(partition.bytes)])
    while try cursor.next() != nil { try body(try statement.bytes(0)[...], try statement.bytes(1)[...]) }
  }

  package func records(_ space: RecordSpace) throws -> [(key: RecordKey, value: [UInt8])] {
    var records: [(key: RecordKey, value: [UInt8])] = []
    try forEach(space, in: RecordRange()) { records.append(($0, $1)) }
    return records
  }

  package func forEach(
    _ space: RecordSpace, in range: RecordRange, _ body: (RecordKey, [UInt8]) throws -> Void
  ) throws {
    var sql = "SELECT partition, row, value FROM record WHERE space = ?"
    var arguments: StatementArguments = [space.rawValue]
    for (key, condition) in [(range.from, ">="), (range.below, "<")] {
      guard let key else { continue }
      sql += " AND (partition, row) \(condition) (?, ?)"
      arguments += [Data(key.partition.bytes), Data(key.row.bytes)]
    }
    let statement = try database.cachedStatement(sql: sql + " ORDER BY partition, row")
    let cursor = try Row.fetchCursor(statement, arguments: arguments)
    // Rows of one partition come together and share its bytes.
    var partition = ByteString([])
    while try cursor.next() != nil {
      if !statement.holds(partition.bytes, at: 0) { partition = ByteString(try statement.bytes(0)) }
      try body(RecordKey(space, partition, ByteString(try statement.bytes(1))), try statement.bytes(2))
    }
  }

  static func head(_ database: Database) throws -> LogHead? {
    guard let row = try Row.fetchOne(database, sql: "SELECT size, received, frontier FROM head WHERE id = 0")
    else {
      return nil
    }
    let (size, received): (Int64, Int64) = (try row.value(0), try row.value(1))
    let frontier: Data = try row.value(2)
    let bytes = [UInt8](frontier)
    var hashes: [Digest] = []
    for offset in stride(from: 0, to: bytes.count, by: 32) {
      guard offset + 32 <= bytes.count, let hash = Digest(bytes[offset..<offset + 32]) else {
        throw StorageError("corrupt", "the head of the log does not read")
      }
      hashes.append(hash)
    }
    guard let count = UInt64(exactly: size), let instant = UInt64(exactly: received),
      let range = CompactRange(size: count, hashes: hashes)
    else { throw StorageError("corrupt", "the head of the log does not read") }
    return LogHead(range: range, received: Timepoint(milliseconds: instant))
  }

  static func node(_ id: NodeID, _ database: Database) throws -> Digest {
    let sql =
      id.level == 0
      ? "SELECT hash FROM entry WHERE idx = ?" : "SELECT hash FROM node WHERE idx = ? AND level = ?"
    let statement = try database.cachedStatement(sql: sql)
    let index = Int64(clamping: id.index)
    let arguments: StatementArguments = id.level == 0 ? [index] : [index, id.level]
    guard let data = try Data.fetchOne(statement, arguments: arguments), let hash = Digest(data) else {
      throw StorageError("corrupt", "the log lacks the hash of level \(id.level), index \(id.index)")
    }
    return hash
  }
}
