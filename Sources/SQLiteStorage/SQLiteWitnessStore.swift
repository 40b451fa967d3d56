internal import CanonicalEncoding
internal import Foundation
internal import GRDB
package import Quorate
internal import TransparencyLog

/// What a witness has cosigned, in one SQLite file with `synchronous=FULL`.
package final class SQLiteWitnessStore: WitnessStore, Sendable {
  private let pool: DatabasePool

  private static let version = 1
  private static let statements = """
    CREATE TABLE cosigned(
      origin BLOB PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, time INTEGER NOT NULL,
      note BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE evidence(
      id INTEGER PRIMARY KEY, origin BLOB NOT NULL, time INTEGER NOT NULL, request BLOB NOT NULL) STRICT;
    CREATE INDEX evidence_of ON evidence(origin, id);
    PRAGMA user_version = 1;
    """

  /// Opens the file, or makes it.
  package init(path: String, isNew: Bool = false) throws {
    guard isNew || FileManager.default.fileExists(atPath: path) else {
      throw StorageError("missing", "there is no witness at \(path)")
    }
    var configuration = Configuration()
    configuration.busyMode = .timeout(20)
    pool = try SQLiteLogStore.translating { try DurablePool.open(path, configuration) }
    let found = try SQLiteLogStore.translating {
      try pool.write { database in
        if isNew, try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 {
          try database.execute(sql: Self.statements)
        }
        return try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      }
    }
    guard found == Self.version else {
      throw StorageError("version", "the file has version \(found); this program knows \(Self.version)")
    }
  }

  package func latest(of origin: String) throws -> WitnessRecord? {
    try SQLiteLogStore.translating { try pool.read { try Self.latest(of: origin, $0) } }
  }

  package func all() throws -> [WitnessRecord] {
    try SQLiteLogStore.translating {
      try pool.read { database in
        try Row.fetchAll(
          database, sql: "SELECT origin, size, root, time, note FROM cosigned ORDER BY origin"
        ).map(Self.record)
      }
    }
  }

  package func update<Value>(
    of origin: String, _ body: (WitnessRecord?) throws -> (record: WitnessRecord, value: Value)
  ) throws -> Value {
    try SQLiteLogStore.translating {
      try pool.writeWithoutTransaction { database in
        var value: Value?
        try database.inTransaction(.immediate) {
          let (record, result) = try body(try Self.latest(of: origin, database))
          try Self.keep(record, database)
          value = result
          return .commit
        }
        guard let value else { throw StorageError("failed", "the transaction gave no value") }
        return value
      }
    }
  }

  package func keepEvidence(_ request: [UInt8], of origin: String, at seconds: UInt64) throws {
    try SQLiteLogStore.translating {
      try pool.write { database in
        let name = Data(origin.utf8)
        let count = try Int.fetchOne(
          database, sql: "SELECT count(*) FROM evidence WHERE origin = ?", arguments: [name])
        guard count ?? 0 < WitnessRecord.evidenceLimit else { return }
        try database.execute(
          sql: "INSERT INTO evidence(origin, time, request) VALUES (?, ?, ?)",
          arguments: [name, Int64(clamping: seconds), Data(request)])
      }
    }
  }

  package func evidence(of origin: String) throws -> [[UInt8]] {
    try SQLiteLogStore.translating {
      try pool.read { database in
        try Data.fetchAll(
          database, sql: "SELECT request FROM evidence WHERE origin = ? ORDER BY id",
          arguments: [Data(origin.utf8)]
        ).map { [UInt8]($0) }
      }
    }
  }

  private static func latest(of origin: String, _ database: Database) throws -> WitnessRecord? {
    try Row.fetchOne(
      database, sql: "SELECT origin, size, root, time, note FROM cosigned WHERE origin = ?",
      arguments: [Data(origin.utf8)]
    ).map(record)
  }

  private static func keep(_ record: WitnessRecord, _ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO cosigned(origin, size, root, time, note) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT(origin) DO UPDATE SET
          size = excluded.size, root = excluded.root, time = excluded.time, note = excluded.note
        """,
      arguments: [
        Data(record.origin.utf8), Int64(clamping: record.state.size), record.state.root.data,
        Int64(clamping: record.state.time), Data(record.note),
      ])
  }

  /// Reads a row that was fetched whole; a file that was forged is refused, never read as something else.
  private static func record(_ row: Row) throws -> WitnessRecord {
    let (name, size, root): (Data, Int64, Data) = (try row.value(0), try row.value(1), try row.value(2))
    let (time, note): (Int64, Data) = (try row.value(3), try row.value(4))
    guard let size = UInt64(exactly: size), let time = UInt64(exactly: time),
      let root = Digest([UInt8](root)), let origin = String(validating: name, as: UTF8.self)
    else { throw StorageError("corrupt", "the witness's file is damaged") }
    return WitnessRecord(
      origin: origin, state: CosignedState(size: size, root: root, time: time), note: [UInt8](note))
  }
}
