/// Where a log publishes a run of hashes or entries (C2SP tlog-tiles): files of 256 that never change, and
/// partial ones at the right edge.
package struct TilePath: Hashable, Sendable, CustomStringConvertible {
  /// What a tile holds.
  package enum Content: Hashable, Sendable {
    /// Hashes of perfect subtrees of `256^level` leaves, 32 bytes each; the level is at most 63.
    case hashes(level: Int)
    /// Leaves, each preceded by its length as two bytes.
    case entries
  }

  /// How many hashes or entries a full tile holds.
  package static let fullWidth = 256

  /// What the tile holds.
  package let content: Content
  /// The number of tiles of that kind to the left.
  package let index: UInt64
  /// How many hashes or entries: 1 to 256.
  package let width: Int

  /// A tile of that kind, place and width.
  package init(_ content: Content, index: UInt64, width: Int = TilePath.fullWidth) {
    self.content = content
    self.index = index
    self.width = width
  }

  /// The path below the log's prefix: the index in groups of three digits, `x` before all but the last.
  package var description: String {
    var path = Self.padded(index % 1000)
    var rest = index / 1000
    while rest > 0 {
      path = "x\(Self.padded(rest % 1000))/\(path)"
      rest /= 1000
    }
    if width < Self.fullWidth { path += ".p/\(width)" }
    switch content {
    case .hashes(let level): return "tile/\(level)/\(path)"
    case .entries: return "tile/entries/\(path)"
    }
  }

  private static func padded(_ number: UInt64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
  }
}

/// How many tiles of one level a log of some size has.
package struct TileShape: Hashable, Sendable {
  /// The level.
  package let level: Int
  /// How many full tiles.
  package let full: UInt64
  /// The width of the partial tile, 0 where there is none.
  package let partial: Int

  /// The levels of a log of a size, from the leaves up; none for an empty log.
  package static func levels(ofSize size: UInt64) -> [TileShape] {
    var shapes: [TileShape] = []
    var count = size
    while count > 0 {
      shapes.append(TileShape(level: shapes.count, full: count / 256, partial: Int(count % 256)))
      count /= 256
    }
    return shapes
  }
}
