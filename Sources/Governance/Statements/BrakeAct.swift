public import CanonicalEncoding

/// A council member's signature under an order to stop, revoke or resume.
///
/// It stands on its own: whoever knows the council can check it without the log, and deny at once.
public struct BrakeAct: Hashable, Sendable {
  /// Who acts.
  public let header: StatementHeader
  /// What is ordered.
  public let order: BrakeOrder
  /// Keccak-256 of the reason as signed; zero without one.
  public let reasonHash: Digest

  package init(header: StatementHeader, order: BrakeOrder, reasonHash: Digest) {
    self.header = header
    self.order = order
    self.reasonHash = reasonHash
  }

  /// The identity of the order it adds to.
  public var orderID: Digest { order.id(in: header.dao) }
}

extension BrakeAct: StatementBody {
  package static let schema = StatementSchema(
    .brake, named: "Brake",
    fields: [
      .init("dao_name", "dao", .text), .init("deed", "action", .text), .init("scope", "scope", .text),
      .init("incident", "incident", .text), .init("not_after", "notAfter", .integer),
      .init("actor", "actor", .account), .init("reason_hash", "reason", .erasable),
      .init("pause", "pause", .digest), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(order.deed.rawValue), .text(order.scope.words), .text(order.incident),
      .integer(order.notAfter.milliseconds), .account(header.signer), .erasable(reasonHash),
      .digest(order.pause), .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let word) = values[1],
      let deed = BrakeOrder.Deed(rawValue: word), case .text(let words) = values[2],
      let scope = BrakeScope(words), case .text(let incident) = values[3],
      case .integer(let notAfter) = values[4], case .account(let actor) = values[5],
      case .erasable(let reasonHash) = values[6], case .digest(let pause) = values[7],
      case .integer(let sequence) = values[8], case .integer(let signedAt) = values[9],
      case .integer(let validUntil) = values[10]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: actor, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    order = BrakeOrder(
      deed: deed, scope: scope, incident: incident, notAfter: Timepoint(milliseconds: notAfter), pause: pause)
    self.reasonHash = reasonHash
  }

  package var scope: String { "brake" }
}
