public import CanonicalEncoding
public import Signing

/// What every statement says besides its subject.
public struct StatementHeader: Hashable, Sendable {
  /// The DAO it is made to: the hash of its genesis, and the salt of the signing domain.
  public let dao: Digest
  /// The DAO's name, as the wallet shows it.
  public let daoName: String
  /// Who makes it.
  public let signer: AccountKey
  /// Rises strictly within the signer's statements of one scope.
  public let sequence: UInt64
  /// When the signer says it was signed.
  public let signedAt: Timepoint
  /// The last instant at which it may still be received.
  public let validUntil: Timepoint

  /// A header with these fields.
  public init(
    dao: Digest, daoName: String, signer: AccountKey, sequence: UInt64, signedAt: Timepoint,
    validUntil: Timepoint
  ) {
    self.dao = dao
    self.daoName = daoName
    self.signer = signer
    self.sequence = sequence
    self.signedAt = signedAt
    self.validUntil = validUntil
  }

  /// The largest gap between two sequences of one scope.
  package static let sequenceGap: UInt64 = 1 << 20
  /// How far `signedAt` may lie ahead of the instant of receipt.
  package static let clockSkew = Span(milliseconds: 5 * 60_000)
}
