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

/// Where the power of every account of a count ends up, each step of each chain walked once.
///
/// Gives for each account what `DelegationPath.follow` gives. A million members in one chain cost a million steps
/// and not sixty-four million.
struct DelegationPaths {
  private enum End {
    case ballot(Int)
    case nobody(AccountKey)
    case circle
    /// On the walk that is under way, at this position of it.
    case walking
  }

  private let depthLimit: Int
  private var known: [AccountKey: (end: End, steps: Int)] = [:]

  init(depthLimit: Int) { self.depthLimit = depthLimit }

  mutating func path(
    from start: AccountKey, delegate: (AccountKey) -> AccountKey?, ballot: (AccountKey) -> Int?
  ) -> DelegationPath {
    let (end, steps) = known[start] ?? walk(from: start, delegate, ballot)
    switch end {
    case .ballot(let position):
      return steps > depthLimit ? .tooDeep : .reaches(ballot: position, steps: steps)
    case .nobody(let last): return steps > depthLimit ? .tooDeep : .ends(at: last)
    // The step that closes a circle is noticed before it is counted.
    case .circle, .walking: return steps > depthLimit + 1 ? .tooDeep : .cycles
    }
  }

  private mutating func walk(
    from start: AccountKey, _ delegate: (AccountKey) -> AccountKey?, _ ballot: (AccountKey) -> Int?
  ) -> (end: End, steps: Int) {
    var passed = [start]
    var current = start
    var result: (end: End, steps: Int) = (.nobody(start), -1)
    while true {
      known[current] = (.walking, passed.count - 1)
      guard let next = delegate(current) else {
        result = (.nobody(current), -1)
        break
      }
      if let position = ballot(next) {
        result = (.ballot(position), 0)
        break
      }
      if let found = known[next] {
        result = found
        if case .walking = found.end {
          let length = passed.count - found.steps
          for member in passed[found.steps...] { known[member] = (.circle, length) }
          passed.removeSubrange(found.steps...)
          result = (.circle, length)
        }
        break
      }
      passed.append(next)
      current = next
    }
    for member in passed.reversed() {
      result.steps += 1
      known[member] = result
    }
    return known[start] ?? result
  }
}
