package import CanonicalEncoding
package import Governance
package import Ledger
package import Quorate
package import Secp256k1Signing
package import Signing
internal import TransparencyLog

/// A DAO founded in a store, whose members' keys are at hand.
///
/// Member `n` has the sample key `n`. The first ones found the DAO: they register electorates and form the
/// council. Voting opens a minute after submission and closes five minutes later; the timelock takes two.
package struct SampleDAO<Store: LogStore>: Sendable {
  package typealias Desk = Chamber<Store, MemoryDocuments, Secp256k1Verifier>

  package let store: Store
  package let documents: MemoryDocuments
  package let clock: ManualClock
  package let keys: [Secp256k1SecretKey]
  package let genesis: Genesis
  package let signatures: [AccountKey: RecoverableSignature]
  package let chamber: Desk

  /// Founds a DAO, and puts its members on record.
  ///
  /// - Parameters:
  ///   - name: The DAO's name.
  ///   - random: Makes two DAOs founded alike different.
  ///   - holdings: What each member holds.
  ///   - founders: How many of the members found it.
  ///   - edits: Changes of the charter's text.
  ///   - registers: Whether the members are put on record.
  ///   - keyPlan: How the log's keys may change; `nil` for not at all.
  ///   - preset: The preset that the charter is made of.
  package init(
    on store: Store, name: String = "Helios Labs", random: Int = 0,
    holdings: [UInt128] = [400, 300, 200, 100],
    founders: Int = 1, edits: [(from: String, to: String)] = [], registers: Bool = true,
    keyPlan: LogKeyPlan? = nil, preset: String = SampleCharter.usual
  ) async throws {
    try self.init(
      preparedOn: store, name: name, random: random, holdings: holdings, founders: founders, edits: edits,
      keyPlan: keyPlan, preset: preset)
    try await found()
    if registers { try await register(holdings) }
  }

  /// Everything a DAO needs, before it is founded.
  package init(
    preparedOn store: Store, name: String = "Helios Labs", random: Int = 0,
    holdings: [UInt128] = [400, 300, 200, 100], founders: Int = 1, edits: [(from: String, to: String)] = [],
    keyPlan: LogKeyPlan? = nil, preset: String = SampleCharter.usual, isRehearsal: Bool = true
  ) throws {
    self.store = store
    documents = MemoryDocuments()
    clock = ManualClock(.founding)
    keys = try holdings.indices.map { try SampleKeys.key($0) }
    let accounts = keys.prefix(founders).map(\.account).sorted()
    let charter = try SampleCharter.yaml(
      name: name, founders: accounts, edits: edits, preset: preset)
    genesis = Genesis(
      name: name, host: "log.example", random: Digest.sha256(Array("random \(random)".utf8)),
      charterHash: documents.keep(Array(charter.utf8)),
      logEd25519: try Ed25519.publicKey(of: SampleKeys.logSeed),
      logSecp256k1: try Secp256k1SecretKey(SampleKeys.logSecret).xOnlyPublicKey, founders: accounts,
      clock: isRehearsal ? .simulated : .system, createdAt: .founding, keyPlan: keyPlan)
    var signatures: [AccountKey: RecoverableSignature] = [:]
    for key in keys.prefix(founders) { signatures[key.account] = try key.sign(genesis.message.digest) }
    self.signatures = signatures
    chamber = Desk(
      store: store, documents: documents, verifier: Secp256k1Verifier(),
      signers: try SampleLogKeys.signers(genesis), clock: clock)
  }

  /// A chamber for the same DAO over another store.
  package func desk<Other: LogStore>(
    over other: Other
  ) throws -> Chamber<Other, MemoryDocuments, Secp256k1Verifier> {
    Chamber(
      store: other, documents: documents, verifier: Secp256k1Verifier(),
      signers: try SampleLogKeys.signers(genesis), clock: clock)
  }

  /// The DAO's identity.
  package var id: Digest { genesis.daoID }

  /// The account of a member.
  package func account(_ member: Int) -> AccountKey { keys[member].account }

  /// The keys that sign the log, pinned.
  package var logKeys: LogKeyChain {
    get throws { try chamber.read { try $0.logKeys() } ?? LogKeyChain(genesis) }
  }

  // MARK: Stating

  /// Founds the DAO.
  package func found() async throws { _ = try await chamber.found(genesis, signatures: signatures) }

  /// What somebody signs, for this DAO.
  package func sign(_ statement: Statement, by member: Int) throws -> RecoverableSignature {
    try keys[member].sign(statement.message(in: Statement.domain(of: id)).digest)
  }

  /// Signs and submits a statement.
  /// - Returns: The index of its entry.
  @discardableResult
  package func submit(_ statement: Statement, by member: Int) async throws -> UInt64 {
    try await submit(statement, signature: sign(statement, by: member))
  }

  /// Submits a statement with a signature of any origin.
  @discardableResult
  package func submit(_ statement: Statement, signature: RecoverableSignature) async throws -> UInt64 {
    try await chamber.submit(statement, signature: signature).index
  }

  /// Makes a statement from what is on record.
  package func prepare(
    _ body: (Preparing<Store.Snapshot, MemoryDocuments>, LedgerView<Store.Snapshot, MemoryDocuments>) throws
      -> Prepared
  ) throws -> Statement {
    try chamber.read { view in
      try body(try Preparing(view, at: clock.now(), random: CountedRandomness()), view).statement
    }
  }

  /// The registration of holdings, one for each member.
  package func registration(_ holdings: [UInt128], by member: Int = 0) throws -> Statement {
    let bytes = SampleElectorate.bytes(zip(keys, holdings).map { ($0.account, $1) })
    let file = documents.keep(bytes)
    let commitment = try documents.commitment(file: file).orThrow()
    return try prepare { preparing, _ in
      try preparing.electorate(
        commitment, file: file, series: "members", source: "sample", by: account(member))
    }
  }

  /// Puts rows of any form on record: what stands behind the account of each member, by member.
  @discardableResult
  package func register(rows: [Int: String]) async throws -> UInt64 {
    let lines = rows.map { (account($0.key), "\(account($0.key).text) \($0.value)\n") }
      .sorted { $0.0 < $1.0 }.map(\.1).joined()
    let file = documents.keep(Array(lines.utf8))
    let commitment = try documents.commitment(file: file).orThrow()
    let statement = try prepare { preparing, _ in
      try preparing.electorate(
        commitment, file: file, series: "members", source: "sample", by: account(0))
    }
    return try await submit(statement, by: 0)
  }

  /// Puts holdings on record.
  @discardableResult
  package func register(_ holdings: [UInt128]) async throws -> UInt64 {
    try await submit(registration(holdings), by: 0)
  }

  /// The submission of some content.
  package func submission(_ content: ProposalContent, by member: Int) throws -> Statement {
    documents.keep(content.canonicalBytes)
    return try prepare { preparing, _ in try preparing.submission(of: content, by: account(member)) }
  }

  /// Puts a resolution, or other content, to the vote.
  /// - Returns: The proposal.
  package func propose(
    _ title: String = "Adopt a roadmap", content: ProposalContent? = nil, by member: Int = 0
  ) async throws -> Digest {
    let content = try content ?? Self.resolution(title)
    let statement = try submission(content, by: member)
    try await submit(statement, by: member)
    guard case .proposal(let submission) = statement else { throw SampleFault("not a submission") }
    return submission.proposalID
  }

  /// A text to vote on.
  package static func resolution(_ title: String) throws -> ProposalContent {
    try ProposalContent(
      title: title, kind: "text.resolution", text: "# \(title)\n\nAs discussed.", actions: [],
      authors: ["Ada"],
      discussion: "")
  }

  /// A ballot as it would be signed now, in the first house that votes where none is named.
  package func ballot(
    _ choice: String = "For", in house: String? = nil, on proposal: Digest, by member: Int
  ) throws -> Statement {
    try prepare { preparing, view in
      let record = try view.proposal(proposal).orThrow("no such proposal")
      return try preparing.ballot(
        on: record, house: house ?? record.rules.houses.first?.name ?? "", by: account(member),
        choice: choice, reason: "", replacing: true)
    }
  }

  /// Votes.
  @discardableResult
  package func vote(_ choice: String = "For", on proposal: Digest, by member: Int) async throws -> UInt64 {
    try await submit(ballot(choice, on: proposal, by: member), by: member)
  }

  /// A delegation as it would be signed now.
  package func delegation(
    _ deed: DelegationStatement.Deed = .lend, to delegate: Int, topic: String = "*",
    expires: Timepoint? = nil,
    by member: Int
  ) throws -> Statement {
    try prepare { preparing, _ in
      try preparing.delegation(
        deed, to: account(delegate), topic: topic, expires: expires ?? .founding + .days(365),
        by: account(member))
    }
  }

  /// An act as it would be signed now.
  package func act(_ deed: Act.Deed, on proposal: Digest, by member: Int = 0) throws -> Statement {
    try prepare { preparing, view in
      try preparing.act(
        deed, on: try view.proposal(proposal).orThrow("no such proposal"), by: account(member), reason: "")
    }
  }
}
