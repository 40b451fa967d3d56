internal import CanonicalEncoding
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// Bundles that are small on disk and large to read, as somebody would make them who has a DAO of one's own: everything
/// in them is signed, and every hash fits.
package struct HostileBundle {
  /// A file of the bundle: zeros but for some bytes.
  private struct Part {
    let path: String
    let count: Int
    /// What is not zero, in order of its offsets.
    var spots: [(at: Int, bytes: [UInt8])] = []
    let hash: Digest
  }

  private let dao: SampleDAO<MemoryLogStore>
  private var parts: [Part] = []
  private var checkpoint: Checkpoint

  private init() throws {
    dao = try SampleDAO(preparedOn: MemoryLogStore())
    checkpoint = try Checkpoint(origin: dao.genesis.origin, size: 0, root: .zero)
  }

  /// A DAO whose charter is so many zeros.
  package static func charter(ofZeros count: Int) throws -> HostileBundle {
    var bundle = try HostileBundle()
    let zeros = hash(ofZeros: count)
    try bundle.fill(with: [], charter: zeros)
    bundle.parts.append(Part(path: BlobPath.of(zeros), count: count, hash: zeros))
    return bundle
  }

  /// A DAO that registers so many zeros as its electorate.
  package static func electorate(ofZeros count: Int) async throws -> HostileBundle {
    var bundle = try HostileBundle()
    let dao = bundle.dao
    try await dao.found()
    let zeros = hash(ofZeros: count)
    let claimed = ElectorateCommitment(root: zeros, rows: 5, totals: ["token=5"])
    let statement = try dao.prepare { preparing, _ in
      try preparing.electorate(
        claimed, file: zeros, series: "members", source: "sample", by: dao.account(0))
    }
    let signature = try dao.sign(statement, by: 0)
    try bundle.fill(
      with: [LogEntry.bytes(statement, signature: signature, received: .founding)],
      charter: dao.genesis.charterHash)
    for (hash, bytes) in dao.documents.all { bundle.add(BlobPath.of(hash), bytes) }
    bundle.parts.append(Part(path: BlobPath.of(zeros), count: count, hash: zeros))
    return bundle
  }

  /// A log whose entries after the first are the largest there may be, of zeros.
  package static func entries(_ count: Int) throws -> HostileBundle {
    var bundle = try HostileBundle()
    let zeros = [UInt8](repeating: 0, count: Tile.entryLimit)
    try bundle.fill(with: [[UInt8]](repeating: zeros, count: count))
    return bundle
  }

  /// A log that comes with so many notes of earlier sizes, of which there is none.
  package static func notes(_ count: Int, bytes: Int) throws -> HostileBundle {
    var bundle = try HostileBundle()
    try bundle.fill(with: [[UInt8]](repeating: [0], count: count))
    let hash = hash(ofZeros: bytes)
    for size in 1...count {
      bundle.parts.append(Part(path: "log/old/\(size).note", count: bytes, hash: hash))
    }
    return bundle
  }

  /// A log with so many empty files.
  package static func emptyFiles(_ count: Int) throws -> HostileBundle {
    var bundle = try HostileBundle()
    try bundle.fill(with: [])
    let hash = hash(ofZeros: 0)
    for number in 0..<count {
      bundle.parts.append(Part(path: "blob/sha256/\(number + 1_000_000)", count: 0, hash: hash))
    }
    return bundle
  }

  // MARK: Making one

  fileprivate static func hash(ofZeros count: Int) -> Digest {
    let piece = [UInt8](repeating: 0, count: 1 << 20)
    var stream = SHA256Stream()
    for _ in 0..<count >> 20 { stream.update(piece) }
    stream.update(piece[..<(count & (1 << 20 - 1))])
    return stream.digest
  }

  private mutating func add(_ path: String, _ bytes: [UInt8]) {
    parts.append(Part(path: path, count: bytes.count, spots: [(0, bytes)], hash: .sha256(bytes)))
  }

  /// A log of a signed genesis and further entries: tiles and a signed checkpoint.
  private mutating func fill(with more: [[UInt8]], charter: Digest = .zero) throws {
    let known = dao.genesis
    let genesis = Genesis(
      name: known.name, host: known.host, random: known.random, charterHash: charter,
      logEd25519: known.logEd25519, logSecp256k1: known.logSecp256k1, founders: known.founders,
      clock: known.clock, createdAt: known.createdAt, keyPlan: nil)
    let signature = try dao.keys[0].sign(genesis.message.digest)
    let first = LogEntry.bytes(
      genesis, signatures: [dao.account(0): signature], received: genesis.createdAt)
    let entries = [first] + more
    var range = CompactRange()
    var levels: [Int: [Digest]] = [:]
    for entry in entries {
      let hash = TreeHash.leaf(entry)
      levels[0, default: []].append(hash)
      range.append(hash) { levels[$0.level, default: []].append($1) }
    }
    for path in TilePlan.growth(from: 0, to: range.size) {
      let part = Int(path.index) * 256..<Int(path.index) * 256 + path.width
      switch path.content {
      case .hashes(let level):
        add("log/\(path)", Tile.bytes(hashes: (levels[level * 8] ?? [])[part]))
      case .entries: addTile("log/\(path)", entries[part])
      }
    }
    checkpoint = try Checkpoint(origin: genesis.origin, size: range.size, root: range.root)
    let signers = try SampleLogKeys.signers(genesis.origin, pair: 0)
    add("log/checkpoint", try SignedNote(signing: checkpoint.text, with: signers).bytes)
  }

  /// A tile of entries, of which those that are zeros take no room.
  private mutating func addTile(_ path: String, _ entries: ArraySlice<[UInt8]>) {
    var (stream, spots, count) = (SHA256Stream(), [(at: Int, bytes: [UInt8])](), 0)
    for entry in entries {
      let length = [UInt8(entry.count >> 8), UInt8(entry.count & 0xff)]
      stream.update(length)
      stream.update(entry)
      spots.append((count, entry.allSatisfy { $0 == 0 } ? length : length + entry))
      count += 2 + entry.count
    }
    parts.append(Part(path: path, count: count, spots: spots, hash: stream.digest))
  }

  // MARK: Writing it

  /// Writes the bundle as a file with holes.
  /// - Returns: How many bytes it seems to have.
  @discardableResult
  package func write(to path: String) throws -> Int {
    let named = parts.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    let manifest = BundleManifest(
      checkpoint: checkpoint, proposals: [], policy: nil, files: named.map { ($0.path, $0.hash) }
    ).bytes
    let last = Part(
      path: BundleManifest.path, count: manifest.count, spots: [(0, manifest)], hash: .sha256(manifest))
    try Data().write(to: URL(filePath: path))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    var position = 0
    for part in (named + [last]).sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
      let header = try ArchiveHeader(path: part.path, size: UInt64(part.count)).orThrow()
      for spot in [(at: -ArchiveHeader.block, bytes: header.bytes)] + part.spots {
        try file.seek(toOffset: UInt64(position + ArchiveHeader.block + spot.at))
        try file.write(contentsOf: Data(spot.bytes))
      }
      position += ArchiveHeader.block + part.count + header.padding
    }
    position += 2 * ArchiveHeader.block
    try file.truncate(atOffset: UInt64(position))
    try file.close()
    return position
  }
}
