internal import CanonicalEncoding
internal import GRDB
internal import GRDBSQLite
internal import Quorate

/// Columns of the row a statement stands at, read straight from SQLite's memory.
///
/// GRDB's own rows cost an object for every column, and an audit reads three of them for each entry.
extension Statement {
  /// The bytes of a column, copied once.
  /// - Throws: `storage.corrupt` where the column holds something else than a blob: a forged file is refused,
  ///   never read as something else.
  func bytes(_ column: CInt) throws -> [UInt8] {
    guard let bytes = unsafe sqliteStatement.withBlob(at: column, { unsafe [UInt8]($0) }) else {
      throw StorageError("corrupt", "a column that holds bytes holds something else")
    }
    return bytes
  }

  /// The digest in a column.
  /// - Throws: `storage.corrupt` where the column does not hold a blob of 32 bytes.
  func digest(_ column: CInt) throws -> Digest {
    guard let digest = unsafe sqliteStatement.withBlob(at: column, { unsafe Digest(raw: $0) }) ?? nil else {
      throw StorageError("corrupt", "a column that holds a hash does not hold 32 bytes")
    }
    return digest
  }

  /// The integer in a column that can hold nothing else.
  func integer(_ column: CInt) -> Int64 { unsafe sqlite3_column_int64(sqliteStatement, column) }

  /// Whether a column of the current row holds these bytes.
  func holds(_ bytes: [UInt8], at column: CInt) -> Bool {
    let isSame = unsafe sqliteStatement.withBlob(at: column) { blob in
      unsafe bytes.withUnsafeBytes { unsafe $0.equals(blob) }
    }
    return isSame ?? false
  }
}

extension Row {
  /// The value in a column.
  /// - Throws: `storage.corrupt` where the column holds none or one of another type. The library's own subscript ends the
  ///   process there, and what a file holds is whatever was written into it.
  func value<Value: DatabaseValueConvertible>(_ column: Int) throws -> Value {
    guard let value = Value.fromDatabaseValue(self[column] as DatabaseValue) else {
      throw StorageError("corrupt", "column \(column + 1) of a row does not hold what belongs there")
    }
    return value
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
