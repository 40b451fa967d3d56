package import CanonicalEncoding
internal import Foundation
internal import GRDB
internal import Ledger
package import Quorate
package import TransparencyLog

/// The log and its projections in one SQLite file.
///
/// Write-ahead log with `synchronous=FULL`, so that what `transact` acknowledged survives a loss of power; each
/// transaction begins immediate, so that processes take turns and the head is read inside.
package final class SQLiteLogStore: LogStore, Sendable {
  let file: SQLiteFile
  /// Whether the file is of an older version: its entries can be read, and its records cannot.
  package let isOlder: Bool

  /// Opens the file, or makes it.
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - isNew: Whether a missing file is made; otherwise it is an error.
  ///   - takesOlder: Whether a file of an older version is opened too; otherwise it is an error.
  package init(path: String, isNew: Bool = false, takesOlder: Bool = false) throws {
    guard isNew || FileManager.default.fileExists(atPath: path) else {
      throw StorageError("missing", "there is no log at \(path)")
    }
    var configuration = Configuration()
    configuration.busyMode = .timeout(20)
    configuration.prepareDatabase { database in
      // Readers walk over the log and its tables once; pages they have passed are best used again.
      let kilobytes = database.configuration.readonly ? 4096 : 65_536
      try database.execute(sql: "PRAGMA cache_size = -\(kilobytes)")
    }
    let file = try SQLiteFile(path: path, configuration)
    self.file = file
    let version = try Self.translating {
      try isNew
        ? file.writer().write { try Schema.prepare($0) }
        : file.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    }
    isOlder = (1..<Schema.version).contains(version)
    guard version == Schema.version || isOlder && takesOlder else {
      throw StorageError(
        "version",
        "the log file has version \(version), and this program writes \(Schema.version)"
          + (isOlder ? "; it was written by an older one" : "; it was written by a newer one"))
    }
  }

  /// Errors of SQLite become ours, so that no caller sees the library.
  static func translating<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError {
      throw refusal(error, of: nil)
    } catch is RowDecodingError {
      throw StorageError("corrupt", "a column of the log file does not hold what belongs there")
    }
  }

  /// What an error of SQLite means to an operator.
  /// - Parameter path: The file, where it was being opened.
  static func refusal(_ error: DatabaseError, of path: String?) -> StorageError {
    switch error.extendedResultCode {
    // The shared memory of readers and writers, and the temporary files of a transaction, found no room.
    case .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_SHMOPEN, .SQLITE_IOERR_SHMMAP: return full
    default: break
    }
    switch error.resultCode {
    case .SQLITE_FULL: return full
    case .SQLITE_BUSY: return StorageError("busy", "another process holds the log")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: return StorageError("corrupt", "the log file is damaged")
    case .SQLITE_READONLY, .SQLITE_CANTOPEN:
      switch path.map(DiskRoom.init(of:)) {
      case .full where error.resultCode == .SQLITE_CANTOPEN: return full
      case .forbidden: return forbidden(path ?? "")
      case .readOnly: return readOnly
      default: return error.resultCode == .SQLITE_READONLY ? readOnly : failed(error, path)
      }
    default: return failed(error, path)
    }
  }

  private static func failed(_ error: DatabaseError, _ path: String?) -> StorageError {
    StorageError(
      "failed",
      (path.map { "\($0): " } ?? "") + (error.message ?? "SQLite failed")
        + " (code \(error.extendedResultCode.rawValue))")
  }

  private static func forbidden(_ path: String) -> StorageError {
    StorageError(
      "permissions",
      DiskRoom.canRead(path)
        ? "you may not write \(path), or not beside it; it can only be read" : "you may not read \(path)")
  }

  private static var full: StorageError {
    StorageError("full", "the disk is full; nothing was acknowledged, and everything can still be read")
  }

  private static var readOnly: StorageError {
    StorageError("readOnly", "the log file cannot be written here; it can only be read")
  }

  package func head() throws -> LogHead? {
    try Self.translating { try file.read { try SQLiteRecords.head($0) } }
  }

  package func read<Value>(_ body: (SQLiteRecords) throws -> Value) throws -> Value {
    try Self.translating { try file.read { try body(SQLiteRecords($0)) } }
  }

  package func transact<Value>(_ body: (SQLiteTransaction) throws -> Value) throws -> Value {
    try Self.translating {
      try file.writer().writeWithoutTransaction { database in
        var value: Value?
        try database.inTransaction(.immediate) {
          let transaction = SQLiteTransaction(database, head: try SQLiteRecords.head(database))
          value = try body(transaction)
          try transaction.finish()
          return .commit
        }
        guard let value else { throw StorageError("failed", "the transaction gave no value") }
        return value
      }
    }
  }

  package func entries(from index: UInt64, limit: Int) throws -> [StoredEntry] {
    guard let first = Int64(exactly: index) else { return [] }
    return try Self.translating {
      try file.read { database in
        let row = try database.cachedStatement(
          sql: "SELECT idx, bytes, hash, statement FROM entry WHERE idx >= ? ORDER BY idx LIMIT ?")
        let rows = try Row.fetchCursor(row, arguments: [first, limit])
        var entries: [StoredEntry] = []
        while try rows.next() != nil {
          guard let index = UInt64(exactly: row.integer(0)) else {
            throw StorageError("corrupt", "an entry has a negative index")
          }
          // An identity that does not read is none that an entry has.
          let identity = (try? row.digest(3)) ?? .zero
          entries.append(
            StoredEntry(
              index: index, bytes: try row.bytes(1), hash: try row.digest(2), identity: identity))
        }
        return entries
      }
    }
  }

  package func index(of statement: Digest) throws -> UInt64? {
    try Self.translating {
      try file.read { database in
        try Int64.fetchOne(
          database, sql: "SELECT idx FROM entry WHERE statement = ?", arguments: [statement.data]
        )
        .flatMap { UInt64(exactly: $0) }
      }
    }
  }

  package func node(_ id: NodeID) throws -> Digest {
    try Self.translating { try file.read { try SQLiteRecords.node(id, $0) } }
  }

  package func nodes(level: Int, from index: UInt64, limit: Int) throws -> [Digest] {
    let (first, end) = (Int64(clamping: index), Int64(clamping: index &+ UInt64(limit)))
    return try Self.translating {
      try file.read { database in
        // The hashes of level 0 are those of the entries.
        let sql =
          level == 0
          ? "SELECT hash FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx"
          : "SELECT hash FROM node WHERE idx >= ? AND idx < ? AND level = ? ORDER BY idx"
        let arguments: StatementArguments = level == 0 ? [first, end] : [first, end, level]
        let row = try database.cachedStatement(sql: sql)
        let rows = try Row.fetchCursor(row, arguments: arguments)
        var hashes: [Digest] = []
        while try rows.next() != nil { hashes.append(try row.digest(0)) }
        return hashes
      }
    }
  }

  package func checkpoint() throws -> StoredCheckpoint? {
    try Self.translating { try file.read { try Self.newest($0) } }
  }

  package func checkpoints(from size: UInt64, limit: Int) throws -> [StoredCheckpoint] {
    guard let first = Int64(exactly: size) else { return [] }
    return try Self.translating {
      try file.read { database in
        // Whoever reads them all must also see one whose size is none.
        try Row.fetchAll(
          database, sql: "SELECT size, note FROM checkpoint WHERE size >= ? ORDER BY size LIMIT ?",
          arguments: [first <= 1 ? Int64.min : first, limit]
        ).map(Self.checkpoint)
      }
    }
  }

  package func store(_ checkpoint: StoredCheckpoint) throws -> StoredCheckpoint {
    try Self.translating {
      try file.writer().writeWithoutTransaction { database in
        var newest = checkpoint
        try database.inTransaction(.immediate) {
          if let standing = try Self.newest(database), standing.size >= checkpoint.size {
            newest = standing
          } else {
            try database.execute(
              sql: "INSERT INTO checkpoint(size, note) VALUES (?, ?)",
              arguments: [Int64(checkpoint.size), checkpoint.note])
          }
          return .commit
        }
        return newest
      }
    }
  }

  private static func newest(_ database: Database) throws -> StoredCheckpoint? {
    try Row.fetchOne(database, sql: "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1")
      .map(checkpoint)
  }

  private static func checkpoint(_ row: Row) throws -> StoredCheckpoint {
    let size: Int64 = try row.value(0)
    guard let size = UInt64(exactly: size) else {
      throw StorageError("corrupt", "a checkpoint has a negative size")
    }
    return StoredCheckpoint(size: size, note: try row.value(1))
  }

  package func reason(_ hash: Digest) throws -> String? {
    try Self.translating {
      try file.read {
        try String.fetchOne($0, sql: "SELECT text FROM reason WHERE hash = ?", arguments: [hash.data])
      }
    }
  }

  package func reasons(after hash: Digest?, limit: Int) throws -> [(hash: Digest, text: String)] {
    try Self.translating {
      try file.read { database in
        let statement = try database.cachedStatement(
          sql: "SELECT hash, text FROM reason WHERE hash > ? ORDER BY hash LIMIT ?")
        let rows = try Row.fetchCursor(statement, arguments: [hash?.data ?? Data(), limit])
        var reasons: [(hash: Digest, text: String)] = []
        while let row = try rows.next() {
          reasons.append((hash: try statement.digest(0), text: try row.value(1)))
        }
        return reasons
      }
    }
  }

  package func keep(_ promised: PromisedStatement) throws {
    try Self.translating {
      try file.writer().write { database in
        try database.execute(
          sql: "DELETE FROM promise WHERE statement IN (SELECT statement FROM entry)")
        try database.execute(
          sql: """
            INSERT INTO promise(statement, bytes, reason, due) VALUES (?, ?, ?, ?)
            ON CONFLICT(statement) DO UPDATE SET due = max(due, excluded.due)
            """,
          arguments: [
            promised.id.data, Data(promised.leaf), promised.reason,
            Int64(clamping: promised.due.milliseconds),
          ])
      }
    }
  }

  package func forget(promised id: Digest) throws {
    try Self.translating {
      try file.writer().write {
        try $0.execute(sql: "DELETE FROM promise WHERE statement = ?", arguments: [id.data])
      }
    }
  }

  package func countRefusals(_ codes: [String], at instant: Timepoint) throws {
    try Self.translating {
      try file.writer().write { database in
        for code in codes {
          try database.execute(
            sql: """
              INSERT INTO refusal(code, count, last) VALUES (?, 1, ?)
              ON CONFLICT(code) DO UPDATE SET count = count + 1, last = excluded.last
              """, arguments: [code, Int64(clamping: instant.milliseconds)])
        }
      }
    }
  }

  package func refusals() throws -> [(code: String, count: UInt64)] {
    try Self.translating {
      try file.read { database in
        try Row.fetchAll(database, sql: "SELECT code, count FROM refusal ORDER BY code").map { row in
          let count: Int64 = try row.value(1)
          return (code: try row.value(0), count: UInt64(clamping: count))
        }
      }
    }
  }
}

extension Digest {
  /// The bytes as SQLite takes them.
  var data: Data { Data(bytes) }
}
