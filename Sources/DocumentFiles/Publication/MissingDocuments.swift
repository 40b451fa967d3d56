package import CanonicalEncoding
package import Quorate
internal import Synchronization

/// Documents of which those are noted that were asked for and are not there.
package final class MissingDocuments: DocumentBytes {
  private let base: PublishedDocuments<PublishedFolder>
  private let asked = Mutex<Set<Digest>>([])

  package init(_ base: PublishedDocuments<PublishedFolder>) { self.base = base }

  /// What was asked for in vain.
  package var missing: Set<Digest> { asked.withLock { $0 } }

  package func read(_ hash: Digest, limit: Int) throws -> [UInt8]? {
    let bytes = try base.read(hash, limit: limit)
    if bytes == nil { note(hash) }
    return bytes
  }

  package func stream(unchecked hash: Digest, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    let isThere = try base.stream(unchecked: hash, body)
    if !isThere { note(hash) }
    return isThere
  }

  private func note(_ hash: Digest) { _ = asked.withLock { $0.insert(hash) } }
}
