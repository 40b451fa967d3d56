package import CanonicalEncoding

/// Nodes of a Merkle Patricia trie, enough of them to follow some keys from its root.
///
/// A node is known by its hash, so their order does not matter, one node serves many keys, and nodes that are
/// not needed do no harm. Source: Ethereum yellow paper, appendix D.
package struct TrieProof: Sendable {
  private let nodes: [Digest: [UInt8]]

  /// The root of a trie without keys: the hash of no bytes, encoded.
  package static let emptyRoot = Keccak256.digest([0x80])

  /// No node is longer: a branch of sixteen hashes has 532 bytes, and values are short.
  package static let nodeLimit = 1024

  /// A proof of the nodes' encodings.
  /// - Complexity: O(their length), one hash a node.
  package init(nodes: [[UInt8]]) {
    self.nodes = Dictionary(nodes.map { (Keccak256.digest($0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// What the trie with this root holds under a key, or `nil` where it provably holds nothing.
  /// - Parameter key: Any bytes; tries of state and storage use the hash of an address or a slot.
  /// - Throws: ``ChainRefusal/nodeMissing(_:)`` if the proof does not reach so far,
  ///   ``ChainRefusal/nodeForm(_:)`` or ``ChainRefusal/encoding(offset:)`` if it is none.
  /// - Complexity: O(length of the key) nodes.
  package func value(of key: [UInt8], root: Digest) throws(ChainRefusal) -> [UInt8]? {
    if root == Self.emptyRoot { return nil }
    var path = key.flatMap { [$0 >> 4, $0 & 15] }[...]
    var hash = root
    var node = try node(hash)
    while true {
      switch try Step(node, path) {
      case .malformed: throw .nodeForm(hash)
      case .found(let value): return value
      case .absent: return nil
      case .on(let next, let used):
        path = path.dropFirst(used)
        if let bytes = next.bytes {
          guard let child = Digest(bytes) else { throw .nodeForm(hash) }
          hash = child
          node = try self.node(child)
        } else {
          // What is longer stands under its hash.
          guard next.encoded.count < 32 else { throw .nodeForm(hash) }
          node = next
        }
      }
    }
  }

  private func node(_ hash: Digest) throws(ChainRefusal) -> RLPItem {
    guard let bytes = nodes[hash] else { throw .nodeMissing(hash) }
    return try RLPItem(decoding: bytes)
  }

  /// Where a node leads a path.
  private enum Step {
    case found([UInt8])
    case absent
    /// To the child, which is a hash or the node itself, after so many nibbles.
    case on(RLPItem, Int)
    case malformed

    init(_ node: RLPItem, _ path: ArraySlice<UInt8>) throws(ChainRefusal) {
      switch node.items?.count {
      case 17: self = Self.branch(node.items ?? [], path)
      case 2: self = Self.short(node.items ?? [], path)
      default: self = .malformed
      }
    }

    private static func branch(_ items: [RLPItem], _ path: ArraySlice<UInt8>) -> Step {
      guard let nibble = path.first else {
        guard let value = items[16].bytes else { return .malformed }
        return value.isEmpty ? .absent : .found(Array(value))
      }
      let child = items[Int(nibble)]
      return child.bytes?.isEmpty == true ? .absent : .on(child, 1)
    }

    /// A leaf or an extension: the rest of a path in compact form, and a value or a child.
    private static func short(_ items: [RLPItem], _ path: ArraySlice<UInt8>) -> Step {
      guard let compact = items[0].bytes, let flags = compact.first, flags < 0x40 else { return .malformed }
      let isLeaf = flags & 0x20 != 0
      let isOdd = flags & 0x10 != 0
      guard isOdd || flags & 15 == 0 else { return .malformed }
      let rest = (isOdd ? [flags & 15] : []) + compact.dropFirst().flatMap { [$0 >> 4, $0 & 15] }
      if isLeaf {
        guard let value = items[1].bytes, !value.isEmpty else { return .malformed }
        return path.elementsEqual(rest) ? .found(Array(value)) : .absent
      }
      guard !rest.isEmpty else { return .malformed }
      return path.starts(with: rest) ? .on(items[1], rest.count) : .absent
    }
  }
}
