/// Bytes that are read where they lie: an archive too large to hold.
///
/// Contract: the bytes do not change while the value is in use.
package protocol ByteSource: Sendable {
  /// How many bytes there are.
  var count: UInt64 { get }

  /// Exactly so many bytes from an offset on.
  /// - Throws: `StorageError` where they are not there.
  func read(at offset: UInt64, count: Int) throws -> [UInt8]
}

/// Bytes in memory.
package struct BytesInMemory: ByteSource {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var count: UInt64 { UInt64(bytes.count) }

  package func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard let start = Int(exactly: offset), start <= bytes.count, count <= bytes.count - start else {
      throw StorageError("missing", "the bytes end before they should")
    }
    return Array(bytes[start..<start + count])
  }
}
