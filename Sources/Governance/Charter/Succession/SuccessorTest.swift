package import CanonicalEncoding
internal import Voting

/// Something that the charter which an amendment adopts asks of amendments, asked of this one.
///
/// It is judged on the count that the charter in force makes: its ballots, its method, its power.
package struct SuccessorTest: DecisionTest {
  package static let kind = "successor"

  /// What is asked.
  enum Demand: Sendable {
    /// A test that must hold.
    case holds(any DecisionTest)
    /// Tests by which an early rule would stop it: at least one of them must fail. All of them read one house.
    case averts(rule: String, when: [any DecisionTest])
  }

  let demand: Demand

  init(_ demand: Demand) { self.demand = demand }

  /// The tests of the new charter.
  private var tests: [any DecisionTest] {
    switch demand {
    case .holds(let test): [test]
    case .averts(_, let tests): tests
    }
  }

  /// The name in the new charter, told apart from those of the charter in force.
  package var name: String {
    switch demand {
    case .holds(let test): "\(test.name) (new charter)"
    case .averts(let rule, _): "not \(rule) (new charter)"
    }
  }

  package var house: String { tests.first?.house ?? "" }
  package var options: [String] { tests.flatMap(\.options) }
  package var weighed: [[String]] { tests.flatMap(\.weighed) }
  package var readsVotes: Bool { tests.contains(where: \.readsVotes) }
  package var isContest: Bool { tests.contains(where: \.isContest) }
  package var turning: [any DecisionTest] { tests.flatMap(\.turning) }
  /// Deposits follow the charter in force.
  package var onFailure: DepositFate? { nil }

  package func holds(_ facts: TestFacts) -> Bool {
    switch demand {
    case .holds(let test): test.holds(facts)
    case .averts(_, let tests): !tests.allSatisfy { $0.holds(facts) }
    }
  }

  /// The numbers are those of the test that decides: of several that must not all hold, the first that fails.
  package func judge(_ facts: TestFacts) -> TestResult {
    let passed = holds(facts)
    let deciding = tests.first { !$0.holds(facts) } ?? tests.last
    guard let result = deciding?.judge(facts) else { return .empty(name, house: house) }
    return result.ofNewCharter(named: name, passed: passed)
  }
}

extension SuccessorTest {
  /// A test as in the new charter, or `{"averts": RULE, "when": [TEST, …]}`.
  package var json: JSONValue {
    switch demand {
    case .holds(let test): test.json
    case .averts(let rule, let tests):
      .members(["averts": .string(rule), "when": .array(tests.map(\.json))])
    }
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    guard value.object?["averts"] != nil else {
      self.init(.holds(try DecisionTests.parse(value)))
      return
    }
    var fields = try JSONFields(value, of: "what a new charter asks")
    let rule = try fields.string("averts")
    let tests = try DecisionTests.parse(list: try fields.array("when"))
    try fields.finish()
    guard let house = tests.first?.house, tests.allSatisfy({ $0.house == house }) else {
      throw fields.unexpected("when", "at least one test, all of one house")
    }
    self.init(.averts(rule: rule, when: tests))
  }
}
