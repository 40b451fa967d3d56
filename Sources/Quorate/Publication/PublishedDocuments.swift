package import CanonicalEncoding

/// The documents of a published log or an archive.
package struct PublishedDocuments<Files: LogFiles>: DocumentBytes {
  private let files: Files

  /// The largest document: an electorate of some ten million rows.
  private static var limit: Int { 1 << 30 }

  package init(_ files: Files) { self.files = files }

  package func bytes(of hash: Digest) throws -> [UInt8]? {
    guard let bytes = try files.read(BlobPath.of(hash), limit: Self.limit) else { return nil }
    guard Digest.sha256(bytes) == hash else {
      throw StorageError("altered", "the file \(hash) does not have the hash in its name")
    }
    return bytes
  }
}
