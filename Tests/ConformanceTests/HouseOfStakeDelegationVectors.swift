import CanonicalEncoding
import QuorateTesting
import Signing
import Voting

/// Delegation by basis points in House of Stake.
let houseOfStakeDelegationKinds: [String: RuleRunner] = [
  "hos_delegation": runAmounts, "hos_delegation_valid": runValidity,
]

/// The amounts that a row rounds to, in yoctoNEAR.
private let steps: [String: String] = [
  "none": "1", "yoctonear": "1", "millinear": "1000000000000000000000",
  "near": "1000000000000000000000000",
]

private func rules(delegates: Int, step: String) throws -> BasisPointDelegation {
  let text = #"{"mode":"basis-points","delegates":\#(delegates),"step":"\#(step)"}"#
  guard case .basisPoints(let rules) = try DelegationRules(parsing: JSONParser.parse(Array(text.utf8))).mode
  else { throw RowFault(description: "the rules are of another mode") }
  return rules
}

private func entries(_ vector: RuleVector) throws -> [(name: String, basisPoints: Int)] {
  try vector.inputs.list("entries").map { entry in
    guard let pair = entry.array, pair.count == 2, let name = pair[0].string,
      let points = Int(exactly: try VectorRow.amount(pair[1], "basis points"))
    else { throw RowFault(description: "an entry is not a pair") }
    return (name, points)
  }
}

private func parts(
  _ entries: [(name: String, basisPoints: Int)], _ accounts: NamedAccounts
) throws -> [DelegatedPart] {
  try entries.map { DelegatedPart(delegate: try accounts[$0.name], basisPoints: $0.basisPoints) }
}

private func runAmounts(_ vector: RuleVector) throws -> [String] {
  let unit = try vector.params.text("truncate")
  let step = try steps[unit].orThrow("what is \(unit)?")
  let entries = try entries(vector)
  let owner = "the owner"
  let accounts = NamedAccounts(entries.map(\.name) + [owner])
  let parts = try parts(entries, accounts)
  let rules = try rules(delegates: BasisPointDelegation.mostDelegates, step: step)
  let balance = Power(try vector.inputs.amount("owner_near"))
  // All delegates vote, so that what each was lent shows in the count.
  var counting = Counting(
    ballots: try accounts.all.map { StandingBallot(voter: $0.account, choice: Choice(positions: [0])) },
    lending: .parts([try accounts[owner]: parts], rules), limits: .none, source: BalancePower(asset: "near"),
    at: .earliest)
  for (name, account) in try accounts.all {
    let amount = Holding.Amount(asset: "near", units: name == owner ? balance.units : 0)
    try counting.add(Holding(account: account, amounts: [amount]))
  }
  let count = try counting.finish(method: SingleChoice(), options: 1)
  guard count.isConserved else { return ["power was lost"] }
  let expected = try vector.expect.members("delegated")
  var differences: [String] = []
  for (name, account) in try accounts.all where name != owner {
    let lent = count.contributions.first { $0.voter == account }?.delegated ?? .zero
    let wanted = try expected.first { $0.key == name }.map { try VectorRow.amount($0.value, name) } ?? 0
    if lent.units != wanted { differences.append("\(name) was lent \(lent)") }
  }
  for member in expected where !entries.contains(where: { $0.name == member.key }) {
    differences.append("\(member.key) was lent nothing")
  }
  return differences
}

private func runValidity(_ vector: RuleVector) throws -> [String] {
  let limit = try vector.params.amount("max_delegations")
  let entries = try entries(vector)
  // Nobody may lend to anybody then; rules of lending have no such form.
  guard limit > 0 else { return try vector.expect.compared("valid", entries.isEmpty) }
  let rules = try rules(delegates: try Int(exactly: limit).orThrow("too many delegations"), step: "1")
  let owner = try vector.inputs.text("owner")
  let accounts = NamedAccounts(entries.map(\.name) + [owner])
  var refusal: DelegatedPartsRefusal?
  do {
    try rules.check(try parts(entries, accounts), of: try accounts[owner])
  } catch let error as DelegatedPartsRefusal { refusal = error }
  guard try !vector.expect.has("valid") || vector.expect.flag("valid") == (refusal == nil) else {
    return [refusal.map { "refused: \($0)" } ?? "accepted"]
  }
  guard let refusal, let reason = vector.expect.optional("reason")?.string?.lowercased() else { return [] }
  return words(for: refusal).contains { reason.contains($0) } ? [] : ["refused: \(refusal)"]
}

/// How rows word a refusal: a part of it is enough.
private func words(for refusal: DelegatedPartsRefusal) -> [String] {
  switch refusal {
  case .tooMany: ["many", "max", "count", "limit"]
  case .zero: ["zero", "0 bps", "cannot be 0"]
  case .toSelf: ["self", "owner"]
  case .notSorted: ["sort", "order"]
  case .duplicate: ["dup", "twice"]
  case .aboveWhole: ["sum", "total", "10000", "exceed"]
  }
}
