/// Who points at whom, turned around: for each of so many nodes, the nodes that point at it.
///
/// Two flat arrays, whatever the shape: a million nodes that all point at one cost no more than a chain.
struct ReverseEdges: Sendable {
  private let starts: [Int]
  private let sources: [Int]

  /// - Parameters:
  ///   - count: How many nodes there are.
  ///   - edges: Pairs of nodes below `count`; one that comes twice is kept twice.
  /// - Complexity: O(count + edges).
  init(count: Int, edges: [(source: Int, target: Int)]) {
    var starts = [Int](repeating: 0, count: count + 1)
    for edge in edges { starts[edge.target + 1] += 1 }
    for node in 0..<count { starts[node + 1] += starts[node] }
    var next = starts
    var sources = [Int](repeating: 0, count: edges.count)
    for edge in edges {
      let place = next[edge.target]
      sources[place] = edge.source
      next[edge.target] = place + 1
    }
    self.starts = starts
    self.sources = sources
  }

  /// The nodes that point at a node, in the order of the edges.
  subscript(node: Int) -> ArraySlice<Int> { sources[starts[node]..<starts[node + 1]] }
}
