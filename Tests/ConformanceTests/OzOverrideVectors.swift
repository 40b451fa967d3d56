import CanonicalEncoding
import QuorateTesting
import Signing
import Voting

/// Votes of delegates and overrides of holders, each with the weight it counted or the error.
func runOzOverride(_ row: VectorRow) throws -> [String] {
  let balances = try row.members("balances")
  let delegates = try row.members("delegates")
  let steps = try row.rows("steps")
  let accounts = NamedAccounts(
    balances.map(\.key) + delegates.flatMap { [$0.key, $0.value.string ?? ""] }
      + (try steps.map { try $0.text("who") }))
  var electorate = ElectoratePowers()
  for (name, account) in try accounts.all {
    let balance = try balances.first { $0.key == name }.map { try VectorRow.amount($0.value, name) } ?? 0
    try electorate.add(account, Power(balance))
  }
  var table: [AccountKey: AccountKey] = [:]
  for delegate in delegates {
    guard let name = delegate.value.string else { continue }
    table[try accounts[delegate.key]] = try accounts[name]
  }
  // Against, for and abstain, as the row numbers them.
  var votes = OverridableVotes(electorate, delegates: table, options: 3)
  var results: [JSONValue] = []
  for step in steps {
    let who = try accounts[try step.text("who")]
    let option = try Int(exactly: try step.number("support")).orThrow("support")
    do throws(OverridableVotesRefusal) {
      let weight: Power
      switch step.optional("op")?.string {
      case "vote": weight = try votes.vote(for: option, by: who)
      case "override": weight = try votes.override(with: option, by: who)
      default: return ["a step is neither a vote nor an override"]
      }
      results.append(.string(weight.description))
    } catch { results.append(.string(word(for: error))) }
  }
  let count = try votes.count()
  let expect = try row.row("expect")
  try expect.requireKnown(["results", "tally"])
  let tally = count.tally.options.map { JSONValue.string($0.power.description) }
  var differences: [String] = []
  if expect.has("tally"), try tally != expect.list("tally") { differences.append("the tally is \(tally)") }
  if expect.has("results"), try results != expect.list("results") {
    differences.append("results are \(results)")
  }
  if !count.isConserved { differences.append("power was lost") }
  return differences
}

private func word(for refusal: OverridableVotesRefusal) -> String {
  switch refusal {
  case .alreadyVoted: "GovernorAlreadyCastVote"
  case .alreadyOverridden: "GovernorAlreadyOverriddenVote"
  case .optionUnknown: "GovernorInvalidVoteType"
  }
}
