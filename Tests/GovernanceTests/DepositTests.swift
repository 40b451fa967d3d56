import CanonicalEncoding
import Governance
import Testing
import Voting

@Suite struct DepositTests {
  private func amounts(_ list: [(String, UInt128)]) -> [Holding.Amount] {
    list.map { Holding.Amount(asset: $0.0, units: $0.1) }
  }

  private func rules(_ text: String) throws -> DepositRules {
    try DepositRules(parsing: JSONParser.parse(Array(text.utf8)))
  }

  @Test func `deposits add up for everybody and for each`() throws {
    let rules = try rules(#"{"amounts":{"stake":"10","gold":"1"}}"#)
    let (one, two) = (try Sample.account(1), try Sample.account(2))
    var collected = CollectedDeposits()
    #expect(!collected.isComplete(under: rules) && collected.total.isEmpty)
    try collected.add(amounts([("stake", 4)]), by: one)
    try collected.add(amounts([("stake", 5), ("gold", 1)]), by: two)
    #expect(!collected.isComplete(under: rules))
    try collected.add(amounts([("stake", 1)]), by: one)
    #expect(collected.isComplete(under: rules))
    #expect(collected.total == amounts([("gold", 1), ("stake", 10)]))
    #expect(collected.shares == [one: amounts([("stake", 5)]), two: amounts([("gold", 1), ("stake", 5)])])
  }

  @Test func `a deposit that no number holds is not taken, and changes nothing`() throws {
    var collected = CollectedDeposits()
    try collected.add(amounts([("stake", .max)]), by: try Sample.account(1))
    let before = collected
    #expect(throws: CountRefusal.overflow) {
      try collected.add(amounts([("stake", 1)]), by: try Sample.account(2))
    }
    #expect(collected == before)
  }

  /// A quarter of 101 and of 102 are 25.25 and 25.5: the first is rounded down, the second to the even 26.
  @Test(
    arguments: [
      (needed: 101, given: 24, isEnough: false), (needed: 101, given: 25, isEnough: true),
      (needed: 102, given: 25, isEnough: false), (needed: 102, given: 26, isEnough: true),
      (needed: 106, given: 26, isEnough: true), (needed: 106, given: 25, isEnough: false),
    ] as [(needed: Int, given: Int, isEnough: Bool)])
  func `what comes with the submission is rounded half to even, whatever else comes`(
    _ row: (needed: Int, given: Int, isEnough: Bool)
  ) throws {
    let rules = try rules(#"{"amounts":{"stake":"\#(row.needed)"},"initial":"1/4"}"#)
    let deposit = amounts([("stake", UInt128(row.given))])
    #expect(rules.reachesInitial(deposit) == row.isEnough)
    #expect(rules.reachesInitial(deposit + amounts([("gold", 9)])) == row.isEnough)
    #expect((rules.refusal(ofInitial: deposit) == nil) == row.isEnough)
    #expect(rules.refusal(ofInitial: deposit + amounts([("gold", 9)])) == .assetUnknown("gold"))
  }
}
