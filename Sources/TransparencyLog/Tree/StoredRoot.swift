package import CanonicalEncoding

extension MerkleRoot {
  /// The root of a tree whose perfect subtrees are stored.
  /// - Complexity: O(log n) lookups.
  package static func of(size: UInt64, node: NodeLookup) throws -> Digest {
    size == 0 ? TreeHash.empty : try Subtree(start: 0, count: size).root(node)
  }
}
