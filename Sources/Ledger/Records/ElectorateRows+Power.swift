package import CanonicalEncoding
package import Governance
internal import Signing
package import Voting

extension ElectorateRows {
  /// The power of one of the rows, by a source that may need to know what validators' shares are worth.
  ///
  /// - Complexity: O(v log n) where the row has stakes with v validators.
  /// - Throws: `CountRefusal`, or what reading a row throws.
  package func power(
    of holding: Holding, by source: any PowerSource, at instant: Timepoint
  ) throws -> Power {
    guard source.needsValidators else { return try source.power(of: holding, at: instant) }
    var validators = ValidatorTable()
    for stake in holding.stakes {
      if let row = try self.holding(of: stake.validator) { validators.add(row) }
    }
    return try source.knowing(validators).power(of: holding, at: instant)
  }

  /// A source that is ready for every row.
  ///
  /// - Complexity: O(n) where the source needs the validators, else O(1).
  package func prepared(_ source: any PowerSource) throws -> any PowerSource {
    guard source.needsValidators else { return source }
    var validators = ValidatorTable()
    try forEach { validators.add($0) }
    return source.knowing(validators)
  }
}

extension ElectorateRows {
  /// What the members of a house can cast, each alone and together.
  ///
  /// - Parameter lent: How power is lent: a validator casts what its delegators do not.
  /// - Throws: `CountRefusal`, or what reading a row throws.
  /// - Complexity: O(n log n).
  package func reach(of house: House, lent: DelegationRules, at instant: Timepoint) throws -> Reach {
    if case .validators = lent.mode {
      var (book, members): (StakeBook, [AccountKey]) = (StakeBook(), [])
      try forEach {
        try book.add($0)
        members.append($0.account)
      }
      return try Reach(book, members: members)
    }
    let source = try prepared(house.power)
    var powers: [Power] = []
    try forEach { powers.append(try source.power(of: $0, at: instant)) }
    return try Reach(powers)
  }

  /// What all members of a house have together: what its votes are counted against.
  ///
  /// - Throws: `CountRefusal.overflow`, or what reading a row throws.
  /// - Complexity: O(n).
  package func total(of house: House, lent: DelegationRules, at instant: Timepoint) throws -> Power {
    if case .validators = lent.mode {
      var book = StakeBook()
      try forEach { try book.add($0) }
      return book.bonded
    }
    let source = try prepared(house.power)
    var total = Power.zero
    try forEach { total = try total.adding(try source.power(of: $0, at: instant)) }
    return total
  }
}

extension LedgerView {
  /// What the members of a house can cast, by the electorate that counts; `nil` where there is none.
  /// - Complexity: O(n log n).
  package func reach(of house: House, lent: DelegationRules, at instant: Timepoint) throws -> Reach? {
    guard let record = try currentElectorate(of: house, at: instant) else { return nil }
    return try reach(of: house, in: record, lent: lent, at: instant)
  }

  /// What the members of a house can cast, by one electorate; `nil` where its file is not there.
  /// - Complexity: O(n log n).
  package func reach(
    of house: House, in record: ElectorateRecord, lent: DelegationRules, at instant: Timepoint
  ) throws -> Reach? {
    try rows(of: record)?.reach(of: house, lent: lent, at: instant)
  }

  /// What the members of a house can cast on a proposal; `nil` where it cannot be counted.
  /// - Parameter closing: The first instant after voting, once it is over.
  /// - Complexity: O(n log n).
  package func reach(
    of house: House, on proposal: ProposalRecord, closing: Timepoint?
  ) throws -> Reach? {
    var uncountable: CountFacts.Uncountable = [:]
    return try counted(house, in: &uncountable) {
      let voters = try voters(of: house, on: proposal, closing: closing)
      return try voters.rows.reach(
        of: voters.house, lent: proposal.rules.delegation, at: proposal.reads(house, closing: closing))
    }
  }
}
