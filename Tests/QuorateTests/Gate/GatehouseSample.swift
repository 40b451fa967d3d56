import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import TransparencyLog

typealias MemoryGatehouse = Gatehouse<MemoryLogStore, MemoryDocuments, Secp256k1Verifier>

extension SampleDAO where Store == MemoryLogStore {
  /// A DAO whose three founders are the council, with a brake and rules for gates.
  static func guarded(
    random: Int = 0, gate: String = "gate: {approval_at_most: 90d, waiver_at_most: 30d, stale_after: 1d}"
  ) async throws -> SampleDAO {
    try await SampleDAO(
      on: MemoryLogStore(), random: random, founders: 3, edits: SafetySample.edits(gate: gate))
  }

  /// A gate that is pinned to this DAO and knows nothing yet.
  func gatehouse(documents: MemoryDocuments? = nil) -> MemoryGatehouse {
    let verifier = Secp256k1Verifier()
    return Gatehouse(
      mirror: MemoryLogStore(), documents: documents ?? self.documents, verifier: verifier,
      curves: LogCurves(verifier), dao: id)
  }

  /// Approves the first sample model for production.
  @discardableResult
  func approve(in environment: String = "production") async throws -> Digest {
    try await carryOut(.deployModel(SafetySample.deployment(in: environment)))
  }

  /// Writes an entry past every rule, as only the operator can, and signs the log with it.
  func force(_ leaf: [UInt8], statement: Digest, changes: [Change] = []) async throws {
    let now = clock.now()
    try store.transact { transaction in
      try transaction.append(leaf, statement: statement, received: now, changes: changes)
    }
    try await chamber.signHead(origin: genesis.origin)
  }
}

extension Gatehouse where Store == MemoryLogStore {
  /// Follows a log, and asks about the first sample model.
  func code(
    after log: some LogReading, at now: Timepoint, in environment: String = "production",
    orders: [SignedOrder] = []
  ) throws -> GateCode {
    let sight = try follow(log)
    let request = GateRequest(in: environment, model: SafetySample.model(1))
    return try ask(request, knowing: sight.knowledge(orders: orders), at: now).code
  }
}

/// A log that is shown in part.
struct PartialLog: LogReading {
  let base: MemoryLogStore
  /// What is shown of a checkpoint.
  let checkpoint: @Sendable (StoredCheckpoint) -> StoredCheckpoint?
  /// Whether an entry is shown.
  let shows: @Sendable (StoredEntry) -> Bool

  init(
    _ base: MemoryLogStore, checkpoint: @escaping @Sendable (StoredCheckpoint) -> StoredCheckpoint? = { $0 },
    shows: @escaping @Sendable (StoredEntry) -> Bool = { _ in true }
  ) {
    self.base = base
    self.checkpoint = checkpoint
    self.shows = shows
  }

  func tip() throws -> LogTip? { try base.tip() }

  func entries(from index: UInt64, limit: Int) throws -> [StoredEntry] {
    base.entries(from: index, limit: limit).filter(shows)
  }

  func node(_ id: NodeID) throws -> Digest { try base.node(id) }

  func checkpoints(from size: UInt64, limit: Int) throws -> [StoredCheckpoint] {
    base.checkpoints(from: 0, limit: .max).compactMap(checkpoint).filter { $0.size >= size }
  }
}
