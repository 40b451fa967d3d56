package import CanonicalEncoding
package import DeploymentGate
internal import Governance
package import Ledger
package import Signing
package import TransparencyLog

/// A gate's own copy of a log, in which every entry was verified before it was taken over.
///
/// A gate never answers from what an operator computed. It follows a signed checkpoint, checks what is new, and keeps
/// the highest checkpoint it has seen, so that a log that is set back or forked closes it.
package struct Gatehouse<Store: LogStore, Files: Documents & Sendable, Verifier: SignatureVerifier>: Sendable
{
  /// The gate's own copy.
  package let mirror: Store
  private let documents: Files
  package let verifier: Verifier
  private let curves: any NoteCurves
  /// The DAO it is pinned to.
  private let dao: Digest

  /// Entries read at a time.
  private static var page: Int { 512 }

  package init(mirror: Store, documents: Files, verifier: Verifier, curves: any NoteCurves, dao: Digest) {
    self.mirror = mirror
    self.documents = documents
    self.verifier = verifier
    self.curves = curves
    self.dao = dao
  }

  // MARK: Following

  /// Takes over what a log has beyond the copy, up to its newest signed checkpoint.
  ///
  /// - Parameter policy: The witnesses without whose cosignatures nothing is believed; `nil` for none.
  /// - Throws: `GatehouseRefusal` where the log does not verify or was set back; nothing of it is kept then.
  /// - Complexity: O(new entries).
  @discardableResult
  package func follow(_ log: some LogReading, policy: WitnessPolicy? = nil) throws -> GateSight {
    let genesis = try genesis(of: log)
    // Read first: whatever the log says afterwards must be at least as much.
    let head = try mirror.head()
    let seen = head?.size ?? 0
    guard let newest = try log.checkpoints(from: max(1, seen), limit: .max).last else {
      if seen > 0 { throw GatehouseRefusal.setBack(seen: seen) }
      throw GatehouseRefusal.unsigned
    }
    let note = try SignedNote(parsing: Array(newest.note.utf8))
    let checkpoint = try claimed(by: note, size: newest.size, in: log, of: genesis, behind: head)
    let witnessed: Timepoint?
    if checkpoint.size > seen {
      witnessed = try mirror.transact { transaction in
        let view = LedgerView(records: transaction, documents: documents)
        try take(from: log, up: checkpoint, view, in: transaction)
        return try believe(note, checkpoint, keys: try view.logKeys() ?? LogKeyChain(genesis), policy)
      }
      _ = try mirror.store(newest)
    } else {
      witnessed = try read {
        try believe(note, checkpoint, keys: try $0.logKeys() ?? LogKeyChain(genesis), policy)
      }
    }
    // Another process may have followed further meanwhile; the copy has to contain this checkpoint all the same.
    guard let head = try mirror.head(), head.size >= checkpoint.size,
      try MerkleRoot.of(size: checkpoint.size, node: { try mirror.node($0) }) == checkpoint.root
    else { throw GatehouseRefusal.forked(size: checkpoint.size) }
    return GateSight(size: head.size, root: head.root, newest: head.received, witnessed: witnessed)
  }

  private func genesis(of log: some LogReading) throws -> Genesis {
    let first = try mirror.entries(from: 0, limit: 1).first ?? log.entries(from: 0, limit: 1).first
    guard let first else { throw GatehouseRefusal.empty }
    guard case .genesis(let genesis) = try UnverifiedEntry(parsing: first.bytes).content, genesis.daoID == dao
    else { throw GatehouseRefusal.otherDAO }
    return genesis
  }

  /// What a note says of the log, before any of its entries is taken over.
  ///
  /// Some pair must have signed it that the log's keys or their recoverers have named, so that nobody else can make a gate
  /// read on and on. Which of these pairs was in force, the state says once the entries are in it.
  private func claimed(
    by note: SignedNote, size: UInt64, in log: some LogReading, of genesis: Genesis, behind head: LogHead?
  ) throws -> Checkpoint {
    let checkpoint = try Checkpoint(parsing: note.text)
    guard checkpoint.size == size, checkpoint.isOf(origin: genesis.origin) else {
      throw GatehouseRefusal.checkpoint(size: size)
    }
    var named = try read { try $0.logKeys() } ?? LogKeyChain(genesis)
    try named.follow(
      log, from: head?.size ?? 0, after: head?.received ?? .earliest, upTo: size, with: verifier,
      curves: curves)
    if !named.haveEverSigned(note, with: curves) {
      // It says more where it can: which line does not verify, or that keys are retired or count as stolen.
      _ = try named.haveSigned(note, size: size, with: curves)
      throw GatehouseRefusal.checkpoint(size: size)
    }
    return checkpoint
  }

  /// Refuses a checkpoint that not all keys have signed which the state holds to be in force, or too few witnesses.
  private func believe(
    _ note: SignedNote, _ checkpoint: Checkpoint, keys: LogKeyChain, _ policy: WitnessPolicy?
  ) throws -> Timepoint? {
    guard try keys.haveSigned(note, size: checkpoint.size, with: curves) else {
      throw GatehouseRefusal.checkpoint(size: checkpoint.size)
    }
    return try policy.map { try freshness(of: note, size: checkpoint.size, keys, under: $0) } ?? nil
  }

  private func freshness(
    of note: SignedNote, size: UInt64, _ keys: LogKeyChain, under policy: WitnessPolicy
  ) throws -> Timepoint? {
    do {
      let seen = try policy.verify(
        note, of: keys.origin, keys: keys.period(ofSize: size).keys, with: AnyCurves(curves))
      if let time = seen.time { try keys.requireDelay(ofSize: size, seenBy: time) }
      return seen.freshness
    } catch {
      if case .insufficient? = error as? WitnessRefusal {
        throw GatehouseRefusal.unwitnessed((error as? WitnessRefusal)?.message ?? "")
      }
      throw error
    }
  }

  /// Verifies, admits and appends entries; the whole is undone unless it leads to the signed root.
  private func take(
    from log: some LogReading, up checkpoint: Checkpoint, _ view: LedgerView<Store.Transaction, Files>,
    in transaction: Store.Transaction
  ) throws {
    let entries = EntryVerifier(
      dao: dao, verifier: verifier,
      checkpoints: CheckpointVerifier(curves: curves) { [documents] in try documents.policy($0) })
    var index = transaction.head?.size ?? 0
    guard index < checkpoint.size else { return }
    while index < checkpoint.size {
      let limit = Int(min(UInt64(Self.page), checkpoint.size - index))
      let page = try log.entries(from: index, limit: limit)
      guard !page.isEmpty else { throw GatehouseRefusal.cutShort(at: index) }
      for entry in page where index < checkpoint.size {
        guard entry.index == index else { throw GatehouseRefusal.cutShort(at: index) }
        try take(entry, entries, view, in: transaction)
        index += 1
      }
    }
    guard transaction.head?.root == checkpoint.root else {
      throw GatehouseRefusal.forked(size: checkpoint.size)
    }
  }

  private func take(
    _ entry: StoredEntry, _ entries: EntryVerifier, _ view: LedgerView<Store.Transaction, Files>,
    in transaction: Store.Transaction
  ) throws {
    let last = transaction.head?.received ?? .earliest
    var (id, received, changes): (Digest?, Timepoint, [Change]) = (nil, last, [])
    if let parsed = try? UnverifiedEntry(parsing: entry.bytes) {
      received = max(last, parsed.received)
      // An entry whose signature does not hold is part of the log and has no effect.
      if let verified = try verified(parsed, at: entry.index, by: entries) {
        let position = LogPosition(
          index: entry.index, received: parsed.received, previous: last, tree: transaction.head?.range)
        switch try view.admit(verified, at: position) {
        case .success(let effects):
          (id, changes) = (parsed.identity, effects)
          // A correction sets the clock back.
          received = parsed.received
        case .failure(let refusal):
          // What is only not at hand yet must not become an entry without effect for ever.
          if refusal.isForWantOfDocuments {
            throw GatehouseRefusal.documentMissing(entry: entry.index, refusal.message)
          }
        }
      }
    }
    try transaction.append(
      entry.bytes, statement: id ?? entry.placeholder, received: received, changes: changes)
    for change in changes { view.forget(change.key) }
  }

  /// The entry, where its signatures hold.
  private func verified(
    _ entry: UnverifiedEntry, at index: UInt64, by entries: EntryVerifier
  ) throws -> VerifiedEntry? {
    do throws(EntryRefusal) { return try entries.verify(entry) } catch {
      if case .policyMissing = error {
        throw GatehouseRefusal.documentMissing(entry: index, error.message)
      }
      return nil
    }
  }

  // MARK: Answering

  /// The answer at an instant that is not before the newest entry.
  package func ask(
    _ request: GateRequest, knowing knowledge: GateKnowledge, at now: Timepoint
  ) throws -> GateDecision {
    try read { try Gate($0, knowing: knowledge, at: now).decide(request) }
  }

  /// The answer as it would have been at an earlier instant, with what the log held then.
  /// - Complexity: O(history).
  package func ask(_ request: GateRequest, asOf now: Timepoint) throws -> GateDecision {
    let view = try PastState.replay(
      mirror, documents: documents, verifier: verifier, dao: dao, curves: curves, until: now)
    return try Gate(view, knowing: GateKnowledge(fresh: now, newest: .earliest), at: now).decide(request)
  }

  /// Looks at the verified state.
  package func read<Value>(_ body: (LedgerView<Store.Snapshot, Files>) throws -> Value) throws -> Value {
    try mirror.read { try body(LedgerView(records: $0, documents: documents)) }
  }
}

extension UnverifiedEntry {
  /// The identity of what it states.
  fileprivate var identity: Digest {
    switch content {
    case .genesis(let genesis): genesis.daoID
    case .statement(_, let id): id
    case .checkpoint(let checkpoint): checkpoint.id
    case .logKeys(let act): act.id
    case .boxedBallot(let boxed): boxed.id
    case .correction(let correction): correction.id
    }
  }
}

extension StoredEntry {
  /// What an entry without effect is kept under, since its statement may stand in the log twice.
  fileprivate var placeholder: Digest {
    var bytes = Array("without effect".utf8)
    bytes.append(bigEndian: index)
    return .sha256(bytes)
  }
}
