internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import HTTPService
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import TransparencyLog

extension Witnesses {
  /// How long a witness that is not named any more may take: it is asked for the sake of those it knows of.
  private static let shortPatience = Duration.seconds(2)

  /// The witnesses that were named for the log on this machine, and are not in a policy.
  static func former(
    _ session: Session, besides policy: WitnessPolicy?
  ) throws -> [WitnessPolicy.Witness] {
    let named = Set((policy?.keys ?? []).map(\.publicKey))
    return try SignedMemory.folder.witnesses(of: session.dao.id).filter { !named.contains($0.key.publicKey) }
  }

  /// Asks the witnesses of a policy, and those that were named before, what they have cosigned, before anything is signed.
  /// - Returns: Those that could say.
  /// - Throws: `ExchangeFailure` where one holds more than is here, or something else.
  static func ask(
    _ session: Session, _ policy: WitnessPolicy?, _ former: [WitnessPolicy.Witness],
    patience: Duration = .seconds(5)
  ) async throws -> Set<VerifierKey> {
    let question = try Question(session)
    async let older = question.ask(former, patience: shortPatience)
    let answered = try await question.ask(policy?.witnesses ?? [], patience: patience)
    return try await answered.union(older)
  }

  /// Shows what is signed to those of the policy, and to those that were named before.
  /// - Parameter silent: Who need not be asked.
  /// - Returns: Whether enough of the policy have cosigned it.
  /// - Throws: `Failure` where one of them holds something else.
  func show(skipping silent: Set<VerifierKey>) async throws -> Bool {
    let former = try Self.former(session, besides: policy)
    let asked = (policy.witnesses + former).filter { !silent.contains($0.key) }
    guard let note = try Self.newestSigned(session) else { return false }
    let results = try await Self.show(
      note, to: asked, in: session, known: knownSizes(), patience: .seconds(5))
    let lines = results.filter { policy.keys.contains($0.witness.key) }
      .flatMap { (try? $0.outcome.get()) ?? [] }
    return try keep(try note.merging(lines), of: session.dao.origin) != nil
  }

  /// Shows the newest checkpoint to witnesses that are not named any more, so that they can tell a log that was set back
  /// to when they were. Their lines count for nothing.
  static func tell(
    _ witnesses: [WitnessPolicy.Witness], in session: Session
  ) async throws -> [WitnessRound.Result] {
    guard !witnesses.isEmpty, let note = try newestSigned(session) else { return [] }
    return try await show(note, to: witnesses, in: session, known: [:], patience: shortPatience)
  }

  private static func show(
    _ note: SignedNote, to witnesses: [WitnessPolicy.Witness], in session: Session,
    known: [VerifierKey: UInt64], patience: Duration
  ) async throws -> [WitnessRound.Result] {
    guard !witnesses.isEmpty else { return [] }
    let store = session.store
    let results = try await HTTPCaller.with(patience: patience) { caller in
      let round = WitnessRound(
        asking: witnesses, link: HTTPWitnessLink(caller: caller), curves: LogCurves(Secp256k1Verifier()))
      return try await round.run(note, cosigned: known) { try store.node($0) }
    }
    if let alarm = alarm(in: results) { throw alarm }
    return results
  }

  private static func newestSigned(_ session: Session) throws -> SignedNote? {
    try session.store.checkpoint().map { try SignedNote(parsing: Array($0.note.utf8)) }
  }

  /// What witnesses are asked about a log.
  private struct Question: Sendable {
    private let origin: String
    private let keys: [VerifierKey]
    private let size: UInt64
    private let store: SQLiteLogStore

    init(_ session: Session) throws {
      guard let head = try session.store.head() else { throw StorageError("empty", "the log has no entry") }
      (origin, size, store) = (session.dao.origin, head.size, session.store)
      keys = try session.logKeys().allKeys
    }

    /// - Returns: Those that could say.
    func ask(_ witnesses: [WitnessPolicy.Witness], patience: Duration) async throws -> Set<VerifierKey> {
      guard !witnesses.isEmpty else { return [] }
      return try await HTTPCaller.with(patience: patience) { caller in
        let round = WitnessRound(
          asking: witnesses, link: HTTPWitnessLink(caller: caller), curves: LogCurves(Secp256k1Verifier()))
        return try await round.ask(origin: origin, keys: keys, size: size) { size in
          try MerkleRoot.of(size: size) { try store.node($0) }
        }
      }
    }
  }
}
