/// What a rule asks of a value. There is no negation, no alternative and no arithmetic to be misread.
package enum RuleTest: Hashable, Sendable {
  case equal(RuleValue)
  case notEqual(RuleValue)
  case less(ExactDecimal)
  case atMost(ExactDecimal)
  case greater(ExactDecimal)
  case atLeast(ExactDecimal)
  /// One of these.
  case isOne(of: [RuleValue])
  /// Nothing is selected, or only `null`.
  case absentOrNull
  /// Something is selected, and nothing of it is `null`.
  case present

  /// The spelling of each in a protocol.
  package static let operators = ["==", "!=", "<", "<=", ">", ">=", "in", "absent-or-null", "present"]

  /// The spelling of this one.
  package var symbol: String {
    switch self {
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .atMost: "<="
    case .greater: ">"
    case .atLeast: ">="
    case .isOne: "in"
    case .absentOrNull: "absent-or-null"
    case .present: "present"
    }
  }

  /// The number compared with, where the order of numbers is asked for.
  package var limit: ExactDecimal? {
    switch self {
    case .less(let limit), .atMost(let limit), .greater(let limit), .atLeast(let limit): limit
    default: nil
    }
  }

  /// The values compared with.
  package var values: [RuleValue] {
    switch self {
    case .equal(let value), .notEqual(let value): [value]
    case .isOne(let values): values
    default: []
    }
  }

  /// What is required, in words: `>= 0.85`.
  package var words: String {
    if let limit { return "\(symbol) \(limit)" }
    switch self {
    case .equal(let value), .notEqual(let value): return "\(symbol) \(value.words)"
    case .isOne(let values): return "in [\(values.map(\.words).joined(separator: ", "))]"
    case .absentOrNull: return "absent or null"
    default: return "present"
    }
  }
}

/// A value written in a protocol: a text that may also stand for a number, or a truth value.
package enum RuleValue: Hashable, Sendable {
  /// Compared with texts by bytes, and with numbers where it reads as one.
  case text(ByteText)
  case boolean(Bool)

  /// The number it stands for, or `nil`.
  package var decimal: ExactDecimal? {
    if case .text(let text) = self { ExactDecimal(text.text) } else { nil }
  }

  var words: String {
    switch self {
    case .text(let text): text.text
    case .boolean(let value): value ? "true" : "false"
    }
  }
}
