internal import CanonicalEncoding

/// A protocol as a module of Rego, for Open Policy Agent.
///
/// A view, never the authority: in Rego what is undefined is silent, so that every rule counts what it found
/// before it compares, and a rule that is not said here never passes. The input holds the parsed files by
/// name.
package enum RegoView {
  /// The module; `allow` is true only where every rule that must pass does. Capabilities count as reached.
  package static func text(of terms: ProtocolTerms) -> String {
    let rules = terms.rules.filter { terms.required(terms.capabilities).contains($0.id) }
    var text = """
      # \(terms.id) version \(terms.version), \(terms.hash)
      # A view of the protocol, made by quorate. It is not the protocol: completeness, age and
      # attestation are not looked at, and every safeguard is required.
      package quorate.protocol

      import rego.v1

      default allow := false

      required := {\(rules.map { quoted($0.id) }.joined(separator: ", "))}

      allow if {
      	every name in required { pass[name] }
      }

      """
    for (number, rule) in rules.enumerated() { text += "\n" + module(rule, number) }
    return text
  }

  private static func module(_ rule: SafetyRule, _ number: Int) -> String {
    let head = "# " + DisplayText.escaped("\(rule.id): \(rule.subject.words) \(rule.test.words)") + "\n"
    let lists = rule.subject.paths.enumerated().map { position, path in
      values(path, of: rule.evidence).map { "values_\(number)_\(position) := [v | \($0)]\n" }
    }
    guard let conditions = conditions(rule, "values_\(number)_0", "values_\(number)_1"), !lists.contains(nil)
    else {
      return head + "# Not said in Rego; it never passes.\n"
    }
    let isThere = "object.get(input, \(quoted(rule.evidence)), null) != null"
    let body = ([isThere] + conditions).map { "\t\($0)\n" }.joined()
    return head + lists.compactMap { $0 }.joined() + "pass contains \(quoted(rule.id)) if {\n\(body)}\n"
  }

  private static func conditions(_ rule: SafetyRule, _ first: String, _ second: String) -> [String]? {
    let nulls = "count([v | some v in \(first); v != null]) == "
    switch (rule.subject, rule.test) {
    case (.value, .absentOrNull): return [nulls + "0"]
    case (.value, .present): return ["count(\(first)) > 0", nulls + "count(\(first))"]
    case (.value, let test):
      return ["count(\(first)) == 1", "every x in \(first) { \(holds(test)) }"]
    case (.each(_, let least), .absentOrNull): return ["count(\(first)) >= \(least)", nulls + "0"]
    case (.each(_, let least), .present):
      return ["count(\(first)) >= \(least)", nulls + "count(\(first))"]
    case (.each(_, let least), let test):
      return ["count(\(first)) >= \(least)", "every x in \(first) { \(holds(test)) }"]
    case (.ratio, let test):
      guard let limit = test.limit ?? test.values.first?.decimal else { return nil }
      return [
        "count(\(first)) == 1", "count(\(second)) == 1", "is_number(\(first)[0])", "is_number(\(second)[0])",
        "\(second)[0] > 0", "\(first)[0] \(test.symbol) \(limit) * \(second)[0]",
      ]
    }
  }

  // MARK: Selection

  /// The body of a comprehension whose `v` runs over the values that a path reaches, or `nil`.
  private static func values(_ path: Path, of evidence: String) -> String? {
    var reference = "input[\(quoted(evidence))]"
    var parts: [String] = []
    for (position, segment) in path.segments.enumerated() {
      guard !segment.isDescendant, segment.selectors.count == 1, let selector = segment.selectors.first else {
        return nil
      }
      switch selector {
      case .name(let name):
        parts.append("is_object(\(reference))")
        reference += "[\(quoted(name.text))]"
      case .index(let index) where index >= 0:
        parts.append("is_array(\(reference))")
        reference += "[\(index)]"
      case .wildcard, .filter:
        let element = "e\(position)"
        parts.append("type_name(\(reference)) in {\"array\", \"object\"}")
        parts.append("some \(element) in \(reference)")
        if case .filter(let condition) = selector {
          guard let tests = equalities(condition, of: element) else { return nil }
          parts += tests
        }
        reference = element
      case .index, .slice: return nil
      }
    }
    return (parts + ["v := \(reference)"]).joined(separator: "; ")
  }

  private static func equalities(_ condition: Condition, of element: String) -> [String]? {
    switch condition {
    case .all(let conditions):
      let parts = conditions.map { equalities($0, of: element) }
      return parts.contains(nil) ? nil : parts.compactMap { $0 }.flatMap { $0 }
    case .comparison(.query(let query), .equal, .literal(let literal)),
      .comparison(.literal(let literal), .equal, .query(let query)):
      guard query.isRelative, query.path.segments.count == 1,
        case .name(let name)? = query.path.segments.first?.single
      else { return nil }
      let value =
        switch literal {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .number(let number): number.description
        case .text(let text): quoted(text.text)
        }
      return ["is_object(\(element))", "\(element)[\(quoted(name.text))] == \(value)"]
    default: return nil
    }
  }

  // MARK: Values

  private static func holds(_ test: RuleTest) -> String {
    if let limit = test.limit { return "is_number(x); x \(test.symbol) \(limit)" }
    let texts = test.values.compactMap { value -> String? in
      if case .text(let text) = value { quoted(text.text) } else { nil }
    }
    let truths = test.values.compactMap { value -> String? in
      if case .boolean(let value) = value { "\(value)" } else { nil }
    }
    let kinds = [
      texts.isEmpty ? nil : ("string", texts), truths.isEmpty ? nil : ("boolean", truths),
      test.values.compactMap(\.decimal).isEmpty
        ? nil : ("number", test.values.compactMap { $0.decimal?.description }),
    ].compactMap { $0 }
    let isNegated: Bool
    if case .notEqual = test { isNegated = true } else { isNegated = false }
    // Only values of a kind that is compared with are answers at all.
    let allowed = kinds.map { quoted($0.0) }.joined(separator: ", ")
    let values = kinds.flatMap(\.1).joined(separator: ", ")
    return "type_name(x) in {\(allowed)}; \(isNegated ? "not " : "")x in {\(values)}"
  }

  /// A text literal, spelt as in JSON.
  private static func quoted(_ text: String) -> String {
    String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self)
  }
}
