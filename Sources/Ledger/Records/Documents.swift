package import CanonicalEncoding
package import Governance
package import SafetyProtocol
package import Signing
package import TransparencyLog
package import Voting

/// The documents that entries name by hash.
///
/// Contract: what is returned for a hash is what has that hash, or nothing; a document that does not read is
/// refused, never passed on in part. Rows of an electorate come in the order of their accounts.
package protocol Documents {
  /// The charter whose YAML bytes have this SHA-256, or `nil`.
  func charter(_ hash: Digest) throws -> Charter?

  /// The content whose canonical bytes have this SHA-256, or `nil`.
  func content(_ hash: Digest) throws -> ProposalContent?

  /// The safety protocol whose YAML bytes have this SHA-256, or `nil`.
  func safetyProtocol(_ hash: Digest) throws -> ProtocolTerms?

  /// The bytes of a document of any kind, at most so many, or `nil`.
  func bytes(of hash: Digest, limit: Int) throws -> [UInt8]?

  /// Whether there is a document of any kind whose bytes have this SHA-256.
  func holds(_ hash: Digest) throws -> Bool

  /// The electorate whose file has this SHA-256, or `nil`. Its root need not have been checked again.
  func electorate(file: Digest) throws -> (any ElectorateRows)?

  /// What the file's rows amount to, recomputed from all of them, or `nil`.
  func commitment(file: Digest) throws -> ElectorateCommitment?
}

extension Documents {
  /// The witness policy whose bytes have this SHA-256, or `nil`.
  package func policy(_ hash: Digest) throws -> WitnessPolicy? {
    try bytes(of: hash, limit: WitnessPolicy.sizeLimit).map { try WitnessPolicy(parsing: $0) }
  }
}

/// Documents of any kind, so that a replay, which seldom asks for one, is not made anew for each kind.
package struct AnyDocuments: Documents {
  private let base: any Documents

  package init(_ base: some Documents) { self.base = base }

  package func charter(_ hash: Digest) throws -> Charter? { try base.charter(hash) }

  package func content(_ hash: Digest) throws -> ProposalContent? { try base.content(hash) }

  package func safetyProtocol(_ hash: Digest) throws -> ProtocolTerms? { try base.safetyProtocol(hash) }

  package func bytes(of hash: Digest, limit: Int) throws -> [UInt8]? {
    try base.bytes(of: hash, limit: limit)
  }

  package func holds(_ hash: Digest) throws -> Bool { try base.holds(hash) }

  package func electorate(file: Digest) throws -> (any ElectorateRows)? { try base.electorate(file: file) }

  package func commitment(file: Digest) throws -> ElectorateCommitment? { try base.commitment(file: file) }
}

/// The rows of an electorate.
package protocol ElectorateRows: Sendable {
  /// The row of an account, or `nil`.
  /// - Complexity: O(log n).
  func holding(of account: AccountKey) throws -> Holding?

  /// Every row in order.
  func forEach(_ body: (Holding) throws -> Void) throws
}

/// What an electorate amounts to.
package struct ElectorateCommitment: Hashable, Sendable {
  /// RFC 6962 root over the canonical lines.
  package let root: Digest
  package let rows: UInt64
  /// `asset=total`, in byte order of the names.
  package let totals: [String]
  /// The first validator of which the rows hold more shares than it has: such an electorate cannot be counted.
  package let exceeded: AccountKey?

  package init(root: Digest, rows: UInt64, totals: [String], exceeded: AccountKey? = nil) {
    self.root = root
    self.rows = rows
    self.totals = totals
    self.exceeded = exceeded
  }

  /// - Throws: `CountRefusal.sharesExceedValidator` where it could not be counted.
  package func checkShares() throws(CountRefusal) {
    if let exceeded { throw .sharesExceedValidator(exceeded) }
  }
}
