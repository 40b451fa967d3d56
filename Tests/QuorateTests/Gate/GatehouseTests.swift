import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing

/// A gate believes what it verified itself, and never less than it has seen.
@Suite struct GatehouseTests {
  @Test func `a gate that follows step by step comes to the state of one that follows at once`() async throws
  {
    let dao = try await SampleDAO.guarded()
    let house = dao.gatehouse()
    #expect(try house.code(after: dao.store, at: dao.clock.now()) == .noApproval)
    let deployed = try await dao.approve()
    #expect(try house.code(after: dao.store, at: dao.clock.now()) == .allowed)
    #expect(try house.code(after: dao.store, at: dao.clock.now(), in: "staging") == .noApproval)
    dao.clock.advance(.minutes(1))
    try await dao.pause(.environment("production"), signers: 2)
    #expect(try house.code(after: dao.store, at: dao.clock.now()) == .paused)
    let late = dao.gatehouse()
    let sight = try late.follow(dao.store)
    let (one, other) = (try LogExport(house.mirror), try LogExport(late.mirror))
    #expect(one.entries == other.entries && one.head == other.head && one.records == other.records)
    // What it verified itself is what the DAO's own tables say, and nothing was made up on either side.
    #expect(one.records == (try dao.export().records))
    #expect(sight.size == dao.store.head()?.size && sight.newest == dao.store.head()?.received)
    let request = GateRequest(in: "production", model: SafetySample.model(1))
    let approved = try #require(try late.read { try $0.approval(by: deployed) }).origin.at
    #expect(try late.ask(request, asOf: approved).code == .allowed)
    #expect(try late.ask(request, asOf: approved - Span(milliseconds: 1)).code == .noApproval)
  }

  @Test func `nothing new costs no transaction and changes nothing`() async throws {
    let dao = try await SampleDAO.guarded()
    let house = dao.gatehouse()
    let first = try house.follow(dao.store)
    let before = try LogExport(house.mirror)
    #expect(try house.follow(dao.store) == first)
    #expect(try LogExport(house.mirror) == before)
  }

  @Test func `trust 23: a log that is set back closes the gate, and stays what the gate has seen`()
    async throws
  {
    let dao = try await SampleDAO.guarded()
    let house = dao.gatehouse()
    let before = try #require(dao.store.head()?.size)
    try await dao.approve()
    try await dao.pause(signers: 2)
    try house.follow(dao.store)
    let seen = try #require(dao.store.head()?.size)
    let old = PartialLog(dao.store) { $0.size <= before ? $0 : nil }
    #expect(throws: GatehouseRefusal.setBack(seen: seen)) { try house.follow(old) }
    #expect(house.mirror.head()?.size == seen)
    #expect(GatehouseRefusal.setBack(seen: seen).answer == .rolledBack)
    // The old state is believed by a gate that never saw more: only time or witnesses help there.
    #expect(try dao.gatehouse().follow(old).size == before)
  }

  @Test func `trust 24: another DAO, and a twin that went another way, are not followed`() async throws {
    let dao = try await SampleDAO.guarded()
    let house = dao.gatehouse()
    let stranger = try await SampleDAO.guarded(random: 9)
    #expect(throws: GatehouseRefusal.otherDAO) { try house.follow(stranger.store) }
    #expect(house.mirror.head() == nil)
    try house.follow(dao.store)
    let before = try LogExport(house.mirror)
    // The same DAO from the same genesis, with keys that sign everything.
    let twin = try await SampleDAO.guarded()
    try await twin.submit(twin.delegation(to: 2, by: 3), by: 3)
    try await dao.submit(dao.delegation(to: 1, by: 3), by: 3)
    try house.follow(dao.store)
    #expect(throws: GatehouseRefusal.forked(size: 3)) { try house.follow(twin.store) }
    try await twin.approve()
    for bytes in twin.documents.all.values { dao.documents.keep(bytes) }
    let size = try #require(twin.store.head()?.size)
    #expect(throws: GatehouseRefusal.forked(size: size)) { try house.follow(twin.store) }
    #expect(house.mirror.head()?.size == 3 && before.head?.size == 2)
    #expect(try house.code(after: dao.store, at: dao.clock.now()) == .noApproval)
    // A stranger's checkpoint over a known genesis is none of this log.
    #expect(throws: (any Error).self) { try house.follow(stranger.store) }
  }

  @Test func `a log that is cut short below its checkpoint, or unsigned, is not followed`() async throws {
    let dao = try await SampleDAO.guarded()
    let house = dao.gatehouse()
    try await dao.approve()
    let size = try #require(dao.store.head()?.size)
    for missing in 1..<size {
      let short = PartialLog(dao.store, shows: { $0.index < missing })
      #expect(throws: GatehouseRefusal.cutShort(at: missing)) { try house.follow(short) }
      let holed = PartialLog(dao.store, shows: { $0.index != missing })
      #expect(throws: GatehouseRefusal.cutShort(at: missing)) { try house.follow(holed) }
      #expect(house.mirror.head() == nil)
    }
    #expect(throws: GatehouseRefusal.unsigned) {
      try house.follow(PartialLog(dao.store, checkpoint: { _ in nil }))
    }
    #expect(throws: GatehouseRefusal.empty) { try house.follow(MemoryLogStore()) }
    let renamed = PartialLog(dao.store) { StoredCheckpoint(size: $0.size + 1, note: $0.note) }
    #expect(throws: GatehouseRefusal.checkpoint(size: size + 1)) { try house.follow(renamed) }
    let forged = PartialLog(dao.store) {
      StoredCheckpoint(size: $0.size, note: $0.note.replacing("\n\(size)\n", with: "\n\(size - 1)\n"))
    }
    #expect(throws: (any Error).self) { try house.follow(forged) }
    #expect(house.mirror.head() == nil)
  }

  @Test func `what an entry names must be at hand, and then it counts`() async throws {
    let dao = try await SampleDAO.guarded()
    let house = dao.gatehouse()
    let deployed = try await dao.approve()
    let content = try #require(try dao.chamber.read { try $0.proposal(deployed) }).contentHash
    let bytes = try #require(dao.documents.all[content])
    dao.documents.lose(content)
    let refusal = #expect(throws: GatehouseRefusal.self) { try house.follow(dao.store) }
    #expect(refusal?.answer == .missing && house.mirror.head() == nil)
    dao.documents.replace(content, with: bytes + [0x20])
    #expect(throws: GatehouseRefusal.self) { try house.follow(dao.store) }
    dao.documents.keep(bytes)
    dao.documents.replace(content, with: bytes)
    #expect(try house.code(after: dao.store, at: dao.clock.now()) == .allowed)
  }

  @Test func `what the operator's own tables say opens nothing`() async throws {
    let dao = try await SampleDAO.guarded()
    let honest = try await SampleDAO.guarded()
    try await honest.approve()
    let made = try honest.export().records.filter { $0.key.space == .approval }
    #expect(!made.isEmpty)
    dao.clock.set(honest.clock.now())
    // An entry whose signature is of another member, and tables as if it had approved the model.
    let statement = try dao.delegation(to: 2, by: 3)
    let leaf = LogEntry.bytes(
      statement, signature: try dao.sign(statement, by: 1), received: dao.clock.now())
    try await dao.force(leaf, statement: statement.id, changes: made)
    let request = GateRequest(in: "production", model: SafetySample.model(1))
    let now = dao.clock.now()
    let believed = try dao.chamber.read {
      try Gate($0, knowing: GateKnowledge(fresh: now, newest: now), at: now).decide(request)
    }
    #expect(believed.isAllowed)
    let house = dao.gatehouse()
    #expect(try house.code(after: dao.store, at: now) == .noApproval)
    #expect(house.mirror.head()?.size == dao.store.head()?.size)
    // The same statement, signed by its member, has its effect behind the forged one.
    let sound = LogEntry.bytes(
      statement, signature: try dao.sign(statement, by: 3), received: dao.clock.now())
    try await dao.force(sound, statement: .sha256([1]))
    try house.follow(dao.store)
    #expect(house.mirror.index(of: statement.id) == 3)
  }

  @Test func `a gate without witnesses is fresh up to the newest entry, and then closes`() async throws {
    let dao = try await SampleDAO.guarded()
    let house = dao.gatehouse()
    try await dao.approve()
    let newest = try #require(dao.store.head()?.received)
    #expect(try house.code(after: dao.store, at: newest + .days(1)) == .allowed)
    #expect(try house.code(after: dao.store, at: newest + .days(1) + Span(milliseconds: 1)) == .stale)
    let sight = try house.follow(dao.store)
    let (later, request) = (newest + .days(9), GateRequest(in: "production", model: SafetySample.model(1)))
    #expect(try house.ask(request, knowing: sight.knowledge(live: later), at: later).isAllowed)
    let strict = sight.knowledge(staleAfter: .minutes(1))
    #expect(try house.ask(request, knowing: strict, at: newest + .minutes(2)).code == .stale)
    let lax = sight.knowledge(staleAfter: .days(30))
    #expect(try house.ask(request, knowing: lax, at: newest + .days(2)).code == .stale, "never laxer")
  }

  @Test func `no failure on the way to an answer is taken for a yes`() {
    let failures: [any Error] = [
      GatehouseRefusal.empty, GatehouseRefusal.unsigned, GatehouseRefusal.otherDAO,
      GatehouseRefusal.checkpoint(size: 1), GatehouseRefusal.unwitnessed("x"),
      GatehouseRefusal.setBack(seen: 1), GatehouseRefusal.forked(size: 1), GatehouseRefusal.cutShort(at: 1),
      GatehouseRefusal.documentMissing(entry: 1, "x"), StorageError("altered", "x"),
      StorageError("busy", "x"), SampleFault("x"), CancellationError(), AdmissionRefusal.notFounded,
    ]
    for failure in failures { #expect(GateCode(refusing: failure).outcome != .allow) }
    #expect(GateCode(refusing: StorageError("altered", "x")) == .invalid)
    #expect(GateCode(refusing: StorageError("full", "x")) == .missing)
  }
}
