package import CanonicalEncoding

/// The documents of a published log or an archive.
package struct PublishedDocuments<Files: LogFiles>: DocumentBytes {
  private let files: Files

  package init(_ files: Files) { self.files = files }

  package func read(_ hash: Digest, limit: Int) throws -> [UInt8]? {
    guard let bytes = try files.read(BlobPath.of(hash), limit: limit) else { return nil }
    guard Digest.sha256(bytes) == hash else {
      throw StorageError("altered", "the file \(hash) does not have the hash in its name")
    }
    return bytes
  }

  package func stream(unchecked hash: Digest, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    try files.stream(BlobPath.of(hash), body)
  }
}
