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

extension ByteSource {
  /// Shows so many bytes from an offset on, in pieces of at most one mebibyte, so that memory does not grow with them.
  /// - Throws: `StorageError` where they are not there, and what `body` throws.
  /// - Complexity: O(count).
  package func stream(at start: UInt64, count: UInt64, _ body: ([UInt8]) throws -> Void) throws {
    var done: UInt64 = 0
    while done < count {
      let size = Int(min(1 << 20, count - done))
      try body(try read(at: start + done, count: size))
      done += UInt64(size)
    }
  }
}
