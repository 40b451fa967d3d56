package import CanonicalEncoding

/// The bytes of tiles (C2SP tlog-tiles): hashes one after another, and entries each behind its length.
package enum Tile {
  /// The largest entry: its length stands in two bytes.
  package static let entryLimit = 65_535

  /// A tile of hashes.
  package static func bytes(hashes: some Sequence<Digest>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(TilePath.fullWidth * 32)
    for hash in hashes { hash.append(to: &bytes) }
    return bytes
  }

  /// Reads a tile of exactly so many hashes.
  package static func hashes(_ bytes: [UInt8], width: Int) throws(TileRefusal) -> [Digest] {
    guard bytes.count == width * 32 else { throw .length(bytes: bytes.count, expected: width * 32) }
    var hashes: [Digest] = []
    hashes.reserveCapacity(width)
    for start in stride(from: 0, to: bytes.count, by: 32) {
      guard let hash = Digest(bytes[start..<start + 32]) else {
        throw .length(bytes: bytes.count, expected: width * 32)
      }
      hashes.append(hash)
    }
    return hashes
  }

  /// A tile of entries.
  package static func bytes(entries: some Sequence<[UInt8]>) throws(TileRefusal) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      guard let length = UInt16(exactly: entry.count) else { throw .entryTooLarge(bytes: entry.count) }
      bytes.append(bigEndian: length)
      bytes.append(contentsOf: entry)
    }
    return bytes
  }

  /// Reads a tile of exactly so many entries, with nothing behind them.
  package static func entries(_ bytes: [UInt8], width: Int) throws(TileRefusal) -> [[UInt8]] {
    var entries: [[UInt8]] = []
    entries.reserveCapacity(width)
    var position = 0
    while entries.count < width {
      guard let length = bytes.bigEndian(UInt16.self, at: position) else {
        throw .truncated(entries: entries.count, expected: width)
      }
      let start = position + 2
      let end = start + Int(length)
      guard end <= bytes.count else { throw .truncated(entries: entries.count, expected: width) }
      entries.append(Array(bytes[start..<end]))
      position = end
    }
    guard position == bytes.count else { throw .trailing(bytes: bytes.count - position) }
    return entries
  }
}

/// Why bytes are not the tile they should be.
package enum TileRefusal: CodedRefusal, Hashable {
  /// A tile of hashes of another length than its width asks for.
  case length(bytes: Int, expected: Int)
  /// A tile of entries that ends too early.
  case truncated(entries: Int, expected: Int)
  /// Bytes behind the last entry.
  case trailing(bytes: Int)
  /// An entry whose length does not fit two bytes.
  case entryTooLarge(bytes: Int)

  /// The stable name.
  package var code: String {
    switch self {
    case .length: "tile.length"
    case .truncated: "tile.truncated"
    case .trailing: "tile.trailing"
    case .entryTooLarge: "tile.entryTooLarge"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .length(let bytes, let expected): "a tile of \(bytes) bytes where \(expected) are due"
    case .truncated(let entries, let expected):
      "a tile of entries ends after \(entries) of \(expected)"
    case .trailing(let bytes): "\(bytes) bytes stand behind the last entry of a tile"
    case .entryTooLarge(let bytes):
      "an entry of \(bytes) bytes; a tile holds at most \(Tile.entryLimit) each"
    }
  }
}
