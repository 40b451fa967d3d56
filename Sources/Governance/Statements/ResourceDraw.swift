public import CanonicalEncoding

/// Spends part of what was granted, before it is spent: what a provider or a job checks against.
public struct ResourceDraw: Hashable, Sendable {
  /// Who draws.
  public let header: StatementHeader
  /// The proposal that granted it.
  public let grant: Digest
  /// How much, in the grant's unit.
  public let amount: UInt128
  /// What for.
  public let purpose: String
  /// SHA-256 of the job or order it pays for; zero for none.
  public let reference: Digest

  package init(header: StatementHeader, grant: Digest, amount: UInt128, purpose: String, reference: Digest) {
    self.header = header
    self.grant = grant
    self.amount = amount
    self.purpose = purpose
    self.reference = reference
  }
}

extension ResourceDraw: StatementBody {
  package static let schema = StatementSchema(
    .draw, named: "Draw",
    fields: [
      .init("dao_name", "dao", .text), .init("amount", "amount", .text), .init("purpose", "purpose", .text),
      .init("holder", "holder", .account), .init("grant", "grant", .digest),
      .init("reference", "reference", .digest), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(String(amount)), .text(purpose), .account(header.signer), .digest(grant),
      .digest(reference), .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let digits) = values[1],
      let amount = UInt128(decimal: digits), case .text(let purpose) = values[2],
      case .account(let holder) = values[3], case .digest(let grant) = values[4],
      case .digest(let reference) = values[5], case .integer(let sequence) = values[6],
      case .integer(let signedAt) = values[7], case .integer(let validUntil) = values[8]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: holder, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.grant = grant
    self.amount = amount
    self.purpose = purpose
    self.reference = reference
  }

  package var scope: String { "draw/" + grant.description }
}
