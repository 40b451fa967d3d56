internal import Voting
package import CanonicalEncoding
internal import Governance
package import Ledger
package import Signing
package import TransparencyLog

/// Recomputes everything from the entries and believes nothing the operator computed.
///
/// Signatures are checked on all cores in batches; replay goes on in order beside them. Memory grows with voters,
/// not with history: entries stream through.
package struct Auditor<Log: LogReading, Files: Documents & Sendable, Verifier: SignatureVerifier> {
  private let log: Log
  private let documents: Files
  private let verifier: Verifier
  private let curves: any NoteCurves
  private let jobs: Int
  /// What the operator keeps beside the log; `nil` where that is not at hand.
  private let tables: OperatorTables?
  /// What was accepted of this log before.
  private let accepted: AcceptedLog?
  /// Whether an older state than that may be audited.
  private let allowsOlder: Bool
  /// Whether signatures below the accepted size are not checked again.
  private let trustsAccepted: Bool
  /// The witnesses the auditor trusts; `nil` where none are named.
  private let policy: WitnessPolicy?
  /// The root at the size that was accepted before, once the entries have passed it.
  private var acceptedRoot: Digest?

  private var walk: EntryWalk
  private var checkpoints: CheckpointWalk
  private var report: AuditReport {
    get { walk.report }
    set { walk.report = newValue }
  }

  /// The state the entries lead to, once the audit has run.
  package var state: LedgerView<MemoryRecords, AnyDocuments> { walk.replay.view }
  /// The keys as the entries have left them; `nil` before a genesis was read.
  package var keys: LogKeyChain? { get throws { try state.logKeys() ?? checkpoints.keys } }
  /// The first entry without effect for want of a document, where every entry is signed.
  package var firstLacking: UInt64? { walk.badSignatures == 0 ? walk.firstLacking : nil }
  /// When the last entry was received.
  package var last: Timepoint { walk.replay.last }
  /// The newest checkpoint as enough witnesses of the policy have seen it, once the audit has run.
  package private(set) var witnessed: WitnessedCheckpoint?

  /// Entries of one batch: large enough to keep a core busy for some milliseconds, and small enough that no core
  /// is idle for long at the end.
  private static var batch: Int { 256 }

  /// Entries of one batch on one thread: few enough that they are at hand in its cache when they are replayed.
  private static var smallBatch: Int { 32 }

  /// - Parameters:
  ///   - log: The log as it is published.
  ///   - jobs: How many batches may be checked at once; 1 uses no other thread.
  ///   - tables: What the operator keeps beside it.
  ///   - accepted: What was audited of the log before, which must be the beginning of this one.
  ///   - trustsAccepted: Whether signatures below it are not checked again.
  ///   - allowsOlder: Whether an older state than the accepted one is audited; otherwise that is a rollback.
  ///   - policy: The witnesses the auditor trusts.
  ///   - report: What was found before, to which this adds.
  package init(
    log: Log, documents: Files, verifier: Verifier, curves: any NoteCurves, jobs: Int,
    tables: OperatorTables? = nil, accepted: AcceptedLog? = nil, allowsOlder: Bool = false,
    trustsAccepted: Bool = true, policy: WitnessPolicy? = nil, report: AuditReport = AuditReport()
  ) {
    self.log = log
    self.documents = documents
    self.verifier = verifier
    self.curves = curves
    self.jobs = jobs
    self.tables = tables
    self.accepted = accepted
    self.allowsOlder = allowsOlder
    self.trustsAccepted = trustsAccepted
    self.policy = policy
    walk = EntryWalk(documents: documents)
    walk.report = report
    checkpoints = CheckpointWalk()
  }

  /// Audits the whole log.
  ///
  /// - Parameter pinned: The DAO that is expected; without one the log's own genesis is taken at its word, and the
  ///   report says so.
  package mutating func run(pinned: Digest? = nil) async throws -> AuditReport {
    guard let first = try log.entries(from: 0, limit: 1).first else {
      report.add(.tree, false, "the log is empty")
      return report
    }
    guard let genesis = Self.genesis(in: first) else {
      report.add(.identity, false, "entry 0 does not read as a genesis")
      return report
    }
    report.origin = genesis.origin
    report.dao = genesis.daoID
    report.isRehearsal = genesis.clock == .simulated
    checkpoints = try CheckpointWalk(genesis: genesis)
    let isKnown = accepted?.dao == genesis.daoID && trustsAccepted
    let checking = EntryChecking(
      verifier: EntryVerifier(dao: genesis.daoID, verifier: verifier, checkpoints: checkpointVerifier),
      trustedBelow: isKnown ? accepted?.size ?? 0 : 0)
    try await (jobs > 1 ? parallel(checking) : serial(checking))
    try await conclude(genesis, pinned: pinned)
    return report
  }

  /// Audits a log that somebody else keeps, whose files may be missing or damaged: the report says so, as it says
  /// everything else.
  package mutating func runOnFiles(pinned: Digest? = nil) async throws -> AuditReport {
    do { return try await run(pinned: pinned) } catch let error as StorageError {
      report.add(.tree, .fails, error.message)
    } catch let refusal as TileRefusal {
      report.add(.tree, .fails, refusal.message)
    }
    return report
  }

  /// Checks the lines of witnesses under the policies among the documents.
  private var checkpointVerifier: CheckpointVerifier {
    CheckpointVerifier(curves: curves) { [documents] in try documents.policy($0) }
  }

  private static func genesis(in entry: StoredEntry) -> Genesis? {
    guard let parsed = try? UnverifiedEntry(parsing: entry.bytes),
      case .genesis(let genesis) = parsed.content
    else {
      return nil
    }
    return genesis
  }

  // MARK: Streaming

  private mutating func serial(_ checking: EntryChecking) async throws {
    var pages = EntryPages(log)
    var memory = EntryMemory()
    while case let entries = try pages.next(Self.smallBatch), !entries.isEmpty {
      try consume(checking.check(entries, remembering: &memory))
    }
  }

  /// As many bytes of entries may be read ahead, besides the batch that goes beyond them: enough to keep every core
  /// busy while one of them reads a large electorate.
  private static var aheadLimit: Int { 8 << 20 }

  /// Reads ahead by a bounded number of batches and bytes, and consumes them in order as they are done.
  private mutating func parallel(_ checking: EntryChecking) async throws {
    var pages = EntryPages(log)
    var waiting: [Int: [CheckedEntry]] = [:]
    var (started, consumed) = (0, 0)
    var (sizes, ahead) = ([Int: Int](), 0)
    var isExhausted = false
    try await withThrowingTaskGroup(of: (Int, [CheckedEntry]).self) { group in
      while true {
        while !isExhausted, started - consumed < jobs * 64, ahead < Self.aheadLimit {
          let entries = try pages.next(Self.batch)
          isExhausted = entries.isEmpty
          if isExhausted { break }
          let number = started
          sizes[number] = entries.reduce(0) { $0 + $1.bytes.count }
          ahead += sizes[number] ?? 0
          group.addTask { (number, checking.check(entries)) }
          started += 1
        }
        guard consumed < started else { return }
        while waiting[consumed] == nil, let (number, checked) = try await group.next() {
          waiting[number] = checked
        }
        guard let checked = waiting.removeValue(forKey: consumed) else { return }
        try consume(checked)
        ahead -= sizes.removeValue(forKey: consumed) ?? 0
        consumed += 1
      }
    }
  }

  private mutating func consume(_ entries: [CheckedEntry]) throws {
    var taken = 0
    while taken < entries.count {
      let due = min(try checkpoints.next(in: log) ?? .max, nextAccepted)
      let changes = walk.keyChanges.count
      taken = walk.take(entries, from: taken, until: due)
      if walk.keyChanges.count > changes { checkpoints.keys = try state.logKeys() }
      if walk.range.size == accepted?.size { acceptedRoot = walk.range.root }
      checkpoints.pass(walk.range, curves: curves)
    }
    if walk.nodes.count >= NodeWalk.limit { walk.nodes.compare(with: log) }
  }

  /// The size at which the walk must stop to look at the accepted root.
  private var nextAccepted: UInt64 {
    guard let accepted, accepted.size > walk.range.size else { return .max }
    return accepted.size
  }

  // MARK: Concluding

  private mutating func conclude(_ genesis: Genesis, pinned: Digest?) async throws {
    report.size = walk.range.size
    report.root = walk.range.root
    try addTree()
    try addCheckpoints()
    let isPinned = pinned.map { $0 == genesis.daoID } ?? true
    report.add(
      .identity, isPinned,
      isPinned
        ? "\(genesis.name) is \(genesis.daoID)\(pinned == nil ? ", taken from the log itself" : ", as pinned")"
        : "the log belongs to \(genesis.daoID), not to the DAO that was asked for")
    if let last = walk.keyChanges.last {
      let count = walk.keyChanges.count
      report.add(
        .identity, .holds,
        "its log's keys were changed \(count == 1 ? "once" : "\(count) times"), last by entry \(last), as committed to"
      )
    }
    try await addConclusion()
    try addTrust(genesis, isPinned: pinned != nil)
  }

  /// Adds what follows from the state, and whether the operator's tables are those that lead there: neither asks for
  /// the other, so that with more than one job both are looked at together.
  private mutating func addConclusion() async throws {
    var conclusion = AuditConclusion(walk: walk, documents: documents)
    guard let tables else {
      try conclusion.run()
      report = conclusion.report
      return
    }
    let (firstWrong, records, last) = (walk.firstWrongIdentity, walk.replay.view.records, walk.replay.last)
    let found: (holds: Bool, detail: String)
    if jobs > 1 {
      async let finding = tables.finding(firstWrong: firstWrong, replayed: records, last: last)
      try conclusion.run()
      found = try await finding
    } else {
      try conclusion.run()
      found = try await tables.finding(firstWrong: firstWrong, replayed: records, last: last)
    }
    report = conclusion.report
    report.add(.projections, found.holds, found.detail)
  }

  private mutating func addTree() throws {
    report.add(
      .tree, walk.firstWrongHash == nil,
      walk.firstWrongHash.map { "entry \($0): its bytes do not have the hash under which it was stored" }
        ?? "\(walk.range.size) entries have the hashes they were stored under")
    walk.nodes.compare(with: log)
    if let wrong = walk.nodes.firstWrong {
      report.add(
        .tree, false,
        "the stored hash of level \(wrong.level), index \(wrong.index) is not that of the entries")
      return
    }
    do {
      let tip = try log.tip()
      let root = try MerkleRoot.of(size: walk.range.size) { try log.node($0) }
      let isSame = tip?.size == walk.range.size && tip?.root == walk.range.root && root == walk.range.root
      report.add(
        .tree, isSame,
        isSame
          ? "they lead to root \(walk.range.root)" : "the stored tree is not the tree of the entries")
    } catch let error as StorageError {
      report.add(.tree, false, error.message)
    }
  }

  private mutating func addCheckpoints() throws {
    try checkpoints.finish(walk.range, log: log)
    let larger = allowsOlder ? accepted.flatMap(largerSize(of:)) : nil
    for (step, verdict, detail) in checkpoints.findings {
      guard step == .history, verdict == .absent || verdict == .holds, let larger else {
        report.add(step, verdict, detail)
        continue
      }
      let uncompared = "size \(larger) was accepted here before, and this was not compared with it (--older)"
      report.add(step, verdict, verdict == .absent ? uncompared : "\(detail); \(uncompared)")
      report.trust.append(
        "that this is the beginning of the log of size \(larger) that was accepted here before")
    }
    guard let accepted, accepted.dao == report.dao else { return }
    if let acceptedRoot {
      let isSame = acceptedRoot == accepted.root
      // Bytes that are not those their own tree was made of accuse nobody: the files are damaged.
      let isDamaged = report.steps.contains { $0.step == .tree && $0.verdict == .fails }
      let other = "it is not the log whose size \(accepted.size) was accepted here before"
      report.add(
        .history, isSame,
        isSame
          ? "size \(accepted.size), accepted here before, is its beginning"
          : other + (isDamaged ? ", as its files are not what was signed" : ": it was forked (audit compare)")
      )
    } else if !allowsOlder {
      report.add(
        .history, false,
        "it ends at size \(walk.range.size), but size \(accepted.size) was accepted here before (--older audits it all the same)"
      )
    }
  }

  /// The size that was accepted before, where it is larger than what is here: only its root is known, so that nothing can
  /// be compared with it.
  private func largerSize(of accepted: AcceptedLog) -> UInt64? {
    accepted.dao == report.dao && accepted.size > walk.range.size ? accepted.size : nil
  }

  private mutating func addTrust(_ genesis: Genesis, isPinned: Bool) throws {
    if !isPinned { report.trust.append("that \(genesis.daoID) is the DAO you mean (pin it with --pin)") }
    let newest = try log.checkpoints(from: walk.range.size, limit: 1).first
    let keys = try state.logKeys() ?? LogKeyChain(genesis)
    let own = policy.map { NewestCheckpoint(newest, keys: keys, under: $0, curves: curves) }
    witnessed = own?.witnessed
    let findings = try WitnessFindings(
      in: walk.replay.view, size: walk.range.size, seen: walk.seen, newest: own,
      corrections: walk.corrections)
    for finding in findings.steps where tables == nil || finding.verdict != .absent {
      report.add(finding.step, finding.verdict, finding.detail)
    }
    if tables == nil || findings.isTimed {
      let time = findings.time(isRehearsal: report.isRehearsal)
      report.add(time.step, time.verdict, time.detail)
    }
    try addSeen()
    report.trust += findings.trust(isRehearsal: report.isRehearsal)
    report.trust += try Self.trust(inDoubted: keys.doubts, state)
    for period in keys.periods where !walk.seen.contains(where: { $0.size > period.index }) {
      guard let entry = period.recoveredBy, let end = period.notBefore else { continue }
      report.trust.append(
        "that the log's former keys could cancel the recovery of entry \(entry) until \(end.sentence): no witness on record "
          + "confirms that this was over when it was carried out")
    }
    if let pending = keys.pending, let rules = keys.recoverers {
      report.trust.append(
        "that entry \(pending.index), which asks for other keys for the log, is no surprise to whoever has the present "
          + "ones: they can cancel it until \((pending.since + rules.delay).sentence)")
    }
    for record in try walk.replay.view.electorates() {
      report.trust.append("the electorate of entry \(record.index) (\(record.series)): \(record.label)")
    }
    report.trust += try Self.contradictions(walk.replay.view)
  }
}

extension Auditor {
  /// What witnesses had seen was received by then, as far as clocks agree, unless a later entry says it was wrong.
  private mutating func addSeen() throws {
    let corrected = walk.corrected ?? 0
    var sights = walk.seen
    // What the auditor's own witnesses had seen is no less than what is on record; a rehearsal has a time of its own.
    if let policy, let time = witnessed?.time, !report.isRehearsal {
      sights.append(SeenCheckpoint(size: walk.range.size, time: time, policy: policy.hash))
    }
    for seen in sights where seen.size > corrected {
      let (size, time) = (seen.size, seen.time)
      guard let stored = try log.entries(from: size - 1, limit: 1).first,
        let received = try? UnverifiedEntry(parsing: stored.bytes).received,
        received > time + StatementHeader.clockSkew
      else { continue }
      report.add(
        .time, .fails,
        "entry \(size - 1) is said to be received at \(received.sentence), but witnesses had seen it by "
          + time.sentence)
      return
    }
  }
}
