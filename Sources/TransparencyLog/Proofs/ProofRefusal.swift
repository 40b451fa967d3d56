package import CanonicalEncoding

/// Why a proof about a tree was not accepted, or cannot be made.
package enum ProofRefusal: CodedRefusal, Hashable {
  /// The tree has no leaf of that number.
  case indexOutOfRange(index: UInt64, size: UInt64)
  /// Every tree begins with the empty one, so that nothing would be proven.
  case emptyTree
  /// A tree never shrinks.
  case sizesReversed(old: UInt64, new: UInt64)
  /// More or fewer hashes than the sizes call for.
  case wrongLength(hashes: Int)
  /// The hashes lead to another root.
  case wrongRoot(expected: Digest, computed: Digest)
  /// The hashes lead to another root of the older tree.
  case wrongOldRoot(expected: Digest, computed: Digest)

  /// The stable name.
  package var code: String {
    switch self {
    case .indexOutOfRange: "proof.indexOutOfRange"
    case .emptyTree: "proof.emptyTree"
    case .sizesReversed: "proof.sizesReversed"
    case .wrongLength: "proof.wrongLength"
    case .wrongRoot: "proof.wrongRoot"
    case .wrongOldRoot: "proof.wrongOldRoot"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .indexOutOfRange(let index, let size): "a tree of \(size) leaves has no leaf \(index)"
    case .emptyTree: "consistency with the empty tree proves nothing"
    case .sizesReversed(let old, let new): "a tree of \(old) leaves cannot have become one of \(new)"
    case .wrongLength(let hashes): "\(hashes) hashes are too many or too few for these sizes"
    case .wrongRoot(let expected, let computed): "the proof leads to root \(computed), not to \(expected)"
    case .wrongOldRoot(let expected, let computed):
      "the proof leads to the older root \(computed), not to \(expected)"
    }
  }
}
