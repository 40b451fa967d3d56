package import CanonicalEncoding

/// Hashes that come again and again: of the words of thousands of ballots on one proposal, and of how the structs
/// begin that they stand in.
///
/// For one batch on one thread. Bounded, so that a log of ever new texts costs no memory.
package struct RepeatedHashes: Sendable {
  /// The text that came last at each position of a struct, which is most often the next one there.
  private var latest: [(text: String, hash: Digest)] = []
  private var hashes: [String: Digest] = [:]
  /// How the last struct began.
  var beginning = KeccakBeginning()

  /// The most texts that are kept, and the longest.
  private static let limits = (texts: 256, bytes: 512)

  package init() {}

  /// Keccak-256 of the UTF-8 bytes of a text that stands at a position of its struct.
  package mutating func keccak(_ text: String, at position: Int) -> Digest {
    while latest.count <= position { latest.append(("", Self.empty)) }
    // By bytes: texts that Swift calls equal may be spelt differently, and then hash differently.
    if latest[position].text.isSpelt(like: text) { return latest[position].hash }
    let hash = known(text)
    if text.utf8.count <= Self.limits.bytes { latest[position] = (text, hash) }
    return hash
  }

  private static let empty = Keccak256.digest("")

  private mutating func known(_ text: String) -> Digest {
    let index = hashes.index(forKey: text)
    if let index, hashes[index].key.isSpelt(like: text) { return hashes[index].value }
    let hash = Keccak256.digest(text)
    if index == nil, text.utf8.count <= Self.limits.bytes {
      if hashes.count == Self.limits.texts { hashes = [:] }
      hashes[text] = hash
    }
    return hash
  }
}
