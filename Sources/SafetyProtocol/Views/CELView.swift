internal import CanonicalEncoding

/// A protocol as expressions of the Common Expression Language, for systems that take nothing else.
///
/// A view, never the authority: CEL absorbs errors and computes with floats, so that every value is guarded
/// before it is compared, and a rule that CEL cannot say is `false`. The variable `evidence` holds the parsed
/// files by name.
package enum CELView {
  /// One expression that is true only where every rule that must pass does. Capabilities count as reached.
  package static func text(of terms: ProtocolTerms) -> String {
    let required = terms.required(terms.capabilities)
    var lines = [
      "// \(terms.id) version \(terms.version), \(terms.hash)",
      "// A view of the protocol, made by quorate. It is not the protocol: numbers are floats here,",
      "// completeness, age and attestation are not looked at, and every safeguard is required.",
    ]
    let rules = terms.rules.filter { required.contains($0.id) }
    for (number, rule) in rules.enumerated() {
      lines.append("// " + DisplayText.escaped("\(rule.id): \(rule.subject.words) \(rule.test.words)"))
      lines.append((number == 0 ? "   (" : "&& (") + expression(rule) + ")")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func expression(_ rule: SafetyRule) -> String {
    let root = "evidence[\(quoted(rule.evidence))]"
    let guardian = "\(quoted(rule.evidence)) in evidence"
    switch rule.subject {
    case .value(let path):
      guard let values = values(path, from: root) else { return unsayable }
      switch rule.test {
      case .absentOrNull: return "\(guardian) && \(values).all(x, type(x) == null_type)"
      case .present: return "\(guardian) && size(\(values)) > 0 && \(values).all(x, type(x) != null_type)"
      default:
        return "\(guardian) && size(\(values)) == 1 && \(values).all(x, \(holds(rule.test)))"
      }
    case .each(let path, let least):
      guard let values = values(path, from: root) else { return unsayable }
      let test =
        switch rule.test {
        case .absentOrNull: "type(x) == null_type"
        case .present: "type(x) != null_type"
        default: holds(rule.test)
        }
      return "\(guardian) && size(\(values)) >= \(least) && \(values).all(x, \(test))"
    case .ratio(let part, let whole):
      guard let parts = values(part, from: root), let wholes = values(whole, from: root),
        let symbol = ratioSymbol(rule.test), let limit = rule.test.limit ?? rule.test.values.first?.decimal
      else { return unsayable }
      return "\(guardian) && size(\(parts)) == 1 && size(\(wholes)) == 1 && \(parts).all(x, \(isNumber("x"))"
        + " && \(wholes).all(y, \(isNumber("y")) && double(y) > 0.0"
        + " && double(x) \(symbol) \(float(limit)) * double(y)))"
    }
  }

  private static let unsayable = "false /* CEL cannot say this */"

  private static func ratioSymbol(_ test: RuleTest) -> String? {
    switch test {
    case .less, .atMost, .greater, .atLeast, .equal, .notEqual: test.symbol
    case .isOne, .absentOrNull, .present: nil
    }
  }

  // MARK: Selection

  /// The list of the values that a path reaches, or `nil`: names, indices, and one step to several values,
  /// since CEL has no way to make one list of lists.
  private static func values(_ path: Path, from root: String) -> String? {
    var text = "[\(root)]"
    var isWide = false
    for segment in path.segments {
      guard !segment.isDescendant, segment.selectors.count == 1, let selector = segment.selectors.first else {
        return nil
      }
      switch selector {
      case .name(let name):
        let key = quoted(name.text)
        text += ".filter(v, type(v) == map && \(key) in v).map(v, v[\(key)])"
      case .index(let index) where index >= 0:
        text += ".filter(v, type(v) == list && size(v) > \(index)).map(v, v[\(index)])"
      case .wildcard, .filter:
        guard !isWide else { return nil }
        isWide = true
        // A list of at most one value becomes the list of its elements.
        text = "(size(\(text).filter(v, type(v) == list)) == 1 ? \(text)[0] : [])"
        if case .filter(let condition) = selector {
          guard let test = equality(condition) else { return nil }
          text += ".filter(v, \(test))"
        }
      case .index, .slice: return nil
      }
    }
    return text
  }

  private static func equality(_ condition: Condition) -> String? {
    switch condition {
    case .all(let conditions):
      let parts = conditions.compactMap(equality)
      return parts.count == conditions.count ? parts.joined(separator: " && ") : nil
    case .comparison(.query(let query), .equal, .literal(let literal)),
      .comparison(.literal(let literal), .equal, .query(let query)):
      guard query.isRelative, query.path.segments.count == 1,
        case .name(let name)? = query.path.segments.first?.single
      else { return nil }
      let key = quoted(name.text)
      let value =
        switch literal {
        case .null: "type(v[\(key)]) == null_type"
        case .boolean(let value): "type(v[\(key)]) == bool && v[\(key)] == \(value)"
        case .number(let number): "\(isNumber("v[\(key)]")) && double(v[\(key)]) == \(float(number))"
        case .text(let text): "type(v[\(key)]) == string && v[\(key)] == \(quoted(text.text))"
        }
      return "type(v) == map && \(key) in v && \(value)"
    default: return nil
    }
  }

  // MARK: Values

  /// Whether `x` passes a test of values.
  private static func holds(_ test: RuleTest) -> String {
    if let limit = test.limit { return "\(isNumber("x")) && double(x) \(test.symbol) \(float(limit))" }
    let isNegated: Bool
    if case .notEqual = test { isNegated = true } else { isNegated = false }
    let symbol = isNegated ? "!=" : "=="
    let parts = test.values.flatMap { value -> [String] in
      switch value {
      case .boolean(let value): return ["(type(x) == bool && x \(symbol) \(value))"]
      case .text(let text):
        let number = value.decimal.map {
          // What is no number is unequal to itself, so that it is never found to be another number.
          "(\(isNumber("x")) && double(x) == double(x) && double(x) \(symbol) \(float($0)))"
        }
        return ["(type(x) == string && x \(symbol) \(quoted(text.text)))"] + (number.map { [$0] } ?? [])
      }
    }
    return "(" + parts.joined(separator: " || ") + ")"
  }

  private static func isNumber(_ name: String) -> String {
    "(type(\(name)) == double || type(\(name)) == int || type(\(name)) == uint)"
  }

  private static func float(_ decimal: ExactDecimal) -> String {
    let text = decimal.description
    return text.contains(".") || text.contains("e") ? text : text + ".0"
  }

  /// A text literal; everything but plain ASCII is written as an escape.
  static func quoted(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": output += "\\" + String(scalar)
      case " "..."~": output.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        output += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return output + "\""
  }
}
