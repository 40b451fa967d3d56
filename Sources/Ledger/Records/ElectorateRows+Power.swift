package import CanonicalEncoding
package import Governance
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

extension LedgerView {
  /// What every member of a house holds, by the electorate that counts; none where there is none.
  /// - Complexity: O(n).
  package func powers(of house: House, at instant: Timepoint) throws -> [Power] {
    guard let record = try currentElectorate(of: house, at: instant) else { return [] }
    return try powers(of: house, in: record, at: instant)
  }

  /// What every member of a house holds, by one electorate.
  /// - Complexity: O(n).
  package func powers(of house: House, in record: ElectorateRecord, at instant: Timepoint) throws -> [Power] {
    guard let rows = try rows(of: record) else { return [] }
    let source = try rows.prepared(house.power)
    var powers: [Power] = []
    try rows.forEach { powers.append(try source.power(of: $0, at: instant)) }
    return powers
  }

  /// What every member of a house can vote with on a proposal.
  /// - Complexity: O(n).
  package func powers(of house: House, on proposal: ProposalRecord) throws -> [Power] {
    let voters = try voters(of: house, on: proposal)
    let source = try voters.rows.prepared(voters.house.power)
    var powers: [Power] = []
    try voters.rows.forEach { powers.append(try source.power(of: $0, at: proposal.reads(house))) }
    return powers
  }
}
