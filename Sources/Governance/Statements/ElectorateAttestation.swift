package import CanonicalEncoding

/// One attester's word on an electorate: that it is who held how much after a block, or that it is not.
///
/// Every field that attesters have to agree in is signed, so that a wallet shows it and nobody has to take it from the
/// registrar.
public struct ElectorateAttestation: Hashable, Sendable {
  /// What the attester says.
  public enum Verdict: String, CaseIterable, Sendable {
    /// It is right.
    case attests
    /// It is not; takes the attester's own word back.
    case objects
  }

  /// Who attests.
  public let header: StatementHeader
  /// What the attester says.
  public let verdict: Verdict
  /// Of what.
  public let claim: ElectorateClaim

  package init(header: StatementHeader, verdict: Verdict, claim: ElectorateClaim) {
    self.header = header
    self.verdict = verdict
    self.claim = claim
  }
}

extension ElectorateAttestation: StatementBody {
  package static let schema = StatementSchema(
    .electorateAttestation, named: "ElectorateAttestation",
    fields: [
      .init("dao_name", "dao", .text), .init("verdict", "verdict", .text), .init("series", "series", .text),
      .init("chain", "chain", .text), .init("height", "height", .integer),
      .init("block_time", "blockTime", .integer), .init("rows", "rows", .integer),
      .init("totals", "totals", .texts), .init("root", "root", .digest), .init("file", "file", .digest),
      .init("block_hash", "blockHash", .digest), .init("state_root", "stateRoot", .digest),
      .init("recipe", "recipe", .digest), .init("attester", "attester", .account),
      .init("sequence", "sequence", .integer), .init("signed_at", "signedAt", .integer),
      .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .text(verdict.rawValue), .text(claim.series), .text(claim.block.chain),
      .integer(claim.block.height), .integer(claim.block.time.milliseconds), .integer(claim.rows),
      .texts(claim.totals), .digest(claim.root), .digest(claim.file), .digest(claim.block.hash),
      .digest(claim.block.stateRoot), .digest(claim.recipe), .account(header.signer),
      .integer(header.sequence), .integer(header.signedAt.milliseconds),
      .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .text(let word) = values[1],
      let verdict = Verdict(rawValue: word), case .text(let series) = values[2],
      case .text(let chain) = values[3], case .integer(let height) = values[4],
      case .integer(let blockTime) = values[5], case .integer(let rows) = values[6],
      case .texts(let totals) = values[7], case .digest(let root) = values[8],
      case .digest(let file) = values[9], case .digest(let blockHash) = values[10],
      case .digest(let stateRoot) = values[11], case .digest(let recipe) = values[12],
      case .account(let attester) = values[13], case .integer(let sequence) = values[14],
      case .integer(let signedAt) = values[15], case .integer(let validUntil) = values[16]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: attester, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.verdict = verdict
    claim = ElectorateClaim(
      series: series, root: root, file: file, rows: rows, totals: totals,
      block: ChainBlock(
        chain: chain, height: height, hash: blockHash, time: Timepoint(milliseconds: blockTime),
        stateRoot: stateRoot), recipe: recipe)
  }

  package var scope: String { "electorate-attest/" + claim.series }
}
