package import CanonicalEncoding
internal import Governance
package import Ledger
package import Signing
package import TransparencyLog

/// Audits a bundle: nothing but the file, and what the auditor brings, is believed.
package struct BundleAudit<
  Source: ByteSource, Verifier: SignatureVerifier, Files: Documents & Sendable
> {
  private let verifier: Verifier
  private let curves: any NoteCurves
  private let jobs: Int
  private let accepted: AcceptedLog?
  private let allowsOlder: Bool
  private let trustsAccepted: Bool
  private let policy: WitnessPolicy?
  /// Makes documents of the files of the bundle.
  private let documents: (PublishedDocuments<Archive<Source>>) -> Files
  /// What was found.
  package private(set) var report = AuditReport()
  /// The state the bundle leads to, where it came so far.
  package private(set) var state: LedgerView<MemoryRecords, AnyDocuments>?
  /// The instant the outcomes are told for: the latest of a claim, else of the last entry.
  package private(set) var asOf = Timepoint(milliseconds: 0)
  /// The newest checkpoint as enough witnesses of the policy have seen it.
  package private(set) var witnessed: WitnessedCheckpoint?

  package init(
    verifier: Verifier, curves: any NoteCurves, jobs: Int, accepted: AcceptedLog? = nil,
    allowsOlder: Bool = false, trustsAccepted: Bool = true,
    policy: WitnessPolicy? = nil, documents: @escaping (PublishedDocuments<Archive<Source>>) -> Files
  ) {
    self.verifier = verifier
    self.curves = curves
    self.jobs = jobs
    self.accepted = accepted
    self.allowsOlder = allowsOlder
    self.trustsAccepted = trustsAccepted
    self.policy = policy
    self.documents = documents
  }

  /// Runs every step.
  ///
  /// - Parameters:
  ///   - source: The bytes of the bundle.
  ///   - pinned: The DAO that is expected; without one the bundle's own genesis is taken at its word.
  ///   - receipts: Receipts of the auditor, by the names of their files.
  /// - Throws: Only what reading the file throws; whatever is wrong with its content stands in the report.
  package mutating func run(
    _ source: Source, pinned: Digest? = nil, receipts: [(name: String, bytes: [UInt8])] = []
  ) async throws -> AuditReport {
    guard let (archive, manifest) = try unpack(source) else { return report }
    guard let log = try log(in: archive, manifest) else { return report }
    let documents = documents(PublishedDocuments(archive))
    var auditor = Auditor(
      log: log, documents: documents, verifier: verifier, curves: curves, jobs: jobs,
      accepted: accepted, allowsOlder: allowsOlder, trustsAccepted: trustsAccepted, policy: policy,
      report: report)
    report = try await auditor.runOnFiles(pinned: pinned)
    // Without a replay there is nothing to hold claims and receipts against.
    guard report.size > 0 else { return report }
    state = auditor.state
    asOf = auditor.last
    witnessed = auditor.witnessed
    report.add(.methods, .holds, "ballots are public; no way of voting needs more")
    try addClaims(archive, manifest, in: auditor.state, last: auditor.last)
    report.add(receipts, in: log, keys: try auditor.keys, curves: curves)
    if receipts.isEmpty { report.add(.receipts, .absent, "none was given (--receipt FILE)") }
    guard let lacking = auditor.firstLacking else {
      try addUnnamed(archive, in: auditor.state)
      return report
    }
    report.leaveOpenWhatFollows(lacking)
    return report
  }

  /// Runs the steps that look at files and hashes only: enough to find and name a file that was altered.
  package mutating func inspect(_ source: Source) throws -> AuditReport {
    _ = try unpack(source)
    return report
  }

  private mutating func unpack(
    _ source: Source
  ) throws -> (archive: Archive<Source>, manifest: BundleManifest)? {
    guard let archive = open(source), let manifest = try manifest(in: archive) else { return nil }
    try addFiles(archive, manifest)
    return (archive, manifest)
  }

  private mutating func open(_ source: Source) -> Archive<Source>? {
    do {
      let archive = try Archive(source)
      report.add(.archive, .holds, "\(archive.paths.count) files, all regular, in order, nothing behind them")
      return archive
    } catch {
      report.add(.archive, .fails, Self.words(error))
      return nil
    }
  }

  private mutating func manifest(in archive: Archive<Source>) throws -> BundleManifest? {
    do {
      guard let bytes = try archive.read(BundleManifest.path, limit: BundleManifest.sizeLimit) else {
        throw BundleRefusal.noManifest
      }
      return try BundleManifest(parsing: bytes)
    } catch let refusal as BundleRefusal {
      if case .version = refusal {
        report.add(.files, .incomplete, refusal.message)
      } else {
        report.add(.files, .fails, refusal.message)
      }
      return nil
    }
  }

  /// Every file is the one of the manifest, and there is none besides.
  private mutating func addFiles(_ archive: Archive<Source>, _ manifest: BundleManifest) throws {
    let named = Set(manifest.files.map(\.path))
    for path in archive.paths where path != BundleManifest.path && !named.contains(path) {
      report.add(.files, .fails, "\(path) is not in the manifest")
      return
    }
    let places = BundlePlaces(manifest)
    for (path, hash) in manifest.files {
      if let fault = places.fault(of: path, hash) {
        report.add(.files, .fails, "\(path) \(fault)")
        return
      }
      let limit = places.limit(of: path)
      if let size = archive.size(of: path), size > limit {
        report.add(.files, .fails, "\(path) has \(size) bytes; no such file has more than \(limit)")
        return
      }
      guard let found = try archive.digest(of: path) else {
        report.add(.files, .incomplete, "\(path) is missing")
        return
      }
      guard found == hash else {
        report.add(.files, .fails, "\(path) does not have the hash in the manifest")
        return
      }
    }
    guard manifest.policy == nil || named.contains("policy.txt") else {
      report.add(.files, .incomplete, "policy.txt is missing, which the manifest speaks of")
      return
    }
    if manifest.policy != nil, !Self.isPolicy(try archive.read("policy.txt", limit: WitnessPolicy.sizeLimit))
    {
      report.add(.files, .fails, "policy.txt is no witness policy")
      return
    }
    report.add(.files, .holds, "\(manifest.files.count) files have the hashes in the manifest")
  }

  private static func isPolicy(_ bytes: [UInt8]?) -> Bool {
    bytes.flatMap { try? WitnessPolicy(parsing: $0) } != nil
  }

  /// The log at its checkpoint, which must be the one of the manifest.
  private mutating func log(
    in archive: Archive<Source>, _ manifest: BundleManifest
  ) throws -> ArchivedLog<Archive<Source>>? {
    do {
      let log = try ArchivedLog(archive.folder("log"), older: older(in: archive))
      let tip = log.checkpoint
      guard tip.isOf(origin: manifest.origin), tip.size == manifest.size, tip.root == manifest.root else {
        report.add(.files, .fails, "the manifest speaks of another checkpoint than log/checkpoint")
        return nil
      }
      return log
    } catch let refusal as any CodedRefusal {
      report.add(.checkpoint, .fails, refusal.message)
      return nil
    }
  }

  /// Where earlier checkpoints lie, in order of size.
  private func older(in archive: Archive<Source>) -> [ArchivedLog<Archive<Source>>.OlderCheckpoint] {
    var older: [ArchivedLog<Archive<Source>>.OlderCheckpoint] = []
    for path in archive.paths where path.hasPrefix("log/old/") && path.hasSuffix(".note") {
      guard let size = UInt128(decimal: String(path.dropFirst(8).dropLast(5))),
        let size = UInt64(exactly: size)
      else { continue }
      older.append((size, String(path.dropFirst(4))))
    }
    return older.sorted { $0.size < $1.size }
  }

  /// Documents that no entry names prove nothing and harm nothing; they are said to be there.
  private mutating func addUnnamed(
    _ archive: Archive<Source>, in view: LedgerView<MemoryRecords, AnyDocuments>
  ) throws {
    let named = Set(try NamedDocuments.of(view).map(BlobPath.of))
    let unnamed = archive.paths.filter { $0.hasPrefix("blob/") && !named.contains($0) }
    guard let first = unnamed.first else { return }
    report.add(
      .files, .holds,
      unnamed.count == 1
        ? "no entry in force names the document \(first)"
        : "no entry in force names \(unnamed.count) documents, \(first) first")
  }

  /// Every claimed outcome is the one that follows from the entries, byte for byte.
  private mutating func addClaims(
    _ archive: Archive<Source>, _ manifest: BundleManifest,
    in view: LedgerView<MemoryRecords, AnyDocuments>, last: Timepoint
  ) throws {
    let paths = archive.paths.filter { $0.hasPrefix("tally/") }
    guard paths == manifest.claimPaths else {
      report.add(.claims, .fails, "the claims are not those the manifest names")
      return
    }
    for path in paths {
      do {
        let bytes = try archive.read(path, limit: OutcomeClaim.sizeLimit) ?? []
        let (id, at) = try OutcomeClaim.subject(of: bytes)
        guard at >= last, let record = try view.proposal(id) else {
          report.add(.claims, .fails, "\(path) is about another proposal or instant than the log's")
          return
        }
        asOf = max(asOf, at)
        let standing = try Standing(record, in: view, at: at)
        let recomputed = OutcomeClaim(standing)
        guard recomputed.bytes == bytes, path == OutcomeClaim.path(of: record.display) else {
          report.add(.claims, .fails, "\(path) does not say what the entries lead to")
          return
        }
        report.note(AuditedOutcome(record, standing.decision, standing.facts, at: at))
      } catch {
        report.add(.claims, .fails, "\(path): \(Self.words(error))")
        return
      }
    }
    report.add(
      .claims, paths.isEmpty ? .absent : .holds,
      paths.isEmpty
        ? "no outcome is claimed"
        : paths.count == 1
          ? "1 claimed outcome is the recounted one"
          : "\(paths.count) claimed outcomes are the recounted ones")
  }

  private static func words(_ error: any Error) -> String {
    (error as? any CodedRefusal)?.message ?? "\(error)"
  }
}
