package import CanonicalEncoding
internal import Synchronization
package import TransparencyLog

extension TilePath {
  /// The largest tile of entries, in bytes.
  static var entriesLimit: Int { fullWidth * (Tile.entryLimit + 2) }
}

/// A log read from its published files, up to the size of one signed checkpoint.
///
/// Nothing here is verified: hashes come from the tiles of hashes, entries from the tiles of entries, and an audit
/// compares the two.
package final class ArchivedLog<Files: LogFiles>: LogReading {
  /// The checkpoint whose size is read, as it is signed.
  package let note: SignedNote
  package let checkpoint: Checkpoint
  private let files: Files
  /// Where signed checkpoints of smaller sizes lie that the archive keeps, in order of size.
  private let older: [OlderCheckpoint]
  /// The tiles read last, since neighbours are asked for together.
  private let memory = Mutex(Remembered())

  /// A signed checkpoint that was not read yet.
  package typealias OlderCheckpoint = (size: UInt64, path: String)

  /// Tiles, and how many bytes they have together.
  private struct Remembered {
    var tiles: [TilePath: [UInt8]] = [:]
    var count = 0
  }

  /// How many bytes of tiles are remembered; a tile of entries alone can be larger, and is not.
  private static var memoryLimit: Int { 4 << 20 }

  /// The log at a checkpoint that was signed for it.
  package init(
    _ files: Files, note: SignedNote, checkpoint: Checkpoint, older: [OlderCheckpoint] = []
  ) {
    self.files = files
    self.note = note
    self.checkpoint = checkpoint
    self.older = older
  }

  /// Opens the log at its published checkpoint.
  /// - Parameter older: Further signed checkpoints, in order of size.
  /// - Throws: `StorageError` `storage.missing` without one, and what `SignedNote` and `Checkpoint` refuse.
  package convenience init(_ files: Files, older: [OlderCheckpoint] = []) throws {
    guard let bytes = try files.read("checkpoint", limit: SignedNote.sizeLimit) else {
      throw StorageError("missing", "there is no checkpoint, so this is no published log")
    }
    let note = try SignedNote(parsing: bytes)
    self.init(files, note: note, checkpoint: try Checkpoint(parsing: note.text), older: older)
  }

  package func tip() throws -> LogTip? {
    checkpoint.size == 0 ? nil : LogTip(size: checkpoint.size, root: checkpoint.root)
  }

  package func entries(from index: UInt64, limit: Int) throws -> [StoredEntry] {
    var entries: [StoredEntry] = []
    var next = index
    while next < checkpoint.size, entries.count < limit {
      let tile = next / 256
      let width = Int(min(256, checkpoint.size - tile * 256))
      let bytes = try tileBytes(TilePath(.entries, index: tile, width: width), limit: TilePath.entriesLimit)
      let leaves = try self.leaves(bytes, width: width, tile)
      let hashes = try self.hashes(TilePath(.hashes(level: 0), index: tile, width: width))
      while next < tile * 256 + UInt64(width), entries.count < limit {
        let place = Int(next % 256)
        entries.append(StoredEntry(index: next, bytes: leaves[place], hash: hashes[place]))
        next += 1
      }
    }
    return entries
  }

  private func leaves(_ bytes: [UInt8], width: Int, _ tile: UInt64) throws -> [[UInt8]] {
    do { return try Tile.entries(bytes, width: width) } catch {
      throw StorageError("corrupt", "the entries from \(tile * 256) on: \(error.message)")
    }
  }

  package func node(_ id: NodeID) throws -> Digest {
    guard let place = TilePlan.place(of: id, size: checkpoint.size) else {
      throw StorageError("corrupt", "the log lacks the hash of level \(id.level), index \(id.index)")
    }
    let hashes = try self.hashes(place.tile)
    return MerkleRoot.of(hashes[place.first..<place.first + place.count])
  }

  /// Tiles hold every eighth level.
  package func keeps(level: Int) -> Bool { level.isMultiple(of: 8) }

  /// Tile by tile: the subtrees of one level that a tile holds are made of its hashes at one go.
  package func nodes(level: Int, from index: UInt64, limit: Int) throws -> [Digest] {
    var nodes: [Digest] = []
    while nodes.count < limit {
      let next = NodeID(level: level, index: index + UInt64(nodes.count))
      guard let place = TilePlan.place(of: next, size: checkpoint.size) else { break }
      let due = min(limit - nodes.count, (place.tile.width - place.first) / place.count)
      let hashes = try self.hashes(place.tile)
      nodes += (0..<due).map { number in
        let first = place.first + number * place.count
        return MerkleRoot.of(hashes[first..<first + place.count])
      }
    }
    return nodes
  }

  package func checkpoints(from size: UInt64, limit: Int) throws -> [StoredCheckpoint] {
    var found: [StoredCheckpoint] = []
    for old in older where old.size >= size && found.count < limit {
      guard let bytes = try files.read(old.path, limit: SignedNote.sizeLimit) else {
        throw StorageError("missing", "there is no \(old.path)")
      }
      found.append(StoredCheckpoint(size: old.size, note: String(decoding: bytes, as: UTF8.self)))
    }
    if checkpoint.size >= size, found.count < limit {
      let text = String(decoding: note.bytes, as: UTF8.self)
      found.append(StoredCheckpoint(size: checkpoint.size, note: text))
    }
    return found
  }

  private func hashes(_ path: TilePath) throws -> [Digest] {
    let bytes = try tileBytes(path, limit: TilePath.fullWidth * 32)
    do { return try Tile.hashes(bytes, width: path.width) } catch {
      throw StorageError("corrupt", "\(path): \(error.message)")
    }
  }

  /// The bytes of a tile; where a partial one is not there any more, of the full one that took its place.
  private func tileBytes(_ path: TilePath, limit: Int) throws -> [UInt8] {
    if let known = memory.withLock({ $0.tiles[path] }) { return known }
    var bytes = try files.read(path.description, limit: limit)
    if bytes == nil, path.width < TilePath.fullWidth {
      let full = try files.read(TilePath(path.content, index: path.index).description, limit: limit)
      bytes = try full.map { try Self.shortened($0, to: path) }
    }
    guard let bytes else { throw StorageError("missing", "the published log lacks \(path)") }
    if bytes.count <= Self.memoryLimit {
      memory.withLock { memory in
        if memory.count + bytes.count > Self.memoryLimit { memory = Remembered() }
        if memory.tiles.updateValue(bytes, forKey: path) == nil { memory.count += bytes.count }
      }
    }
    return bytes
  }

  /// The first so many entries or hashes of a full tile.
  private static func shortened(_ bytes: [UInt8], to path: TilePath) throws -> [UInt8] {
    switch path.content {
    case .hashes: return Array(bytes.prefix(path.width * 32))
    case .entries:
      return try Tile.bytes(
        entries: try Tile.entries(bytes, width: TilePath.fullWidth).prefix(path.width))
    }
  }
}
