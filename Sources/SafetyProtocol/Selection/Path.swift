/// A JSONPath query (RFC 9535): which values of a document are meant.
package struct Path: Hashable, Sendable {
  /// The longest text of a path in bytes.
  package static let lengthLimit = 16 << 10

  /// The steps from the root on.
  package let segments: [Segment]

  /// One step: selectors applied to each value reached so far.
  package struct Segment: Hashable, Sendable {
    /// Whether it also looks into everything below (`..`).
    package let isDescendant: Bool
    package let selectors: [Selector]

    /// The one selector of a step that reaches at most one value, or `nil`.
    package var single: Selector? {
      guard !isDescendant, selectors.count == 1, let selector = selectors.first else { return nil }
      switch selector {
      case .name, .index: return selector
      case .wildcard, .slice, .filter: return nil
      }
    }
  }

  /// Which children of a value.
  package indirect enum Selector: Hashable, Sendable {
    /// The member of a name, compared as bytes.
    case name(ByteText)
    /// Every element and every member's value.
    case wildcard
    /// An element, from the end where negative.
    case index(Int)
    /// Elements from a start to before an end in steps; what is absent is `nil`.
    case slice(start: Int?, end: Int?, step: Int)
    /// Children for which a condition holds.
    case filter(Condition)
  }

  /// Whether at most one value can be reached: names and indices only (RFC 9535 §2.3.5.1).
  package var isSingular: Bool { segments.allSatisfy { $0.single != nil } }

  /// Reads the text of a path.
  package init(_ text: String) throws(PathRefusal) { self = try PathParser.parse(text) }

  init(segments: [Segment]) { self.segments = segments }
}

/// Text compared by its bytes, as RFC 9535 §2.3.1 compares names: never by canonical equivalence.
package struct ByteText: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(_ text: String) { bytes = Array(text.utf8) }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}
