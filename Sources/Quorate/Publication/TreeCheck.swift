internal import CanonicalEncoding
internal import TransparencyLog

/// Re-derives a published tree from its entries: every hash of every tile, and the root.
///
/// Nothing about signatures and rules; that is an audit's.
package enum TreeCheck {
  /// Checks the log from an entry on, below which it was checked before.
  ///
  /// - Returns: What is wrong first, or `nil`.
  /// - Throws: `StorageError` where a file cannot be read.
  /// - Complexity: O(entries from there on); memory does not grow with them.
  package static func fault(in log: some LogReading, from start: UInt64 = 0) throws -> String? {
    guard let tip = try log.tip() else { return nil }
    guard var range = try range(of: start, in: log) else { return "the tree does not read" }
    while range.size < tip.size {
      let entries = try log.entries(from: range.size, limit: 1024)
      guard !entries.isEmpty else { return "entry \(range.size) is missing" }
      for entry in entries {
        if let fault = try take(entry, into: &range, of: log) { return fault }
      }
    }
    return range.root == tip.root ? nil : "the entries lead to root \(range.root), signed is \(tip.root)"
  }

  private static func take(
    _ entry: StoredEntry, into range: inout CompactRange, of log: some LogReading
  ) throws -> String? {
    let hash = TreeHash.leaf(entry.bytes)
    guard entry.index == range.size, hash == entry.hash else {
      return "entry \(range.size) does not have the hash in its tile"
    }
    var fault: String?
    try range.append(hash) { node, hash in
      // Only every eighth level is stored; those between follow from it.
      guard node.level.isMultiple(of: 8), fault == nil else { return }
      if try log.node(node) != hash {
        fault = "the hash of level \(node.level), index \(node.index) is not that of the entries"
      }
    }
    return fault
  }

  /// The tree at a size, from its stored hashes.
  private static func range(of size: UInt64, in log: some LogReading) throws -> CompactRange? {
    var hashes: [Digest] = []
    var position: UInt64 = 0
    for level in (0..<64).reversed() where size >> UInt64(level) & 1 == 1 {
      hashes.append(try log.node(NodeID(level: level, index: position >> UInt64(level))))
      position += 1 << UInt64(level)
    }
    return CompactRange(size: size, hashes: hashes)
  }
}
