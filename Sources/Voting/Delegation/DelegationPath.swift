package import Signing

/// Where the power of an account that did not vote ends up.
package enum DelegationPath: Hashable, Sendable {
  /// At a voter's ballot, after so many steps.
  case reaches(ballot: Int, steps: Int)
  /// Nowhere: the last delegate neither votes nor delegates on.
  case ends(at: AccountKey)
  /// Nowhere: the chain comes back to an account it has passed.
  case cycles
  /// Nowhere: the chain has more steps than the charter allows.
  case tooDeep

  /// Follows the delegations from an account that has no ballot of its own.
  ///
  /// One rule settles every shape: walk from delegate to delegate and stop at the first who voted. Members of a
  /// cycle of which nobody voted therefore count only if they vote themselves; where one did, the others reach
  /// that ballot. Iterative, and bounded by the depth limit, so that a chain of a million costs no more than one
  /// of sixty-four.
  ///
  /// - Parameters:
  ///   - start: The account whose power is placed.
  ///   - depthLimit: The most steps allowed.
  ///   - delegate: The account somebody delegates to, or `nil`.
  ///   - ballot: The position of somebody's ballot, or `nil`.
  package static func follow(
    from start: AccountKey, depthLimit: Int,
    delegate: (AccountKey) -> AccountKey?, ballot: (AccountKey) -> Int?
  ) -> DelegationPath {
    var passed: [AccountKey] = [start]
    var current = start
    while let next = delegate(current) {
      if passed.contains(next) { return .cycles }
      if passed.count > depthLimit { return .tooDeep }
      if let position = ballot(next) { return .reaches(ballot: position, steps: passed.count) }
      passed.append(next)
      current = next
    }
    return .ends(at: current)
  }
}
