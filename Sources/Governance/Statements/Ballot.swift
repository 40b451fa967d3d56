public import CanonicalEncoding
internal import Signing

/// One voter's vote on one proposal, in words and in hashes.
///
/// The words are what the wallet shows; admission recomputes every one of them from the proposal, so that no
/// ballot can say one thing to its signer and another to the count.
public struct Ballot: Hashable, Sendable {
  /// Who votes, where and when.
  public let header: StatementHeader
  /// The proposal's number for people, `P-0007`.
  public let proposal: String
  /// The proposal's title.
  public let title: String
  /// The house voted in.
  public let house: String
  /// The words of the choice.
  public let choice: String
  /// The digest of the choice together with the list of options.
  public let selectionHash: Digest
  /// Keccak-256 of the reason as signed; zero without one.
  public let reasonHash: Digest
  /// The proposal.
  public let proposalID: Digest
  /// The digest of the electorates frozen with the proposal.
  public let electoratesHash: Digest
  /// The digest of the rules frozen with the proposal.
  public let rulesHash: Digest
  /// The statement of the ballot this one replaces; zero for a first ballot.
  public let replaces: Digest

  /// A ballot with these fields.
  package init(
    header: StatementHeader, proposal: String, title: String, house: String, choice: String,
    selectionHash: Digest, reasonHash: Digest, proposalID: Digest, electoratesHash: Digest, rulesHash: Digest,
    replaces: Digest
  ) {
    self.header = header
    self.proposal = proposal
    self.title = title
    self.house = house
    self.choice = choice
    self.selectionHash = selectionHash
    self.reasonHash = reasonHash
    self.proposalID = proposalID
    self.electoratesHash = electoratesHash
    self.rulesHash = rulesHash
    self.replaces = replaces
  }
}

extension Ballot {
  /// What a ballot says that takes back the one before it, where the track allows that.
  package static let withdrawal = "withdraw my ballot"

  /// Whether it takes back the one before it.
  package var isWithdrawal: Bool { choice.utf8.elementsEqual(Self.withdrawal.utf8) }
}

extension Ballot: StatementBody {
  package static let schema = StatementSchema(
    .ballot, named: "Ballot",
    fields: [
      .init("dao_name", "dao", .text), .init("proposal", "proposal", .text), .init("title", "title", .text),
      .init("voter", "voter", .account), .init("house", "house", .text), .init("choice", "choice", .text),
      .init("selection_hash", "selectionHash", .digest), .init("reason_hash", "reason", .erasable),
      .init("proposal_id", "proposalId", .digest), .init("electorates_hash", "electoratesHash", .digest),
      .init("rules_hash", "rulesHash", .digest), .init("sequence", "sequence", .integer),
      .init("replaces", "replaces", .digest), .init("signed_at", "signedAt", .integer),
      .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    var values: [FieldValue] = []
    values.reserveCapacity(Self.schema.fields.count)
    forEachValue { values.append($0) }
    return values
  }

  package func forEachValue(_ body: (FieldValue) -> Void) {
    body(.text(header.daoName))
    body(.text(proposal))
    body(.text(title))
    body(.account(header.signer))
    body(.text(house))
    body(.text(choice))
    body(.digest(selectionHash))
    body(.erasable(reasonHash))
    body(.digest(proposalID))
    body(.digest(electoratesHash))
    body(.digest(rulesHash))
    body(.integer(header.sequence))
    body(.digest(replaces))
    body(.integer(header.signedAt.milliseconds))
    body(.integer(header.validUntil.milliseconds))
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let proposal) = values[1],
      case .text(let title) = values[2], case .account(let voter) = values[3],
      case .text(let house) = values[4],
      case .text(let choice) = values[5], case .digest(let selectionHash) = values[6],
      case .erasable(let reasonHash) = values[7], case .digest(let proposalID) = values[8],
      case .digest(let electoratesHash) = values[9], case .digest(let rulesHash) = values[10],
      case .integer(let sequence) = values[11], case .digest(let replaces) = values[12],
      case .integer(let signedAt) = values[13], case .integer(let validUntil) = values[14]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: voter, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.proposal = proposal
    self.title = title
    self.house = house
    self.choice = choice
    self.selectionHash = selectionHash
    self.reasonHash = reasonHash
    self.proposalID = proposalID
    self.electoratesHash = electoratesHash
    self.rulesHash = rulesHash
    self.replaces = replaces
  }

  package var scope: String { "ballot/" + proposalID.description + "/" + house }
}
