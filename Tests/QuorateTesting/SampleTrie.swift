package import CanonicalEncoding
internal import ChainState

/// A Merkle Patricia trie built from all its keys at once, the slow and obvious way.
package struct SampleTrie {
  /// The encodings of all nodes that are known by their hash; the root always is.
  package private(set) var nodes: [[UInt8]] = []
  /// The hash of the root.
  package private(set) var root = TrieProof.emptyRoot

  /// The trie of these values by their keys.
  package init(_ values: [[UInt8]: [UInt8]]) {
    guard !values.isEmpty else { return }
    let pairs = values.map { (path: $0.key.flatMap { [$0 >> 4, $0 & 15] }, value: $0.value) }
    let encoded = node(pairs).encoded
    nodes.append(encoded)
    root = Keccak256.digest(encoded)
  }

  private mutating func node(_ pairs: [(path: [UInt8], value: [UInt8])]) -> RLPItem {
    if pairs.count == 1 {
      return .list([.bytes(Self.compact(pairs[0].path, isLeaf: true)[...]), .bytes(pairs[0].value[...])])
    }
    var shared = 0
    while pairs.allSatisfy({ $0.path.count > shared && $0.path[shared] == pairs[0].path[shared] }) {
      shared += 1
    }
    if shared > 0 {
      let child = reference(pairs.map { (Array($0.path.dropFirst(shared)), $0.value) })
      return .list([.bytes(Self.compact(Array(pairs[0].path.prefix(shared)), isLeaf: false)[...]), child])
    }
    var items: [RLPItem] = []
    for nibble in UInt8(0)..<16 {
      let below = pairs.filter { $0.path.first == nibble }.map { (Array($0.path.dropFirst()), $0.value) }
      items.append(below.isEmpty ? .bytes([]) : reference(below))
    }
    items.append(.bytes((pairs.first { $0.path.isEmpty }?.value ?? [])[...]))
    return .list(items)
  }

  /// A child: itself where it is short, else its hash.
  private mutating func reference(_ pairs: [(path: [UInt8], value: [UInt8])]) -> RLPItem {
    let child = node(pairs)
    let encoded = child.encoded
    guard encoded.count >= 32 else { return child }
    nodes.append(encoded)
    return .bytes(Keccak256.digest(encoded).bytes[...])
  }

  private static func compact(_ path: [UInt8], isLeaf: Bool) -> [UInt8] {
    let flags: UInt8 = isLeaf ? 2 : 0
    let nibbles = path.count.isMultiple(of: 2) ? [flags, 0] + path : [flags + 1] + path
    return stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
  }
}
