internal import Signing

/// Everybody who holds power, lends it or is lent it, as numbered nodes with one edge out at most.
///
/// The rows of the electorate come first, in their order; accounts that only lend or are only lent to follow.
struct DelegationGraph: Sendable {
  private let numbers: [AccountKey: Int]
  /// Each node's own power.
  let powers: [Power]
  /// Whom each node lends to; −1 for nobody.
  private let delegates: [Int]
  private let lenders: ReverseEdges

  /// - Complexity: O(electorate + delegations).
  init(_ electorate: ElectoratePowers, delegations: [AccountKey: AccountKey]) {
    var numbers: [AccountKey: Int] = [:]
    numbers.reserveCapacity(electorate.count)
    var powers = electorate.powers
    for (number, account) in electorate.accounts.enumerated() { numbers[account] = number }
    func number(_ account: AccountKey) -> Int {
      if let known = numbers[account] { return known }
      let number = powers.count
      numbers[account] = number
      powers.append(.zero)
      return number
    }
    let edges = delegations.map { (source: number($0.key), target: number($0.value)) }
    var delegates = [Int](repeating: -1, count: powers.count)
    for edge in edges { delegates[edge.source] = edge.target }
    lenders = ReverseEdges(count: powers.count, edges: edges)
    self.numbers = numbers
    self.powers = powers
    self.delegates = delegates
  }

  /// How many nodes there are.
  var count: Int { powers.count }

  /// The node of an account that holds, lends or is lent power.
  func node(of account: AccountKey) -> Int? { numbers[account] }

  /// Whom a node lends to.
  func delegate(of node: Int) -> Int? { delegates[node] < 0 ? nil : delegates[node] }

  /// Who lends to a node.
  func lenders(of node: Int) -> ArraySlice<Int> { lenders[node] }
}
