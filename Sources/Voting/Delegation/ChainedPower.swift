/// What each voter can cast under full delegation, kept up to date while members vote and withdraw.
///
/// The power of a member who does not vote belongs to the first voter along its chain, within the depth limit. To
/// move it without walking chains again, members are kept in groups: everybody who ever voted heads one, with the
/// power of those whose chain meets this head first, summed by distance. A first vote splits a group, which walks
/// each member at most once a level. A head whose ballot was withdrawn rests: its group is then counted with the
/// head above it, by shifting the distances, and nobody in it is walked again.
struct ChainedPower: Sendable {
  private struct Head: Sendable {
    /// Whether its ballot stands.
    var stands = false
    /// The head that its chain meets first, and after how many steps.
    var above: (head: Int, distance: Int)?
    /// The power of its group by distance from it; its own comes first.
    var group: [Power]
    /// The heads that rest and meet this one first.
    var resting: Set<Int> = []
    /// What it can cast; zero while it rests.
    var total = Power.zero
    let node: Int
  }

  private let graph: DelegationGraph
  private let depthLimit: Int
  private var heads: [Head] = []
  /// The head at each node; −1 for none.
  private var numbers: [Int]

  init(_ graph: DelegationGraph, depthLimit: Int) {
    self.graph = graph
    self.depthLimit = max(0, depthLimit)
    numbers = [Int](repeating: -1, count: graph.count)
  }

  /// Lets a node vote.
  /// - Returns: The nodes whose power changes, this one first; none where it votes already.
  /// - Complexity: Over a whole history O(depth) for each member, apart from heads that rest.
  mutating func stand(_ node: Int) -> [Int] {
    let head = numbers[node] < 0 ? found(node) : numbers[node]
    guard !heads[head].stands else { return [] }
    var changes = [node]
    if let (voter, distance) = standing(above: head) {
      let moved = gathered(at: head, after: distance)
      heads[voter].total = heads[voter].total.excess(over: moved)
      changes.append(heads[voter].node)
    }
    if let above = heads[head].above { heads[above.head].resting.remove(head) }
    heads[head].stands = true
    heads[head].total = gathered(at: head, after: 0)
    return changes
  }

  /// Takes a node's vote back; its group goes to the next voter along the chain.
  /// - Returns: The nodes whose power changes, this one first; none where it does not vote.
  /// - Complexity: O(depth) and O(heads that rest below it).
  mutating func rest(_ node: Int) -> [Int] {
    let head = numbers[node]
    guard head >= 0, heads[head].stands else { return [] }
    heads[head].stands = false
    heads[head].total = .zero
    var changes = [node]
    if let above = heads[head].above { heads[above.head].resting.insert(head) }
    if let (voter, distance) = standing(above: head) {
      heads[voter].total = sum(heads[voter].total, gathered(at: head, after: distance))
      changes.append(heads[voter].node)
    }
    return changes
  }

  /// What a node can cast; zero where it does not vote.
  func total(of node: Int) -> Power { numbers[node] < 0 ? .zero : heads[numbers[node]].total }

  // MARK: Heads

  /// Makes a head that rests of a node that was none, and takes its group out of the one above.
  private mutating func found(_ node: Int) -> Int {
    let head = heads.count
    numbers[node] = head
    var group: [Power] = []
    var below: [(head: Int, distance: Int)] = []
    var level = [node]
    while !level.isEmpty, group.count <= depthLimit {
      var next: [Int] = []
      var power = Power.zero
      for member in level {
        power = sum(power, graph.powers[member])
        for lender in graph.lenders(of: member) {
          let number = numbers[lender]
          if number < 0 {
            next.append(lender)
          } else if number != head {
            below.append((number, group.count + 1))
          }
        }
      }
      group.append(power)
      level = next
    }
    heads.append(Head(above: nextHead(above: node), group: group, node: node))
    for (number, distance) in below where distance <= depthLimit {
      if let old = heads[number].above { heads[old.head].resting.remove(number) }
      heads[number].above = (head, distance)
      if !heads[number].stands { heads[head].resting.insert(number) }
    }
    if let (above, distance) = heads[head].above {
      heads[above].resting.insert(head)
      for (own, power) in group.enumerated() where own + distance < heads[above].group.count {
        let rest = heads[above].group[own + distance].excess(over: power)
        heads[above].group[own + distance] = rest
      }
    }
    return head
  }

  private func nextHead(above node: Int) -> (head: Int, distance: Int)? {
    var current = node
    var distance = 0
    while distance < depthLimit, let next = graph.delegate(of: current), next != node {
      distance += 1
      if numbers[next] >= 0 { return (numbers[next], distance) }
      current = next
    }
    return nil
  }

  /// The voter that a head's group is counted with while the head rests.
  private func standing(above head: Int) -> (head: Int, distance: Int)? {
    var current = head
    var distance = 0
    while let above = heads[current].above, above.head != head {
      distance += above.distance
      guard distance <= depthLimit else { return nil }
      if heads[above.head].stands { return (above.head, distance) }
      current = above.head
    }
    return nil
  }

  /// The power of a head's group and of the groups that rest below it, as far as it is within reach of somebody so
  /// many steps further on.
  private func gathered(at head: Int, after distance: Int) -> Power {
    var total = Power.zero
    var pending = [(head: head, distance: distance)]
    while let (current, steps) = pending.popLast() {
      for (own, power) in heads[current].group.enumerated() where own + steps <= depthLimit {
        total = sum(total, power)
      }
      for below in heads[current].resting where below != head {
        let further = steps + (heads[below].above?.distance ?? 0)
        if further <= depthLimit { pending.append((below, further)) }
      }
    }
    return total
  }

  /// Sums of powers of distinct members, which stay below the electorate's total and so below 2^128.
  private func sum(_ left: Power, _ right: Power) -> Power { Power(left.units + right.units) }
}
