public import CanonicalEncoding

/// Puts an incident on record, or says what has been done about it since.
public struct IncidentReport: Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, CaseIterable, Sendable {
    /// Somebody died or was badly hurt, or may be at any moment.
    case critical = "S1"
    /// Serious harm to health, rights, property or infrastructure.
    case serious = "S2"
    /// A safeguard failed and no harm is known.
    case failure = "S3"
    /// Something to learn from.
    case finding = "S4"
  }

  /// Who reports.
  public let header: StatementHeader
  /// The incident's name, the same in every report about it.
  public let incident: String
  /// How bad it is.
  public let severity: Severity
  /// The systems it concerns, in the reporter's words.
  public let systems: [String]
  /// When it was discovered.
  public let discoveredAt: Timepoint
  /// SHA-256 of the facts; zero where there is no document yet.
  public let facts: Digest
  /// The rules under which it has to be reported, by their names.
  public let regimes: [String]
  /// Those of them under which it has been reported by now.
  public let notified: [String]
  /// The statement of the report before this one; zero for the first.
  public let previous: Digest

  package init(
    header: StatementHeader, incident: String, severity: Severity, systems: [String], discoveredAt: Timepoint,
    facts: Digest, regimes: [String], notified: [String], previous: Digest
  ) {
    self.header = header
    self.incident = incident
    self.severity = severity
    self.systems = systems
    self.discoveredAt = discoveredAt
    self.facts = facts
    self.regimes = regimes
    self.notified = notified
    self.previous = previous
  }
}

extension IncidentReport: StatementBody {
  package static let schema = StatementSchema(
    .incident, named: "Incident",
    fields: [
      .init("dao_name", "dao", .text), .init("incident", "incident", .text),
      .init("severity", "severity", .text),
      .init("systems", "systems", .texts), .init("discovered_at", "discoveredAt", .integer),
      .init("facts", "facts", .digest), .init("regimes", "regimes", .texts),
      .init("notified", "notified", .texts), .init("previous", "previous", .digest),
      .init("reporter", "reporter", .account), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(incident), .text(severity.rawValue), .texts(systems),
      .integer(discoveredAt.milliseconds), .digest(facts), .texts(regimes), .texts(notified),
      .digest(previous),
      .account(header.signer), .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let incident) = values[1],
      case .text(let word) = values[2], let severity = Severity(rawValue: word),
      case .texts(let systems) = values[3], case .integer(let discoveredAt) = values[4],
      case .digest(let facts) = values[5], case .texts(let regimes) = values[6],
      case .texts(let notified) = values[7], case .digest(let previous) = values[8],
      case .account(let reporter) = values[9], case .integer(let sequence) = values[10],
      case .integer(let signedAt) = values[11], case .integer(let validUntil) = values[12]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: reporter, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.incident = incident
    self.severity = severity
    self.systems = systems
    self.discoveredAt = Timepoint(milliseconds: discoveredAt)
    self.facts = facts
    self.regimes = regimes
    self.notified = notified
    self.previous = previous
  }

  package var scope: String { "incident" }
}
