internal import Signing

/// Where the power of every account of a count ends up, each step of each chain walked once.
///
/// One rule settles every shape: walk from delegate to delegate and stop at the first who voted. Members of a cycle of
/// which nobody voted therefore count only if they vote themselves; where one did, the others reach that ballot.
///
/// A million members in one chain cost a million steps and not sixty-four million; accounts are looked up by their
/// keys only to number them, once each.
struct DelegationPaths: Sendable {
  /// Where a member's power ends up.
  enum Place: Sendable {
    /// On the ballot at this position.
    case ballot(Int)
    /// With a delegate who neither votes nor lends.
    case nobody
    /// In a circle.
    case circle
    /// Beyond the depth limit.
    case tooDeep
  }

  private enum End: Sendable {
    case unknown
    case ballot(Int)
    case nobody
    case circle
    /// On the walk that is under way, at this position of it.
    case walking(Int)
  }

  private let depthLimit: Int
  private var numbers: [AccountKey: Int] = [:]
  /// Whom each node lends to; −1 for nobody.
  private var delegates: [Int] = []
  /// The position of each node's ballot; −1 for none.
  private var ballots: [Int] = []
  private var ends: [End]
  private var steps: [Int]

  /// - Parameters:
  ///   - delegations: Who lends to whom.
  ///   - ballots: The ballots that stand, by whose positions places are named.
  ///   - depthLimit: The most steps of a chain.
  /// - Complexity: O(delegations + ballots).
  init(delegations: [AccountKey: AccountKey], ballots: [StandingBallot], depthLimit: Int) {
    self.depthLimit = depthLimit
    numbers.reserveCapacity(delegations.count)
    // The order of a dictionary is the same in both walks; it names the nodes and decides nothing.
    for (number, lender) in delegations.keys.enumerated() { numbers[lender] = number }
    delegates = [Int](repeating: -1, count: numbers.count)
    for (number, delegate) in delegations.values.enumerated() {
      if let known = numbers[delegate] {
        delegates[number] = known
      } else {
        delegates[number] = delegates.count
        numbers[delegate] = delegates.count
        delegates.append(-1)
      }
    }
    ends = [End](repeating: .unknown, count: delegates.count)
    steps = [Int](repeating: 0, count: delegates.count)
    self.ballots = [Int](repeating: -1, count: delegates.count)
    guard !delegates.isEmpty else { return }
    for (position, ballot) in ballots.enumerated() {
      if let number = numbers[ballot.voter] { self.ballots[number] = position }
    }
  }

  /// The number of an account that lends power, or `nil`.
  func lender(_ account: AccountKey) -> Int? {
    guard !numbers.isEmpty, let number = numbers[account], delegates[number] >= 0 else { return nil }
    return number
  }

  /// Where the power of a lender without a ballot ends up.
  mutating func place(of lender: Int) -> Place {
    if case .unknown = ends[lender] { walk(from: lender) }
    switch ends[lender] {
    case .ballot(let position): return steps[lender] > depthLimit ? .tooDeep : .ballot(position)
    case .nobody, .unknown: return steps[lender] > depthLimit ? .tooDeep : .nobody
    // The step that closes a circle is noticed before it is counted.
    case .circle, .walking: return steps[lender] > depthLimit + 1 ? .tooDeep : .circle
    }
  }

  private mutating func walk(from start: Int) {
    var passed: [Int] = []
    var current = start
    var (end, count) = (End.nobody, -1)
    while true {
      ends[current] = .walking(passed.count)
      passed.append(current)
      let next = delegates[current]
      guard next >= 0 else { break }
      if ballots[next] >= 0 {
        (end, count) = (.ballot(ballots[next]), 0)
        break
      }
      if case .walking(let position) = ends[next] {
        let length = passed.count - position
        for member in passed[position...] { (ends[member], steps[member]) = (.circle, length) }
        passed.removeSubrange(position...)
        (end, count) = (.circle, length)
        break
      }
      if case .unknown = ends[next] {
        current = next
      } else {
        (end, count) = (ends[next], steps[next])
        break
      }
    }
    for member in passed.reversed() {
      count += 1
      (ends[member], steps[member]) = (end, count)
    }
  }
}
