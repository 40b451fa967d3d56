import CanonicalEncoding
import Testing
import TransparencyLog

@Suite struct TilePlanTests {
  /// Every tile of a log of a size, written down the slow way.
  private static func all(_ size: UInt64) -> Set<TilePath> {
    var paths: Set<TilePath> = []
    var (count, level) = (size, 0)
    while count > 0 {
      for index in 0...(count - 1) / 256 {
        let width = Int(min(256, count - index * 256))
        paths.insert(TilePath(.hashes(level: level), index: index, width: width))
        if level == 0 { paths.insert(TilePath(.entries, index: index, width: width)) }
      }
      count /= 256
      level += 1
    }
    return paths
  }

  private static let sizes: [UInt64] = [
    0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 65_535, 65_536, 65_537, 70_000, 131_072,
  ]

  @Test(arguments: sizes) func `a log grows by exactly the tiles it did not have`(old: UInt64) {
    for size in Self.sizes {
      let growth = TilePlan.growth(from: old, to: size)
      let missing = size > old ? Self.all(size).subtracting(Self.all(old)) : []
      #expect(Set(growth) == missing && growth.count == missing.count, "\(old) to \(size)")
    }
  }

  @Test func `entries come before hashes, and lower hashes before higher ones`() {
    let levels = TilePlan.growth(from: 0, to: 70_000).map { path in
      switch path.content {
      case .entries: -1
      case .hashes(let level): level
      }
    }
    #expect(levels == levels.sorted() && levels.last == 2)
  }

  @Test(arguments: [1, 2, 3, 255, 256, 257, 511, 700] as [UInt64])
  func `every perfect subtree is found in its tile`(size: UInt64) throws {
    let leaves = (0..<size).map { TreeHash.leaf(Array("entry \($0)".utf8)) }
    var nodes: [NodeID: Digest] = [:]
    var range = CompactRange()
    for (index, leaf) in leaves.enumerated() {
      nodes[NodeID(level: 0, index: UInt64(index))] = leaf
      range.append(leaf) { nodes[$0] = $1 }
    }
    for (node, hash) in nodes {
      let place = try #require(TilePlan.place(of: node, size: size))
      guard case .hashes(let level) = place.tile.content else { continue }
      let tile = try (0..<UInt64(place.tile.width)).map { index in
        try #require(nodes[NodeID(level: level * 8, index: place.tile.index * 256 + index)])
      }
      #expect(MerkleRoot.of(tile[place.first..<place.first + place.count]) == hash, "\(node)")
    }
    #expect(TilePlan.place(of: NodeID(level: 0, index: size), size: size) == nil)
    #expect(TilePlan.place(of: NodeID(level: 64, index: 0), size: size) == nil)
    #expect(TilePlan.place(of: NodeID(level: 63, index: .max), size: .max) == nil)
  }

  @Test func `tiles read back, and nothing else does`() throws {
    let entries: [[UInt8]] = [[], [1], Array(repeating: 7, count: 300), Array(repeating: 9, count: 65_535)]
    let bytes = try Tile.bytes(entries: entries)
    #expect(try Tile.entries(bytes, width: 4) == entries)
    #expect(throws: TileRefusal.trailing(bytes: 65_537)) { try Tile.entries(bytes, width: 3) }
    #expect(throws: TileRefusal.truncated(entries: 4, expected: 5)) { try Tile.entries(bytes, width: 5) }
    for cut in [0, 1, 2, 3, 5, bytes.count - 1] {
      #expect(throws: TileRefusal.self) { try Tile.entries(Array(bytes.prefix(cut)), width: 4) }
    }
    #expect(throws: TileRefusal.entryTooLarge(bytes: 65_536)) {
      try Tile.bytes(entries: [Array(repeating: 0, count: 65_536)])
    }
    let hashes = (0..<5).map { Digest.sha256([UInt8($0)]) }
    #expect(try Tile.hashes(Tile.bytes(hashes: hashes), width: 5) == hashes)
    #expect(throws: TileRefusal.length(bytes: 160, expected: 128)) {
      try Tile.hashes(Tile.bytes(hashes: hashes), width: 4)
    }
  }
}
