import CanonicalEncoding
import DocumentFiles
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import TransparencyLog

/// Bundles, taken apart and put together again.
enum BundleSample {
  /// The bundle of a DAO with something of everything.
  /// - Parameters:
  ///   - cosigned: The newest checkpoint with lines of witnesses.
  ///   - policy: The witnesses that the operator names.
  static func bytes(
    of dao: SampleDAO<MemoryLogStore>, cosigned: SignedNote? = nil, policy: WitnessPolicy? = nil
  ) throws -> [UInt8] {
    let (claims, names) = try dao.chamber.read { view in
      (
        try view.proposals().map {
          (proposal: $0.display, claim: OutcomeClaim(try Standing($0, in: view, at: dao.clock.now())))
        }, try NamedDocuments.of(view)
      )
    }
    let writer = try BundleWriter(
      store: dao.store, naming: names, from: dao.documents, claims: claims,
      older: dao.store.checkpoints(from: 3, limit: 1), cosigned: cosigned, policy: policy)
    var bytes: [UInt8] = []
    try writer.write { bytes += $0 }
    return bytes
  }

  static func audit(
    _ bytes: [UInt8], pinned: Digest? = nil, receipts: [(name: String, bytes: [UInt8])] = [],
    policy: WitnessPolicy? = nil
  ) async throws -> AuditReport {
    var audit = self.audit(under: policy)
    return try await audit.run(BytesInMemory(bytes), pinned: pinned, receipts: receipts)
  }

  /// Only the steps that look at files and hashes.
  static func inspect(_ bytes: [UInt8]) throws -> AuditReport {
    var audit = self.audit(under: nil)
    return try audit.inspect(BytesInMemory(bytes))
  }

  private static func audit(
    under policy: WitnessPolicy?
  ) -> BundleAudit<BytesInMemory, Secp256k1Verifier, DocumentMemory> {
    BundleAudit(
      verifier: Secp256k1Verifier(), curves: LogCurves(Secp256k1Verifier()), jobs: 1, policy: policy,
      documents: { DocumentMemory($0) })
  }

  /// The files of a bundle.
  static func files(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
    let archive = try Archive(BytesInMemory(bytes))
    var files: [String: [UInt8]] = [:]
    for path in archive.paths { files[path] = try archive.read(path, limit: .max) }
    return files
  }

  /// Packs files under a manifest that says just what they are, as a forger would.
  static func packed(
    _ files: [String: [UInt8]], proposals: [String]? = nil, checkpoint: Checkpoint? = nil
  ) throws -> [UInt8] {
    let note = try SignedNote(parsing: files["log/checkpoint"] ?? [])
    let others = files.filter { $0.key != BundleManifest.path }
    let paths = others.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let claimed = paths.filter { $0.hasPrefix("tally/") }.map { String($0.dropFirst(6).dropLast(5)) }
    let manifest = BundleManifest(
      checkpoint: try checkpoint ?? Checkpoint(parsing: note.text), proposals: proposals ?? claimed,
      policy: nil, files: paths.map { ($0, Digest.sha256(others[$0] ?? [])) })
    return archive(others.merging([BundleManifest.path: manifest.bytes]) { $1 })
  }

  /// Files as an archive, whatever they are.
  static func archive(_ files: [String: [UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (path, content) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      guard let header = ArchiveHeader(path: path, size: UInt64(content.count)) else { continue }
      bytes += header.bytes + content + [UInt8](repeating: 0, count: header.padding)
    }
    return bytes + [UInt8](repeating: 0, count: 1024)
  }
}
