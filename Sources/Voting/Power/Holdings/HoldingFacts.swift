/// What an electorate knows of an account beside plain amounts.
package struct HoldingFacts: Hashable, Sendable {
  /// What is locked, in the byte order of the texts; two locks may be alike.
  package let locks: [Lock]
  /// What is staked with validators, in the byte order of the texts; once for each validator.
  package let stakes: [StakeShares]
  /// The account's own validator.
  package let validator: ValidatorFacts?
  /// The roles of the account, in byte order, each once.
  package let roles: [String]
  /// How the account shares out its power, in the byte order of the texts; once for each target.
  package let allocations: [Allocation]

  /// Nothing.
  package init() { (locks, stakes, validator, roles, allocations) = ([], [], nil, [], []) }

  /// Facts, put into order; `nil` where a validator, a role or a target stands twice, or where allocations
  /// exceed 10,000 basis points.
  package init?(
    locks: [Lock] = [], stakes: [StakeShares] = [], validator: ValidatorFacts? = nil, roles: [String] = [],
    allocations: [Allocation] = []
  ) {
    guard Set(stakes.map(\.validator)).count == stakes.count, Set(roles).count == roles.count,
      Allocation.areValid(allocations)
    else { return nil }
    self.locks = Self.sorted(locks, by: \.text)
    self.stakes = Self.sorted(stakes, by: \.text)
    self.validator = validator
    self.roles = Self.sorted(roles, by: \.self)
    self.allocations = Self.sorted(allocations, by: \.text)
  }

  /// Whether there is no fact.
  package var isEmpty: Bool { self == HoldingFacts() }

  /// The fields of a line, in byte order.
  var texts: [String] {
    // In the order of the names, which is the byte order of the fields.
    allocations.map { "\(FactName.allocation)=\($0.text)" } + locks.map { "\(FactName.lock)=\($0.text)" }
      + roles.map { "\(FactName.role)=\($0)" } + stakes.map { "\(FactName.stake)=\($0.text)" }
      + (validator.map { ["\(FactName.validator)=\($0.text)"] } ?? [])
  }

  private static func sorted<Fact>(_ facts: [Fact], by text: (Fact) -> String) -> [Fact] {
    guard facts.count > 1 else { return facts }
    return facts.map { (text: text($0), fact: $0) }
      .sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }.map(\.fact)
  }
}

/// The names of facts in a line, in byte order.
enum FactName: String {
  case allocation, lock, role, stake, validator
}
