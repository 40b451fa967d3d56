public import CanonicalEncoding

/// Puts an electorate on record: who holds how much, by the root of its rows.
public struct ElectorateRegistration: Hashable, Sendable {
  /// Who registers, by the role the charter names.
  public let header: StatementHeader
  /// The series it belongs to; a house reads the newest of its series.
  public let series: String
  /// RFC 6962 root over the rows' canonical lines.
  public let root: Digest
  /// SHA-256 of the file of rows.
  public let file: Digest
  /// How many rows.
  public let rows: UInt64
  /// The total of each asset, `token=123`, in byte order of the names.
  public let totals: [String]
  /// Where it comes from, in the registrar's words.
  public let source: String

  package init(
    header: StatementHeader, series: String, root: Digest, file: Digest, rows: UInt64, totals: [String],
    source: String
  ) {
    self.header = header
    self.series = series
    self.root = root
    self.file = file
    self.rows = rows
    self.totals = totals
    self.source = source
  }
}

extension ElectorateRegistration: StatementBody {
  package static let schema = StatementSchema(
    .electorate, named: "Electorate",
    fields: [
      .init("dao_name", "dao", .text), .init("series", "series", .text), .init("source", "source", .text),
      .init("rows", "rows", .integer), .init("totals", "totals", .texts), .init("root", "root", .digest),
      .init("file", "file", .digest), .init("registrar", "registrar", .account),
      .init("sequence", "sequence", .integer), .init("signed_at", "signedAt", .integer),
      .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(series), .text(source), .integer(rows), .texts(totals), .digest(root),
      .digest(file), .account(header.signer), .integer(header.sequence),
      .integer(header.signedAt.milliseconds), .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let series) = values[1],
      case .text(let source) = values[2],
      case .integer(let rows) = values[3], case .texts(let totals) = values[4],
      case .digest(let root) = values[5],
      case .digest(let file) = values[6], case .account(let registrar) = values[7],
      case .integer(let sequence) = values[8], case .integer(let signedAt) = values[9],
      case .integer(let validUntil) = values[10]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: registrar, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.series = series
    self.root = root
    self.file = file
    self.rows = rows
    self.totals = totals
    self.source = source
  }

  package var scope: String { "electorate/" + series }
}
