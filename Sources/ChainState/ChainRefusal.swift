package import CanonicalEncoding

/// Why what a node of a chain said is not proven.
package enum ChainRefusal: CodedRefusal, Hashable {
  /// Bytes that are not the one encoding of an item, at a byte offset.
  case encoding(offset: Int)
  /// A node of the trie that the proof must have and lacks.
  case nodeMissing(Digest)
  /// An item in a trie that is no node of one, or an account that is none.
  case nodeForm(Digest)
  /// An answer of a node of the chain that does not read.
  case answer(String)
  /// A header whose hash is another one.
  case header(found: Digest)
  /// An amount that no list can hold.
  case quantity(String)
  /// A node that is longer than any.
  case nodeSize(Int)

  package var code: String {
    switch self {
    case .encoding: "chain.encoding"
    case .nodeMissing: "chain.nodeMissing"
    case .nodeForm: "chain.nodeForm"
    case .answer: "chain.answer"
    case .header: "chain.header"
    case .quantity: "chain.quantity"
    case .nodeSize: "chain.answer"
    }
  }

  package var message: String {
    switch self {
    case .encoding(let offset): "not the one RLP encoding of anything (byte \(offset))"
    case .nodeMissing(let hash): "the proof lacks the node \(hash.short) of the trie"
    case .nodeForm(let hash): "the node \(hash.short) has not the form of a node of a trie"
    case .answer(let what): "the answer of the chain's node does not read: \(what)"
    case .header(let found):
      "the header's fields hash to \(found): another block, or one with fields that this version does not know "
        + "(ask the node for debug_getRawHeader)"
    case .quantity(let what): "\(what) is 2^128 units or more; the recipe's unit is too small"
    case .nodeSize(let bytes): "a node of \(bytes) bytes is none: at most \(TrieProof.nodeLimit) are needed"
    }
  }
}
