internal import CanonicalEncoding
internal import Governance
internal import Ledger
package import Signing
package import TransparencyLog

/// Re-derives a published log: every hash from its entries, every file from what it should hold, and whether the log's
/// keys signed the checkpoint. Nothing about rules; that is an audit's.
package struct PublishedCheck<Files: LogFiles> {
  private let files: Files
  private let log: ArchivedLog<Files>

  /// - Throws: What `ArchivedLog` throws where there is no checkpoint that reads.
  package init(_ files: Files) throws {
    self.files = files
    log = try ArchivedLog(files)
  }

  /// The checkpoint that is published.
  package var checkpoint: Checkpoint { log.checkpoint }

  /// What is wrong first, or `nil`.
  ///
  /// - Parameter paths: All files there are, below the root of what is published.
  /// - Complexity: O(entries + bytes of all files).
  package func fault(
    paths: [String], with verifier: some SignatureVerifier, curves: any NoteCurves
  ) -> String? {
    do {
      guard checkpoint.size > 0 else {
        return "the checkpoint is of no entries, and every log has its genesis"
      }
      if let fault = try TreeCheck.fault(in: log) { return fault }
      if let fault = try signatureFault(verifier, curves) { return fault }
      for path in paths.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        if let fault = try fault(in: path) { return "\(path): \(fault)" }
      }
      return nil
    } catch let refusal as any CodedRefusal { return refusal.message } catch { return "it does not read" }
  }

  /// The keys follow from entry 0 and the changes in the log itself; that it is the DAO that is meant is an audit's.
  private func signatureFault(_ verifier: some SignatureVerifier, _ curves: any NoteCurves) throws -> String?
  {
    guard let first = try log.entries(from: 0, limit: 1).first else { return nil }
    let entry = try UnverifiedEntry(parsing: first.bytes)
    guard case .genesis(let genesis) = entry.content else { return "entry 0 is no genesis" }
    _ = try EntryVerifier(dao: genesis.daoID, verifier: verifier).verify(entry)
    let keys = try LogKeyChain(
      reading: log, of: genesis, upTo: checkpoint.size, with: verifier, curves: curves)
    let isSigned =
      try checkpoint.isOf(origin: genesis.origin)
      && keys.haveSigned(log.note, size: checkpoint.size, with: curves)
    return isSigned ? nil : "the checkpoint is not signed by the keys of the log"
  }

  private func fault(in path: String) throws -> String? {
    if path.hasPrefix("blob/") {
      guard let hash = Digest("0x" + path.suffix(64)), path == BlobPath.of(hash) else {
        return "is no document by its hash"
      }
      return try files.digest(of: path) == hash ? nil : "does not have the hash in its name"
    }
    guard path.hasPrefix("tile/") else { return nil }
    guard let tile = TilePath(parsing: path) else { return "is no tile" }
    if case .hashes(let level) = tile.content, level > Self.highestLevel {
      return "is of a level that no log has"
    }
    // Beyond the checkpoint lies what was written in front of the next one.
    guard isBelow(tile) else { return nil }
    let wanted = try TileSource(log).bytes(of: tile)
    return try files.read(path, limit: TilePath.entriesLimit) == wanted
      ? nil : "does not hold what its place in the log has"
  }

  /// The tiles that are not looked at, since they lie beyond the checkpoint: a crash may have left them.
  package func beyond(_ paths: [String]) -> [String] {
    paths.filter { path in TilePath(parsing: path).map { !isBelow($0) } ?? false }
  }

  /// Eight levels of tiles hold 2^64 hashes.
  private static var highestLevel: Int { 7 }

  /// Whether all of a tile lies below the checkpoint.
  private func isBelow(_ tile: TilePath) -> Bool {
    let count: UInt64 =
      switch tile.content {
      case .entries: checkpoint.size
      case .hashes(let level): checkpoint.size >> UInt64(8 * min(level, Self.highestLevel))
      }
    let (start, overflow) = tile.index.multipliedReportingOverflow(by: UInt64(TilePath.fullWidth))
    return !overflow && start <= count && UInt64(tile.width) <= count - start
  }
}
