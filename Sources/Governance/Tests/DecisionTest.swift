package import CanonicalEncoding

/// Something that must hold for a proposal to pass, or to be decided early.
package protocol DecisionTest: Sendable {
  /// The kind of test, as a charter names it.
  static var kind: String { get }
  /// The name of this test in its track.
  var name: String { get }
  /// The house whose count it reads.
  var house: String { get }
  /// The options it names, to be checked against the ballot.
  var options: [String] { get }
  /// What becomes of the deposit where this test is the first that fails.
  var onFailure: DepositFate? { get }
  /// The test as in a charter.
  var json: JSONValue { get }
  /// Whether it holds for a count: what `judge` finds, without the numbers that explain it.
  func holds(_ facts: TestFacts) -> Bool
  /// Judges a count.
  func judge(_ facts: TestFacts) -> TestResult
  /// The lists of options that it adds up, of which votes for one option of a list are as good as for another.
  var weighed: [[String]] { get }
  /// Whether votes can turn it around at all.
  var readsVotes: Bool { get }
  /// Whether it asks which option is ahead of which.
  var isContest: Bool { get }
  /// The tests by which it turns: itself, or those it is made of.
  var turning: [any DecisionTest] { get }
  /// How long after the opening of voting it turns by itself, if it does so at one instant.
  var turnsAfter: Span? { get }
}

extension DecisionTest {
  package var turnsAfter: Span? { nil }
  package var readsVotes: Bool { true }
  package var isContest: Bool { false }
  package var turning: [any DecisionTest] { [self] }
  /// Whether it matters what ballots say, and not only how many there are.
  var readsOptions: Bool { isContest || !options.isEmpty }
}

/// Tests by the kinds charters use.
package enum DecisionTests {
  /// Reads a test.
  package static func parse(_ value: JSONValue) throws(JSONRefusal) -> any DecisionTest {
    guard let kind = value.object?["test"]?.string else { throw .missing(field: "test", in: "a test") }
    switch kind {
    case ShareTest.kind: return try ShareTest(parsing: value)
    case FloorTest.kind: return try FloorTest(parsing: value)
    case LimitTest.kind: return try LimitTest(parsing: value)
    case OutOfReachTest.kind: return try OutOfReachTest(parsing: value)
    case RetentionTest.kind: return try RetentionTest(parsing: value)
    case WinnerTest.kind: return try WinnerTest(parsing: value)
    case TurnoutTest.kind: return try TurnoutTest(parsing: value)
    case CeilingTest.kind: return try CeilingTest(parsing: value)
    case CurveTest.kind: return try CurveTest(parsing: value)
    case ElapsedTest.kind: return try ElapsedTest(parsing: value)
    default:
      throw .unexpected(
        field: "test", in: "a test",
        needs: "share, floor, limit, ceiling, turnout, winner, curve, elapsed, out_of_reach or retention")
    }
  }

  /// Reads a list of tests.
  package static func parse(list values: [JSONValue]) throws(JSONRefusal) -> [any DecisionTest] {
    var tests: [any DecisionTest] = []
    for value in values { tests.append(try parse(value)) }
    return tests
  }

  /// The option names of a test: distinct and at least one.
  static func names(_ key: String, _ fields: inout JSONFields) throws(JSONRefusal) -> [String] {
    let names = try fields.strings(key)
    guard !names.isEmpty, Set(names).count == names.count else {
      throw fields.unexpected(key, "a list of distinct options")
    }
    return names
  }
}

/// What every kind of test states besides what it measures.
package struct TestLabel: Hashable, Sendable {
  package let name: String
  package let house: String
  package let onFailure: DepositFate?

  package init(name: String, house: String, onFailure: DepositFate? = nil) {
    self.name = name
    self.house = house
    self.onFailure = onFailure
  }

  init(reading fields: inout JSONFields) throws(JSONRefusal) {
    _ = try fields.string("test")
    name = try fields.label("name", limit: 80)
    house = try fields.string("house")
    onFailure = try DepositFate(optional: "on_failure", in: &fields)
  }

  func members(kind: String) -> [JSONObject.Member] {
    var members: [JSONObject.Member] = [
      .init(key: "test", value: .string(kind)), .init(key: "name", value: .string(name)),
      .init(key: "house", value: .string(house)),
    ]
    if let onFailure { members.append(.init(key: "on_failure", value: .string(onFailure.rawValue))) }
    return members
  }
}
