package import CanonicalEncoding

/// The files of a published log or of an archive, by path: `checkpoint`, `tile/…`, `blob/sha256/…`.
///
/// Contract: the same path gives the same bytes for as long as the value is in use, but for `checkpoint`.
package protocol LogFiles: Sendable {
  /// The bytes of a file, or `nil` where there is none.
  /// - Throws: `StorageError` `storage.tooLarge` beyond the limit, which is checked before the bytes are read.
  func read(_ path: String, limit: Int) throws -> [UInt8]?

  /// Shows a file of any size piece by piece; memory does not grow with it.
  /// - Returns: Whether there is such a file.
  func stream(_ path: String, _ body: ([UInt8]) throws -> Void) throws -> Bool
}

extension LogFiles {
  /// The SHA-256 of a file, or `nil` where there is none.
  /// - Complexity: O(size) in time, O(1) in memory.
  package func digest(of path: String) throws -> Digest? {
    var stream = SHA256Stream()
    return try self.stream(path) { stream.update($0) } ? stream.digest : nil
  }
}

/// A place where a log is published.
///
/// Contract: what `write` has returned for is durable, and a file is never seen half-written.
package protocol LogFilesWriting: LogFiles {
  /// Writes a file, or replaces it as a whole.
  func write(_ bytes: [UInt8], to path: String) throws
}
