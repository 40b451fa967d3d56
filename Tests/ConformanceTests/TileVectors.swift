import CanonicalEncoding
import QuorateTesting

@testable import TransparencyLog

// Runners for published tiles and whole logs; `logVectors` lists them.

func runTilePaths(_ content: JSONValue, _ report: inout VectorReport) {
  for vector in LogVector.all(of: content) {
    let (index, width) = (vector.number("index"), Int(clamping: vector.number("width")))
    let hashes = TilePath(.hashes(level: Int(clamping: vector.number("level"))), index: index, width: width)
    let entries = TilePath(.entries, index: index, width: width)
    let isSame =
      hashes.description == vector.text("tile") && entries.description == vector.text("entries")
    report.check(vector.text("tile"), isSame)
  }
}

func runTileShapes(_ content: JSONValue, _ report: inout VectorReport) {
  for vector in LogVector.all(of: content) {
    let size = vector.number("size")
    var shapes: [JSONValue] = []
    for shape in TileShape.levels(ofSize: size) {
      let level = JSONValue.integer(shape.level)
      if shape.full > 0 { shapes.append(.array([level, .string("full"), .integer(shape.full)])) }
      if shape.partial > 0 { shapes.append(.array([level, .string("partial"), .integer(shape.partial)])) }
    }
    report.check("size \(size)", vector.list("tiles").map(\.value) == shapes)
  }
}

/// The tiles of logs whose leaves are the decimal digits of their numbers.
func runTileHashes(_ content: JSONValue, _ report: inout VectorReport) {
  for vector in LogVector.all(of: content) {
    let size = vector.number("size")
    let hashes = (0..<size).map { TreeHash.leaf(Array(String($0).utf8)) }
    let tiles = tiles(over: hashes)
    var summary: [UInt8] = []
    for (path, bytes) in tiles.sorted(by: { $0.key < $1.key }) {
      summary += path.bytes + [0x0a] + Digest.sha256(bytes).bytes
    }
    let last = vector.value.object?["last_tiles"]?.object?.members ?? []
    let isSame = last.allSatisfy { member in
      tiles[ByteString(utf8: member.key)].map { Digest.sha256($0).description }
        == "0x" + (member.value.string ?? "")
    }
    let isComplete =
      tiles.count == Int(clamping: vector.number("tile_count"))
      && Digest.sha256(summary) == vector.hash("tiles_sha256")
    let isRooted = MerkleRoot.of(hashes) == vector.hash("root_b64")
    report.check("size \(size)", isSame && isComplete && isRooted)
  }
}

/// All tiles of hashes over some leaf hashes, by path.
private func tiles(over hashes: [Digest]) -> [ByteString: [UInt8]] {
  let nodes = nodes(over: hashes)
  var tiles: [ByteString: [UInt8]] = [:]
  for shape in TileShape.levels(ofSize: UInt64(hashes.count)) {
    let partial = shape.partial > 0 ? [shape.partial] : []
    let widths = [Int](repeating: TilePath.fullWidth, count: Int(shape.full)) + partial
    for (index, width) in widths.enumerated() {
      var bytes: [UInt8] = []
      for offset in 0..<width {
        let node = NodeID(level: 8 * shape.level, index: UInt64(index * TilePath.fullWidth + offset))
        bytes += (nodes[node] ?? .zero).bytes
      }
      let path = TilePath(.hashes(level: shape.level), index: UInt64(index), width: width)
      tiles[ByteString(utf8: path.description)] = bytes
    }
  }
  return tiles
}

/// The leaves of a bundle, or `nil` where a length leads past its end.
private func entries(of bundle: [UInt8]) -> [[UInt8]]? {
  var entries: [[UInt8]] = []
  var offset = 0
  while offset < bundle.count {
    guard let length = bundle.bigEndian(UInt16.self, at: offset) else { return nil }
    offset += 2
    guard offset + Int(length) <= bundle.count else { return nil }
    entries.append(Array(bundle[offset..<offset + Int(length)]))
    offset += Int(length)
  }
  return entries
}

/// What the path of a tile says: `tile/0/x001/234.p/15`.
private struct NamedTile {
  let path: TilePath
  let width: Int
  let index: UInt64
  /// `nil` for the entries themselves.
  let level: Int?

  init?(_ text: String) {
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)[...]
    guard parts.popFirst() == "tile", let content = parts.popFirst() else { return nil }
    var width = TilePath.fullWidth
    if parts.count > 1, parts[parts.endIndex - 2].hasSuffix(".p"),
      let partial = parts.popLast().flatMap({ Int($0) })
    {
      width = partial
    }
    let digits = parts.map { $0.filter(\.isNumber) }.joined()
    guard let index = UInt64(digits), content == "entries" || Int(content) != nil else { return nil }
    level = Int(content)
    path = TilePath(level.map { .hashes(level: $0) } ?? .entries, index: index, width: width)
    guard path.description == text else { return nil }
    (self.index, self.width) = (index, width)
  }

  /// The leaf hashes in it, or the hashes above them.
  func hashes(in data: [UInt8]) -> [Digest] {
    level == nil ? (entries(of: data) ?? []).map(TreeHash.leaf) : digests(of: data)
  }

  /// The size of a tree whose last tile of leaves this is.
  var size: UInt64 { index * UInt64(TilePath.fullWidth) + UInt64(width) }
}

/// The leaf hashes that tiles hold together, from the first on.
private func leafHashes(in tiles: [(tile: NamedTile, hashes: [Digest])]) -> [Digest] {
  var longest: [UInt64: [Digest]] = [:]
  for (tile, hashes) in tiles where tile.level ?? 0 == 0 && hashes.count > longest[tile.index]?.count ?? 0 {
    longest[tile.index] = hashes
  }
  var leaves: [Digest] = []
  while let next = longest[UInt64(leaves.count / TilePath.fullWidth)], leaves.count % TilePath.fullWidth == 0
  {
    leaves += next
  }
  return leaves
}

/// A log that another program wrote, with checkpoints and the tiles they had.
func runTesseraLog(_ content: JSONValue, _ report: inout VectorReport) {
  var roots: [UInt64: Digest] = [:]
  for member in content.object?["checkpoints"]?.object?.members ?? [] {
    let note = try? SignedNote(parsing: Array((member.value.string ?? "").utf8))
    let checkpoint = note.flatMap { try? Checkpoint(parsing: $0.text) }
    report.check("checkpoint \(member.key)", checkpoint.map { String($0.size) } == member.key)
    if let checkpoint { roots[checkpoint.size] = checkpoint.root }
  }
  let rows = LogVector.all(of: content)
  let tiles = rows.compactMap { row in
    NamedTile(row.text("path")).map { ($0, $0.hashes(in: row.base64("data_b64"))) }
  }
  let leaves = leafHashes(in: tiles)
  let nodes = nodes(over: leaves)
  for row in rows {
    let path = row.text("path")
    guard let tile = NamedTile(path) else {
      report.check("\(path) names a tile", false)
      continue
    }
    let hashes = tile.hashes(in: row.base64("data_b64"))
    var holds = hashes.count == tile.width
    if let level = tile.level, level > 0 {
      holds =
        holds
        && hashes.enumerated().allSatisfy { place, hash in
          nodes[NodeID(level: 8 * level, index: tile.index * UInt64(TilePath.fullWidth) + UInt64(place))]
            == hash
        }
    } else {
      let front = leaves.prefix(Int(clamping: tile.size - UInt64(tile.width)))
      let root = roots[tile.size]
      holds =
        holds && front.count + tile.width == Int(clamping: tile.size)
        && root.map { $0 == MerkleRoot.of(front + hashes) }
          ?? leaves.dropFirst(front.count).starts(with: hashes)
    }
    report.check(path, holds)
  }
}

/// The hashes of a tile.
private func digests(of tile: [UInt8]) -> [Digest] {
  stride(from: 0, to: tile.count, by: 32).compactMap { Digest(tile[$0..<min($0 + 32, tile.count)]) }
}

/// A whole small log, signed by its operator with two keys and by a witness, at its newest checkpoint and an older one.
func runSampleLog(_ content: JSONValue, _ report: inout VectorReport) throws {
  let keys = LogVector(value: content.object?["vkeys"] ?? .null)
  let files = LogVector(value: content.object?["files"] ?? .null)
  let names = content.object?["files"]?.object?.members.map(\.key) ?? []
  let tiles = names.compactMap { name in
    NamedTile(name).map { (tile: $0, hashes: $0.hashes(in: files.base64(name))) }
  }
  let leaves = leafHashes(in: tiles.filter { $0.tile.level == nil })
  report.check("tile", !leaves.isEmpty && leaves == leafHashes(in: tiles.filter { $0.tile.level == 0 }))
  let known = [try VerifierKey(keys.text("log")), try VerifierKey(keys.text("witness"))]
  var seen: [Checkpoint] = []
  for file in names where file.hasPrefix("checkpoint") {
    let note = try SignedNote(parsing: files.base64(file))
    let verified = try? note.verified(by: known, with: noteCurves)
    report.check("\(file): signatures", verified == known)
    let checkpoint = try Checkpoint(parsing: note.text)
    seen.append(checkpoint)
    let prefix = leaves.prefix(Int(min(checkpoint.size, UInt64(leaves.count))))
    report.check("\(file): root", MerkleRoot.of(prefix) == checkpoint.root)
    checkSchnorr(of: note, by: keys.text("secp"), file, &report)
  }
  seen.sort { $0.size < $1.size }
  let nodes = nodes(over: leaves)
  for (old, new) in zip(seen, seen.dropFirst()) {
    let holds = succeeds {
      let path = try ConsistencyProof.path(from: old.size, to: new.size) { nodes[$0] ?? .zero }
      try ConsistencyProof.verify(
        oldSize: old.size, oldRoot: old.root, newSize: new.size, newRoot: new.root, path: path)
    }
    report.check("consistency", holds)
  }
}

/// The sample names its type of key after another domain than Quorate's, so its text is no key here; the
/// signature is made in the same way and is checked by itself.
private func checkSchnorr(
  of note: SignedNote, by vkey: String, _ file: String, _ report: inout VectorReport
) {
  guard noteCurvesHaveSchnorr else { return report.skip("BIP-340 is not built into this runner yet") }
  let parts = vkey.split(separator: "+", maxSplits: 2).map(String.init)
  let bytes = parts.last.flatMap(Base64.decode) ?? []
  let keyID = parts.count == 3 ? UInt32(parts[1], radix: 16) : nil
  let line = note.signatures.first { $0.keyID == keyID }
  let holds = noteCurves.isValidSchnorr(
    publicKey: Array(bytes.suffix(32)), message: SignedNote.schnorrMessage(of: note.text),
    signature: line?.bytes ?? [])
  report.check("\(file): BIP-340", holds)
}
