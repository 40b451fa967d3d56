internal import GRDB

/// The tables. Weights are never summed in SQL: SQLite adds large numbers as floats.
enum Schema {
  /// Rises with every record that is written otherwise than before, so that nobody takes an older file for an altered one.
  static let version = 3

  /// The table that files of version 2 do not have.
  static let promise = """
    CREATE TABLE IF NOT EXISTS promise(
      idx INTEGER PRIMARY KEY, statement BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL, reason TEXT NOT NULL,
      due INTEGER NOT NULL) STRICT;
    """

  static let statements = """
    CREATE TABLE entry(
      idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL, statement BLOB NOT NULL UNIQUE) STRICT;
    CREATE TABLE node(
      level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY(level, idx)) STRICT, WITHOUT ROWID;
    CREATE TABLE head(
      id INTEGER PRIMARY KEY CHECK(id = 0), size INTEGER NOT NULL, received INTEGER NOT NULL,
      frontier BLOB NOT NULL) STRICT;
    CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
    CREATE TABLE record(
      space TEXT NOT NULL, partition BLOB NOT NULL, row BLOB NOT NULL, value BLOB NOT NULL,
      PRIMARY KEY(space, partition, row)) STRICT, WITHOUT ROWID;
    CREATE TABLE reason(hash BLOB PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
    \(promise)
    CREATE TABLE refusal(code TEXT PRIMARY KEY, count INTEGER NOT NULL, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    PRAGMA user_version = \(version);
    """

  /// Makes the tables in an empty file; refuses a file of another version.
  static func prepare(_ database: Database) throws -> Int {
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if found == 0, try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 {
      try database.execute(sql: statements)
      return version
    }
    return found
  }
}
