internal import GRDB
internal import Quorate

/// SQLite files whose commits survive a loss of power.
enum DurablePool {
  /// Opens a file, or makes it.
  ///
  /// The write-ahead log is flushed with every commit (`synchronous=FULL`). That is set last, and looked at: the library
  /// lowers it to NORMAL when it turns the write-ahead log on, after everything a configuration can say, and NORMAL
  /// flushes commits some time later.
  static func open(_ path: String, _ configuration: Configuration) throws -> DatabasePool {
    let pool = try DatabasePool(path: path, configuration: configuration)
    let level = try pool.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      return try Int.fetchOne(database, sql: "PRAGMA synchronous")
    }
    guard level == 2 else { throw StorageError("failed", "SQLite does not flush commits to \(path)") }
    return pool
  }
}
