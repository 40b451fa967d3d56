import CanonicalEncoding

/// A run of leaves that forms one side of a split in RFC 6962 §2.1: its start is a multiple of a power of two
/// that is not less than its width.
struct Subtree {
  let start: UInt64
  let count: UInt64

  /// The largest power of two below the width, at which the tree splits; the width is at least two.
  var split: UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }

  /// The leaves left of the split: always a perfect subtree.
  var left: Subtree { Subtree(start: start, count: split) }

  /// The leaves right of the split.
  var right: Subtree { Subtree(start: start + split, count: count - split) }

  /// The hash of the run, put together from perfect subtrees.
  /// - Complexity: O(log n) lookups.
  func root(_ node: NodeLookup) throws -> Digest {
    var perfect: [NodeID] = []
    var position = start
    for level in (0..<64).reversed() where count >> UInt64(level) & 1 == 1 {
      perfect.append(NodeID(level: level, index: position >> UInt64(level)))
      position += 1 << UInt64(level)
    }
    guard let last = perfect.popLast() else { return TreeHash.empty }
    var root = try node(last)
    for place in perfect.reversed() { root = TreeHash.node(try node(place), root) }
    return root
  }
}
