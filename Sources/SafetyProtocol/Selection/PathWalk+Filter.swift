internal import CanonicalEncoding

extension PathWalk {
  /// Whether a condition holds for a child.
  mutating func holds(_ condition: Condition, for child: Place) throws(PathRefusal) -> Bool {
    switch condition {
    case .any(let conditions):
      for condition in conditions where try holds(condition, for: child) { return true }
      return false
    case .all(let conditions):
      for condition in conditions where try !holds(condition, for: child) { return false }
      return true
    case .not(let condition): return try !holds(condition, for: child)
    case .exists(let query): return try !places(query, for: child).isEmpty
    case .matches(let match): return try matches(match, for: child)
    case .comparison(let left, let comparison, let right):
      let (left, right) = (try operand(left, for: child), try operand(right, for: child))
      return try compare(left, comparison, right)
    }
  }

  private mutating func places(_ query: Condition.Query, for child: Place) throws(PathRefusal) -> [Place] {
    try spend()
    return try places(query.path, from: query.isRelative ? child : root)
  }

  // MARK: Values

  /// A side of a comparison.
  private enum Operand {
    /// No value at all, which equals only itself.
    case nothing
    case place(Place)
    case literal(Condition.Literal)
  }

  private mutating func operand(
    _ comparable: Condition.Comparable, for child: Place
  ) throws(PathRefusal) -> Operand {
    switch comparable {
    case .literal(let literal): return .literal(literal)
    case .query(let query): return try places(query, for: child).first.map { .place($0) } ?? .nothing
    case .count(let query): return number(try places(query, for: child).count)
    case .value(let query):
      let places = try places(query, for: child)
      return places.count == 1 ? .place(places[0]) : .nothing
    case .length(let argument): return try length(of: try operand(argument, for: child))
    }
  }

  private func number(_ count: Int) -> Operand {
    ExactDecimal(String(count)).map { .literal(.number($0)) } ?? .nothing
  }

  private mutating func length(of operand: Operand) throws(PathRefusal) -> Operand {
    if let text = text(operand) {
      try spend(text.count / 8)
      // Every scalar has one byte that is not 10xxxxxx.
      return number(text.count { $0 & 0xc0 != 0x80 })
    }
    guard case .place(let place) = operand, [.array, .object].contains(document.kind(place)) else {
      return .nothing
    }
    return number(document.count(place))
  }

  private func text(_ operand: Operand) -> ArraySlice<UInt8>? {
    switch operand {
    case .place(let place): document.utf8(place)
    case .literal(.text(let text)): text.bytes[...]
    default: nil
    }
  }

  private func decimal(_ operand: Operand) -> ExactDecimal? {
    switch operand {
    case .place(let place): document.decimal(place)
    case .literal(.number(let number)): number
    default: nil
    }
  }

  // MARK: Comparisons (RFC 9535 §2.3.5.2.2)

  private mutating func compare(
    _ left: Operand, _ comparison: Condition.Comparison, _ right: Operand
  ) throws(PathRefusal) -> Bool {
    try spend()
    switch comparison {
    case .equal: return try isEqual(left, right)
    case .notEqual: return try !isEqual(left, right)
    case .less: return isLess(left, right)
    case .greater: return isLess(right, left)
    case .lessOrEqual: return isLess(left, right) ? true : try isEqual(left, right)
    case .greaterOrEqual: return isLess(right, left) ? true : try isEqual(left, right)
    }
  }

  private func isLess(_ left: Operand, _ right: Operand) -> Bool {
    if let left = decimal(left), let right = decimal(right) { return left < right }
    if let left = text(left), let right = text(right) { return left.lexicographicallyPrecedes(right) }
    return false
  }

  private mutating func isEqual(_ left: Operand, _ right: Operand) throws(PathRefusal) -> Bool {
    switch (left, right) {
    case (.nothing, .nothing): return true
    case (.nothing, _), (_, .nothing): return false
    case (.place(let left), .place(let right)): return try isEqual(left, right)
    case (.place(let place), .literal(let literal)), (.literal(let literal), .place(let place)):
      return isEqual(place, literal)
    case (.literal(let left), .literal(let right)): return left == right
    }
  }

  private func isEqual(_ place: Place, _ literal: Condition.Literal) -> Bool {
    switch literal {
    case .null: document.kind(place) == .null
    case .boolean(let value): document.boolean(place) == value
    case .number(let number): document.decimal(place) == number
    case .text(let text): document.utf8(place)?.elementsEqual(text.bytes) ?? false
    }
  }

  /// Whether two values of the document are the same; recursion is bounded by the depth of the document.
  private mutating func isEqual(_ left: Place, _ right: Place) throws(PathRefusal) -> Bool {
    try spend()
    guard let kind = document.kind(left), kind == document.kind(right) else { return false }
    switch kind {
    case .null: return true
    case .boolean: return document.boolean(left) == document.boolean(right)
    // What is no number, or out of all range, equals nothing.
    case .notANumber: return false
    case .number: return document.decimal(left).map { $0 == document.decimal(right) } ?? false
    case .text:
      guard let left = document.utf8(left), let right = document.utf8(right) else { return false }
      return left.elementsEqual(right)
    case .array, .object:
      guard document.count(left) == document.count(right) else { return false }
      return kind == .array ? try areEqualArrays(left, right) : try areEqualObjects(left, right)
    }
  }

  private mutating func areEqualArrays(_ left: Place, _ right: Place) throws(PathRefusal) -> Bool {
    for (left, right) in zip(document.children(left), document.children(right)) {
      guard try isEqual(left, right) else { return false }
    }
    return true
  }

  private mutating func areEqualObjects(_ left: Place, _ right: Place) throws(PathRefusal) -> Bool {
    for value in document.children(left) {
      try spend(document.count(right))
      let key = Array(document.content(document.nodes[value - 1]))
      guard let other = document.member(key, of: right) else { return false }
      guard try isEqual(value, other) else { return false }
    }
    return true
  }

  // MARK: Patterns

  private mutating func matches(_ match: Condition.TextMatch, for child: Place) throws(PathRefusal) -> Bool {
    let (text, pattern) = (try operand(match.text, for: child), try operand(match.pattern, for: child))
    guard let text = self.text(text), let source = self.text(pattern) else { return false }
    if self.pattern?.text.elementsEqual(source) != true {
      try spend(source.count)
      self.pattern = (Array(source), try TextPattern.read(Array(source)))
    }
    // What is no I-Regexp matches nothing (RFC 9535 §2.4.6).
    guard let pattern = self.pattern?.pattern else { return false }
    try spend(pattern.states * (text.count + 1) / 4)
    return pattern.matches(text, isWhole: match.isWhole)
  }
}
