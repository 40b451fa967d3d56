import SafetyProtocol
import Testing

@Suite struct RuleFindingTests {
  private static let number = ExactDecimal("0.5") ?? .zero

  private static func text(_ text: String) -> RuleValue { .text(ByteText(text)) }

  /// What a test says of a value; nothing at all stands for a member that is not there.
  static let table: [(test: RuleTest, value: String, outcome: Outcome)] = [
    (.atLeast(number), "0.5", .pass), (.atLeast(number), "5e-1", .pass),
    (.atLeast(number), "0.4999999999999999999", .fail),
    (.greater(number), "0.5", .fail), (.greater(number), "0.50000000000000000001", .pass),
    (.atMost(number), "0.5", .pass), (.atMost(number), "0.51", .fail), (.less(number), "0.5", .fail),
    (.less(number), "-1e999", .pass), (.less(number), "1e99999999999999999999", .indeterminate),
    (.less(number), "NaN", .indeterminate), (.atLeast(number), "NaN", .indeterminate),
    (.less(number), "-Infinity", .indeterminate), (.atLeast(number), "Infinity", .indeterminate),
    (.atLeast(number), "\"0.9\"", .indeterminate), (.atLeast(number), "true", .indeterminate),
    (.atLeast(number), "null", .indeterminate), (.atLeast(number), "[1]", .indeterminate),
    (.atLeast(number), "{}", .indeterminate), (.atLeast(number), "", .indeterminate),
    (.equal(text("0")), "0", .pass), (.equal(text("0")), "-0.0", .pass), (.equal(text("0")), "1", .fail),
    (.equal(text("0")), "\"0\"", .pass), (.equal(text("0")), "\"zero\"", .fail),
    (.equal(text("0")), "false", .indeterminate),
    (.equal(text("a")), "\"a\"", .pass), (.equal(text("a")), "\"A\"", .fail),
    (.equal(text("a")), "1", .indeterminate),
    (.equal(text("a")), "null", .indeterminate), (.equal(text("a")), "", .indeterminate),
    (.equal(text("\u{e9}")), "\"e\u{301}\"", .fail), (.equal(.boolean(true)), "true", .pass),
    (.equal(.boolean(true)), "false", .fail), (.equal(.boolean(true)), "\"true\"", .indeterminate),
    (.equal(.boolean(true)), "1", .indeterminate), (.notEqual(text("a")), "\"b\"", .pass),
    (.notEqual(text("a")), "\"a\"", .fail), (.notEqual(text("a")), "1", .indeterminate),
    (.notEqual(text("a")), "", .indeterminate), (.notEqual(text("1")), "1.0", .fail),
    (.notEqual(text("1")), "NaN", .indeterminate),
    (.isOne(of: [text("a"), text("2")]), "2.0", .pass), (.isOne(of: [text("a"), text("2")]), "\"a\"", .pass),
    (.isOne(of: [text("a"), text("2")]), "3", .fail), (.isOne(of: [text("a")]), "3", .indeterminate),
    (.present, "0", .pass), (.present, "false", .pass), (.present, "\"\"", .pass), (.present, "[]", .pass),
    (.present, "NaN", .pass), (.present, "null", .fail), (.present, "", .fail), (.absentOrNull, "", .pass),
    (.absentOrNull, "null", .pass), (.absentOrNull, "0", .fail), (.absentOrNull, "false", .fail),
  ]

  private func document(_ text: String) throws -> EvidenceDocument {
    try EvidenceDocument(parsing: Array(text.utf8))
  }

  @Test(arguments: table) func `one value`(test: RuleTest, value: String, outcome: Outcome) throws {
    let rule = SafetyRule(id: "r", evidence: "e", subject: .value(try Path("$.v")), test: test)
    let finding = rule.finding(in: try document(value.isEmpty ? "{}" : "{\"v\":\(value)}"))
    #expect(finding.outcome == outcome)
    #expect((finding.reason == nil) == (outcome != .indeterminate))
    if !value.isEmpty { #expect(finding.places == ["$['v']"]) }
  }

  @Test(arguments: [
    (list: "[]", least: 1, outcome: Outcome.indeterminate), ("[1]", 1, .pass), ("[1]", 2, .indeterminate),
    ("[1,1]", 2, .pass),
    ("[1,0]", 1, .fail), ("[0]", 2, .indeterminate), ("[1,null]", 1, .indeterminate), ("[null,0]", 1, .fail),
    ("[1,\"1\"]", 1, .indeterminate),
  ])
  func `each of several values, and never none`(list: String, least: Int, outcome: Outcome) throws {
    let rule = SafetyRule(
      id: "r", evidence: "e", subject: .each(try Path("$.l[*]"), atLeast: least), test: .atLeast(Self.number))
    #expect(rule.finding(in: try document("{\"l\":\(list)}")).outcome == outcome)
  }

  @Test(arguments: [
    (part: "0", whole: "64", outcome: Outcome.pass), ("32", "64", .pass), ("33", "64", .fail),
    ("1", "3", .pass),
    ("1", "0", .indeterminate), ("0", "0", .indeterminate), ("1", "-2", .indeterminate),
    ("NaN", "2", .indeterminate),
    ("1", "\"2\"", .indeterminate), ("1", "null", .indeterminate), ("-1", "2", .pass),
    ("5000000000000000000000000000001", "10000000000000000000000000000000", .fail),
    ("1e-400", "1e400", .pass),
    ("0.5e500000000", "1e500000000", .pass),
  ])
  func `a ratio is compared without a division`(part: String, whole: String, outcome: Outcome) throws {
    let rule = SafetyRule(
      id: "r", evidence: "e", subject: .ratio(of: try Path("$.n"), to: try Path("$.d")),
      test: .atMost(Self.number))
    #expect(rule.finding(in: try document("{\"n\":\(part),\"d\":\(whole)}")).outcome == outcome)
  }

  @Test func `two values where one is due decide nothing`() throws {
    let path = try Path("$[?@.name == 'a'].v")
    let rule = SafetyRule(id: "r", evidence: "e", subject: .value(path), test: .atLeast(Self.number))
    let finding = rule.finding(in: try document(#"[{"name":"a","v":1},{"name":"a","v":1}]"#))
    #expect(finding.outcome == .indeterminate && finding.places == ["$[0]['v']", "$[1]['v']"])
  }

  @Test func `a rule whose path takes too long decides nothing`() throws {
    let rule = SafetyRule(id: "r", evidence: "e", subject: .value(try Path("$..*..*..*")), test: .present)
    var budget = PathBudget()
    budget.steps = 100
    let finding = rule.finding(in: try document("[[[[[[[[1,2,3]]]]]]]]"), budget: budget)
    #expect(finding.outcome == .indeterminate && finding.reason?.contains("100 steps") == true)
  }

  @Test func `what strangers wrote is shown and never obeyed`() throws {
    let rule = SafetyRule(
      id: "r", evidence: "e", subject: .value(try Path("$.v")), test: .equal(Self.text("a")))
    let finding = rule.finding(in: try document(#"{"v":"\u001b[2Jx"}"#))
    #expect(finding.observed == "\\u{1b}[2Jx")
  }
}
