package import CanonicalEncoding
package import TransparencyLog

/// A log as it can be read by anybody: entries, hashes and checkpoints, wherever they are kept.
///
/// A store, a published folder and an archive are all read through it, so that one audit serves them all.
/// Contract: nothing it returns is believed; the reader recomputes.
package protocol LogReading: Sendable {
  /// The size and the root the log claims to have; `nil` for an empty one.
  func tip() throws -> LogTip?

  /// Entries from an index on, in order.
  func entries(from index: UInt64, limit: Int) throws -> [StoredEntry]

  /// The hash of a perfect subtree.
  /// - Throws: `StorageError` where it is not there.
  func node(_ id: NodeID) throws -> Digest

  /// Whether hashes of a level are kept, rather than made each time from those of a lower one.
  func keeps(level: Int) -> Bool

  /// The hashes of perfect subtrees of one level, in order from an index on; fewer where some are not there.
  func nodes(level: Int, from index: UInt64, limit: Int) throws -> [Digest]

  /// All signed checkpoints from a size on, in order of size.
  func checkpoints(from size: UInt64, limit: Int) throws -> [StoredCheckpoint]
}

extension LogReading {
  package func keeps(level: Int) -> Bool { true }

  package func nodes(level: Int, from index: UInt64, limit: Int) throws -> [Digest] {
    try (index..<index + UInt64(limit)).map { try node(NodeID(level: level, index: $0)) }
  }
}

/// What a log claims to be.
package struct LogTip: Hashable, Sendable {
  package let size: UInt64
  package let root: Digest

  package init(size: UInt64, root: Digest) {
    self.size = size
    self.root = root
  }
}
