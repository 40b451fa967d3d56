package import CanonicalEncoding
package import TransparencyLog

/// The files a log is published as, made from the log itself.
///
/// The same log and size give the same bytes, whenever they are made.
package struct TileSource<Log: LogReading>: Sendable {
  private let log: Log

  package init(_ log: Log) { self.log = log }

  /// The bytes of a tile.
  /// - Throws: `StorageError` where the log lacks a part of it, `TileRefusal` for an entry that fits no tile.
  package func bytes(of path: TilePath) throws -> [UInt8] {
    let first = path.index * 256
    switch path.content {
    case .entries:
      let entries = try log.entries(from: first, limit: path.width)
      guard entries.count == path.width, entries.last?.index == first + UInt64(path.width) - 1 else {
        throw StorageError("corrupt", "the log lacks entries from \(first) on")
      }
      return try Tile.bytes(entries: entries.map(\.bytes))
    case .hashes(let level):
      let hashes = try log.nodes(level: level * 8, from: first, limit: path.width)
      guard hashes.count == path.width else {
        throw StorageError("corrupt", "the log lacks hashes of level \(level * 8) from \(first) on")
      }
      return Tile.bytes(hashes: hashes)
    }
  }
}

/// Where a document is published, by the SHA-256 of its bytes.
package enum BlobPath {
  /// `blob/sha256/<two digits>/<sixty-four digits>`.
  package static func of(_ hash: Digest) -> String {
    let hex = hash.description.dropFirst(2)
    return "blob/sha256/\(hex.prefix(2))/\(hex)"
  }
}
