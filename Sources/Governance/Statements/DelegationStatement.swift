public import CanonicalEncoding
public import Signing

/// Lends a member's power to a delegate, or a part of it, or follows somebody, for one topic or for all; or takes it
/// back. What the charter's mode of delegation makes of it is said by the charter.
public struct DelegationStatement: Hashable, Sendable {
  /// What is done with the delegation.
  public enum Deed: Hashable, Sendable {
    /// All power is lent, or somebody is followed.
    case lend
    /// Ten-thousandths of the power are lent, from 1 to 10,000.
    case part(basisPoints: Int)
    /// Power is taken back.
    case revoke
  }

  /// The topic that stands for all topics.
  public static let everyTopic = "*"

  /// Who delegates.
  public let header: StatementHeader
  /// Lend or revoke.
  public let deed: Deed
  /// Who votes with the power, or did until now.
  public let delegate: AccountKey
  /// The topic, or `*`.
  public let topic: String
  /// The instant from which it no longer counts for new proposals.
  public let expires: Timepoint

  package init(
    header: StatementHeader, deed: Deed, delegate: AccountKey, topic: String, expires: Timepoint
  ) {
    self.header = header
    self.deed = deed
    self.delegate = delegate
    self.topic = topic
    self.expires = expires
  }
}

extension DelegationStatement: StatementBody {
  package static let schema = StatementSchema(
    .delegation, named: "Delegation",
    fields: [
      .init("dao_name", "dao", .text), .init("deed", "action", .text),
      .init("delegator", "delegator", .account),
      .init("delegate", "delegate", .account), .init("topic", "topic", .text),
      .init("expires", "expires", .integer), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(deed.rawValue), .account(header.signer), .account(delegate), .text(topic),
      .integer(expires.milliseconds), .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let word) = values[1], let deed = Deed(rawValue: word),
      case .account(let delegator) = values[2], case .account(let delegate) = values[3],
      case .text(let topic) = values[4], case .integer(let expires) = values[5],
      case .integer(let sequence) = values[6], case .integer(let signedAt) = values[7],
      case .integer(let validUntil) = values[8]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: delegator, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.deed = deed
    self.delegate = delegate
    self.topic = topic
    self.expires = Timepoint(milliseconds: expires)
  }

  package var scope: String { "delegation" }
}
