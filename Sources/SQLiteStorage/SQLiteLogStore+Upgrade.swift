internal import CanonicalEncoding
internal import Foundation
internal import GRDB
package import Ledger
internal import Quorate

extension SQLiteLogStore {
  /// Writes every record anew, as this version has it, into a file of an older one.
  ///
  /// Entries, tree, checkpoints and reasons are the same in every version. All of it is one transaction: a file is of the old
  /// version or of the new one.
  ///
  /// - Parameters:
  ///   - records: What the entries lead to.
  ///   - size: How many entries that were.
  /// - Throws: `StorageError` `storage.busy` where the log has grown since, or what writing throws.
  package func upgrade(to records: MemoryRecords, at size: UInt64) throws {
    try Self.translating {
      try file.writer().writeWithoutTransaction { database in
        try database.inTransaction(.immediate) {
          guard try SQLiteRecords.head(database)?.size ?? 0 == size else {
            throw StorageError("busy", "the log has grown while it was read; the same again")
          }
          try database.execute(sql: "DELETE FROM record")
          try database.execute(sql: Schema.promise)
          for space in RecordSpace.allCases { try Self.insert(records.records(space), database) }
          try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
          return .commit
        }
      }
    }
  }

  /// Takes a file of version 2 for one of this version, whose records are the same where nobody votes in it: those of a
  /// drop-box.
  package func upgradeKeepingRecords() throws {
    guard isOlder else { return }
    try Self.translating {
      try file.writer().write { database in
        try database.execute(sql: Schema.promise)
        try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
      }
    }
  }

  private static func insert(_ records: [(key: RecordKey, value: [UInt8])], _ database: Database) throws {
    let put = try database.cachedStatement(
      sql: "INSERT INTO record(space, partition, row, value) VALUES (?, ?, ?, ?)")
    for (key, value) in records {
      try put.execute(arguments: [
        key.space.rawValue, Data(key.partition.bytes), Data(key.row.bytes), Data(value),
      ])
    }
  }
}
