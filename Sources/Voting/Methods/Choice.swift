package import CanonicalEncoding

/// What a ballot says, as positions in the proposal's list of options.
///
/// The words a wallet shows are a function of this and of the list; counting methods give it its shape.
public struct Choice: Hashable, Sendable {
  /// Positions in the list of options, in the order the method gives them a meaning.
  package let positions: [Int]
  /// What goes to the named options, in the unit of the method; empty where each gets all there is.
  package let weights: [UInt128]

  package init(positions: [Int], weights: [UInt128] = []) {
    self.positions = positions
    self.weights = weights
  }
}

/// The options of a proposal, bound into every ballot together with what was chosen.
package enum SelectionHash {
  private static let tag = DomainTag("quorate/selection/v1")

  /// The digest of the method, the words of the choice and the whole list of options.
  ///
  /// Two proposals whose options differ in one letter or in their order have no selection in common, so that a
  /// signed "Yes" cannot be moved to another list.
  package static func of(_ words: String, method: String, options: [String]) -> Digest {
    var list: [UInt8] = []
    for option in options {
      list.append(bigEndian: UInt64(option.utf8.count))
      list.append(contentsOf: Array(option.utf8))
    }
    return tag.digest(Array(method.utf8), Array(words.utf8), list)
  }
}
