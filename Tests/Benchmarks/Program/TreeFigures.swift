internal import CanonicalEncoding
internal import Quorate
internal import QuorateTesting
internal import TransparencyLog

/// Hashing and proving in a log of ten million entries; on one core, in memory.
struct TreeFigures {
  let rounds: Int
  private static let leaves: UInt64 = 10_000_000

  func measure(into report: inout Report) async throws {
    var samples: [Double] = []
    var root = Digest.zero
    for _ in 0..<rounds {
      samples.append(
        await Measuring.processor {
          var range = CompactRange()
          var leaf = [UInt8](repeating: 0x51, count: 64)
          for number in 0..<Self.leaves {
            for place in 0..<8 { leaf[place] = UInt8(truncatingIfNeeded: number >> UInt64(8 * place)) }
            range.append(TreeHash.leaf(leaf))
          }
          root = range.root
        })
    }
    report.add(Figure("tree.10m", samples, "s"), bar: .atMost(4))
    try await measureProofs(root, into: &report)
  }

  /// Proofs of entries all over the log, each from tiles that nobody has read before.
  private func measureProofs(_ root: Digest, into report: inout Report) async throws {
    let (files, found) = Self.tiles()
    guard found == root else { throw StorageError("sample", "the tiles do not lead to the root") }
    let checkpoint = try Checkpoint(origin: "bench.example/log", size: Self.leaves, root: root)
    let line = try NoteSignature(name: "bench.example/log", keyID: 0, bytes: [0])
    let note = try SignedNote(text: checkpoint.text, signatures: [line])
    var samples: [Double] = []
    for round in 0..<max(rounds, 50) {
      let index = UInt64(round) &* 7_919_013 % Self.leaves
      let log = ArchivedLog(files, note: note, checkpoint: checkpoint)
      var path: [Digest] = []
      samples.append(
        try await Measuring.processor {
          path = try InclusionProof.path(of: index, size: Self.leaves) { try log.node($0) }
        } * 1000)
      let hash = try log.node(NodeID(level: 0, index: index))
      try InclusionProof.verify(leafHash: hash, index: index, size: Self.leaves, path: path, root: root)
    }
    report.add(Figure("tree.proof.10m", samples, "ms"), bar: .atMost(5))
  }

  /// The tiles of hashes of the same log.
  private static func tiles() -> (MemoryFiles, Digest) {
    var files: [String: [UInt8]] = [:]
    var range = CompactRange()
    var open: [[Digest]] = [[]]
    var counts: [UInt64] = [0]
    func put(_ hash: Digest, at level: Int) {
      while open.count <= level {
        open.append([])
        counts.append(0)
      }
      open[level].append(hash)
      counts[level] += 1
      guard open[level].count == 256 else { return }
      let path = TilePath(.hashes(level: level), index: counts[level] / 256 - 1)
      files[path.description] = Tile.bytes(hashes: open[level])
      open[level].removeAll(keepingCapacity: true)
    }
    var leaf = [UInt8](repeating: 0x51, count: 64)
    for number in 0..<leaves {
      for place in 0..<8 { leaf[place] = UInt8(truncatingIfNeeded: number >> UInt64(8 * place)) }
      let hash = TreeHash.leaf(leaf)
      put(hash, at: 0)
      range.append(hash) { node, hash in
        if node.level.isMultiple(of: 8) { put(hash, at: node.level / 8) }
      }
    }
    for (level, hashes) in open.enumerated() where !hashes.isEmpty {
      let path = TilePath(.hashes(level: level), index: counts[level] / 256, width: hashes.count)
      files[path.description] = Tile.bytes(hashes: hashes)
    }
    return (MemoryFiles(files), range.root)
  }
}
