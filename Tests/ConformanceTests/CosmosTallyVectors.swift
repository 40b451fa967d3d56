import CanonicalEncoding
import Foundation
import QuorateTesting
import Signing
import Testing
import Voting

/// The count that a `cosmos_tally` row describes, with its options in their order.
struct CosmosCount {
  let count: Count
  /// The options of the count; rows of the v0.52 line also know `spam`.
  let options: [String]

  /// Votes, stakes and validators of a row.
  init(_ vector: RuleVector) throws {
    let (inputs, expect) = (vector.inputs, vector.expect)
    let validators = try inputs.rows("validators")
    let delegations = try inputs.rows("delegations")
    let votes = try inputs.rows("votes")
    let operators = Dictionary(
      try validators.map { (try $0.text("id"), try $0.text("operator_account")) }
    ) { first, _ in first }
    // Somebody whom no validator of the row is has a name of its own.
    func holder(_ validator: String) -> String { operators[validator] ?? "validator \(validator)" }
    let accounts = NamedAccounts(
      operators.values
        + (try delegations.flatMap { [try $0.text("delegator"), holder(try $0.text("validator"))] })
        + (try votes.map { try $0.text("voter") }))
    var options = ["yes", "no", "abstain", "no_with_veto"]
    let named = try votes.flatMap { try $0.rows("options") }.map { Self.alike(try $0.text("option")) }
    let told = expect.has("tally") ? try expect.members("tally").map { Self.alike($0.key) } : []
    for option in named + told where !options.contains(option) { options.append(option) }
    self.options = options

    var book = StakeBook()
    for validator in validators {
      try book.addValidator(
        try accounts[try validator.text("operator_account")], tokens: try validator.amount("bonded_tokens"),
        shares: try Self.decimal(validator, "delegator_shares"), isBonded: try Self.isBonded(validator))
    }
    for delegation in delegations {
      book.addStake(
        of: try accounts[try delegation.text("delegator")],
        with: try accounts[holder(try delegation.text("validator"))],
        shares: try Self.decimal(delegation, "shares"))
    }
    let ballots = try votes.map { vote in
      let parts = try vote.rows("options").map { part in
        StakeBallot.Part(
          option: options.firstIndex(of: Self.alike(try part.text("option"))) ?? -1,
          weight: try Self.decimal(part, "weight"))
      }
      return StakeBallot(voter: try accounts[try vote.text("voter")], parts: parts)
    }
    count = try StakeCount(
      book, bonded: Power(try inputs.amount("total_bonded")), options: options.count
    ).count(ballots)
  }

  /// What differs from the sums that a row states.
  func differences(from expected: VectorRow) throws -> [String] {
    try (expected.value.object?.members ?? []).compactMap { member in
      let power =
        options.firstIndex(of: Self.alike(member.key)).map { count.tally.options[$0].power } ?? .zero
      return try VectorRow.amount(member.value, member.key) == power.units ? nil : "\(member.key) is \(power)"
    }
  }

  /// Cosmos numbers the answers of a choice as it numbers yes, abstain, no and no with veto.
  private static func alike(_ option: String) -> String {
    ["one": "yes", "two": "abstain", "three": "no", "four": "no_with_veto"][option] ?? option
  }

  private static func isBonded(_ validator: VectorRow) throws -> Bool {
    if validator.has("bonded") { return try validator.flag("bonded") }
    return validator.has("status") ? try validator.text("status") == "bonded" : true
  }

  private static func decimal(_ row: VectorRow, _ key: String) throws -> Decimal18 {
    try Decimal18(try row.text(key)).orThrow("\(key) is not a number of 18 decimals")
  }
}

/// The sums of all `cosmos_tally` rows that state any, whatever a charter makes of them.
@Suite struct CosmosTallySuite {
  @Test(arguments: VectorSuite.files.filter { $0.hasPrefix("rules/") })
  func `stakes come to the sums of the row`(file: String) throws {
    let folder = try #require(OutsideData.vectors)
    let content = try JSONParser.parse(Array(try Data(contentsOf: folder.appending(path: file))))
    let rows = (content.object?["vectors"]?.array ?? []).filter {
      $0.object?["kind"]?.string == "cosmos_tally" && $0.object?["expect"]?.object?["tally"] != nil
    }
    for row in rows {
      let vector = try RuleVector(row)
      let differences = try cosmosTallyDifferences(vector)
      #expect(differences.isEmpty, "\(vector.id): \(differences)")
    }
  }
}

/// The part of a `cosmos_tally` row that is about sums; `passes` and `burn_deposits` are a charter's to say.
func cosmosTallyDifferences(_ vector: RuleVector) throws -> [String] {
  let found = try CosmosCount(vector)
  guard vector.expect.has("tally") else { return [] }
  return try found.differences(from: try vector.expect.row("tally"))
}
