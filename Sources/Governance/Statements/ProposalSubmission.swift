internal import Signing
public import CanonicalEncoding

/// Puts a proposal to the vote.
public struct ProposalSubmission: Hashable, Sendable {
  /// Who proposes.
  public let header: StatementHeader
  /// The title, as in the content.
  public let title: String
  /// The kind, as derived from the content's actions.
  public let kind: String
  /// Every action in words.
  public let actions: [String]
  /// SHA-256 of the content's canonical JSON.
  public let contentHash: Digest
  /// The charter the proposer expects to be in force.
  public let charterHash: Digest

  package init(
    header: StatementHeader, title: String, kind: String, actions: [String], contentHash: Digest,
    charterHash: Digest
  ) {
    self.header = header
    self.title = title
    self.kind = kind
    self.actions = actions
    self.contentHash = contentHash
    self.charterHash = charterHash
  }

  private static let tag = DomainTag("quorate/proposal/v1")

  /// The proposal's identity: what, by whom, when in the proposer's sequence, and under which charter.
  ///
  /// The proposer and the sequence are in it, so nobody can take another's identity by submitting the same text
  /// first, and cancelling a proposal burns no identity but its own.
  public var proposalID: Digest {
    var sequence: [UInt8] = []
    sequence.append(bigEndian: header.sequence)
    return Self.tag.digest(
      header.dao.bytes, Array(header.signer.text.utf8), sequence, Array(kind.utf8), contentHash.bytes,
      charterHash.bytes)
  }
}

extension ProposalSubmission: StatementBody {
  package static let schema = StatementSchema(
    .proposal, named: "Proposal",
    fields: [
      .init("dao_name", "dao", .text), .init("title", "title", .text), .init("kind", "kind", .text),
      .init("actions", "actions", .texts), .init("proposer", "proposer", .account),
      .init("content_hash", "contentHash", .digest), .init("charter_hash", "charterHash", .digest),
      .init("sequence", "sequence", .integer), .init("signed_at", "signedAt", .integer),
      .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(title), .text(kind), .texts(actions), .account(header.signer),
      .digest(contentHash), .digest(charterHash), .integer(header.sequence),
      .integer(header.signedAt.milliseconds), .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let title) = values[1],
      case .text(let kind) = values[2],
      case .texts(let actions) = values[3], case .account(let proposer) = values[4],
      case .digest(let contentHash) = values[5], case .digest(let charterHash) = values[6],
      case .integer(let sequence) = values[7], case .integer(let signedAt) = values[8],
      case .integer(let validUntil) = values[9]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: proposer, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.title = title
    self.kind = kind
    self.actions = actions
    self.contentHash = contentHash
    self.charterHash = charterHash
  }

  package var scope: String { "proposal" }
}
