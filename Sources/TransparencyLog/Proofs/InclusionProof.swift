package import CanonicalEncoding

/// Proofs that a leaf stands at its place in a tree (RFC 9162 §2.1.3).
package enum InclusionProof {
  /// The hashes that lead from a leaf to the root, from the bottom up.
  ///
  /// Throws `ProofRefusal` where the tree has no such leaf, and what the lookup throws.
  /// - Complexity: O(log n) lookups.
  package static func path(of index: UInt64, size: UInt64, node: NodeLookup) throws -> [Digest] {
    guard index < size else { throw ProofRefusal.indexOutOfRange(index: index, size: size) }
    var path: [Digest] = []
    var tree = Subtree(start: 0, count: size)
    while tree.count > 1 {
      let isLeft = index < tree.right.start
      path.append(try (isLeft ? tree.right : tree.left).root(node))
      tree = isLeft ? tree.left : tree.right
    }
    return path.reversed()
  }

  /// Refuses a path that does not lead from the leaf to the root in exactly as many steps as the tree has at
  /// that place (RFC 9162 §2.1.3.2).
  package static func verify(
    leafHash: Digest, index: UInt64, size: UInt64, path: [Digest], root: Digest
  ) throws(ProofRefusal) {
    guard index < size else { throw .indexOutOfRange(index: index, size: size) }
    var climb = Climb(place: index, last: size - 1)
    var hash = leafHash
    for sibling in path {
      guard !climb.isAtTop else { throw .wrongLength(hashes: path.count) }
      hash = climb.isRightChild ? TreeHash.node(sibling, hash) : TreeHash.node(hash, sibling)
      climb.rise()
    }
    guard climb.isAtTop else { throw .wrongLength(hashes: path.count) }
    guard hash == root else { throw .wrongRoot(expected: root, computed: hash) }
  }
}

/// The way up from a node to the root, past the levels at which the right edge of the tree has no sibling.
///
/// The two numbers are `fn` and `sn` of RFC 9162.
struct Climb {
  /// The number of the node at the present level.
  private(set) var place: UInt64
  /// The number of the last node at the present level.
  private(set) var last: UInt64

  /// Whether the root has been reached.
  var isAtTop: Bool { last == 0 }

  /// Whether the next sibling stands to the left.
  var isRightChild: Bool { place & 1 == 1 || place == last }

  /// Goes to the parent, and on while the node there is a lone one at the right edge.
  mutating func rise() {
    if isRightChild {
      while place & 1 == 0, place != 0 { halve() }
    }
    halve()
  }

  /// Goes up while the node is a right child: to the root of the perfect subtree that ends here.
  mutating func skipRightChildren() {
    while place & 1 == 1 { halve() }
  }

  private mutating func halve() {
    place >>= 1
    last >>= 1
  }
}
