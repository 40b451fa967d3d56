import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog

/// A log that changes its keys, and everybody who verifies it.
@Suite struct LogKeyRotationTests {
  private typealias DAO = SampleDAO<MemoryLogStore>
  private static let curves = LogCurves(Secp256k1Verifier())

  private static func dao(founders: Int = 1, edits: [(from: String, to: String)] = []) async throws -> DAO {
    try await SampleDAO(
      on: MemoryLogStore(), founders: founders, edits: edits, keyPlan: try SampleLogKeys.plan)
  }

  private static func code(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "yes"
    } catch { return (error as? any CodedRefusal)?.code ?? "\(error)" }
  }

  private static func sight(_ dao: DAO, _ note: SignedNote? = nil, entries: Bool = true) throws -> LogSight {
    let newest = try dao.store.checkpoint().orThrow()
    return try LogSight(
      note: try note ?? SignedNote(parsing: Array(newest.note.utf8)), log: entries ? dao.store : nil)
  }

  // MARK: Changing keys

  @Test func `attack 59: keys changed in the middle of a vote change nothing about the vote`() async throws {
    let (dao, twin) = (try await Self.dao(), try await SampleDAO(on: MemoryLogStore()))
    let (ours, theirs) = (try await dao.propose(), try await twin.propose())
    for clock in [dao.clock, twin.clock] { clock.advance(.minutes(1)) }
    try await dao.vote("For", on: ours, by: 0)
    try await twin.vote("For", on: theirs, by: 0)
    let index = try await dao.rotate()
    #expect(index == 4)
    for (member, choice) in [(1, "Against"), (2, "For"), (3, "Abstain")] {
      try await dao.vote(choice, on: ours, by: member)
      try await twin.vote(choice, on: theirs, by: member)
    }
    #expect(try dao.sums(ours) == twin.sums(theirs))
    // Up to the change the old pair has signed, from there on the new one.
    for checkpoint in try dao.export().checkpoints {
      let note = try SignedNote(parsing: Array(checkpoint.note.utf8))
      let pair = try SampleLogKeys.pair(checkpoint.size > index ? 1 : 0)
      let keys = try pair.verifierKeys(of: dao.genesis.origin)
      #expect(note.signatures.count == 2)
      #expect(try note.verified(by: keys, with: Self.curves).count == 2, "\(checkpoint.size)")
    }
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.verdict == .holds, "\(report.faults)")
    #expect(report.lines.contains { $0.contains("keys were changed once, last by entry 4") })
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `attack 59: a ballot under a receipt of retired keys, or an act by them, counts for nothing`()
    async throws
  {
    let dao = try await Self.dao()
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    let early = try await dao.vote("For", on: proposal, by: 0)
    try await dao.rotate()
    let late = try await dao.vote("For", on: proposal, by: 1)
    let verifier = Secp256k1Verifier()
    let size = try dao.export().head.orThrow().size
    for (index, pair, expected) in [
      (early, 1, "yes"), (late, 1, "yes"), (early, 0, "logKeys.retired"), (late, 0, "logKeys.retired"),
    ] {
      let receipt = try await dao.chamber.receipt(index: index, under: try dao.checkpoint(size, by: pair))
      #expect(
        Self.code {
          _ = try receipt.verify(keys: dao.logKeys, dao: dao.id, with: verifier, curves: Self.curves)
        } == expected, "entry \(index), pair \(pair)")
      let public_ = try ReceiptVerifier(
        keyHistory: LogKeyHistory(reading: dao.store, upTo: size, with: verifier, curves: Self.curves).bytes,
        dao: dao.id.description, curves: verifier)
      #expect(Self.code { _ = try public_.verify(receipt.proof.bytes) } == expected)
    }
    // What was handed out before stays good: of its size the old keys are.
    let before = try await dao.chamber.receipt(index: early, under: try dao.checkpoint(early + 1, by: 0))
    _ = try before.verify(keys: dao.logKeys, dao: dao.id, with: verifier, curves: Self.curves)
    let tooNew = try await dao.chamber.receipt(index: early, under: try dao.checkpoint(early + 1, by: 1))
    #expect(
      Self.code {
        _ = try tooNew.verify(keys: dao.logKeys, dao: dao.id, with: verifier, curves: Self.curves)
      } == "logKeys.early")
  }

  @Test func `keys change again and again, and never back`() async throws {
    let dao = try await Self.dao()
    for number in 1...3 {
      try await dao.submit(dao.delegation(to: number % 2 + 1, by: 3), by: 3)
      try await dao.rotate()
    }
    #expect(try dao.logKeys.periods.map(\.index) == [0, 3, 5, 7])
    for old in 0...3 {
      await #expect(throws: (any Error).self) {
        try await dao.chamber.changeKeys(
          to: try SampleLogKeys.pair(old == 3 ? 0 : old), committing: try SampleLogKeys.pair(9).commitment,
          curves: Self.curves)
      }
    }
    #expect(try dao.export().leaves.count == 8)
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id, jobs: 2)
    #expect(report.verdict == .holds, "\(report.faults)")
    let history = try LogKeyHistory(
      reading: dao.store, upTo: 8, with: Secp256k1Verifier(), curves: Self.curves)
    #expect(history.changes.count == 3)
    let read = try LogKeyHistory(parsing: history.bytes)
    #expect(try read.verified(with: Secp256k1Verifier(), curves: Self.curves).chain == dao.logKeys)
  }

  @Test func `a log that was founded without a plan keeps its keys`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore())
    await #expect(throws: LogKeyRefusal.fixed) { try await dao.rotate() }
    // Nor does an entry change them that an operator writes past every rule.
    let genesis = dao.genesis
    let change = LogKeyChange(
      origin: genesis.origin, number: 1, index: 2, right: .rotation, before: try SampleLogKeys.pair(0),
      after: try SampleLogKeys.pair(1), next: try SampleLogKeys.pair(2).commitment)
    let entry = try SampleLogKeys.entry(change, by: [0, 1])
    try await dao.force(LogEntry.bytes(.change(entry), received: .founding), statement: entry.id)
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.verdict == .fails)
    #expect(report.voids.map(\.code) == ["logKeys.fixed"])
    #expect(
      try LogKeyChain(
        reading: dao.store, of: genesis, upTo: 3, with: Secp256k1Verifier(), curves: Self.curves
      ).periods.count == 1)
  }

  static let forged: [(id: String, pairs: [Int], to: Int, index: UInt64, code: String)] = [
    ("a thief without the committed keys", [0, 3], 3, 2, "logKeys.notCommitted"),
    ("the committed keys without the old ones", [1], 1, 2, "note.unsigned"),
    ("the old keys alone", [0], 1, 2, "note.unsigned"),
    ("for another place", [0, 1], 1, 9, "logKeys.misplaced"),
  ]

  @Test(arguments: forged.indices)
  func `attack 67: a forged change of keys has no effect, and every audit says so`(
    _ row: Int
  ) async throws {
    let forged = Self.forged[row]
    let dao = try await Self.dao()
    let change = LogKeyChange(
      origin: dao.genesis.origin, number: 1, index: forged.index, right: .rotation,
      before: try SampleLogKeys.pair(0), after: try SampleLogKeys.pair(forged.to),
      next: try SampleLogKeys.pair(4).commitment)
    let entry = try SampleLogKeys.entry(change, by: forged.pairs)
    try await dao.force(LogEntry.bytes(.change(entry), received: .founding), statement: entry.id)
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.verdict == .fails, "\(forged.id)")
    #expect(report.voids.map(\.code) == [forged.code], "\(forged.id)")
    let chain = try LogKeyChain(
      reading: dao.store, of: dao.genesis, upTo: 3, with: Secp256k1Verifier(), curves: Self.curves)
    #expect(chain.periods.count == 1, "\(forged.id)")
    let gate = dao.gatehouse()
    try gate.follow(dao.store)
    #expect(try gate.read { try $0.logKeys() } == chain, "\(forged.id)")
  }

  // MARK: Retired keys

  @Test func `attack 67: retired keys convince no verifier, and what they sign is evidence against them`()
    async throws
  {
    let dao = try await Self.dao()
    let honest = dao.gatehouse()
    _ = try honest.follow(dao.store)
    try await dao.rotate()
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    let size = try dao.export().head.orThrow().size
    let stolen = try dao.checkpoint(size, by: 0)
    // A gate that has followed before, and one that starts from nothing.
    let shown = PartialLog(
      dao.store,
      checkpoint: { stored in
        stored.size == size
          ? StoredCheckpoint(size: size, note: String(decoding: stolen.bytes, as: UTF8.self)) : nil
      })
    for gate in [honest, dao.gatehouse()] {
      #expect(Self.code { _ = try gate.follow(shown) } == "logKeys.retired")
      _ = try gate.follow(dao.store)
    }
    // An audit.
    let audited = try await Self.audit(dao, showing: stolen)
    #expect(audited.verdict == .fails)
    #expect(audited.faults["checkpoint"]?.contains("retired") == true, "\(audited.faults)")
    // A comparison makes a file of it that needs nothing else.
    let found = try LogComparison(
      try Self.sight(dao), try Self.sight(dao, stolen, entries: false), with: Secp256k1Verifier(),
      curves: Self.curves)
    guard case .retired(let evidence) = found else { return #expect(Bool(false), "\(found)") }
    let read = try RetiredKeyEvidence(parsing: evidence.bytes)
    let proven = try read.verify(with: Secp256k1Verifier(), curves: Self.curves)
    #expect(proven.dao == dao.id && proven.checkpoint.size == size && proven.retiredBy == 2)
    // Of the keys in force it proves nothing, nor of the old ones below the change.
    for note in [try dao.checkpoint(size, by: 1), try dao.checkpoint(2, by: 0)] {
      let harmless = RetiredKeyEvidence(history: evidence.history, checkpoint: note)
      #expect(throws: ForkRefusal.noContradiction) {
        try harmless.verify(with: Secp256k1Verifier(), curves: Self.curves)
      }
    }
    // Without the change nobody can say that they were retired.
    let bare = RetiredKeyEvidence(
      history: LogKeyHistory(genesis: evidence.history.genesis, changes: []), checkpoint: stolen)
    #expect(throws: ForkRefusal.noContradiction) {
      try bare.verify(with: Secp256k1Verifier(), curves: Self.curves)
    }
  }

  /// Audits the log with another note as its newest checkpoint.
  private static func audit(_ dao: DAO, showing note: SignedNote) async throws -> AuditReport {
    let size = try Checkpoint(parsing: note.text).size
    let text = String(decoding: note.bytes, as: UTF8.self)
    let shown = PartialLog(
      dao.store, checkpoint: { $0.size == size ? StoredCheckpoint(size: size, note: text) : $0 })
    var auditor = Auditor(
      log: shown, documents: dao.documents, verifier: Secp256k1Verifier(), curves: curves, jobs: 1)
    return try await auditor.run(pinned: dao.id)
  }

  @Test func `evidence of retired keys with any bit altered proves the same or nothing`() async throws {
    let dao = try await Self.dao()
    try await dao.rotate()
    let evidence = RetiredKeyEvidence(
      history: try LogKeyHistory(reading: dao.store, upTo: 3, with: Secp256k1Verifier(), curves: Self.curves),
      checkpoint: try dao.checkpoint(3, by: 0))
    let bytes = evidence.bytes
    let truth = try evidence.verify(with: Secp256k1Verifier(), curves: Self.curves)
    for byte in bytes.indices {
      let altered = try? RetiredKeyEvidence(parsing: bytes.flipping(byte, 0))
      if let proven = try? altered?.verify(with: Secp256k1Verifier(), curves: Self.curves) {
        #expect(proven == truth, "byte \(byte)")
      }
    }
  }

  @Test func `a chamber without the new keys signs nothing`() async throws {
    let dao = try await Self.dao()
    let old = DAO.Desk(
      store: dao.store, documents: dao.documents, verifier: Secp256k1Verifier(),
      signers: try SampleLogKeys.signers(dao.genesis.origin, pair: 0), clock: dao.clock)
    try await dao.rotate()
    let signed = try dao.export().checkpoints
    let statement = try dao.delegation(to: 2, by: 1)
    await #expect(throws: LogKeyRefusal.notHeld(since: 2)) {
      try await old.submit(statement, signature: try dao.sign(statement, by: 1))
    }
    await #expect(throws: LogKeyRefusal.notHeld(since: 2)) {
      try await old.answer(
        to: Submission(statement, signature: try dao.sign(statement, by: 1)), within: .minutes(1))
    }
    #expect(try dao.export().checkpoints == signed)
    // It is an entry all the same, and the new keys sign it.
    #expect(try await dao.submit(statement, by: 1) == 3)
  }

  // MARK: Comparing, promising

  @Test func `of one log at all sizes around changes, the smaller is the beginning of the larger`()
    async throws
  {
    let dao = try await Self.dao()
    for number in 0..<6 {
      try await dao.submit(dao.delegation(to: number % 2 + 1, by: 3), by: 3)
      if number % 2 == 1 { try await dao.rotate() }
    }
    let size = try dao.export().head.orThrow().size
    for small in 1...size {
      for large in small...size {
        let sights = try [small, large].map { size in
          let stored = try dao.store.checkpoints(from: size, limit: 1).first.orThrow()
          return try Self.sight(dao, try SignedNote(parsing: Array(stored.note.utf8)), entries: size == large)
        }
        let found = try LogComparison(sights[0], sights[1], with: Secp256k1Verifier(), curves: Self.curves)
        switch found {
        case .same: #expect(small == large)
        case .extends: #expect(small < large)
        default: Issue.record("\(small), \(large): \(found)")
        }
      }
    }
  }

  @Test func `attack 62: a fork behind a change of keys is proven by a file that needs nothing else`()
    async throws
  {
    var logs: [DAO] = []
    for member in [1, 2] {
      let dao = try await Self.dao()
      try await dao.rotate()
      try await dao.submit(dao.delegation(to: 0, by: member), by: member)
      logs.append(dao)
    }
    let found = try LogComparison(
      try Self.sight(logs[0]), try Self.sight(logs[1]), with: Secp256k1Verifier(), curves: Self.curves)
    guard case .fork(let evidence) = found else { return #expect(Bool(false), "\(found)") }
    let read = try ForkEvidence(parsing: evidence.bytes)
    #expect(read.pair.history.changes.count == 1)
    #expect(try read.verify(with: Secp256k1Verifier(), curves: Self.curves).dao == logs[0].id)
    let bare = ForkEvidence(
      CheckpointPair(
        history: LogKeyHistory(genesis: read.pair.history.genesis, changes: []), smaller: read.pair.smaller,
        larger: read.pair.larger, path: read.pair.path),
      root: read.root)
    #expect(throws: (any Error).self) { try bare.verify(with: Secp256k1Verifier(), curves: Self.curves) }
  }

  @Test func `a checkpoint by keys that are not known yet is undecided, not wrong`() async throws {
    let dao = try await Self.dao()
    let old = try await dao.signed()
    let before = PartialLog(dao.store, shows: { $0.index < 2 })
    try await dao.rotate()
    let found = try LogComparison(
      try LogSight(note: old, log: before), try Self.sight(dao, entries: false), with: Secp256k1Verifier(),
      curves: Self.curves)
    guard case .undecided = found else { return #expect(Bool(false), "\(found)") }
  }

  @Test func `a promise counts by the keys of its day`() async throws {
    let dao = try await Self.dao()
    let statement = try dao.delegation(to: 2, by: 1)
    func promise(_ minutes: UInt64, by pair: Int) throws -> SignedNote {
      let note = IntakeNote(
        origin: dao.genesis.origin, statement: statement.id, received: .founding + .minutes(minutes),
        answer: .promised(by: .founding + .minutes(1000)))
      return try SignedNote(
        signing: note.text, with: try SampleLogKeys.signers(dao.genesis.origin, pair: pair))
    }
    dao.clock.set(.founding + .minutes(60))
    try await dao.rotate()
    // Five minutes to either side both are good, as long as clocks may differ.
    for (minutes, pair, expected) in [
      (0, 0, "yes"), (60, 0, "yes"), (65, 0, "yes"), (66, 0, "logKeys.retired"), (54, 1, "logKeys.early"),
      (55, 1, "yes"), (60, 1, "yes"), (900, 1, "yes"), (60, 2, "note.unsigned"),
    ] as [(UInt64, Int, String)] {
      let note = try promise(minutes, by: pair)
      #expect(
        Self.code {
          _ = try PromiseCheck(
            note, in: try Self.sight(dao), policy: nil, with: Secp256k1Verifier(), curves: Self.curves)
        } == expected, "minute \(minutes), pair \(pair)")
    }
  }

  @Test func `witnesses that know of a change cosign nothing new by the old keys`() async throws {
    let dao = try await Self.dao()
    try await dao.rotate()
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    let chain = try dao.logKeys
    let rules = CosigningRules(
      keys: try LogKeyChain(dao.genesis).latest.keys,
      changing: [
        chain.origin: chain.periods.map { CosigningRules.Stretch(above: $0.index, keys: $0.keys) }
      ])
    for size in 1...4 as ClosedRange<UInt64> {
      for pair in 0...2 {
        let note = try dao.checkpoint(size, by: pair)
        let request = try CosigningRequest(oldSize: 0, proof: [], note: note)
        let isRight = pair == (size > 2 ? 1 : 0)
        #expect(
          (try? rules.judge(request, latest: nil, now: 5, with: Self.curves)) != nil ? isRight : !isRight,
          "size \(size), pair \(pair)")
      }
    }
  }

  // MARK: Failing

  @Test(arguments: CrashPoint.allCases)
  func `attack 65: a change of keys that failed is made once when it is tried again`(_ point: CrashPoint)
    async throws
  {
    let dao = try await SampleDAO(on: FaultyStore(), keyPlan: try SampleLogKeys.plan)
    let twin = try await SampleDAO(on: MemoryLogStore(), keyPlan: try SampleLogKeys.plan)
    dao.store.fail(at: point)
    let first = try? await dao.rotate()
    dao.store.fail(at: nil)
    let after = try SampleLogKeys.pair(1)
    let again = try await dao.chamber.changeKeys(
      to: after, committing: try SampleLogKeys.pair(2).commitment, curves: Self.curves)
    #expect(again.index == 2 && first ?? 2 == 2)
    try await twin.rotate()
    #expect(try dao.export() == twin.export(), "not what a store that never fails has")
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    #expect(try dao.export().leaves.count == 4)
  }
}
