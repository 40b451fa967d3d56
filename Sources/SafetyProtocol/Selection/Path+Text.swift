extension Path {
  /// The one spelling of the path: names in brackets and single quotes, no white space that could be left
  /// out.
  ///
  /// It is read back as the same path.
  package var text: String { "$" + segments.map(\.text).joined() }
}

extension Path.Segment {
  fileprivate var text: String {
    (isDescendant ? ".." : "") + "[" + selectors.map(\.text).joined(separator: ",") + "]"
  }
}

extension Path.Selector {
  fileprivate var text: String {
    switch self {
    case .name(let name): EvidenceDocument.quoted(name.bytes)
    case .wildcard: "*"
    case .index(let index): "\(index)"
    case .slice(let start, let end, let step):
      "\(start.map(String.init) ?? ""):\(end.map(String.init) ?? "")" + (step == 1 ? "" : ":\(step)")
    case .filter(let condition): "?" + condition.text(inside: .any)
    }
  }
}

extension Condition {
  /// What binds around a condition, from the loosest on.
  fileprivate enum Binding: Int { case any, all, not }

  fileprivate func text(inside binding: Binding) -> String {
    func enclosed(_ text: String, _ own: Binding) -> String {
      own.rawValue < binding.rawValue ? "(\(text))" : text
    }
    switch self {
    case .any(let conditions):
      return enclosed(conditions.map { $0.text(inside: .all) }.joined(separator: " || "), .any)
    case .all(let conditions):
      return enclosed(conditions.map { $0.text(inside: .not) }.joined(separator: " && "), .all)
    case .not(let condition): return "!" + condition.negatable
    case .exists(let query): return query.text
    case .matches(let match):
      return "\(match.isWhole ? "match" : "search")(\(match.text.text), \(match.pattern.text))"
    case .comparison(let left, let comparison, let right):
      return "\(left.text) \(comparison.rawValue) \(right.text)"
    }
  }

  /// Behind an exclamation mark a comparison, too, needs parentheses.
  private var negatable: String {
    switch self {
    case .exists, .matches: text(inside: .not)
    default: "(\(text(inside: .any)))"
    }
  }
}

extension Condition.Query {
  fileprivate var text: String { (isRelative ? "@" : "$") + path.text.dropFirst() }
}

extension Condition.Comparable {
  fileprivate var text: String {
    switch self {
    case .literal(let literal): literal.text
    case .query(let query): query.text
    case .length(let argument): "length(\(argument.text))"
    case .count(let query): "count(\(query.text))"
    case .value(let query): "value(\(query.text))"
    }
  }
}

extension Condition.Literal {
  fileprivate var text: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let number): number.description
    case .text(let text): EvidenceDocument.quoted(text.bytes)
    }
  }
}
