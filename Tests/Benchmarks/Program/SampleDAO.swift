internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog
internal import Voting

typealias SampleChamber = Chamber<SQLiteLogStore, DocumentFolder, Secp256k1Verifier>

/// A DAO in a workspace of its own: founder, electorate, and one proposal that is open to votes.
///
/// Keys, amounts and times follow from positions alone, so that two machines measure the same log.
struct SampleDAO {
  let layout: WorkspaceLayout
  let store: SQLiteLogStore
  let documents: DocumentFolder
  let genesis: Genesis
  let keys: LogKeyFile
  /// The proposal everybody votes on.
  let proposal: ProposalRecord

  /// The founding instant.
  static let founded = Timepoint(milliseconds: 1_796_083_200_000)
  /// The house of the preset.
  static let house = "holders"

  /// The key of a voter; voter 0 is the founder.
  static func key(_ voter: Int) throws -> Secp256k1SecretKey {
    try Secp256k1SecretKey(Digest.sha256(Array("quorate-bench voter \(voter)".utf8)).bytes)
  }

  /// The bytes of its charter: the preset's.
  static func charter() throws -> [UInt8] {
    Preset.all[0].expanded(name: "Benchmark", founders: [try key(0).account])
  }

  /// Founds it below a folder, with an electorate of so many rows.
  init(at folder: String, voters: Int) async throws {
    layout = WorkspaceLayout(root: folder)
    try layout.make()
    documents = DocumentFolder(folder: layout.documents)
    store = try SQLiteLogStore(path: layout.log, isNew: true)
    let founder = try Self.key(0)
    let charter = try Self.charter()
    let charterHash = try documents.keep(charter)
    keys = LogKeyFile(
      ed25519: Digest.sha256(Array("quorate-bench log 1".utf8)).bytes,
      secp256k1: Digest.sha256(Array("quorate-bench log 2".utf8)).bytes)
    try keys.write(to: layout.logKeys)
    genesis = Genesis(
      name: "Benchmark", host: "localhost", random: .sha256([1]), charterHash: charterHash,
      logEd25519: try Ed25519.publicKey(of: keys.ed25519),
      logSecp256k1: try Secp256k1SecretKey(keys.secp256k1).xOnlyPublicKey, founders: [founder.account],
      clock: .simulated, createdAt: Self.founded)
    let chamber = SampleChamber(
      store: store, documents: documents, verifier: Secp256k1Verifier(),
      signers: try keys.signers(origin: genesis.origin), clock: FixedClock(Self.founded))
    _ = try await chamber.found(
      genesis, signatures: [founder.account: try founder.sign(genesis.message.digest)])
    try DurableFile.write(charter, to: layout.charter)
    try DurableFile.write(Array((genesis.daoID.description + "\n").utf8), to: layout.pin)
    try await Self.register(voters, by: founder, chamber)
    proposal = try await Self.propose(founder, chamber)
  }

  /// Its chamber with the clock standing at an instant.
  func chamber(at now: Timepoint) throws -> SampleChamber {
    SampleChamber(
      store: store, documents: documents, verifier: Secp256k1Verifier(),
      signers: try keys.signers(origin: genesis.origin), clock: FixedClock(now))
  }

  /// Signs what has been prepared and submits it.
  static func submit(
    _ chamber: SampleChamber, by key: Secp256k1SecretKey,
    _ prepare: (Preparing<SQLiteRecords, DocumentFolder>) throws -> Prepared
  ) async throws -> Statement {
    let prepared = try chamber.read { try prepare(try Preparing($0, at: try chamber.clock.now())) }
    let domain = Statement.domain(of: prepared.statement.header.dao)
    let signature = try key.sign(prepared.statement.message(in: domain).digest)
    _ = try await chamber.submit(prepared.statement, signature: signature)
    return prepared.statement
  }

  private static func register(
    _ voters: Int, by founder: Secp256k1SecretKey, _ chamber: SampleChamber
  ) async throws {
    let holdings = try (0..<voters).map { voter in
      let units = UInt128(1_000_000_000_000_000_000) * UInt128(1 + 2_000_000 / (voter + 1))
      return Holding(account: try key(voter).account, amounts: [.init(asset: "token", units: units)])
    }
    let file = holdings.sorted { $0.account < $1.account }.flatMap(\.line)
    let hash = try chamber.documents.keep(file)
    let commitment = try ElectorateFile(bytes: file).commitment()
    _ = try await submit(chamber, by: founder) { preparing in
      try preparing.electorate(
        commitment, file: hash, series: "members", source: "generated", by: founder.account)
    }
  }

  private static func propose(
    _ founder: Secp256k1SecretKey, _ chamber: SampleChamber
  ) async throws -> ProposalRecord {
    let content = try ProposalContent(
      title: "Adopt the evaluation suite of 2026 for every deployment", kind: "text.resolution",
      text: "Models are evaluated with this suite before they are proposed.\n", actions: [],
      authors: ["bench"],
      discussion: "")
    try chamber.documents.keep(content.canonicalBytes)
    _ = try await submit(chamber, by: founder) { try $0.submission(of: content, by: founder.account) }
    guard let record = try chamber.read({ try $0.proposals().first }) else {
      throw StorageError("missing", "the proposal is not on record")
    }
    return record
  }
}
