/// One value, or the key before one, in the order in which they stand in a document.
///
/// A document is one flat list of these instead of a tree, so that a log of millions of values costs one
/// allocation, and so that "this value and everything in it" is a range.
struct EvidenceNode: Sendable {
  /// What stands there.
  enum Kind: UInt8, Sendable {
    case null, yes, no
    /// A number of the JSON grammar.
    case number
    /// `NaN`, `Infinity` or `-Infinity`, which Python writes and JSON has not. It equals nothing, also not
    /// itself.
    case notANumber
    /// A text whose bytes are its content, and one with escapes.
    case text, escapedText
    /// The key of the member whose value follows, without and with escapes.
    case key, escapedKey
    case array, object
  }

  let kind: Kind
  /// The first byte; of texts and keys, the first behind the quote.
  let start: UInt32
  /// The byte behind the last one; of arrays and objects, how many elements or members there are.
  var extent: UInt32
  /// The node behind this one and everything in it.
  var next: UInt32
}
