public import CanonicalEncoding
package import Voting

/// Commits a deposit to a proposal. It is an obligation that is put on record: nothing is moved, and whether it was paid
/// is shown by what its reference names.
public struct ProposalDeposit: Hashable, Sendable {
  /// Who deposits.
  public let header: StatementHeader
  /// How much, each asset once, in the order of their names.
  package let amounts: [Holding.Amount]
  /// The proposal's number for people.
  public let proposal: String
  /// The proposal's title.
  public let title: String
  /// SHA-256 of the transfer or receipt that shows it; zero for none.
  public let reference: Digest
  /// The proposal.
  public let proposalID: Digest

  /// The most assets of one deposit.
  package static let mostAssets = 16

  package init(
    header: StatementHeader, amounts: [Holding.Amount], proposal: String, title: String, reference: Digest,
    proposalID: Digest
  ) {
    self.header = header
    self.amounts = amounts
    self.proposal = proposal
    self.title = title
    self.reference = reference
    self.proposalID = proposalID
  }

  /// Reads `["akt=500", …]`: one to sixteen assets above nothing, each once, in the order of their bytes.
  package static func amounts(_ texts: [String]) -> [Holding.Amount]? {
    guard 1...mostAssets ~= texts.count else { return nil }
    var amounts: [Holding.Amount] = []
    for text in texts {
      guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")),
        let units = UInt128(decimal: String(text[text.index(after: sign)...])), units > 0
      else { return nil }
      let asset = String(text[..<sign])
      guard Holding.isAssetName(asset), amounts.last.map({ $0.asset < asset }) ?? true else { return nil }
      amounts.append(Holding.Amount(asset: asset, units: units))
    }
    return amounts
  }
}

extension Holding.Amount {
  /// `akt=500`, in smallest units.
  package var line: String { "\(asset)=\(units)" }
}

extension ProposalDeposit: StatementBody {
  package static let schema = StatementSchema(
    .deposit, named: "Deposit",
    fields: [
      .init("dao_name", "dao", .text), .init("amounts", "amounts", .texts),
      .init("proposal", "proposal", .text), .init("title", "title", .text),
      .init("depositor", "depositor", .account), .init("reference", "reference", .digest),
      .init("proposal_id", "proposalId", .digest), .init("sequence", "sequence", .integer),
      .init("signed_at", "signedAt", .integer), .init("valid_until", "validUntil", .integer),
    ])

  package var values: [FieldValue] {
    [
      .text(header.daoName), .texts(amounts.map(\.line)), .text(proposal), .text(title),
      .account(header.signer), .digest(reference), .digest(proposalID), .integer(header.sequence),
      .integer(header.signedAt.milliseconds), .integer(header.validUntil.milliseconds),
    ]
  }

  package init?(dao: Digest, values: [FieldValue]) {
    guard values.count == Self.schema.fields.count,
      case .text(let daoName) = values[0], case .texts(let lines) = values[1],
      let amounts = Self.amounts(lines), case .text(let proposal) = values[2],
      case .text(let title) = values[3], case .account(let depositor) = values[4],
      case .digest(let reference) = values[5], case .digest(let proposalID) = values[6],
      case .integer(let sequence) = values[7], case .integer(let signedAt) = values[8],
      case .integer(let validUntil) = values[9]
    else { return nil }
    header = StatementHeader(
      dao: dao, daoName: daoName, signer: depositor, sequence: sequence,
      signedAt: Timepoint(milliseconds: signedAt), validUntil: Timepoint(milliseconds: validUntil))
    self.amounts = amounts
    self.proposal = proposal
    self.title = title
    self.reference = reference
    self.proposalID = proposalID
  }

  package var scope: String { "deposit/" + proposalID.description }
}
