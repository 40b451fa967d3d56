import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing

/// A gate that is left running: what closes it, and what opens it again.
@Suite struct GateWatchTests {
  private typealias Watch = GateWatch<MemoryLogStore, MemoryDocuments, Secp256k1Verifier>
  private typealias DAO = SampleDAO<MemoryLogStore>

  private static let request = GateRequest(in: "production", model: SafetySample.model(1))

  private func watch(_ dao: DAO) -> Watch {
    Watch(GateConfiguration(dao: dao.id, environment: "production"), dao.gatehouse())
  }

  private func code(_ watch: Watch, at now: Timepoint) -> GateCode {
    watch.desk(at: now).decide(Self.request).code
  }

  private func order(
    in dao: DAO, _ deed: BrakeOrder.Deed = .pause, _ scope: BrakeScope = .all, by members: [Int] = [0, 1]
  ) throws -> BrakeFile {
    let until = dao.clock.now() + .days(1)
    return try BrakeFile(
      members.map { member in
        let statement = try dao.brake(deed, scope, incident: "INC-1", until: until, by: member)
        guard case .brake(let act) = statement else { throw SampleFault("not an order") }
        return BrakeFile.Part(act: act, signature: try dao.sign(statement, by: member))
      })
  }

  @Test func `it allows nothing before it has verified its log, and then what was approved`() async throws {
    let dao = try await DAO.guarded()
    try await dao.approve()
    let (watch, now) = (watch(dao), dao.clock.now())
    #expect(code(watch, at: now) == .missing)
    #expect(!watch.condition(at: now).isReady)
    #expect(watch.follow(dao.store, isLive: true, at: now) == nil)
    #expect(code(watch, at: now) == .allowed)
    let condition = watch.condition(at: now)
    #expect(condition.isReady && condition.why == nil && condition.size == dao.store.head()?.size)
    #expect(watch.desk(at: now).tip?.root == dao.store.head()?.root)
  }

  @Test func `attack 96: it closes when what it knows is too old`() async throws {
    let dao = try await DAO.guarded()
    try await dao.approve()
    let (watch, now) = (watch(dao), dao.clock.now())
    watch.follow(dao.store, isLive: true, at: now)
    watch.fail(StorageError("missing", "the log is gone"))
    #expect(code(watch, at: now) == .allowed, "a moment without the log closes nothing")
    #expect(watch.condition(at: now).why == "the log is gone")
    let late = now + .days(1) + Span(milliseconds: 1)
    #expect(code(watch, at: late) == .stale)
    #expect(!watch.condition(at: late).isReady)
    watch.follow(dao.store, isLive: true, at: late)
    #expect(code(watch, at: late) == .allowed)
    // Where the log is only a copy, no more is known than its newest entry says.
    watch.follow(dao.store, isLive: false, at: late)
    #expect(code(watch, at: late) == .stale)
  }

  @Test func `a log that was set back or forked closes it until it follows again`() async throws {
    let dao = try await DAO.guarded()
    try await dao.approve()
    let (watch, now) = (watch(dao), dao.clock.now())
    watch.follow(dao.store, isLive: true, at: now)
    let seen = try #require(dao.store.head()?.size)
    let short = PartialLog(dao.store, checkpoint: { $0.size < seen ? $0 : nil })
    #expect(watch.follow(short, isLive: true, at: now)?.closes == true)
    #expect(code(watch, at: now) == .rolledBack)
    watch.fail(StorageError("missing", "the log is gone"))
    #expect(code(watch, at: now) == .rolledBack, "what cannot be read does not make up for what was seen")
    let other = try await DAO.guarded(random: 1)
    #expect(
      watch.follow(other.store, isLive: true, at: now)?.code == "checkpoint.origin"
        || code(watch, at: now) != .allowed)
    #expect(code(watch, at: now).outcome == .badEvidence)
    watch.follow(dao.store, isLive: true, at: now)
    #expect(code(watch, at: now) == .allowed)
  }

  @Test func `a pause by file counts at once, whoever hides it`() async throws {
    let dao = try await DAO.guarded()
    try await dao.approve()
    let (watch, now) = (watch(dao), dao.clock.now())
    let file = try order(in: dao, .pause, .environment("production")).canonicalBytes
    #expect(throws: GateOrderRefusal.unready) { try watch.take(order: file, at: now) }
    watch.follow(dao.store, isLive: true, at: now)
    #expect(try watch.take(order: file, at: now).order.incident == "INC-1")
    #expect(code(watch, at: now) == .paused)
    #expect(watch.condition(at: now).pauses.map(\.isUnlogged) == [true])
    #expect(watch.condition(at: now).orders == 1)
    // The same again changes nothing; it ends by itself.
    _ = try watch.take(order: file, at: now)
    #expect(watch.condition(at: now).orders == 1)
    let over = now + .days(1)
    watch.follow(dao.store, isLive: true, at: over)
    #expect(code(watch, at: over) == .allowed)
  }

  @Test func `what stops nothing is not kept`() async throws {
    let dao = try await DAO.guarded()
    let (watch, now) = (watch(dao), dao.clock.now())
    watch.follow(dao.store, isLive: true, at: now)
    func refusal(_ file: [UInt8]) -> String? {
      do {
        _ = try watch.take(order: file, at: now)
        return nil
      } catch { return (error as? any CodedRefusal)?.code }
    }
    #expect(refusal(try order(in: dao, by: [0]).canonicalBytes) == "order.idle", "one of two signatures")
    #expect(refusal(try order(in: dao, by: [0, 3]).canonicalBytes) == "order.idle", "a stranger")
    #expect(refusal(Array("{}".utf8)) == "field.missing")
    var altered = try order(in: dao).canonicalBytes
    altered[altered.count / 2] ^= 1
    #expect(refusal(altered) != nil)
    let other = try await DAO.guarded(random: 1)
    #expect(refusal(try order(in: other).canonicalBytes) != nil, "to another DAO")
    #expect(watch.condition(at: now).orders == 0)
  }

  @Test func `orders beside the gate count as they are found, and close it when they do not read`()
    async throws
  {
    let dao = try await DAO.guarded()
    try await dao.approve()
    let (watch, now) = (watch(dao), dao.clock.now())
    watch.follow(dao.store, isLive: true, at: now)
    let signed = try order(in: dao, .revoke, .model(SafetySample.model(1), environment: nil))
      .verified(dao: dao.id, verifier: Secp256k1Verifier())
    watch.find([signed])
    #expect(code(watch, at: now) == .revoked)
    watch.find([])
    #expect(code(watch, at: now) == .allowed)
    watch.failOrders(StorageError("failed", "the folder is gone"))
    #expect(!code(watch, at: now).outcome.rawValue.contains("allow"))
    watch.find([])
    #expect(code(watch, at: now) == .allowed)
  }

  @Test func `counters are what Prometheus reads`() async throws {
    let dao = try await DAO.guarded()
    let (watch, now, counters) = (watch(dao), dao.clock.now(), GateCounters())
    watch.follow(dao.store, isLive: true, at: now)
    counters.count([.allowed, .paused], of: "validate", microseconds: 1500)
    counters.count([], of: "admit", microseconds: 1)
    counters.countFault()
    let lines = counters.text(watch.condition(at: now), at: now).split(separator: "\n")
    for line in [
      #"quorate_gate_decisions_total{face="validate",code="QG000"} 1"#,
      #"quorate_gate_decisions_total{face="admit",code="refused"} 1"#, "quorate_gate_ready 1",
      #"quorate_gate_seconds_sum{face="validate"} 0.001"#, "quorate_gate_follow_faults_total 1",
      "quorate_gate_pauses_unlogged 0",
    ] { #expect(lines.contains(Substring(line)), "\(line)") }
    // Every sample belongs to a family that was introduced.
    let families = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
    #expect(
      lines.filter { !$0.hasPrefix("#") }.allSatisfy { line in families.contains { line.hasPrefix($0) } })
  }
}
