import CanonicalEncoding

@testable import TransparencyLog

/// RFC 6962 §2.1 written down as it is defined, slowly: what the tests compare the real code with.
enum ReferenceTree {
  /// MTH.
  static func root(_ leaves: ArraySlice<[UInt8]>) -> Digest {
    switch leaves.count {
    case 0: .sha256([])
    case 1: .sha256([0] + (leaves.first ?? []))
    default: .sha256([1] + root(left(leaves)).bytes + root(right(leaves)).bytes)
    }
  }

  /// PATH.
  static func path(_ index: Int, _ leaves: ArraySlice<[UInt8]>) -> [Digest] {
    guard leaves.count > 1 else { return [] }
    let split = left(leaves).count
    return index < split
      ? path(index, left(leaves)) + [root(right(leaves))]
      : path(index - split, right(leaves)) + [root(left(leaves))]
  }

  /// SUBPROOF; PROOF is the one with `isWhole`.
  static func proof(_ count: Int, _ leaves: ArraySlice<[UInt8]>, isWhole: Bool = true) -> [Digest] {
    if count == leaves.count { return isWhole ? [] : [root(leaves)] }
    let split = left(leaves).count
    return count <= split
      ? proof(count, left(leaves), isWhole: isWhole) + [root(right(leaves))]
      : proof(count - split, right(leaves), isWhole: false) + [root(left(leaves))]
  }

  private static func left(_ leaves: ArraySlice<[UInt8]>) -> ArraySlice<[UInt8]> {
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    return leaves.prefix(split)
  }

  private static func right(_ leaves: ArraySlice<[UInt8]>) -> ArraySlice<[UInt8]> {
    leaves.dropFirst(left(leaves).count)
  }

  /// The decimal digits of 0, 1, … as leaves.
  static func leaves(_ count: Int) -> [[UInt8]] { (0..<count).map { Array(String($0).utf8) } }
}

/// Leaves and the perfect subtrees over them, as a store would keep them.
struct PerfectNodes {
  private(set) var range = CompactRange()
  private var hashes: [NodeID: Digest] = [:]

  init(_ leaves: [[UInt8]]) {
    for (index, leaf) in leaves.enumerated() {
      let hash = TreeHash.leaf(leaf)
      hashes[NodeID(level: 0, index: UInt64(index))] = hash
      range.append(hash) { hashes[$0] = $1 }
    }
  }

  /// A place that no perfect subtree of the tree has.
  struct Missing: Error, Equatable { let node: NodeID }

  /// The hash of a perfect subtree.
  func hash(_ node: NodeID) throws -> Digest {
    guard let hash = hashes[node] else { throw Missing(node: node) }
    return hash
  }
}

extension Digest {
  /// The digest with one bit turned.
  var turned: Digest { Digest(words: (words.0, words.1 ^ 1 << 17, words.2, words.3)) }
}
