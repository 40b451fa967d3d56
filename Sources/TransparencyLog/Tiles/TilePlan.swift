/// Which tiles a log of some size is published as.
package enum TilePlan {
  /// The tiles that hold a log of one size and did not yet when it had another, in the order in which they are
  /// written: entries, then hashes from the leaves up.
  ///
  /// Full tiles that were there stay as they are. A partial tile is written for every size that is published, so
  /// that who has seen a checkpoint finds what belongs to it.
  /// - Complexity: O(new tiles).
  package static func growth(from old: UInt64, to size: UInt64) -> [TilePath] {
    guard old < size else { return [] }
    var paths: [TilePath] = []
    for (level, shape) in TileShape.levels(ofSize: size).enumerated() {
      if level == 0 { paths += growth(.entries, from: old, to: shape) }
      paths += growth(.hashes(level: level), from: old >> UInt64(8 * level), to: shape)
    }
    return paths
  }

  private static func growth(
    _ content: TilePath.Content, from before: UInt64, to shape: TileShape
  ) -> [TilePath] {
    let first = min(before / 256, shape.full)
    var paths = (first..<shape.full).map { TilePath(content, index: $0) }
    if shape.partial > 0, shape.full * 256 + UInt64(shape.partial) > before {
      paths.append(TilePath(content, index: shape.full, width: shape.partial))
    }
    return paths
  }

  /// The tile of hashes with the subtree of some level in it, for a log of a size, and where in the tile it begins.
  ///
  /// A subtree whose level is no multiple of eight is made of several hashes of the tile.
  /// - Returns: `nil` where the log has no such perfect subtree.
  package static func place(
    of node: NodeID, size: UInt64
  ) -> (tile: TilePath, first: Int, count: Int)? {
    guard 0...63 ~= node.level else { return nil }
    let (tileLevel, height) = node.level.quotientAndRemainder(dividingBy: 8)
    let stored = size >> UInt64(8 * tileLevel)
    let width = UInt64(1) << UInt64(height)
    let (start, overflow) = node.index.multipliedReportingOverflow(by: width)
    guard !overflow, start < stored, stored - start >= width else { return nil }
    let index = start / 256
    let tile = TilePath(
      .hashes(level: tileLevel), index: index, width: Int(min(256, stored - index * 256)))
    return (tile, Int(start % 256), Int(width))
  }
}
