package import CanonicalEncoding
package import Governance
package import Signing
package import Voting

/// One deposit on a proposal.
package struct DepositRecord: StateRecord {
  package let statement: Digest
  package let depositor: AccountKey
  package let amounts: [Holding.Amount]
  /// SHA-256 of the transfer or receipt that shows it; zero for none.
  package let reference: Digest
  package let index: UInt64
  package let received: Timepoint

  package static let space = RecordSpace.deposit

  init(_ deposit: ProposalDeposit, _ id: Digest, at position: LogPosition) {
    statement = id
    depositor = deposit.header.signer
    amounts = deposit.amounts
    reference = deposit.reference
    index = position.index
    received = position.received
  }

  /// Those on one proposal stand together, in the order of the log.
  static func partition(_ proposal: Digest) -> ByteString { ByteString(proposal.bytes) }

  func change(on proposal: Digest) -> Change { change(Self.partition(proposal), ByteString(number: index)) }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "depositor": depositor.text, "reference": reference.description, "statement": statement.description,
    ])
    members.add("amounts", texts: amounts.map(\.line))
    members.add("index", number: index)
    members.add("received", number: received.milliseconds)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    let lines = try fields.strings("amounts")
    guard let amounts = ProposalDeposit.amounts(lines) else { throw fields.unexpected("amounts", "amounts") }
    self.amounts = amounts
    depositor = try fields.account("depositor")
    index = try fields.integer("index")
    received = try fields.timepoint("received")
    reference = try fields.digest("reference")
    statement = try fields.digest("statement")
  }
}

extension LedgerView {
  /// The deposits on a proposal, oldest first.
  package func deposits(on proposal: Digest) throws -> [DepositRecord] {
    try records.rows(.deposit, DepositRecord.partition(proposal)).map { try DepositRecord(bytes: $0.value) }
  }

  /// What everybody together has deposited on a proposal.
  package func depositTotal(on proposal: Digest) throws -> CollectedDeposits {
    let total = try records.value(DepositTotal.key(proposal)).map { try DepositTotal(bytes: $0).amounts }
    return CollectedDeposits(total: total ?? [])
  }

  /// The same added up. Each was admitted after the others, so that no sum overflows.
  package func collectedDeposits(on proposal: Digest) throws -> CollectedDeposits {
    var collected = CollectedDeposits()
    for deposit in try deposits(on: proposal) { try collected.add(deposit.amounts, by: deposit.depositor) }
    return collected
  }
}

/// What everybody together has deposited on a proposal: kept beside the deposits, of which anybody may make as many as they
/// like, so that one more looks at none of them.
struct DepositTotal: StateRecord {
  let amounts: [Holding.Amount]

  static let space = RecordSpace.deposit

  /// Apart from the deposits, which stand by the proposal's identity.
  static func key(_ proposal: Digest) -> RecordKey {
    RecordKey(space, ByteString(utf8: "total"), ByteString(proposal.bytes))
  }

  init(_ collected: CollectedDeposits) { amounts = collected.total }

  var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    members.add("amounts", texts: amounts.map(\.line))
    return members
  }

  init(reading fields: inout JSONFields) throws(JSONRefusal) {
    guard let amounts = ProposalDeposit.amounts(try fields.strings("amounts")) else {
      throw fields.unexpected("amounts", "amounts")
    }
    self.amounts = amounts
  }
}
