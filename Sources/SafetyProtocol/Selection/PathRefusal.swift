internal import CanonicalEncoding

/// Why a text is no path, or a path was not followed to its end.
package enum PathRefusal: CodedRefusal, Hashable {
  /// Not a path of RFC 9535; what was looked for, at a byte offset.
  case syntax(offset: Int, needs: String)
  /// A function with the wrong arguments or in the wrong place (RFC 9535 §2.4.3).
  case illTyped(offset: Int, String)
  /// A function that RFC 9535 does not define.
  case unknownFunction(String)
  /// An integer outside ±(2^53 − 1).
  case integerRange(offset: Int)
  /// More text than allowed.
  case tooLong(limit: Int)
  /// Parentheses and queries nested too deeply.
  case tooDeep(limit: Int)
  /// A regular expression that would need too many states.
  case patternTooLarge(limit: Int)
  /// Following the path takes more work than allowed.
  case tooCostly(limit: Int)
  /// The path reaches more values than are held at once.
  case tooMany(limit: Int)

  /// The stable name.
  package var code: String {
    switch self {
    case .syntax: "path.syntax"
    case .illTyped: "path.illTyped"
    case .unknownFunction: "path.unknownFunction"
    case .integerRange: "path.integerRange"
    case .tooLong: "path.tooLong"
    case .tooDeep: "path.tooDeep"
    case .patternTooLarge: "path.patternTooLarge"
    case .tooCostly: "path.tooCostly"
    case .tooMany: "path.tooMany"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .syntax(let offset, let needs): "not a JSONPath: at byte \(offset) there should be \(needs)"
    case .illTyped(let offset, let fault): "not a JSONPath: at byte \(offset) \(fault)"
    case .unknownFunction(let name):
      "no function \(DisplayText.escaped(name, limit: 40)); there are length, count, match, search and value"
    case .integerRange(let offset): "the integer at byte \(offset) is outside ±(2^53 − 1)"
    case .tooLong(let limit): "a path has at most \(limit) bytes"
    case .tooDeep(let limit): "a path is nested at most \(limit) levels deep"
    case .patternTooLarge(let limit): "the regular expression needs more than \(limit) states"
    case .tooCostly(let limit): "following the path takes more than \(limit) steps"
    case .tooMany(let limit): "the path reaches more than \(limit) values"
    }
  }
}
