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
