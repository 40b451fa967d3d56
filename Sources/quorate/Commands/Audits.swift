internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import TransparencyLog
internal import Voting

/// What the auditing commands share.
enum Audits {
  static func pin(_ text: String) throws -> Digest { try dao(text, as: "--pin") }

  /// The identity of a DAO.
  /// - Parameter name: What it is on the command line, which is told where it does not read.
  static func dao(_ text: String, as name: String) throws -> Digest {
    guard let digest = Digest(text) else {
      throw Failure(.usage, "pin.form", "\(name) takes 0x and 64 lower-case digits")
    }
    return digest
  }

  /// Reads the witnesses the auditor trusts.
  static func policy(_ path: String) throws -> WitnessPolicy {
    try WitnessPolicy(parsing: try Files.read(path, limit: WitnessPolicy.sizeLimit))
  }

  static func cores(_ jobs: Int?) -> Int { max(1, jobs ?? ProcessInfo.processInfo.activeProcessorCount) }

  /// Audits the workspace.
  static func verify(
    _ options: GlobalOptions, pin: String?, jobs: Int?, policy: WitnessPolicy? = nil, memory: Memory = .full
  ) async throws -> Answer {
    let session = try Session(options)
    guard policy == nil else {
      throw Failure(
        .usage, "usage", "--policy is for bundles and published logs",
        hint: "quorate log witness list")
    }
    let accepted = try folder.accepted(session.dao.id)
    let pinned = try pin.map(Self.pin) ?? session.dao.id
    var report = AuditReport()
    // Entries, tree and tables are read one after the other. Where somebody writes meanwhile they do not belong together,
    // which is nobody's fault: then it is looked at again.
    for _ in 0..<Self.attempts {
      let before = try session.store.head()
      var auditor = Auditor(
        store: session.store, documents: DocumentMemory(session.documents), verifier: Secp256k1Verifier(),
        curves: LogCurves(Secp256k1Verifier()), jobs: cores(jobs), accepted: accepted,
        allowsOlder: memory == .older)
      report = try await auditor.run(pinned: pinned)
      remarkFuture(in: &report, last: auditor.last)
      let isStill = try session.store.head()?.size == before?.size
      if report.verdict != .fails || isStill { break }
    }
    let store = session.store
    let sight = {
      let newest = try store.checkpoint()?.note ?? ""
      return try LogSight(note: try SignedNote(parsing: Array(newest.utf8)), log: store)
    }
    if memory != .older { try accept(report, as: sight) }
    var answer = answer(report, warnings: session.warnings)
    AcceptedFork.prove(accepted, against: sight, in: &answer)
    return answer
  }

  /// How often a workspace is looked at that is being written to.
  private static let attempts = 20

  /// How a log is looked at in the light of what was accepted before.
  enum Memory {
    /// It must contain that; what stands below is not checked again.
    case incremental
    /// It must contain that; everything is checked again.
    case full
    /// It may be an older state.
    case older
  }

  /// Audits a bundle or a published log.
  static func verify(
    _ path: String, pinned: Digest?, receipts: [(String, [UInt8])], jobs: Int, memory: Memory,
    policy: WitnessPolicy? = nil
  ) async throws -> Answer {
    if try !isFolder(path), let answer = try ForkFile.verify(path) { return answer }
    let accepted = try Self.accepted(of: path)
    let files = try memory == .older ? nil : digest(of: path)
    if memory == .incremental, receipts.isEmpty, policy == nil,
      let report = unchanged(accepted, files, pinned: pinned)
    {
      var answer = answer(report, warnings: [])
      let what = try isFolder(path) ? "files were" : "file was"
      answer.note("The same \(what) audited here before; --full does it again.")
      return answer
    }
    let report = try await audit(
      path, pinned: pinned, receipts: receipts, jobs: jobs, accepted: accepted, memory: memory, policy: policy
    ).report
    let sight = { try Sights.open(path) }
    if memory != .older {
      let isPinned = pinned.map { $0 == accepted?.dao } ?? true
      try accept(report, as: sight, archive: try isPinned && isStill(files, at: path) ? files : nil)
    }
    var answer = answer(report, warnings: [])
    AcceptedFork.prove(accepted, against: sight, in: &answer)
    return answer
  }

  /// What was found when the very same files were audited, whichever they were then; `nil` where they never were.
  /// - Complexity: O(bytes) of hashing, no audit.
  static func unchanged(_ path: String, pinned: Digest?) throws -> AuditReport? {
    try unchanged(accepted(of: path), digest(of: path), pinned: pinned)
  }

  private static func unchanged(
    _ accepted: AcceptedLog?, _ files: Digest?, pinned: Digest?
  ) -> AuditReport? {
    guard let accepted, let files, accepted.archive == files, pinned.map({ $0 == accepted.dao }) ?? true,
      accepted.rules == AcceptedLog.presentRules
    else { return nil }
    return try? AuditReport(parsing: accepted.report)
  }

  /// What names the bytes that are audited: of a file its SHA-256, of a folder that of all its files.
  /// - Returns: `nil` also for a file that is no archive, however long: that is refused without reading it to its end.
  static func digest(of path: String) throws -> Digest? {
    if try isFolder(path) { return PublishedFolder(root: path).digest() }
    let archive = try? Archive(RegularFile(path: path))
    return archive == nil ? nil : try sha256(of: path)
  }

  /// Whether what was audited stood there all the while: a folder may have been published to.
  private static func isStill(_ files: Digest?, at path: String) throws -> Bool {
    guard try isFolder(path) else { return true }
    return try digest(of: path) == files
  }

  /// Looks whether a log has grown since it was last accepted here, and audits what is new.
  /// - Parameters:
  ///   - policy: The witnesses who must stand by the newest checkpoint; `nil` where none are asked.
  ///   - files: What `digest(of:)` says.
  /// - Returns: The report, and the size that was accepted before.
  static func follow(
    _ path: String, pinned: Digest?, jobs: Int, policy: WitnessPolicy?, files: Digest?
  ) async throws -> (found: Findings, before: UInt64) {
    let accepted = try Self.accepted(of: path)
    let found = try await audit(
      path, pinned: pinned, jobs: jobs, accepted: accepted, memory: .incremental, policy: policy)
    try accept(
      found.report, as: { try Sights.open(path) }, archive: try isStill(files, at: path) ? files : nil)
    return (found, accepted?.size ?? 0)
  }

  /// Remembers a log that was found sound, with what its keys had signed of it.
  static func accept(
    _ report: AuditReport, as sight: () throws -> LogSight, archive: Digest? = nil
  ) throws {
    guard report.verdict == .holds, let dao = report.dao else { return }
    let seen = try? sight()
    let isSame = seen?.checkpoint.size == report.size && seen?.checkpoint.root == report.root
    try folder.accept(
      AcceptedLog(
        dao: dao, size: report.size, root: report.root, archive: archive,
        note: isSame ? seen.map { String(decoding: $0.note.bytes, as: UTF8.self) } : nil, report: report.json)
    )
  }

  /// Where this user's machine remembers what it accepted.
  private static var folder: AcceptedLogFolder { AcceptedLogFolder(folder: Session.home + "/accepted") }

  /// What was accepted of the log in a file; `nil` where it does not even begin with a genesis.
  static func accepted(of path: String) throws -> AcceptedLog? {
    guard let log = try? Sights.open(path).log, let first = try? log.entries(from: 0, limit: 1).first,
      case .genesis(let genesis)? = try? UnverifiedEntry(parsing: first.bytes).content
    else { return nil }
    return try folder.accepted(genesis.daoID)
  }

  private static func sha256(of path: String) throws -> Digest {
    let file = try RegularFile(path: path)
    var stream = SHA256Stream()
    try file.stream(at: 0, count: file.count) { stream.update($0) }
    return stream.digest
  }

  /// What an audit found, the state it came to, and the newest checkpoint as the witnesses of a policy have seen it.
  typealias Findings = (
    report: AuditReport, state: LedgerView<MemoryRecords, AnyDocuments>?, asOf: Timepoint,
    witnessed: WitnessedCheckpoint?
  )

  /// Audits a bundle, or the folder of a published log.
  static func audit(
    _ path: String, pinned: Digest?, receipts: [(String, [UInt8])] = [], jobs: Int,
    accepted: AcceptedLog? = nil, memory: Memory = .older, policy: WitnessPolicy? = nil
  ) async throws -> Findings {
    let (isOlder, trusted) = (memory == .older, memory == .incremental)
    let curves = LogCurves(Secp256k1Verifier())
    if try isFolder(path) {
      let files = PublishedFolder(root: path)
      var auditor = Auditor(
        log: try ArchivedLog(files), documents: DocumentMemory(PublishedDocuments(files)),
        verifier: Secp256k1Verifier(), curves: curves, jobs: jobs, accepted: accepted,
        allowsOlder: isOlder, trustsAccepted: trusted, policy: policy)
      var report = try await auditor.runOnFiles(pinned: pinned)
      if report.size > 0 {
        report.add(
          receipts.map { (name: $0.0, bytes: $0.1) }, in: try ArchivedLog(files), keys: try auditor.keys,
          curves: curves)
      }
      if let lacking = auditor.firstLacking { report.leaveOpenWhatFollows(lacking) }
      remarkFuture(in: &report, last: auditor.last)
      return (report, auditor.state, auditor.last, auditor.witnessed)
    }
    var audit = BundleAudit<RegularFile, _, _>(
      verifier: Secp256k1Verifier(), curves: curves, jobs: jobs, accepted: accepted, allowsOlder: isOlder,
      trustsAccepted: trusted, policy: policy, documents: { DocumentMemory($0) })
    var report = try await audit.run(
      try RegularFile(path: path), pinned: pinned, receipts: receipts.map { (name: $0.0, bytes: $0.1) })
    remarkFuture(in: &report, last: audit.asOf)
    return (report, audit.state, audit.asOf, audit.witnessed)
  }

  /// Says that a log has instants that are yet to come: what it calls over may not be.
  private static func remarkFuture(in report: inout AuditReport, last: Timepoint) {
    let now = SystemClock().now()
    guard !report.isRehearsal, last > now + StatementHeader.clockSkew else { return }
    report.trust.append(
      "that its clock is right and this machine's is wrong: it comes to \(last.sentence), and here it is \(now.sentence)"
    )
  }

  /// Audits a log whose files are being copied, in the light of nothing.
  static func report(
    _ log: ArchivedLog<PublishedFolder>, _ documents: some DocumentBytes
  ) async throws -> AuditReport {
    var auditor = Auditor(
      log: log, documents: DocumentMemory(documents), verifier: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()), jobs: cores(nil), allowsOlder: true)
    var report = try await auditor.runOnFiles(pinned: nil)
    if let lacking = auditor.firstLacking { report.leaveOpenWhatFollows(lacking) }
    return report
  }

  private static func isFolder(_ path: String) throws -> Bool {
    guard let kind = try FilePresence.kind(at: path) else { throw Sights.missing(path) }
    return kind == .folder
  }

  /// - Parameter page: The file in which the findings were written down, if there is one.
  static func answer(_ report: AuditReport, warnings: [Answer.Warning], page: String? = nil) -> Answer {
    var warnings = warnings
    if report.isRehearsal, warnings.isEmpty {
      warnings.append(Answer.Warning(code: "W001", message: "simulated clock: this DAO is a rehearsal"))
    }
    let (status, word): (ExitStatus, String) =
      switch report.verdict {
      case .holds, .absent: (.ok, "verified")
      case .incomplete: (.undecided, "INCOMPLETE")
      case .fails: (.badEvidence, "FAILED")
      }
    return Answer(
      schema: "quorate.verify/1",
      data: page.map { report.json.adding("file", .string($0)) } ?? report.json,
      text: text(report, verdict: word.uppercased()),
      brief: word, status: status, warnings: warnings)
  }

  static func text(_ report: AuditReport, verdict: String) -> String {
    var lines = report.steps.map { step in
      let number = step.step.rawValue < 10 ? " \(step.step.rawValue)" : "\(step.step.rawValue)"
      let name = step.name.padding(toLength: 12, withPad: " ", startingAt: 0)
      return "\(mark(step.verdict)) \(number) \(name) \(Format.safe(step.detail))"
    }
    for entry in report.voids.prefix(10) {
      lines.append("    void: entry \(entry.index): \(Format.safe(entry.message)) (\(entry.code))")
    }
    if report.voids.count > 10 {
      lines.append(
        "    … \(Format.number(report.voids.count - 10, "more void entry", plural: "more void entries")) (--json has all)"
      )
    }
    lines += outcomes(report)
    lines.append("Verdict: \(verdict)")
    if !report.trust.isEmpty { lines.append("What you must still trust:") }
    lines += report.trust.map { "  · \(Format.safe($0))" }
    return lines.joined(separator: "\n")
  }

  /// The newest outcomes; none where the audit does not bear them out.
  private static func outcomes(_ report: AuditReport) -> [String] {
    let shown = report.outcomes.suffix(12)
    guard report.verdict == .holds, let last = shown.map(\.at).max() else { return [] }
    // Each is told as of an instant of its own: claimed as of the operator's, else as of the last entry.
    let isOne = shown.allSatisfy { $0.at == last }
    var lines = [isOne ? "Outcomes as of \(last.sentence):" : "Outcomes, each as of its own instant:"]
    let left = report.outcomes.count - shown.count
    if left > 0 { lines.append("  … \(Format.number(left, "earlier one")) (--json has all)") }
    for outcome in shown {
      let state = outcome.state.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
      let instant = isOne ? "" : "  as of \(outcome.at.sentence)"
      lines.append("  \(outcome.proposal)  \(state) \(Format.safe(outcome.title))\(instant)")
      lines += outcome.houses.map { "          \(turnout(in: $0))" }
    }
    return lines
  }

  /// How many voted in a house; the sums of its options are in `--json`, in the smallest unit.
  private static func turnout(in house: AuditedHouse) -> String {
    "\(Format.safe(house.name)): \(Format.number(house.ballots, "ballot")), "
      + "\(house.cast.percent(of: house.electorate)) of the power"
  }

  private static func mark(_ verdict: AuditReport.Verdict) -> String {
    switch verdict {
    case .holds: "✓"
    case .fails: "✗"
    case .incomplete: "?"
    case .absent: "–"
    }
  }
}
