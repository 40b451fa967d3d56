internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import HTTPService
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import TransparencyLog

/// The witnesses of a workspace's log.
struct Witnesses {
  let session: Session
  let policy: WitnessPolicy
  private let curves = LogCurves(Secp256k1Verifier())

  /// - Throws: `witness.none` where the workspace names no witnesses.
  init(_ session: Session) throws {
    guard let policy = try Self.policy(of: session) else {
      throw Failure(
        .notFound, "witness.none", "no witness is named yet", hint: "quorate log witness add NAME KEY ADDRESS"
      )
    }
    self.init(session, policy)
  }

  init(_ session: Session, _ policy: WitnessPolicy) {
    self.session = session
    self.policy = policy
  }

  /// The witnesses of other policies by which proposals still go that were submitted when those were in force.
  static func older(_ session: Session) throws -> [Witnesses] {
    let inForce = try named(in: session)
    let now = try session.now()
    let hashes = try session.chamber.read { view in
      try view.policiesInUse(at: now).filter { $0 != inForce }
    }
    return try hashes.sorted().compactMap { try session.documents.policy($0) }.map {
      Witnesses(session, $0)
    }
  }

  /// The policy that the charter in force names.
  static func named(in session: Session) throws -> Digest? {
    try session.documents.charter(session.charterHash())?.witnesses?.policy
  }

  /// The policy that the charter in force names, else the one in the workspace's file; `nil` where there is none.
  static func policy(of session: Session) throws -> WitnessPolicy? {
    if let named = try named(in: session) {
      guard let policy = try session.documents.policy(named) else {
        throw AdmissionRefusal.documentMissing(named)
      }
      return policy
    }
    return try draft(of: session)
  }

  /// The policy in the workspace's file; `nil` where there is none.
  static func draft(of session: Session) throws -> WitnessPolicy? {
    guard let data = try FilePresence.content(of: session.layout.witnesses) else { return nil }
    return try WitnessPolicy(parsing: data)
  }

  /// The newest checkpoint that enough witnesses had cosigned, as far as it verifies.
  func newest() throws -> WitnessedCheckpoint? {
    guard let data = try FilePresence.content(of: session.layout.cosigned) else { return nil }
    let note = try SignedNote(parsing: data)
    return try policy.verify(note, of: session.dao.origin, keys: try keys(signing: note), with: curves)
  }

  /// The log's own keys that are in force at the size of a checkpoint.
  private func keys(signing note: SignedNote) throws -> [VerifierKey] {
    try session.logKeys().period(ofSize: try Checkpoint(parsing: note.text).size).keys
  }

  /// What a round of witnesses came to.
  struct Synced {
    let checkpoint: Checkpoint
    let results: [WitnessRound.Result]
    /// The checkpoint where enough have cosigned it.
    let witnessed: WitnessedCheckpoint?
    /// The entry that puts it on record, where the charter names these witnesses.
    let entry: UInt64?
    /// Whether no entry was made because those who are silent could have vouched for something else.
    let isHeld: Bool
  }

  /// Has the newest checkpoint cosigned.
  ///
  /// Witnesses are asked for what they know before anything is signed, so that a log restored from a backup cannot
  /// sign a second root for a size. What enough of them cosigned is kept, and put on record where the charter names
  /// them.
  /// - Parameter correctsTime: Whether the log's clock is to be set back to theirs.
  func sync(correctsTime: Bool = false) async throws -> Synced {
    let (store, chamber) = (session.store, try await session.writing(isChecked: true))
    let former = try Self.former(session, besides: policy)
    let answered = try await Self.ask(session, policy, former, patience: .seconds(15))
    try SignedLog(session).remember(policy.witnesses)
    let isAnswered = policy.isKnown(from: answered)
    guard try SignedLog(session).checkMemory() || isAnswered else { throw SignedLog.unknown(.undecided) }
    let mayAppend = isAnswered || session.options.withoutWitnesses
    let synced = try await HTTPCaller.with { caller in
      let round = WitnessRound(policy, link: HTTPWitnessLink(caller: caller), curves: curves)
      let (note, results, witnessed) = try await cosign(round, chamber)
      var entry: UInt64?
      let size = try store.head()?.size ?? 0
      let now = try session.now()
      let isWanted = try session.chamber.read { view in
        try view.waitsForWitnesses(of: policy.hash, size: size, at: now)
      }
      let isDue = witnessed != nil && (isWanted || correctsTime)
      if let witnessed, isDue, mayAppend {
        entry = try await chamber.record(
          witnessed.note, under: policy.hash, curves: curves, correctsTime: correctsTime
        ).index
        // So that the log ends with something that witnesses have seen; what they saw of it is not put on record.
        _ = try await cosign(round, chamber)
      }
      return Synced(
        checkpoint: try Checkpoint(parsing: note.text), results: results, witnessed: witnessed, entry: entry,
        isHeld: isDue && !mayAppend)
    }
    _ = try await Self.tell(former, in: session)
    return synced
  }

  /// Signs the newest checkpoint, has it cosigned, and keeps it where enough witnesses have.
  private func cosign(
    _ round: WitnessRound, _ chamber: DAOChamber
  ) async throws -> (note: SignedNote, results: [WitnessRound.Result], witnessed: WitnessedCheckpoint?) {
    let store = session.store
    let stored = try await chamber.signHead(origin: session.dao.origin)
    let note = try SignedNote(parsing: Array(stored.note.utf8))
    let results = try await round.run(note, cosigned: knownSizes()) { try store.node($0) }
    if let alarm = Self.alarm(in: results) { throw alarm }
    let lines = results.flatMap { (try? $0.outcome.get()) ?? [] }
    return (note, results, try keep(try note.merging(lines), of: session.dao.origin))
  }

  /// Keeps a note that enough witnesses have cosigned; `nil` where there are too few.
  func keep(_ note: SignedNote, of origin: String) throws -> WitnessedCheckpoint? {
    do {
      let witnessed = try policy.verify(note, of: origin, keys: try keys(signing: note), with: curves)
      try DurableFile.write(note.bytes, to: session.layout.cosigned)
      return witnessed
    } catch WitnessRefusal.insufficient {
      return nil
    }
  }

  /// The size each witness cosigned last, as far as the kept note tells. A wrong one costs a second request.
  func knownSizes() -> [VerifierKey: UInt64] {
    guard let newest = try? newest() else { return [:] }
    return Dictionary(
      newest.cosignatures.map { ($0.key, newest.checkpoint.size) }, uniquingKeysWith: { first, _ in first })
  }

  /// What must stop everything: a witness that has seen more, or something else.
  static func alarm(in results: [WitnessRound.Result]) -> Failure? {
    for result in results {
      guard case .failure(let failure) = result.outcome, failure.isAlarming else { continue }
      return Failure(
        .badEvidence, failure.code, "\(name(of: result.witness)): \(failure.message); nothing was published",
        hint: "quorate audit compare HERE THERE")
    }
    return nil
  }

  /// The name of a witness within its policy.
  static func name(of witness: WitnessPolicy.Witness) -> String {
    Format.safe(witness.name.text ?? "0x" + witness.name.hex)
  }
}
