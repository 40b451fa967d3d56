extension PathParser {
  /// `logical-expr`: alternatives of conjunctions.
  mutating func condition() throws(PathRefusal) -> Condition {
    var alternatives = [try conjunction()]
    while follows("||") { alternatives.append(try conjunction()) }
    return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
  }

  private mutating func conjunction() throws(PathRefusal) -> Condition {
    var conditions = [try basic()]
    while follows("&&") { conditions.append(try basic()) }
    return conditions.count == 1 ? conditions[0] : .all(conditions)
  }

  /// Passes over an operator with the white space around it, or stays.
  private mutating func follows(_ text: StaticString) -> Bool {
    let start = offset
    skipBlank()
    guard takes(text) else {
      offset = start
      return false
    }
    skipBlank()
    return true
  }

  private mutating func basic() throws(PathRefusal) -> Condition {
    if takes("!") {
      skipBlank()
      if next == 0x28 { return .not(try parenthesis()) }
      let start = offset
      return .not(try test(try operand(), at: start))
    }
    if next == 0x28 { return try parenthesis() }
    let start = offset
    let left = try operand()
    guard let comparison = comparison() else { return try test(left, at: start) }
    let second = offset
    let right = try operand()
    return .comparison(try comparable(left, at: start), comparison, try comparable(right, at: second))
  }

  private mutating func parenthesis() throws(PathRefusal) -> Condition {
    try deeper { parser throws(PathRefusal) in
      try parser.demand("(")
      parser.skipBlank()
      let condition = try parser.condition()
      parser.skipBlank()
      try parser.demand(")")
      return condition
    }
  }

  /// An operator with the white space around it; stays where there is none.
  private mutating func comparison() -> Condition.Comparison? {
    let start = offset
    skipBlank()
    for comparison in Condition.Comparison.allCases {
      let text = Array(comparison.rawValue.utf8)
      guard bytes[offset...].starts(with: text) else { continue }
      offset += text.count
      skipBlank()
      return comparison
    }
    offset = start
    return nil
  }

  // MARK: Operands

  /// What may stand as a side of a comparison, an argument or a test; its type is looked at afterwards.
  private enum Operand {
    case literal(Condition.Literal)
    case query(Condition.Query)
    case value(Condition.Comparable)
    case logical(Condition)
  }

  private mutating func operand() throws(PathRefusal) -> Operand {
    switch next {
    case 0x24, 0x40:
      let isRelative = next == 0x40
      offset += 1
      let path = try deeper { parser throws(PathRefusal) in try parser.segments() }
      return .query(Condition.Query(isRelative: isRelative, path: path))
    case 0x22, 0x27: return .literal(.text(ByteText(try string())))
    case .some(0x2d), .some(0x30...0x39): return .literal(.number(try number()))
    case .some(0x61...0x7a): return try word()
    default: throw fault("@, $, a literal or a function")
    }
  }

  /// `true`, `false`, `null`, or a function with its arguments.
  private mutating func word() throws(PathRefusal) -> Operand {
    let start = offset
    while let byte = next, 0x61...0x7a ~= byte || 0x30...0x39 ~= byte || byte == 0x5f { offset += 1 }
    let name = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard next == 0x28 else {
      switch name {
      case "true": return .literal(.boolean(true))
      case "false": return .literal(.boolean(false))
      case "null": return .literal(.null)
      default: throw .syntax(offset: start, needs: "true, false, null or a function with parentheses")
      }
    }
    let arguments = try deeper { parser throws(PathRefusal) in try parser.arguments() }
    return try function(name, arguments, at: start)
  }

  private mutating func arguments() throws(PathRefusal) -> [(operand: Operand, offset: Int)] {
    try demand("(")
    skipBlank()
    var arguments: [(operand: Operand, offset: Int)] = []
    guard !takes(")") else { return arguments }
    repeat {
      skipBlank()
      let start = offset
      arguments.append((try argument(), start))
      skipBlank()
    } while takes(",")
    try demand(")")
    return arguments
  }

  /// A literal, a query or a function. A condition would fit the grammar, but no function of RFC 9535 takes
  /// one.
  private mutating func argument() throws(PathRefusal) -> Operand {
    let start = offset
    let operand = try operand()
    let end = offset
    skipBlank()
    guard next == 0x2c || next == 0x29 else {
      throw .illTyped(offset: start, "a condition is no argument")
    }
    offset = end
    return operand
  }

  // MARK: Types (RFC 9535 §2.4.3)

  private func function(
    _ name: String, _ arguments: [(operand: Operand, offset: Int)], at start: Int
  ) throws(PathRefusal) -> Operand {
    func takes(_ count: Int) throws(PathRefusal) {
      guard arguments.count == count else {
        throw .illTyped(offset: start, "\(name) takes \(count) argument\(count == 1 ? "" : "s")")
      }
    }
    switch name {
    case "length":
      try takes(1)
      return .value(.length(try comparable(arguments[0].operand, at: arguments[0].offset)))
    case "count", "value":
      try takes(1)
      guard case .query(let query) = arguments[0].operand else {
        throw .illTyped(offset: arguments[0].offset, "\(name) takes a query")
      }
      return .value(name == "count" ? .count(query) : .value(query))
    case "match", "search":
      try takes(2)
      return .logical(
        .matches(
          Condition.TextMatch(
            isWhole: name == "match",
            text: try comparable(arguments[0].operand, at: arguments[0].offset),
            pattern: try comparable(arguments[1].operand, at: arguments[1].offset))))
    default: throw .unknownFunction(name)
    }
  }

  /// A value: a literal, a query for at most one value, or a function that gives a value.
  private func comparable(_ operand: Operand, at offset: Int) throws(PathRefusal) -> Condition.Comparable {
    switch operand {
    case .literal(let literal): return .literal(literal)
    case .value(let value): return value
    case .query(let query):
      guard query.path.isSingular else {
        throw .illTyped(offset: offset, "the query may reach several values, and one is compared")
      }
      return .query(query)
    case .logical: throw .illTyped(offset: offset, "a condition is no value")
    }
  }

  private func test(_ operand: Operand, at offset: Int) throws(PathRefusal) -> Condition {
    switch operand {
    case .query(let query): return .exists(query)
    case .logical(let condition): return condition
    case .literal: throw .illTyped(offset: offset, "a literal alone is no condition")
    case .value: throw .illTyped(offset: offset, "the function gives a value; compare it")
    }
  }

  // MARK: Numbers

  /// `number`: an integer or `-0`, a fraction, an exponent.
  private mutating func number() throws(PathRefusal) -> ExactDecimal {
    let start = offset
    let allowed = Array("+-.eE0123456789".utf8)
    while let byte = next, allowed.contains(byte) { offset += 1 }
    let text = bytes[start..<offset]
    guard let value = ExactDecimal(text) else {
      throw .syntax(offset: start, needs: "a number of the JSON grammar")
    }
    return value
  }
}
