package import CanonicalEncoding

/// A tree of which only the roots of its largest perfect subtrees are kept: all that appending needs.
///
/// The heights of those subtrees are the one bits of the size, so at most 64 hashes are held.
package struct CompactRange: Sendable, Hashable {
  /// The number of leaves.
  package private(set) var size: UInt64

  /// The roots of the perfect subtrees, the largest first.
  package private(set) var hashes: [Digest]

  /// A tree without leaves.
  package init() {
    size = 0
    hashes = []
  }

  /// A tree taken up again, or `nil` where the number of hashes does not fit the size.
  package init?(size: UInt64, hashes: [Digest]) {
    guard hashes.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.hashes = hashes
  }

  /// The root of the whole tree.
  /// - Complexity: O(log n) hashes.
  package var root: Digest {
    guard var root = hashes.last else { return TreeHash.empty }
    for hash in hashes.dropLast().reversed() { root = TreeHash.node(hash, root) }
    return root
  }

  /// Appends a leaf.
  package mutating func append(_ leafHash: Digest) {
    append(leafHash) { _, _ in }
  }

  /// Appends a leaf and reports every perfect subtree of two leaves and more that it completes, from the
  /// smallest to the largest. Where the report throws, nothing has been appended.
  /// - Complexity: O(1) hashes on average, O(log n) at worst.
  package mutating func append(
    _ leafHash: Digest, completing report: (NodeID, Digest) throws -> Void
  ) rethrows {
    var hash = leafHash
    var level = 0
    while size >> UInt64(level) & 1 == 1 {
      hash = TreeHash.node(hashes[hashes.count - 1 - level], hash)
      level += 1
      try report(NodeID(level: level, index: size >> UInt64(level)), hash)
    }
    hashes.removeLast(level)
    hashes.append(hash)
    size += 1
  }
}

/// The root over a sequence of leaf hashes.
package enum MerkleRoot {
  /// The root, found in one pass that keeps O(log n) hashes.
  package static func of(_ leafHashes: some Sequence<Digest>) -> Digest {
    var range = CompactRange()
    for hash in leafHashes { range.append(hash) }
    return range.root
  }
}
