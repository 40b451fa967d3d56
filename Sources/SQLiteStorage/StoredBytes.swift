internal import CanonicalEncoding
internal import GRDB
internal import GRDBSQLite
internal import Quorate

extension Row {
  /// The bytes of a column, copied once.
  ///
  /// GRDB's own `Data` costs an object for every column, and an audit reads three of them for each entry.
  /// - Throws: `storage.corrupt` where the column holds something else than a blob: a forged file is refused,
  ///   never read as something else.
  func bytes(_ column: Int) throws -> [UInt8] {
    guard let bytes = try decode(StoredBytes.self, atIndex: column).bytes else {
      throw StorageError("corrupt", "a column that holds bytes holds something else")
    }
    return bytes
  }

  /// The digest in a column.
  /// - Throws: `storage.corrupt` where the column does not hold a blob of 32 bytes.
  func digest(_ column: Int) throws -> Digest {
    guard let digest = try decode(StoredDigest.self, atIndex: column).digest else {
      throw StorageError("corrupt", "a column that holds a hash does not hold 32 bytes")
    }
    return digest
  }
}

/// What a column holds, where that is a blob.
private struct StoredBytes: StoredColumn {
  let bytes: [UInt8]?

  init(sqliteStatement statement: SQLiteStatement, index: CInt) {
    bytes = unsafe statement.withBlob(at: index) { unsafe [UInt8]($0) }
  }
}

/// The digest a column holds, where that is a blob of its length.
struct StoredDigest: StoredColumn {
  let digest: Digest?

  init(sqliteStatement statement: SQLiteStatement, index: CInt) {
    digest = unsafe statement.withBlob(at: index) { unsafe Digest(raw: $0) } ?? nil
  }
}

/// A column read straight from SQLite's memory, whatever its type is.
private protocol StoredColumn: DatabaseValueConvertible, StatementColumnConvertible {
  init(sqliteStatement statement: SQLiteStatement, index: CInt)
}

extension StoredColumn {
  /// Also of a null, which GRDB would not show.
  static func fromStatement(_ statement: SQLiteStatement, atUncheckedIndex index: CInt) -> Self? {
    unsafe Self(sqliteStatement: statement, index: index)
  }

  /// Nothing is made of a value that has been copied already.
  static func fromDatabaseValue(_ value: DatabaseValue) -> Self? { nil }

  /// Nothing is stored by way of this type.
  var databaseValue: DatabaseValue { .null }
}

extension Statement {
  /// Whether a column of the current row holds these bytes.
  func holds(_ bytes: [UInt8], at column: CInt) -> Bool {
    let isSame = unsafe sqliteStatement.withBlob(at: column) { blob in
      unsafe bytes.withUnsafeBytes { unsafe $0.equals(blob) }
    }
    return isSame ?? false
  }
}

extension SQLiteStatement {
  /// Shows the bytes of a blob column of the current row; `nil` for a column of another type.
  ///
  /// They are SQLite's own and hold until the next step of the statement (sqlite3_column_blob). No body keeps
  /// them or makes a step.
  fileprivate func withBlob<Value>(at index: CInt, _ body: (UnsafeRawBufferPointer) -> Value) -> Value? {
    guard unsafe sqlite3_column_type(self, index) == SQLITE_BLOB else { return nil }
    // An empty blob has no address, which an empty buffer allows.
    let start = unsafe sqlite3_column_blob(self, index)
    let count = unsafe Int(sqlite3_column_bytes(self, index))
    return unsafe body(UnsafeRawBufferPointer(start: start, count: count))
  }
}
