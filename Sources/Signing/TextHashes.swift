package import CanonicalEncoding

/// Hashes of texts that come again and again: the words of thousands of ballots on one proposal.
///
/// For one batch on one thread. Bounded, so that a log of ever new texts costs no memory.
package struct TextHashes: Sendable {
  private var hashes: [String: Digest] = [:]

  /// The most texts that are kept, and the longest.
  private static let limits = (texts: 256, bytes: 512)

  package init() {}

  /// Keccak-256 of the UTF-8 bytes of a text.
  package mutating func keccak(_ text: String) -> Digest {
    // By bytes: texts that Swift calls equal may be spelt differently, and then hash differently.
    let index = hashes.index(forKey: text)
    if let index, hashes[index].key.isSpelt(like: text) { return hashes[index].value }
    let hash = Keccak256.digest(Array(text.utf8))
    if index == nil, text.utf8.count <= Self.limits.bytes {
      if hashes.count == Self.limits.texts { hashes = [:] }
      hashes[text] = hash
    }
    return hash
  }
}
