package import CanonicalEncoding

/// Proofs that a tree begins with all leaves of an older one (RFC 9162 §2.1.4).
package enum ConsistencyProof {
  /// The hashes from which both roots follow.
  ///
  /// Throws `ProofRefusal` where the sizes are reversed or the older one is zero, and what the lookup throws.
  /// - Complexity: O(log n) lookups.
  package static func path(from oldSize: UInt64, to newSize: UInt64, node: NodeLookup) throws -> [Digest] {
    try checkSizes(oldSize, newSize)
    var path: [Digest] = []
    var tree = Subtree(start: 0, count: newSize)
    while tree.start + tree.count > oldSize {
      let isLeft = oldSize <= tree.right.start
      path.append(try (isLeft ? tree.right : tree.left).root(node))
      tree = isLeft ? tree.left : tree.right
    }
    // Where the way led to the left only, this is the old root, which the verifier has.
    if tree.start > 0 { path.append(try tree.root(node)) }
    return path.reversed()
  }

  /// Refuses a path from which not both roots follow in exactly as many steps as the sizes call for
  /// (RFC 9162 §2.1.4.2).
  ///
  /// An older size of zero is always refused, as transparency-dev does; witnesses, who begin there, must
  /// treat that case before they ask.
  package static func verify(
    oldSize: UInt64, oldRoot: Digest, newSize: UInt64, newRoot: Digest, path: [Digest]
  ) throws(ProofRefusal) {
    try checkSizes(oldSize, newSize)
    if oldSize == newSize {
      guard path.isEmpty else { throw .wrongLength(hashes: path.count) }
      guard oldRoot == newRoot else { throw .wrongRoot(expected: newRoot, computed: oldRoot) }
      return
    }
    var climb = Climb(place: oldSize - 1, last: newSize - 1)
    climb.skipRightChildren()
    let isPerfect = oldSize.nonzeroBitCount == 1
    guard let first = isPerfect ? oldRoot : path.first else { throw .wrongLength(hashes: path.count) }
    var (old, new) = (first, first)
    for hash in isPerfect ? path[...] : path.dropFirst() {
      guard !climb.isAtTop else { throw .wrongLength(hashes: path.count) }
      if climb.isRightChild {
        old = TreeHash.node(hash, old)
        new = TreeHash.node(hash, new)
      } else {
        new = TreeHash.node(new, hash)
      }
      climb.rise()
    }
    guard climb.isAtTop else { throw .wrongLength(hashes: path.count) }
    guard old == oldRoot else { throw .wrongOldRoot(expected: oldRoot, computed: old) }
    guard new == newRoot else { throw .wrongRoot(expected: newRoot, computed: new) }
  }

  private static func checkSizes(_ oldSize: UInt64, _ newSize: UInt64) throws(ProofRefusal) {
    guard oldSize > 0 else { throw .emptyTree }
    guard oldSize <= newSize else { throw .sizesReversed(old: oldSize, new: newSize) }
  }
}
