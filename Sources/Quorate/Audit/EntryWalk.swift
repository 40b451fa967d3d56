internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import TransparencyLog

/// What an audit has found out after the entries it has walked over, in their order.
///
/// Of no store and no verifier: this is where every entry passes, and code for one kind of everything is faster.
struct EntryWalk {
  private(set) var replay: Replay
  /// What was found, so far entries without effect only.
  var report = AuditReport()
  /// The tree over the entries.
  private(set) var range = CompactRange()
  /// The subtrees that were completed and not yet compared with the stored ones.
  var nodes = NodeWalk()
  /// The first entry that is looked up under another identity than its own.
  private(set) var firstWrongIdentity: UInt64?
  /// The first entry that does not have the hash or the place it was stored with.
  private(set) var firstWrongHash: UInt64?
  private(set) var badSignatures = 0
  private(set) var firstBad: AuditReport.BadEntry?
  /// The first entry without effect for want of a document: what followed from it cannot be said.
  private(set) var firstLacking: UInt64?
  /// What is wrong with the first document that was needed and does not read.
  private(set) var documentFault: (kind: StatementKind?, words: String)?

  init(documents: some Documents) { replay = Replay(documents: documents) }

  /// Takes entries from a position on until the tree has a size, one at least.
  /// - Returns: The position of the first that was not taken.
  mutating func take(_ entries: [CheckedEntry], from start: Int, until size: UInt64) -> Int {
    var position = start
    repeat {
      take(entries[position])
      position += 1
    } while position < entries.count && range.size < size
    return position
  }

  private mutating func take(_ entry: CheckedEntry) {
    if !entry.isHashRight || entry.index != replay.size { firstWrongHash = firstWrongHash ?? entry.index }
    defer { range.append(entry.hash) { nodes.complete($0, $1) } }
    if !entry.isIdentityRight { firstWrongIdentity = firstWrongIdentity ?? entry.index }
    switch entry.result {
    case .success(let verified): apply(verified, entry.index)
    case .failure(let refusal):
      // A policy that is not at hand says nothing against who signed.
      if case .policyMissing = refusal { return lack(entry, refusal) }
      badSignatures += 1
      let bad = AuditReport.BadEntry(index: entry.index, code: refusal.code, message: refusal.message)
      firstBad = firstBad ?? bad
      report.addVoid(entry.index, refusal, kind: nil)
      replay.skip(received: entry.received)
    }
  }

  /// An entry that cannot be judged for want of a document.
  private mutating func lack(_ entry: CheckedEntry, _ refusal: EntryRefusal) {
    firstLacking = firstLacking ?? entry.index
    documentFault = documentFault ?? (nil, "entry \(entry.index): \(refusal.message)")
    report.addVoid(entry.index, refusal, kind: nil)
    replay.skip(received: entry.received)
  }

  /// What witnesses had seen of the log, and when.
  private(set) var seen: [SeenCheckpoint] = []
  /// The last entry that set the clock back: what was received before it is known to be wrong.
  private(set) var corrected: UInt64?

  /// The entries by which the operator set the clock back.
  private(set) var corrections: [(index: UInt64, correction: ClockCorrection)] = []

  /// The entries that changed the log's keys.
  private(set) var keyChanges: [UInt64] = []

  private mutating func note(_ entry: VerifiedEntry, _ index: UInt64) {
    if case .logKeys(.change) = entry.content { keyChanges.append(index) }
    if case .correction(let correction) = entry.content {
      corrections.append((index, correction))
      corrected = index
    }
    guard case .checkpoint(let checkpoint) = entry.content, let time = entry.witnessed?.time else { return }
    if checkpoint.correctsTime { corrected = index }
    seen.append(
      SeenCheckpoint(size: checkpoint.checkpoint.size, time: time, policy: checkpoint.policy))
  }

  /// Replays an entry. A document it needs that does not read leaves it without effect, and is named.
  private mutating func apply(_ entry: VerifiedEntry, _ index: UInt64) {
    do {
      if case .void(let refusal) = try replay.apply(entry, after: entry.content.needsTree ? range : nil) {
        report.addVoid(index, refusal, kind: entry.kind)
        if refusal.isForWantOfDocuments { firstLacking = firstLacking ?? index }
      } else {
        note(entry, index)
      }
    } catch {
      let refusal = error as? any CodedRefusal ?? StorageError("document", "a document cannot be read")
      let words = "\(Self.subject(of: entry)) of entry \(index): \(refusal.message)"
      documentFault = documentFault ?? (entry.kind, words)
      report.addVoid(index, refusal, kind: entry.kind)
      replay.skip(received: entry.received)
    }
  }

  /// What the documents of an entry are.
  private static func subject(of entry: VerifiedEntry) -> String {
    switch entry.content {
    case .genesis: "the charter"
    case .statement(.electorate, _): "the electorate"
    case .statement(.electorateAttestation, _): "the recipe of the electorate"
    case .statement: "a document"
    case .checkpoint: "the witness policy"
    case .logKeys: "the change of keys"
    case .boxedBallot: "the witness policy"
    case .correction: "the correction of the clock"
    }
  }
}

extension VerifiedEntry {
  /// The kind of statement; `nil` for what nobody states.
  fileprivate var kind: StatementKind? {
    switch content {
    case .genesis: .genesis
    case .statement(let statement, _): statement.kind
    case .checkpoint, .logKeys, .correction: nil
    case .boxedBallot: .ballot
    }
  }
}
