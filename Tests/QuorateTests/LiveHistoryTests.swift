import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import SQLiteStorage
import Secp256k1Signing
import Signing
import Testing

/// What a chamber keeps while it runs is what a replay of its log leads to.
@Suite struct LiveHistoryTests {
  @Test func `projections kept over 2,000 acts are those of a replay, byte for byte`() async throws {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteLogStore(path: folder + "/log.sqlite", isNew: true)
      let taken = try await Self.run(acts: 2000, seed: 20_261_125, on: store)
      #expect(taken > 500)
      #expect(try store.head()?.size == UInt64(taken + 1))
    }
  }

  @Test func `a store in memory is led to the same bytes`() async throws {
    try await TemporaryFolder.with { folder in
      let (file, memory) = (try SQLiteLogStore(path: folder + "/log.sqlite", isNew: true), MemoryLogStore())
      let taken = try await Self.run(acts: 400, seed: 7, on: file)
      #expect(try await Self.run(acts: 400, seed: 7, on: memory) == taken)
      #expect(try LogExport(file) == LogExport(memory))
    }
  }

  /// Runs a made-up history with real signatures, and compares what is stored with a replay ten times.
  /// - Returns: How many statements were taken.
  private static func run(acts: Int, seed: UInt64, on store: some LogStore) async throws -> Int {
    print("seed \(seed)")
    let keys = try (0..<10).map { try SampleKeys.key($0) }
    var world = try HistoryWorld(seed: seed, keys: keys)
    let clock = ManualClock(.founding)
    let chamber = Chamber(
      store: store, documents: world.documents, verifier: Secp256k1Verifier(),
      signers: try SampleKeys.logSigners(world.genesis.origin), clock: clock)
    var signatures: [AccountKey: RecoverableSignature] = [:]
    for key in keys.prefix(3) { signatures[key.account] = try key.sign(world.genesis.message.digest) }
    _ = try await chamber.found(world.genesis, signatures: signatures)
    let domain = Statement.domain(of: world.genesis.daoID)
    var last = Timepoint.founding
    var taken = 0
    for act in 1...acts {
      let pause = world.writer.pause()
      clock.set(
        pause < 0 ? last - Span(milliseconds: UInt64(-pause)) : last + Span(milliseconds: UInt64(pause)))
      let now = clock.now()
      let line = try chamber.read { try world.writer.next($0, at: max(now, last)) }
      let model = world.judges(line, at: now)
      let signature = try keys[line.member].sign(line.statement.message(in: domain).digest)
      var refusal: AdmissionRefusal?
      do { _ = try await chamber.submit(line.statement, signature: signature) } catch let error
        as AdmissionRefusal
      {
        refusal = error
      }
      #expect(model == (refusal == nil), "act \(act): \(line.statement) found \(refusal?.code ?? "taken")")
      if refusal == nil {
        world.writer.remember(line.statement)
        taken += 1
        last = now
      }
      if act % (acts / 10) == 0 { try compare(store, world) }
    }
    return taken
  }

  private static func compare(_ store: some LogStore, _ world: HistoryWorld) throws {
    let verifier = EntryVerifier(dao: world.genesis.daoID, verifier: Secp256k1Verifier())
    var replay = Replay(documents: world.documents)
    let export = try LogExport(store)
    for leaf in export.leaves {
      guard case .effective = try replay.apply(try verifier.verify(try UnverifiedEntry(parsing: leaf))) else {
        Issue.record("an entry of a chamber is void")
        return
      }
    }
    for space in RecordSpace.allCases {
      let replayed = replay.view.records.records(space).map { Change($0.key, $0.value) }
      #expect(
        export.records.filter { $0.key.space == space } == replayed, "the table \(space.rawValue) is another")
    }
  }
}
