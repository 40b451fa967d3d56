package import CanonicalEncoding
package import TransparencyLog

/// Packs a log with everything an auditor needs into one file.
///
/// The same log, claims and instant give the same bytes.
package struct BundleWriter<Store: LogStore> {
  /// One file of the bundle: its path, and what makes its bytes.
  private struct Item {
    let path: String
    let bytes: () throws -> [UInt8]
  }

  private let checkpoint: Checkpoint
  private let proposals: [String]
  private let policy: WitnessPolicy?
  private var items: [Item] = []

  /// - Parameters:
  ///   - store: The log, of which the newest signed checkpoint is packed.
  ///   - names: The documents its entries name.
  ///   - documents: Where they are kept.
  ///   - claims: The outcomes that are claimed, by `P-0001`.
  ///   - older: Further signed checkpoints that an auditor may have to see.
  ///   - cosigned: The newest checkpoint with the lines of witnesses, where they have seen it.
  ///   - policy: The witnesses the operator names, as a hint to the auditor.
  package init(
    store: Store, naming names: [Digest], from documents: some DocumentBytes,
    claims: [(proposal: String, claim: OutcomeClaim)], older: [StoredCheckpoint] = [],
    cosigned: SignedNote? = nil, policy: WitnessPolicy? = nil
  ) throws {
    guard let signed = try store.checkpoint() else {
      throw StorageError("missing", "no checkpoint was ever signed, so there is nothing to export")
    }
    let plain = try SignedNote(parsing: Array(signed.note.utf8))
    let note = (cosigned?.text == plain.text ? cosigned ?? plain : plain).bytes
    checkpoint = try Checkpoint(parsing: plain.text)
    self.policy = policy
    if let policy { items.append(Item(path: "policy.txt") { policy.bytes }) }
    proposals = claims.map(\.proposal)
    items.append(Item(path: "log/checkpoint") { note })
    let tiles = TileSource(store)
    for path in TilePlan.growth(from: 0, to: checkpoint.size) {
      items.append(Item(path: "log/\(path)") { try tiles.bytes(of: path) })
    }
    for old in older where old.size < checkpoint.size {
      items.append(Item(path: "log/old/\(old.size).note") { Array(old.note.utf8) })
    }
    for name in names {
      items.append(
        Item(path: BlobPath.of(name)) {
          guard let bytes = try documents.read(name, limit: largestDocument) else {
            throw StorageError("missing", "the document \(name) is missing here, so it cannot be packed")
          }
          return bytes
        })
    }
    for claim in claims {
      items.append(Item(path: OutcomeClaim.path(of: claim.proposal)) { claim.claim.bytes })
    }
    items.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// Writes the bundle piece by piece.
  ///
  /// Every file is made twice: once for its hash in the manifest, once for itself.
  /// - Throws: What `write` throws; `StorageError` for a file that cannot be made.
  package func write(_ write: ([UInt8]) throws -> Void) throws {
    var files: [(path: String, sha256: Digest)] = []
    for item in items { files.append((item.path, Digest.sha256(try item.bytes()))) }
    let manifest = BundleManifest(
      checkpoint: checkpoint, proposals: proposals, policy: policy?.hash, files: files)
    var all = items
    all.append(Item(path: BundleManifest.path) { manifest.bytes })
    all.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    for item in all {
      let bytes = try item.bytes()
      guard let header = ArchiveHeader(path: item.path, size: UInt64(bytes.count)) else {
        throw StorageError("failed", "\(item.path) of \(bytes.count) bytes does not fit a bundle")
      }
      try write(header.bytes)
      try write(bytes)
      try write([UInt8](repeating: 0, count: header.padding))
    }
    try write([UInt8](repeating: 0, count: 2 * ArchiveHeader.block))
  }
}
