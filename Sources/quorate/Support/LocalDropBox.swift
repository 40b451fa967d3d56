internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import HTTPService
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// A drop-box whose folder is here.
struct LocalDropBox: Sendable {
  let folder: DropBoxFolder
  let identity: DropBoxFolder.Identity
  let dao: Digest
  let key: VerifierKey
  let store: SQLiteLogStore
  let box: DropBox<SQLiteLogStore, Secp256k1Verifier>
  private let check: DropBoxCheck

  init(_ path: String) throws {
    folder = DropBoxFolder(root: path)
    identity = try folder.identity()
    guard let dao = identity.dao else {
      throw Failure(
        .conflict, "dropbox.notOpen", "nobody has said yet whose ballots the box takes",
        hint: "quorate dropbox open \(path) 0x…")
    }
    self.dao = dao
    let signer = try Ed25519NoteSigner(name: identity.name, seed: try folder.seed())
    key = signer.key
    store = try SQLiteLogStore(path: folder.store, takesOlder: true)
    try store.upgradeKeepingRecords()
    // Restored from a copy, a box would sign another tree of a size.
    let memory = SignedMemory(ofBox: signer.key, in: store)
    box = DropBox(
      store: store, dao: dao, signer: signer, verifier: Secp256k1Verifier(), clock: SystemClock(),
      beforeTaking: { _ = try memory.check() }, beforeSigning: { try memory.note($0) },
      limits: DropBoxLimits(ballots: identity.limit))
    check = DropBoxCheck { [folder, identity, key, store] in
      guard let policy = try folder.policy() else { return }
      try await HTTPCaller.with(patience: .seconds(5)) { caller in
        let round = WitnessRound(
          policy, link: HTTPWitnessLink(caller: caller), curves: LogCurves(Secp256k1Verifier()))
        let answered = try await Self.ask(round, identity.name, key, store)
        guard !policy.isKnown(from: answered) else { return }
        throw Failure(
          .unavailable, "witness.unavailable",
          "\(answered.count) of the box's \(Format.number(policy.keys.count, "witness", plural: "witnesses")) could be "
            + "asked what it has signed, and the others could have vouched for something else; nothing was taken in"
        )
      }
    }
  }

  /// Takes in the signed file of a ballot.
  func put(_ file: BallotFile, signature: String? = nil) async throws -> Receipt {
    try await put(file, signature: try file.signature(or: signature))
  }

  /// Takes in a signed ballot. Witnesses are asked first, since a box that was restored from a copy would sign another tree
  /// of a size that it has signed already.
  func put(_ file: BallotFile, signature: RecoverableSignature) async throws -> Receipt {
    guard case .ballot(let ballot) = file.statement else { throw DropBoxRefusal.noBallot }
    if try store.index(of: file.statement.id) == nil { try await check.pass() }
    return try await box.put(ballot, signature: signature)
  }

  /// Asks the witnesses what they have cosigned of the box.
  /// - Returns: Those that could say.
  private static func ask(
    _ round: WitnessRound, _ name: String, _ key: VerifierKey, _ store: SQLiteLogStore
  ) async throws -> Set<VerifierKey> {
    try await round.ask(origin: name, keys: [key], size: try store.head()?.size ?? 0) { size in
      try MerkleRoot.of(size: size) { try store.node($0) }
    }
  }

  /// The proof of a ballot that enough witnesses have seen.
  func proof(of statement: String) async throws -> Receipt {
    guard let id = Digest(statement), let index = try store.index(of: id) else {
      throw Failure(.notFound, "dropbox.unknown", "the box does not hold that ballot")
    }
    guard let note = try folder.note(covering: index), let receipt = try await box.proof(of: id, under: note)
    else { throw Failure(.notFound, "dropbox.unseen", "too few witnesses have seen it in the box yet") }
    return receipt
  }

  /// The statements of the ballots on a proposal, in the order in which they came.
  func ballots(on proposal: String) throws -> [Digest] {
    guard let id = Digest(proposal) else {
      throw Failure(.badInput, "proposal.unknown", "name the identity of a proposal, 0x and 64 digits")
    }
    return try box.ballots(on: id)
  }

  /// What a round of the witnesses came to.
  struct Synced {
    let size: UInt64
    let lines: [String]
    let isEnough: Bool
  }

  /// Has the box cosigned as it stands; `nil` where nothing is new.
  func sync(_ policy: WitnessPolicy) async throws -> Synced? {
    try folder.keep(policy)
    let size = try store.head()?.size ?? 0
    guard try size > folder.cosignedSize() else { return nil }
    let curves = LogCurves(Secp256k1Verifier())
    let (store, known) = (store, try folder.cosignedSize())
    return try await HTTPCaller.with { caller in
      let round = WitnessRound(policy, link: HTTPWitnessLink(caller: caller), curves: curves)
      _ = try await Self.ask(round, identity.name, key, store)
      let note = try await box.signHead()
      let sizes = Dictionary(
        policy.witnesses.map { ($0.key, known) }, uniquingKeysWith: { first, _ in first })
      let results = try await round.run(note, cosigned: sizes) { try store.node($0) }
      let merged = try note.merging(results.flatMap { (try? $0.outcome.get()) ?? [] })
      let lines = results.map { result in
        let name = Witnesses.name(of: result.witness)
        switch result.outcome {
        case .success: return "✓ \(name) cosigned"
        case .failure(let failure): return "✗ \(name): \(Format.safe(failure.message)) (\(failure.code))"
        }
      }
      let checkpoint = try Checkpoint(parsing: note.text)
      do throws(WitnessRefusal) {
        _ = try policy.verifySeen(merged, of: identity.name, with: curves)
      } catch {
        guard case .insufficient = error else { throw error }
        return Synced(size: checkpoint.size, lines: lines, isEnough: false)
      }
      try folder.keep(merged, size: checkpoint.size)
      return Synced(size: checkpoint.size, lines: lines, isEnough: true)
    }
  }
}
