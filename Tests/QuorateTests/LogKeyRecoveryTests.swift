import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

/// A log whose keys are lost, or said to be.
@Suite struct LogKeyRecoveryTests {
  private typealias DAO = SampleDAO<MemoryLogStore>
  private static let curves = LogCurves(Secp256k1Verifier())

  private static func dao(random: Int = 0) async throws -> DAO {
    try await SampleDAO(on: MemoryLogStore(), random: random, keyPlan: try SampleLogKeys.recoverablePlan)
  }

  /// A chamber that holds some pairs.
  private static func desk(_ dao: DAO, pairs: [Int]) throws -> DAO.Desk {
    DAO.Desk(
      store: dao.store, documents: dao.documents, verifier: Secp256k1Verifier(),
      signers: try pairs.flatMap { try SampleLogKeys.signers(dao.genesis.origin, pair: $0) }, clock: dao.clock
    )
  }

  private static func complete(_ desk: DAO.Desk, pair: Int = 3) async throws -> UInt64 {
    try await desk.changeKeys(
      to: try SampleLogKeys.pair(pair), committing: try SampleLogKeys.pair(4).commitment, by: .recovery,
      curves: curves
    ).index
  }

  private static func code(_ body: () async throws -> Void) async -> String {
    do {
      try await body()
      return "yes"
    } catch { return (error as? any CodedRefusal)?.code ?? "\(error)" }
  }

  @Test func `lost keys are recovered once the delay is over, and everybody follows`() async throws {
    let dao = try await Self.dao()
    let before = try await dao.signed()
    let entry = try dao.recovery(by: [0, 2], doubtedFrom: 2)
    #expect(try LogRecoveryEntry(parsing: entry.bytes) == entry)
    let bare = try Self.desk(dao, pairs: [])
    let announced = try await bare.announce(entry, curves: Self.curves)
    #expect(announced.index == 2 && announced.receipt == nil, "nobody can sign it yet")
    #expect(try await bare.announce(entry, curves: Self.curves).index == 2, "once only")
    let desk = try Self.desk(dao, pairs: [3])
    #expect(await Self.code { _ = try await Self.complete(desk) } == "logKeys.recoveryEarly")
    dao.clock.advance(Span(milliseconds: Span.days(1).milliseconds - 1))
    #expect(await Self.code { _ = try await Self.complete(desk) } == "logKeys.recoveryEarly")
    dao.clock.advance(Span(milliseconds: 1))
    #expect(await Self.code { _ = try await Self.complete(desk, pair: 4) } != "yes", "other keys")
    #expect(try await Self.complete(desk) == 3)
    #expect(try await Self.complete(desk) == 3, "once only")
    #expect(try await desk.announce(entry, curves: Self.curves).index == 2, "it was carried out")
    let statement = try dao.delegation(to: 2, by: 1)
    #expect(try await desk.submit(statement, signature: try dao.sign(statement, by: 1)).index == 4)
    let chain = try dao.logKeys
    #expect(chain.latest.pair == (try SampleLogKeys.pair(3)) && chain.pending == nil)
    #expect(chain.doubts == [LogKeyDoubt(from: 2, until: 3)])
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.verdict == .holds, "\(report.faults)")
    _ = try dao.gatehouse().follow(dao.store)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
    try Self.expectHistory(dao, chain)
    let now = try LogSight(
      note: try SignedNote(parsing: Array(try dao.store.checkpoint().orThrow().note.utf8)), log: dao.store)
    let found = try LogComparison(
      try LogSight(note: before, log: nil), now, with: Secp256k1Verifier(), curves: Self.curves)
    guard case .extends = found else { return #expect(Bool(false), "\(found)") }
  }

  @Test func `a fork between keys and those that a recovery brought says that nobody has signed both`()
    async throws
  {
    let honest = try await Self.dao()
    for delegate in [2, 0, 2] { try await honest.submit(honest.delegation(to: delegate, by: 1), by: 1) }
    let other = try await Self.dao()
    _ = try await Self.desk(other, pairs: []).announce(try other.recovery(by: [0, 2]), curves: Self.curves)
    other.clock.advance(.days(1))
    let desk = try Self.desk(other, pairs: [3])
    let change = try await Self.complete(desk)
    let last = try other.delegation(to: 2, by: 1)
    _ = try await desk.submit(last, signature: try other.sign(last, by: 1))
    func sight(_ dao: DAO, _ size: UInt64) throws -> LogSight {
      let stored = try #require(dao.store.checkpoints(from: size, limit: 1).first)
      return try LogSight(note: try SignedNote(parsing: Array(stored.note.utf8)), log: dao.store)
    }
    func proven(_ size: UInt64) throws -> ForkEvidence.Proven? {
      let found = try LogComparison(
        try sight(honest, size), try sight(other, 5), with: Secp256k1Verifier(), curves: Self.curves)
      guard case .fork(let evidence) = found else { return nil }
      return try evidence.verify(with: Secp256k1Verifier(), curves: Self.curves)
    }
    #expect(try proven(3)?.recoveredBy == change)
    // Where the same pair has signed both, no recovery excuses it.
    let same = try LogComparison(
      try sight(honest, 4), try sight(try await forked(), 5), with: Secp256k1Verifier(), curves: Self.curves)
    guard case .fork(let evidence) = same else { return #expect(Bool(false), "\(same)") }
    #expect(try evidence.verify(with: Secp256k1Verifier(), curves: Self.curves).recoveredBy == nil)
  }

  /// The log of the same founders with other delegations.
  private func forked() async throws -> DAO {
    let dao = try await Self.dao()
    for delegate in [0, 2, 0] { try await dao.submit(dao.delegation(to: delegate, by: 3), by: 3) }
    return dao
  }

  /// A history shows the change with the recovery by whose right it was made, and no change without.
  private static func expectHistory(_ dao: DAO, _ chain: LogKeyChain) throws {
    let history = try LogKeyHistory(
      reading: dao.store, upTo: 5, with: Secp256k1Verifier(), curves: curves)
    #expect(history.changes.count == 2)
    let found = try history.verified(with: Secp256k1Verifier(), curves: curves).chain
    #expect(found.periods.map(\.keys) == chain.periods.map(\.keys) && found.doubts == chain.doubts)
    for part in [[history.changes[1]], [history.changes[1], history.changes[0]]] {
      #expect(throws: (any Error).self) {
        try LogKeyHistory(genesis: history.genesis, changes: part)
          .verified(with: Secp256k1Verifier(), curves: curves)
      }
    }
  }

  /// Instants in seconds: the last cosignature for the old keys, if there is one, and now; the delay is a day, and the
  /// history says that it was over at the end of day 20.
  static let patience: [(last: UInt64?, now: UInt64, isCosigned: Bool)] = [
    (nil, 20 * 86_400 - 1, false), (nil, 20 * 86_400, true), (86_400, 20 * 86_400, true),
    (20 * 86_400, 20 * 86_400, false), (20 * 86_400, 21 * 86_400 - 1, false),
    (20 * 86_400, 21 * 86_400, true), (.max, 21 * 86_400, false),
  ]

  @Test(arguments: patience)
  func `trust 8: a witness lets the old keys have their delay, by its own clock`(
    last: UInt64?, now: UInt64, isCosigned: Bool
  ) async throws {
    let dao = try await Self.dao()
    let bare = try Self.desk(dao, pairs: [])
    _ = try await bare.announce(try dao.recovery(by: [0, 2]), curves: Self.curves)
    dao.clock.advance(.days(1))
    _ = try await Self.complete(try Self.desk(dao, pairs: [3]))
    var stretches = try dao.logKeys.stretches
    #expect(stretches.map(\.wait) == [0, 86_400])
    #expect(stretches.map(\.from) == [0, dao.clock.now().milliseconds / 1000])
    stretches[1] = .init(above: stretches[1].above, keys: stretches[1].keys, from: 20 * 86_400, wait: 86_400)
    let rules = CosigningRules(keys: [], changing: [dao.genesis.origin: stretches])
    let root = try MerkleRoot.of(size: 2) { try dao.store.node($0) }
    let proof = try last == nil ? [] : ConsistencyProof.path(from: 2, to: 4) { try dao.store.node($0) }
    let request = try CosigningRequest(
      oldSize: last == nil ? 0 : 2, proof: proof, note: try dao.checkpoint(4, by: 3))
    let latest = last.map { CosignedState(size: 2, root: root, time: $0) }
    if isCosigned {
      let state = try rules.judge(request, latest: latest, now: now, with: Self.curves)
      #expect(state.size == 4)
    } else {
      let refusal = #expect(throws: CosigningRefusal.self) {
        _ = try rules.judge(request, latest: latest, now: now, with: Self.curves)
      }
      #expect(refusal?.code == "cosigning.recovering")
    }
  }

  /// The operator dates the change a day ahead, and has the log's clock set right afterwards.
  @Test func `trust 8: a clock that is set forward and back shortens no delay`() async throws {
    let policy = try SampleWitnesses.policy()
    let dao = try await SampleDAO.witnessed(
      on: MemoryLogStore(), keyPlan: try SampleLogKeys.recoverablePlan)
    _ = try await Self.desk(dao, pairs: []).announce(try dao.recovery(by: [0, 2]), curves: Self.curves)
    let right = dao.clock.now() + .minutes(1)
    dao.clock.advance(.days(1))
    let desk = try Self.desk(dao, pairs: [3])
    _ = try await Self.complete(desk)
    let note = try SignedNote(
      parsing: Array(try await desk.signHead(origin: dao.genesis.origin).note.utf8))
    let chain = try dao.logKeys
    for (instant, expected) in [
      (right, "logKeys.recoveryEarly"), (dao.clock.now() - Span(milliseconds: 1000), "logKeys.recoveryEarly"),
      (dao.clock.now(), "yes"),
    ] {
      let seen = try SampleWitnesses.cosigned(note, at: [instant, instant])
      let code = await Self.code {
        _ = try await desk.record(seen, under: policy.hash, curves: SampleWitnesses.curves)
      }
      #expect(code == expected)
    }
    #expect(throws: LogKeyRefusal.self) { try chain.requireDelay(ofSize: 4, seenBy: right) }
    try chain.requireDelay(ofSize: 3, seenBy: right)
  }

  static let signers: [(members: [Int], code: String)] = [
    ([], "logKeys.recoverers"), ([0], "logKeys.recoverers"), ([0, 1], "yes"), ([1, 2], "yes"),
    ([0, 1, 2], "yes"),
    ([0, 3], "logKeys.recoverers"), ([0, 1, 3], "logKeys.recoverers"),
  ]

  @Test(arguments: signers) func `it takes as many as the genesis says, and nobody else`(
    members: [Int], code: String
  ) async throws {
    let dao = try await Self.dao()
    let before = try dao.export()
    let entry = try dao.recovery(by: members)
    #expect(await Self.code { _ = try await dao.chamber.announce(entry, curves: Self.curves) } == code)
    if code != "yes" { #expect(try dao.export() == before) }
  }

  @Test func `attack: a recovery that is forged, stale, of another DAO or for later has no effect`()
    async throws
  {
    let (dao, other) = (try await Self.dao(), try await Self.dao(random: 5))
    let before = try dao.export()
    func refused(_ entry: LogRecoveryEntry) async -> String {
      await Self.code { _ = try await dao.chamber.announce(entry, curves: Self.curves) }
    }
    #expect(await refused(try other.recovery(by: [0, 1])) == "sig.wrongDomain")
    #expect(await refused(try dao.recovery(by: [0, 1], number: 2)) == "logKeys.misplaced")
    #expect(await refused(try dao.recovery(by: [0, 1], name: "Helios Lab")) == "logKeys.misplaced")
    #expect(await refused(try dao.recovery(by: [0, 1], doubtedFrom: 3)) == "logKeys.misplaced")
    #expect(await refused(try dao.recovery(by: [0, 1], pair: 0)) == "logKeys.repeated")
    let early = Timepoint.founding - Span(milliseconds: 1)
    #expect(await refused(try dao.recovery(by: [0, 1], validUntil: early)) == "logKeys.recoveryOver")
    // Signatures under another text, and by another than the one they stand under.
    let good = try dao.recovery(by: [0, 1])
    let moved = LogRecoveryEntry(
      try dao.recovery(by: [], pair: 4).recovery, signatures: good.signatures)
    #expect(await refused(moved) == "sig.wrongSigner")
    #expect(try dao.export() == before)
    // A fixed log, and one that names nobody.
    for plan in [nil, try SampleLogKeys.plan] {
      let plain = try await SampleDAO(on: MemoryLogStore(), keyPlan: plan)
      let entry = try plain.recovery(by: [0, 1])
      let code = await Self.code { _ = try await plain.chamber.announce(entry, curves: Self.curves) }
      #expect(code == (plan == nil ? "logKeys.fixed" : "logKeys.recoverers"))
    }
  }

  @Test func `a file of a recovery with any bit altered is refused`() async throws {
    let dao = try await Self.dao()
    let bytes = try dao.recovery(by: [0, 1]).bytes
    for byte in bytes.indices {
      guard let altered = try? LogRecoveryEntry(parsing: bytes.flipping(byte, 0)) else { continue }
      let isRefused =
        (try? altered.requireSignatures(with: Secp256k1Verifier())) == nil || altered.recovery.dao != dao.id
      #expect(isRefused, "byte \(byte)")
    }
  }

  @Test(arguments: [true, false]) func `keys that are not lost end a recovery`(byRotating: Bool) async throws
  {
    let dao = try await Self.dao()
    let entry = try dao.recovery(by: [0, 1])
    _ = try await dao.chamber.announce(entry, curves: Self.curves)
    #expect(try await dao.chamber.announce(entry, curves: Self.curves).index == 2)
    if byRotating {
      try await dao.rotate()
    } else {
      _ = try await dao.chamber.cancelRecovery(curves: Self.curves)
      await #expect(throws: LogKeyRefusal.noRecovery) {
        try await dao.chamber.cancelRecovery(curves: Self.curves)
      }
    }
    // It is on record, and will never be carried out.
    await #expect(throws: LogKeyRefusal.noRecovery) {
      try await dao.chamber.announce(entry, curves: Self.curves)
    }
    dao.clock.advance(.days(2))
    let desk = try Self.desk(dao, pairs: [3])
    #expect(await Self.code { _ = try await Self.complete(desk) } == "logKeys.noRecovery")
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.verdict == .holds, "\(report.faults)")
    let history = try LogKeyHistory(
      reading: dao.store, upTo: 4, with: Secp256k1Verifier(), curves: Self.curves)
    #expect(history.changes.count == (byRotating ? 1 : 0))
  }

  @Test func `attack: an operator who writes a recovery past the rules changes no keys`() async throws {
    let dao = try await Self.dao()
    let entry = try dao.recovery(by: [0])
    try await dao.force(LogEntry.bytes(.recovery(entry), received: .founding), statement: entry.id)
    let change = LogKeyChange(
      origin: dao.genesis.origin, number: 1, index: 3, right: .recovery, before: try SampleLogKeys.pair(0),
      after: try SampleLogKeys.pair(3), next: try SampleLogKeys.pair(4).commitment)
    let forced = try SampleLogKeys.entry(change, by: [3])
    try await dao.force(LogEntry.bytes(.change(forced), received: .founding), statement: forced.id)
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.voids.map(\.code) == ["logKeys.recoverers", "logKeys.noRecovery"])
    let chain = try LogKeyChain(
      reading: dao.store, of: dao.genesis, upTo: 4, with: Secp256k1Verifier(), curves: Self.curves)
    #expect(chain.periods.count == 1 && chain.pending == nil)
  }

  @Test func `a cancellation by other keys, or of another recovery, cancels nothing`() async throws {
    let dao = try await Self.dao()
    _ = try await dao.chamber.announce(try dao.recovery(by: [0, 1]), curves: Self.curves)
    for (pair, number, announced) in [(1, 1, 2), (0, 2, 2), (0, 1, 1)] as [(Int, UInt64, UInt64)] {
      let text = LogRecoveryCancellation.text(
        origin: dao.genesis.origin, number: number, announced: announced, pair: try SampleLogKeys.pair(pair))
      let note = try SignedNote(
        signing: text, with: try SampleLogKeys.signers(dao.genesis.origin, pair: pair))
      let cancellation = try LogRecoveryCancellation(note: note)
      try cancellation.requireSignatures(with: Self.curves)
      try await dao.force(
        LogEntry.bytes(.cancellation(cancellation), received: .founding), statement: cancellation.id)
    }
    #expect(try dao.logKeys.pending?.index == 2)
    let report = try await AuditSample.audit(dao.store, dao.documents, pinned: dao.id)
    #expect(report.voids.map(\.code) == ["logKeys.misplaced", "logKeys.misplaced", "logKeys.noRecovery"])
  }
}

extension SampleDAO {
  /// A recovery that names pair 3, signed by some members.
  func recovery(
    by members: [Int], number: UInt64 = 1, name: String = "Helios Labs", pair: Int = 3,
    doubtedFrom: UInt64? = nil, validUntil: Timepoint = .founding + .days(30)
  ) throws -> LogRecoveryEntry {
    let recovery = LogRecovery(
      dao: id, daoName: name, number: number, keys: try SampleLogKeys.pair(pair).commitment,
      doubtedFrom: doubtedFrom, reason: "the machine burned down", validUntil: validUntil)
    var entry = LogRecoveryEntry(recovery, signatures: [:])
    for member in members {
      entry = entry.adding(
        try SampleKeys.key(member).sign(recovery.message.digest), of: try SampleKeys.key(member).account)
    }
    return entry
  }
}
