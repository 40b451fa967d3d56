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
package struct Auditor<Store: LogStore, Files: Documents & Sendable, Verifier: SignatureVerifier> {
  private let store: Store
  private let documents: Files
  private let verifier: Verifier
  private let curves: any NoteCurves
  private let jobs: Int

  /// The genesis, once found, which pins everything else.
  private var genesis: Genesis?
  private var walk: EntryWalk
  private var checkpoints: CheckpointWalk
  private var report: AuditReport {
    get { walk.report }
    set { walk.report = newValue }
  }

  /// Entries of one batch: large enough to keep a core busy for some milliseconds, and small enough that no core
  /// is idle for long at the end.
  private static var batch: Int { 256 }

  /// - Parameter jobs: How many batches may be checked at once; 1 uses no other thread.
  package init(
    store: Store, documents: Files, verifier: Verifier, curves: any NoteCurves, jobs: Int
  ) {
    self.store = store
    self.documents = documents
    self.verifier = verifier
    self.curves = curves
    self.jobs = jobs
    walk = EntryWalk(documents: documents)
    checkpoints = CheckpointWalk()
  }

  /// Audits the whole log.
  ///
  /// - Parameter pinned: The DAO that is expected; without one the log's own genesis is taken at its word, and the
  ///   report says so.
  package mutating func run(pinned: Digest? = nil) async throws -> AuditReport {
    guard let first = try store.entries(from: 0, limit: 1).first else {
      report.add("entries", false, "the log is empty")
      return report
    }
    guard let genesis = Self.genesis(in: first) else {
      report.add("genesis", false, "entry 0 does not read as a genesis")
      return report
    }
    self.genesis = genesis
    report.origin = genesis.origin
    report.isRehearsal = genesis.clock == .simulated
    checkpoints = try CheckpointWalk(genesis: genesis)
    let checking = EntryChecking(verifier: EntryVerifier(dao: genesis.daoID, verifier: verifier))
    try await (jobs > 1 ? parallel(checking) : serial(checking))
    try await conclude(genesis, pinned: pinned)
    return report
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
    var pages = EntryPages(store)
    while case let entries = try pages.next(Self.batch), !entries.isEmpty {
      try consume(checking.check(entries))
    }
  }

  /// Reads ahead by a bounded number of batches and consumes them in order as they are done.
  private mutating func parallel(_ checking: EntryChecking) async throws {
    var pages = EntryPages(store)
    var waiting: [Int: [CheckedEntry]] = [:]
    var (started, consumed) = (0, 0)
    var isExhausted = false
    try await withThrowingTaskGroup(of: (Int, [CheckedEntry]).self) { group in
      while true {
        while !isExhausted, started - consumed < jobs * 8 {
          let entries = try pages.next(Self.batch)
          isExhausted = entries.isEmpty
          if isExhausted { break }
          let number = started
          group.addTask { (number, checking.check(entries)) }
          started += 1
        }
        guard consumed < started else { return }
        while waiting[consumed] == nil, let (number, checked) = try await group.next() {
          waiting[number] = checked
        }
        guard let checked = waiting.removeValue(forKey: consumed) else { return }
        try consume(checked)
        consumed += 1
      }
    }
  }

  private mutating func consume(_ entries: [CheckedEntry]) throws {
    var taken = 0
    while taken < entries.count {
      let due = try checkpoints.next(in: store)
      taken = walk.take(entries, from: taken, until: due ?? .max)
      checkpoints.pass(walk.range, curves: curves)
    }
    if walk.nodes.count >= NodeWalk.limit { walk.nodes.compare(with: store) }
  }

  // MARK: Concluding

  private mutating func conclude(_ genesis: Genesis, pinned: Digest?) async throws {
    report.size = walk.range.size
    report.root = walk.range.root
    report.add(
      "entries", walk.firstWrongHash == nil,
      walk.firstWrongHash.map { "entry \($0): its bytes do not have the hash under which it was stored" }
        ?? "\(walk.range.size) entries have the hashes they were stored under")
    try addTree()
    try checkpoints.finish(walk.range, store: store)
    report.add("checkpoints", checkpoints.fault == nil && checkpoints.count > 0, checkpoints.detail)
    let isPinned = pinned.map { $0 == genesis.daoID } ?? true
    report.add(
      "identity", isPinned,
      isPinned
        ? "\(genesis.name) is \(genesis.daoID)\(pinned == nil ? ", taken from the log itself" : ", as pinned")"
        : "the log belongs to \(genesis.daoID), not to the DAO that was asked for")
    report.add(
      "signatures", walk.badSignatures == 0,
      walk.firstBad.map { "entry \($0.index): \($0.message) (\($0.code))" }
        ?? "every entry was signed by the account it names")
    report.add(
      "rules", report.voidCount == 0,
      report.voids.first.map { "entry \($0.index) has no effect: \($0.message) (\($0.code))" }
        ?? "every entry was allowed when it was received")
    try addDocuments()
    try await addProjections()
    try addOutcomes()
    addTrust(genesis, isPinned: pinned != nil)
  }

  private mutating func addTree() throws {
    walk.nodes.compare(with: store)
    do {
      let head = try store.head()
      let root = try MerkleRoot.of(size: walk.range.size) { try store.node($0) }
      let isSame = head?.size == walk.range.size && head?.root == walk.range.root && root == walk.range.root
      // The instant in the head is what the next entry is compared with.
      let holds = isSame && walk.nodes.firstWrong == nil && head?.received == walk.replay.last
      report.add(
        "tree", holds,
        holds
          ? "root \(walk.range.root) of \(walk.range.size) entries"
          : walk.nodes.firstWrong.map {
            "the stored hash of level \($0.level), index \($0.index) is not that of the entries"
          }
            ?? "the stored tree is not the tree of the entries")
    } catch let error as StorageError {
      report.add("tree", false, error.message)
    }
  }

  /// Every electorate that counts anywhere is recomputed from its rows; every charter and content must be there.
  private mutating func addDocuments() throws {
    if let fault = walk.documentFault {
      report.add("documents", false, fault)
      return
    }
    var checked = 0
    for (_, value) in walk.replay.view.records.records(.electorate) {
      let record = try ElectorateRecord(bytes: value)
      let fault = fault(in: record)
      checked += 1
      if let fault {
        report.add("documents", false, fault)
        return
      }
    }
    for proposal in try walk.replay.view.proposals() {
      checked += 1
      guard (try? documents.content(proposal.contentHash)) != nil else {
        report.add("documents", false, "the content of \(proposal.display) is missing or altered")
        return
      }
    }
    for (_, value) in walk.replay.view.records.records(.charter) {
      checked += 1
      guard let hash = Digest(value), (try? documents.charter(hash)) != nil else {
        report.add("documents", false, "a charter that was in force is missing or altered")
        return
      }
    }
    report.add("documents", true, "\(checked) electorates, contents and charters recomputed")
  }

  private func fault(in record: ElectorateRecord) -> String? {
    do {
      guard let found = try documents.commitment(file: record.file) else {
        return "the electorate of entry \(record.index) is missing"
      }
      let isSame = found.root == record.root && found.rows == record.rows && found.totals == record.totals
      return isSame ? nil : "the electorate of entry \(record.index) does not have the root that was signed"
    } catch let refusal as any CodedRefusal {
      return "the electorate of entry \(record.index): \(refusal.message)"
    } catch {
      return "the electorate of entry \(record.index) cannot be read"
    }
  }

  /// The operator's projections must be the replayed ones, byte for byte.
  private mutating func addProjections() async throws {
    let check = ProjectionCheck(store: store, replayed: walk.replay.view.records, jobs: jobs)
    var compared = 0
    for space in RecordSpace.allCases {
      if let fault = try await check.fault(in: space) {
        report.add("projections", false, fault)
        return
      }
      compared += check.replayed.count(space)
    }
    report.add("projections", true, "\(compared) records are those that the entries lead to")
  }

  /// Recounts every proposal that has closed; conservation of power is part of each.
  private mutating func addOutcomes() throws {
    var lost: [String] = []
    let proposals = try walk.replay.view.proposals()
    var counted = 0
    for proposal in proposals {
      do {
        let isPlain = proposal.rules.course.isPlain
        guard !isPlain || proposal.schedule.closes <= walk.replay.last else { continue }
        let facts = try walk.replay.view.facts(on: proposal)
        counted += 1
        if !facts.isConsistent { lost.append(proposal.display) }
      } catch let refusal as any CodedRefusal {
        report.add("outcomes", false, "\(proposal.display) cannot be recounted: \(refusal.message)")
        return
      }
    }
    report.add(
      "outcomes", lost.isEmpty,
      lost.first.map { "\($0): power was lost or made in the count, or the running sums are not the count's" }
        ?? "\(counted) of \(proposals.count) proposals closed and recounted; no unit of power lost or counted twice"
    )
  }

  private mutating func addTrust(_ genesis: Genesis, isPinned: Bool) {
    if !isPinned { report.trust.append("that \(genesis.daoID) is the DAO you mean (pin it with --pin)") }
    if genesis.clock == .simulated {
      report.trust.append("nothing about time: this DAO's clock is simulated, it is a rehearsal")
    } else {
      report.trust.append("the operator's clock: no witness confirms when entries were received")
    }
    report.trust.append("that the operator shows everybody this same log: no witness has cosigned it")
    for (_, value) in walk.replay.view.records.records(.electorate) {
      guard let record = try? ElectorateRecord(bytes: value) else { continue }
      report.trust.append("the electorate of entry \(record.index) (\(record.series)): \(record.label)")
    }
  }
}
