public import CanonicalEncoding

/// Moves a proposal on, or stops it.
public struct Act: Hashable, Sendable {
  /// What is done.
  public enum Deed: String, CaseIterable, Sendable {
    /// Starts the timelock of a proposal that succeeded.
    case queue
    /// Gives effect to a queued proposal whose timelock has run out.
    case execute
    /// A council member's stop; it takes effect when enough members have signed one.
    case veto
    /// The proposer withdraws before voting opens.
    case cancel
    /// A reviewer lets a proposal through to the vote.
    case approve
    /// A reviewer turns a proposal down.
    case reject
    /// A reviewer turns a proposal down and its deposit is forfeit.
    case slash
    /// The council gives up its right to stop a proposal, which ends the timelock.
    case waive
    /// A guardian puts the execution off, once, by what the charter allows.
    case postpone
    /// A proposal takes a free place among those under vote.
    case start
  }

  /// Who acts.
  public let header: StatementHeader
  /// What is done.
  public let deed: Deed
  /// The proposal's number for people.
  public let proposal: String
  /// The proposal's title.
  public let title: String
  /// Keccak-256 of the reason as signed; zero without one.
  public let reasonHash: Digest
  /// The proposal.
  public let proposalID: Digest

  package init(
    header: StatementHeader, deed: Deed, proposal: String, title: String, reasonHash: Digest,
    proposalID: Digest
  ) {
    self.header = header
    self.deed = deed
    self.proposal = proposal
    self.title = title
    self.reasonHash = reasonHash
    self.proposalID = proposalID
  }
}

extension Act: StatementBody {
  package static let schema = StatementSchema(
    .act, named: "Act",
    fields: [
      .init("dao_name", "dao", .text), .init("deed", "action", .text), .init("proposal", "proposal", .text),
      .init("title", "title", .text), .init("actor", "actor", .account),
      .init("reason_hash", "reason", .erasable),
      .init("proposal_id", "proposalId", .digest), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(deed.rawValue), .text(proposal), .text(title), .account(header.signer),
      .erasable(reasonHash), .digest(proposalID), .integer(header.sequence),
      .integer(header.signedAt.milliseconds), .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let word) = values[1], let deed = Deed(rawValue: word),
      case .text(let proposal) = values[2], case .text(let title) = values[3],
      case .account(let actor) = values[4], case .erasable(let reasonHash) = values[5],
      case .digest(let proposalID) = values[6], case .integer(let sequence) = values[7],
      case .integer(let signedAt) = values[8], case .integer(let validUntil) = values[9]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: actor, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.deed = deed
    self.proposal = proposal
    self.title = title
    self.reasonHash = reasonHash
    self.proposalID = proposalID
  }

  package var scope: String { "act/" + proposalID.description }
}
