package import CanonicalEncoding

/// The two hashes of RFC 6962 §2.1. Their first bytes differ, so that no leaf can be shown as a node.
package enum TreeHash {
  /// The root of a tree without leaves: SHA-256 of nothing.
  package static let empty = Digest.sha256([])

  /// The hash of the bytes of a leaf.
  package static func leaf(_ bytes: [UInt8]) -> Digest { leaf(bytes[...]) }

  /// The hash of a leaf that is a part of other bytes.
  package static func leaf(_ bytes: ArraySlice<UInt8>) -> Digest { .sha256(prefix: 0, bytes) }

  /// The hash over two subtrees, the left one full.
  package static func node(_ left: Digest, _ right: Digest) -> Digest { .sha256(prefix: 1, left, right) }
}

/// The place of a perfect subtree: `2^level` leaves from leaf `index · 2^level` on.
package struct NodeID: Hashable, Sendable, CustomStringConvertible {
  /// The height; leaves stand at 0.
  package let level: Int
  /// The number of subtrees of that height to the left.
  package let index: UInt64

  /// The place at a height.
  package init(level: Int, index: UInt64) {
    self.level = level
    self.index = index
  }

  /// `level/index`.
  package var description: String { "\(level)/\(index)" }
}

/// Finds the hash of a perfect subtree.
///
/// Proofs ask for nothing else, so that a store keeps each hash once and never changes it.
package typealias NodeLookup = (NodeID) throws -> Digest
