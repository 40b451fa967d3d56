package import CanonicalEncoding

/// Documents as bytes, by their SHA-256.
package protocol DocumentBytes: Sendable {
  /// The bytes that have this hash; `nil` where there is no such document.
  /// - Throws: `StorageError` `storage.altered` where what is kept under the hash does not have it.
  func bytes(of hash: Digest) throws -> [UInt8]?
}
