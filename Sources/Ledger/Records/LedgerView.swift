package import CanonicalEncoding
internal import Governance
package import Signing
internal import Voting

/// The state of the ledger as typed look-ups, over any records and documents.
///
/// Proposals are kept once read, because thousands of ballots ask for the same one; a view is made for one
/// transaction or one replay, and told of every change to them.
package struct LedgerView<Store: Records, Files: Documents> {
  package var records: Store
  package let documents: Files
  private let memory: Memory

  /// Proposals already read.
  private final class Memory {
    var proposals: [Digest: ProposalRecord] = [:]
    var electorates: [Digest: any ElectorateRows] = [:]
    /// The one of them that was asked for last, which ballots ask for again and again.
    var latest: (file: Digest, rows: any ElectorateRows)?
    /// What is claimed about electorates, by series.
    var claims: [String: [ClaimRecord]] = [:]
    /// The words of choices that fit some rules in a house, with their selection hashes. Strings are equal that are spelt
    /// in two ways, so that the words stand with the hash.
    var selections: [SelectionKey: [String: (words: String, hash: Digest)]] = [:]
    /// The last count, until another ballot changes; one only, because it holds every ballot.
    var count: (basis: [UInt8], counted: Counted)?
    var dao: DAORecord?
    /// Every charter that was adopted, oldest first.
    var charters: [CharterRecord]?
    /// The sums of a proposal's electorates before any ballot.
    var empty: [Digest: (openings: [UInt64], tallies: [String: Tally])] = [:]
    /// What members have lent for the proposal that was asked about last.
    var loans: (proposal: Digest, members: [AccountKey: [DelegationRecord]]) = (.zero, [:])
    /// The hashes of the rules of later stages.
    var rulesHashes: [StageID: Digest] = [:]
    /// How far witnesses have followed the log, by policy, and the latest instant of all.
    var witnessed: (logs: [Digest: WitnessedLog], latest: Timepoint?)?

    init() {}

    init(_ other: Memory) {
      (proposals, electorates, selections) = (other.proposals, other.electorates, other.selections)
      (count, dao, empty) = (other.count, other.dao, other.empty)
      (rulesHashes, witnessed, claims) = (other.rulesHashes, other.witnessed, other.claims)
      (charters, loans) = (other.charters, other.loans)
    }
  }

  private struct SelectionKey: Hashable {
    let rules: Digest
    let house: String
  }

  private struct StageID: Hashable {
    let proposal: Digest
    let number: Int
  }

  package init(records: Store, documents: Files) {
    self.records = records
    self.documents = documents
    memory = Memory()
  }

  /// The same state with the same memory, for another history to go on from: neither learns what the other reads.
  package init(branching other: LedgerView) {
    records = other.records
    documents = other.documents
    memory = Memory(other.memory)
  }

  /// Forgets what has been read of a record that changes.
  package func forget(_ key: RecordKey) {
    switch key.space {
    case .proposal: memory.proposals[Digest(key.partition.bytes) ?? .zero] = nil
    case .witnessed: memory.witnessed = nil
    case .dao: memory.dao = nil
    case .charter: memory.charters = nil
    case .electorateClaim: (memory.claims, memory.count) = ([:], nil)
    case .ballot, .electorate: memory.count = nil
    default: break
    }
  }

  /// The DAO, or `nil` before its genesis.
  package func dao() throws -> DAORecord? {
    if let dao = memory.dao { return dao }
    memory.dao = try records.value(DAORecord.key).map { try DAORecord(bytes: $0) }
    return memory.dao
  }

  /// Every charter that was adopted, oldest first.
  package func adoptedCharters() throws -> [CharterRecord] {
    if let charters = memory.charters { return charters }
    let charters = try records.rows(.charter, CharterRecord.partition).map {
      try CharterRecord(bytes: $0.value)
    }
    memory.charters = charters
    return charters
  }

  package func proposal(_ id: Digest) throws -> ProposalRecord? {
    if let record = memory.proposals[id] { return record }
    let record = try records.value(ProposalRecord.key(id)).map { try ProposalRecord(bytes: $0) }
    memory.proposals[id] = record
    return record
  }

  /// The proposal of a number, or `nil`.
  package func proposal(number: UInt64) throws -> ProposalRecord? {
    guard let bytes = try records.value(ProposalRecord.numberKey(number)), let id = Digest(bytes) else {
      return nil
    }
    return try proposal(id)
  }

  /// All proposals in the order of their numbers.
  package func proposals() throws -> [ProposalRecord] {
    try records.rows(.number, ByteString([])).compactMap { row in
      try Digest(row.value).flatMap { try proposal($0) }
    }
  }

  /// How far witnesses have followed the log, by policy; none in most logs.
  package var witnessedLogs: [Digest: WitnessedLog] {
    get throws {
      if let known = memory.witnessed { return known.logs }
      var logs: [Digest: WitnessedLog] = [:]
      for row in try records.rows(.witnessed, ByteString([])) {
        guard let policy = Digest(row.row.bytes) else { throw RecordFault.unreadable(.witnessed) }
        logs[policy] = try WitnessedLog(bytes: row.value)
      }
      memory.witnessed = (logs, logs.values.map(\.time).max())
      return logs
    }
  }

  /// The latest instant at which witnesses had seen the log: nothing is received before it that comes after.
  package func witnessedTime() throws -> Timepoint? {
    if let known = memory.witnessed { return known.latest }
    _ = try witnessedLogs
    return memory.witnessed?.latest
  }

  /// What is claimed about the electorates of a series, kept until an attester says something.
  func remembered(claimsOf series: String, _ read: () throws -> [ClaimRecord]) rethrows -> [ClaimRecord] {
    if let known = memory.claims[series] { return known }
    let claims = try read()
    memory.claims[series] = claims
    return claims
  }

  /// What a member has lent for a proposal, kept for one proposal at a time.
  func remembered(
    loansOf member: AccountKey, on proposal: Digest, _ read: () throws -> [DelegationRecord]
  ) rethrows -> [DelegationRecord] {
    if memory.loans.proposal != proposal { memory.loans = (proposal, [:]) }
    if let known = memory.loans.members[member] { return known }
    let loans = try read()
    memory.loans.members[member] = loans
    return loans
  }

  /// What a count found out, kept until a ballot changes or what the count depends on of the proposal.
  func remembered(_ proposal: ProposalRecord, _ count: () throws -> Counted) rethrows -> Counted {
    let basis = proposal.countBasis
    if let known = memory.count, known.basis == basis { return known.counted }
    let counted = try count()
    memory.count = (basis, counted)
    return counted
  }

  /// The sums of a proposal's electorates before any ballot, added up once for the electorates that count at the
  /// opening, which until then may be others.
  func remembered(
    emptyOf proposal: Digest, openings: [UInt64], _ count: () throws -> [String: Tally]
  ) rethrows -> [String: Tally] {
    if let known = memory.empty[proposal], known.openings == openings { return known.tallies }
    let empty = try count()
    memory.empty[proposal] = (openings, empty)
    return empty
  }

  /// The hash of a stage's rules: what its ballots sign.
  func rulesHash(_ rules: TrackRules, stage number: Int, of proposal: ProposalRecord) -> Digest {
    if number == 0 { return proposal.rulesHash }
    let id = StageID(proposal: proposal.id, number: number)
    if let known = memory.rulesHashes[id] { return known }
    memory.rulesHashes[id] = rules.hash
    return memory.rulesHashes[id] ?? rules.hash
  }

  /// The selection hash of a choice in words, or `nil` where it is none that the stage takes in a house.
  func selection(_ words: String, house: String, in stage: VotingStage) -> Digest? {
    let key = SelectionKey(rules: stage.rulesHash, house: house)
    if let known = memory.selections[key]?[words], known.words.isSpelt(like: words) { return known.hash }
    let rules = stage.rules
    let ballot = rules.ballot(in: house)
    let isWithdrawal = ballot.isWithdrawable && words.utf8.elementsEqual(Ballot.withdrawal.utf8)
    if !isWithdrawal {
      guard let choice = try? ballot.method.choice(words, among: rules.options), rules.takes(choice) else {
        return nil
      }
    }
    let selection = SelectionHash.of(words, method: ballot.method.name, options: rules.options)
    memory.selections[key, default: [:]][words] = (words, selection)
    return selection
  }

  package func ballot(_ proposal: Digest, house: String, voter: AccountKey) throws -> BallotRecord? {
    try ballot(BallotRecord.key(proposal, house: house, voter: voter))
  }

  /// A ballot that stands, or `nil`; an empty record is of one that was taken back.
  package func ballot(_ key: RecordKey) throws -> BallotRecord? {
    guard let bytes = try records.value(key), !bytes.isEmpty else { return nil }
    return try BallotRecord(bytes: bytes)
  }

  /// The ballot of a voter that counts; `nil` where it was withdrawn.
  func counting(_ key: RecordKey) throws -> BallotRecord? {
    try ballot(key).flatMap { $0.isWithdrawn ? nil : $0 }
  }

  /// Shows the newest ballots of a house in the order of the voters, also withdrawals.
  package func forEachBallot(
    _ stage: VotingStage, house: String, _ body: (AccountKey, BallotRecord) throws -> Void
  ) throws {
    try records.forEach(.ballot, stage.partition(house: house)) { row, value in
      guard !value.isEmpty else { return }
      guard let voter = AccountKey(record: row) else { throw RecordFault.unreadable(.ballot) }
      try body(voter, try BallotRecord(bytes: value))
    }
  }

  /// The newest electorate of a series, or `nil`.
  package func electorate(series: String) throws -> ElectorateRecord? {
    try records.rows(.electorate, ByteString(utf8: series)).last.map { try ElectorateRecord(bytes: $0.value) }
  }

  /// The rows of an electorate on record.
  package func rows(of record: ElectorateRecord) throws -> (any ElectorateRows)? {
    if let seated = record.seated { return SeatedRows(rows: seated) }
    if let latest = memory.latest, latest.file == record.file { return latest.rows }
    let rows = try memory.electorates[record.file] ?? documents.electorate(file: record.file)
    memory.electorates[record.file] = rows
    memory.latest = rows.map { (record.file, $0) }
    return rows
  }

  /// The delegations somebody has ever made.
  package func delegations(of delegator: AccountKey) throws -> [DelegationRecord] {
    try records.rows(.delegation, delegator.record).map { try DelegationRecord(bytes: $0.value) }
  }

  /// Everybody who has ever delegated to somebody.
  package func lenders(to delegate: AccountKey) throws -> [AccountKey] {
    try records.rows(.lender, delegate.record).compactMap { AccountKey(record: $0.row) }
  }

  /// The last sequence of a signer in a scope; zero for none.
  package func lastSequence(of signer: AccountKey, scope: String) throws -> UInt64 {
    try records.value(Self.sequenceKey(signer, scope))?.bigEndian(UInt64.self, at: 0) ?? 0
  }

  package static func sequenceKey(_ signer: AccountKey, _ scope: String) -> RecordKey {
    RecordKey(.sequence, signer.record, ByteString(utf8: scope))
  }
}
