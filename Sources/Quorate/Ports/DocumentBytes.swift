package import CanonicalEncoding

/// Documents as bytes, by their SHA-256.
///
/// Whoever reads one says what the kind it is of may have: nothing is held that is larger, whatever a stranger put there.
package protocol DocumentBytes: Sendable {
  /// The bytes that have this hash; `nil` where there is no such document.
  /// - Throws: `StorageError` `storage.tooLarge` beyond the limit, which is checked before the bytes are read, and
  ///   `storage.altered` where what is kept under the hash does not have it.
  func read(_ hash: Digest, limit: Int) throws -> [UInt8]?

  /// Shows what is kept under a hash piece by piece, without looking at the hash.
  /// - Returns: Whether there is anything.
  func stream(unchecked hash: Digest, _ body: ([UInt8]) throws -> Void) throws -> Bool
}

/// The largest document of any kind: an electorate of some ten million rows.
package let largestDocument = 1 << 30

extension DocumentBytes {
  /// Shows a document piece by piece; memory does not grow with it.
  ///
  /// The pieces are not known to be those of the document before it has returned.
  /// - Returns: Whether there is such a document.
  /// - Throws: `StorageError` `storage.altered` for other bytes than the hash is of, even where `body` found fault with
  ///   them, `storage.tooLarge` for more than any document has, and what `body` throws.
  package func stream(_ hash: Digest, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    var (digest, count) = (SHA256Stream(), 0)
    var fault: (any Error)?
    let isThere = try stream(unchecked: hash) { piece in
      count += piece.count
      guard count <= largestDocument else {
        throw StorageError("tooLarge", "the file \(hash) is larger than any document")
      }
      digest.update(piece)
      guard fault == nil else { return }
      do { try body(piece) } catch { fault = error }
    }
    guard isThere else { return false }
    guard digest.digest == hash else {
      throw StorageError("altered", "the file \(hash) does not have the hash in its name")
    }
    if let fault { throw fault }
    return true
  }

  /// Whether there is a document of this hash.
  /// - Complexity: O(size) in time, O(1) in memory.
  package func holds(_ hash: Digest) throws -> Bool { try stream(hash) { _ in } }
}
