import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Voting

/// A DAO in memory whose tracks are made up, one proposal in it, and everything its log took.
///
/// Signatures are believed: what is tried here are rules, and a curve would cost more time than all of them.
struct CourseWorld {
  /// A statement that was taken, and when.
  struct Taken {
    let statement: Statement
    let at: Timepoint
  }

  let genesis: Genesis
  let documents = MemoryDocuments()
  let accounts: [AccountKey]
  let holdings: [UInt128]
  private(set) var ledger: BelievedLedger
  private(set) var taken: [Taken] = []
  private(set) var proposal = Digest.zero

  /// Founds a DAO whose first members are its clerk (0) and its pair of guardians (1 and 2).
  ///
  /// - Parameter tracks: The tracks as in a charter, indented by two; one is `t`.
  /// - Throws: `CharterRefusal` where no charter may have such tracks.
  init(tracks: String, accounts: [AccountKey], holdings: [UInt128]) throws {
    self.accounts = accounts
    self.holdings = holdings
    let charter = documents.keep(Array(Self.charter(tracks, accounts).utf8))
    _ = try documents.charter(charter)
    genesis = Genesis(
      name: "Small", host: "log.example", random: .sha256(Array(tracks.utf8)), charterHash: charter,
      logEd25519: try Ed25519.publicKey(of: SampleKeys.logSeed), logSecp256k1: Digest.sha256([1]).bytes,
      founders: [accounts[0]], clock: .simulated, createdAt: .founding)
    ledger = try BelievedLedger(genesis, documents: documents)
    let file = documents.keep(SampleElectorate.bytes(Array(zip(accounts, holdings))))
    let commitment = try documents.commitment(file: file).orThrow()
    try take(at: .founding) {
      try $0.electorate(commitment, file: file, series: "members", source: "sample", by: accounts[0])
    }
  }

  private static func charter(_ tracks: String, _ accounts: [AccountKey]) -> String {
    func members(_ numbers: [Int]) -> String {
      "[" + numbers.map { "\"\(accounts[$0].display)\"" }.joined(separator: ", ") + "]"
    }
    func house(_ name: String, _ power: String) -> String {
      "  \(name): {electorate: members, power: \(power), read: snapshot-at-submission, vouched_by: clerk}\n"
    }
    return """
      quorate: charter/1
      name: Small
      semantics: 1
      roles:
        clerk: {members: \(members([0])), needs: 1}
        pair: {members: \(members([1, 2])), needs: 2}
      electorates_by: clerk
      assets:
        token: {symbol: tokens, decimals: 0}
      houses:
      \(house("h", "{source: balance, asset: token}"))\(house("g", "{source: heads}"))\
      delegation: {mode: full, depth: 2}
      kinds:
        text.resolution: {track: t, topic: general}
      tracks:
      \(tracks)
      """
  }

  /// Makes a statement from what is on record and takes it in.
  /// - Returns: Why it was not taken.
  @discardableResult
  mutating func submit(
    at now: Timepoint, _ make: (Preparing<MemoryRecords, MemoryDocuments>) throws -> Prepared
  ) throws -> AdmissionRefusal? {
    let preparing = try Preparing(ledger.view, at: now, random: CountedRandomness())
    let statement = try make(preparing).statement
    if let refusal = try ledger.refusal(of: statement, at: now) { return refusal }
    taken.append(Taken(statement: statement, at: now))
    return nil
  }

  /// The same where it must be taken.
  mutating func take(
    at now: Timepoint, _ make: (Preparing<MemoryRecords, MemoryDocuments>) throws -> Prepared
  ) throws {
    if let refusal = try submit(at: now, make) { throw refusal }
  }

  /// Puts a resolution to the vote.
  mutating func propose(at now: Timepoint) throws {
    let content = try SampleDAO<MemoryLogStore>.resolution("Adopt a roadmap")
    documents.keep(content.canonicalBytes)
    let proposer = accounts[0]
    try take(at: now) { try $0.submission(of: content, by: proposer) }
    if case .proposal(let submission)? = taken.last?.statement { proposal = submission.proposalID }
  }

  /// Lends power before the proposal.
  mutating func lend(from lender: Int, to delegate: Int) throws {
    let (from, to) = (accounts[lender], accounts[delegate])
    try take(at: .founding) {
      try $0.delegation(.lend, to: to, topic: "*", expires: .founding + .days(365), by: from)
    }
  }

  /// The proposal as it is on record.
  var record: ProposalRecord { get throws { try ledger.view.proposal(proposal).orThrow("no proposal") } }

  mutating func vote(
    _ words: String, in house: String = "h", by member: Int, at now: Timepoint
  ) throws -> AdmissionRefusal? {
    let (record, voter) = (try record, accounts[member])
    return try submit(at: now) {
      try $0.ballot(on: record, house: house, by: voter, choice: words, reason: "", replacing: true)
    }
  }

  mutating func act(_ deed: Act.Deed, by member: Int, at now: Timepoint) throws -> AdmissionRefusal? {
    let (record, actor) = (try record, accounts[member])
    return try submit(at: now) { try $0.act(deed, on: record, by: actor, reason: "") }
  }

  /// Where the proposal stands, as admission sees it.
  func decision(at now: Timepoint) throws -> Decision {
    try ledger.view.decision(on: record, at: now)
  }

  /// The same log read again from its beginning.
  func replayed() throws -> BelievedLedger {
    var replayed = try BelievedLedger(genesis, documents: documents)
    for entry in taken {
      if let refusal = try replayed.refusal(of: entry.statement, at: entry.at) { throw refusal }
    }
    return replayed
  }
}
