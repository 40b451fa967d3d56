internal import Quorate

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
