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

/// A log that another program wrote, with a checkpoint and partial tiles at every size up to fifteen.
func runTesseraLog(_ content: JSONValue, _ report: inout VectorReport) {
  var roots: [Int: Digest] = [:]
  for member in content.object?["checkpoints"]?.object?.members ?? [] {
    let note = try? SignedNote(parsing: Array((member.value.string ?? "").utf8))
    let checkpoint = note.flatMap { try? Checkpoint(parsing: $0.text) }
    report.check("checkpoint \(member.key)", checkpoint.map { String($0.size) } == member.key)
    if let checkpoint { roots[Int(checkpoint.size)] = checkpoint.root }
  }
  for vector in LogVector.all(of: content) {
    let (path, data) = (vector.text("path"), vector.base64("data_b64"))
    let isBundle = path.hasPrefix("tile/entries/")
    let hashes = isBundle ? (entries(of: data) ?? []).map(TreeHash.leaf) : digests(of: data)
    let content = isBundle ? TilePath.Content.entries : .hashes(level: 0)
    let isNamed = TilePath(content, index: 0, width: hashes.count).description == path
    report.check(path, isNamed && roots[hashes.count] == MerkleRoot.of(hashes))
  }
}

/// The hashes of a tile.
private func digests(of tile: [UInt8]) -> [Digest] {
  stride(from: 0, to: tile.count, by: 32).compactMap { Digest(tile[$0..<min($0 + 32, tile.count)]) }
}

/// A whole small log, signed by its operator with two keys and by a witness.
func runSampleLog(_ content: JSONValue, _ report: inout VectorReport) throws {
  let keys = LogVector(value: content.object?["vkeys"] ?? .null)
  let files = LogVector(value: content.object?["files"] ?? .null)
  let leaves = (entries(of: files.base64("tile/entries/000.p/15")) ?? []).map(TreeHash.leaf)
  report.check("tile", digests(of: files.base64("tile/0/000.p/15")) == leaves)
  let known = [try VerifierKey(keys.text("log")), try VerifierKey(keys.text("witness"))]
  var seen: [Checkpoint] = []
  for file in ["checkpoint.10", "checkpoint"] {
    let note = try SignedNote(parsing: files.base64(file))
    let verified = try? note.verified(by: known, with: noteCurves)
    report.check("\(file): signatures", verified == known)
    let checkpoint = try Checkpoint(parsing: note.text)
    seen.append(checkpoint)
    let prefix = leaves.prefix(Int(min(checkpoint.size, UInt64(leaves.count))))
    report.check("\(file): root", MerkleRoot.of(prefix) == checkpoint.root)
    checkSchnorr(of: note, by: keys.text("secp"), file, &report)
  }
  let nodes = nodes(over: leaves)
  let holds = succeeds {
    let path = try ConsistencyProof.path(from: seen[0].size, to: seen[1].size) { nodes[$0] ?? .zero }
    try ConsistencyProof.verify(
      oldSize: seen[0].size, oldRoot: seen[0].root, newSize: seen[1].size, newRoot: seen[1].root, path: path)
  }
  report.check("consistency", holds)
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
