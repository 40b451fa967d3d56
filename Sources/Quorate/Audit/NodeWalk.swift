internal import CanonicalEncoding
internal import TransparencyLog

/// Compares every stored hash of the tree with the one the entries lead to.
///
/// Subtrees are gathered as entries complete them and looked up in runs, one for each level.
struct NodeWalk {
  /// How many are gathered before they are worth a look-up.
  static let limit = 16_384

  private var levels: [(first: UInt64, hashes: [Digest])] = []
  /// How many wait to be compared.
  private(set) var count = 0
  /// The first subtree that is not stored, or not with its hash.
  private(set) var firstWrong: NodeID?

  /// Takes the hash of a perfect subtree; those of one level come in order.
  mutating func complete(_ node: NodeID, _ hash: Digest) {
    while levels.count <= node.level { levels.append((first: 0, hashes: [])) }
    if levels[node.level].hashes.isEmpty { levels[node.level].first = node.index }
    levels[node.level].hashes.append(hash)
    count += 1
  }

  /// Compares those that wait.
  mutating func compare(with store: some LogReading) {
    for (level, nodes) in levels.enumerated()
    where firstWrong == nil && !nodes.hashes.isEmpty && store.keeps(level: level) {
      // A look-up that fails is a subtree that is not there.
      let stored = (try? store.nodes(level: level, from: nodes.first, limit: nodes.hashes.count)) ?? []
      let wrong = nodes.hashes.indices.first { $0 >= stored.count || stored[$0] != nodes.hashes[$0] }
      if let wrong { firstWrong = NodeID(level: level, index: nodes.first + UInt64(wrong)) }
    }
    for level in levels.indices { levels[level].hashes.removeAll(keepingCapacity: true) }
    count = 0
  }
}
