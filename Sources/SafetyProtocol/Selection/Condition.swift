/// What a filter asks of each child (RFC 9535 §2.3.5).
package indirect enum Condition: Hashable, Sendable {
  /// At least one holds.
  case any([Condition])
  /// All hold.
  case all([Condition])
  case not(Condition)
  /// A query reaches something.
  case exists(Query)
  /// `match` or `search`.
  case matches(TextMatch)
  case comparison(Comparable, Comparison, Comparable)

  /// A path from the child that is looked at (`@`) or from the root (`$`).
  package struct Query: Hashable, Sendable {
    package let isRelative: Bool
    package let path: Path
  }

  /// The operators.
  package enum Comparison: String, Hashable, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
  }

  /// One side of a comparison, or an argument that is a value.
  package indirect enum Comparable: Hashable, Sendable {
    case literal(Literal)
    /// A query that reaches at most one value.
    case query(Query)
    /// The length of a text in scalars, of an array or of an object.
    case length(Comparable)
    /// How many values a query reaches.
    case count(Query)
    /// The value a query reaches, where it reaches exactly one.
    case value(Query)
  }

  /// A value that is written in the path.
  package enum Literal: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(ExactDecimal)
    case text(ByteText)
  }

  /// `match(text, pattern)`, which must match the whole, or `search`, which may match a part.
  package struct TextMatch: Hashable, Sendable {
    package let isWhole: Bool
    package let text: Comparable
    package let pattern: Comparable
  }
}
