import Testing

@testable import SafetyProtocol

/// Which numbers pass each comparison, at its end and on both sides of it.
@Suite struct AcceptanceTests {
  @Test func `the end of a range passes where the comparison says so`() throws {
    func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }
    let end = try decimal("5")
    let tests: [(test: RuleTest, passes: [Bool])] = [
      (.less(end), [true, false, false]), (.atMost(end), [true, true, false]),
      (.greater(end), [false, false, true]), (.atLeast(end), [false, true, true]),
    ]
    let numbers = try ["4.999", "5.0", "5.001"].map(decimal)
    for (test, passes) in tests { #expect(numbers.map(test.acceptance.contains) == passes, "\(test)") }
  }
}
