package import CanonicalEncoding
package import Governance
package import Signing

/// What a gate is asked about something that a vote granted to somebody.
package enum GrantQuestion: Hashable, Sendable {
  /// An amount of a grant.
  case amount(AmountQuestion)
  /// An algorithm on data that stays where it is.
  case data(DataQuestion)
  /// An algorithm on data that trusts some.
  case trust(TrustQuestion)
}

/// How the proposal that granted something is named.
package enum GrantName: Hashable, Sendable {
  /// By its number in the log.
  case number(UInt64)
  case id(Digest)

  /// `P-0007`, `7`, or the whole identity: nothing that could be something else tomorrow.
  package init?(_ text: String) {
    let digits = text.uppercased().hasPrefix("P-") ? String(text.dropFirst(2)) : text
    if let id = Digest(text) {
      self = .id(id)
    } else if 1...19 ~= digits.utf8.count, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
      let number = UInt64(digits)
    {
      self = .number(number)
    } else {
      return nil
    }
  }
}

/// May so much of a grant be drawn, or may a job run that it was drawn for?
package struct AmountQuestion: Hashable, Sendable {
  /// An amount of one unit.
  package struct Ask: Hashable, Sendable {
    /// `nil` for the grant's own.
    package let unit: String?
    package let amount: UInt128

    package init(_ amount: UInt128, _ unit: String?) {
      self.unit = unit
      self.amount = amount
    }
  }

  package let grant: GrantName
  /// What is asked for, at most one amount of a unit; the grant's own unit counts.
  package let asks: [Ask]
  /// Who asks, where that is known.
  package let holder: AccountKey?
  /// The network or provider that it is spent with, where that is known.
  package let provider: String?
  /// SHA-256 of the job or order.
  package let reference: Digest?
  /// What the job's file says line by line, where it was read.
  package let job: JobAsk?

  package init(
    of grant: GrantName, _ asks: [Ask], holder: AccountKey? = nil, provider: String? = nil,
    reference: Digest? = nil, job: JobAsk? = nil
  ) {
    self.grant = grant
    self.asks = asks
    self.holder = holder
    self.provider = provider
    self.reference = reference
    self.job = job
  }
}

/// May this algorithm compute on this data?
package struct DataQuestion: Hashable, Sendable {
  /// SHA-256 of the data, or of its manifest.
  package let dataset: Digest
  /// SHA-256 of the algorithm's container or source.
  package let algorithm: Digest
  /// Who wants to.
  package let holder: AccountKey

  package init(dataset: Digest, algorithm: Digest, holder: AccountKey) {
    self.dataset = dataset
    self.algorithm = algorithm
    self.holder = holder
  }
}

/// Does this data trust this algorithm?
package struct TrustQuestion: Hashable, Sendable {
  /// SHA-256 of the data, or of its manifest.
  package let dataset: Digest
  /// The algorithm as it was published; `nil` for code that never was.
  package let algorithm: PublishedAlgorithm?

  package init(dataset: Digest, algorithm: PublishedAlgorithm?) {
    self.dataset = dataset
    self.algorithm = algorithm
  }
}
