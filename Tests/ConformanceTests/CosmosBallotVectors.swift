import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// The runners of ballots on Cosmos chains.
let cosmosBallotKinds: [String: RuleRunner] = ["cosmos_vote_admission": cosmosVoteAdmission]

/// The options of x/gov, as its vectors spell them.
private let cosmosOptions = ["yes", "abstain", "no", "no_with_veto"]

/// Which ballots x/gov admits and what it stores of them.
@Sendable private func cosmosVoteAdmission(_ vector: RuleVector) throws -> [String] {
  // A row without a status is about a proposal that does not exist.
  let isOpen = try vector.inputs.has("status") && takesVotes(in: try vector.inputs.text("status"))
  var choice: Choice?
  do { choice = try cosmosChoice(vector.inputs) } catch is CountRefusal {}
  let isAccepted = isOpen && choice != nil
  try vector.expect.requireKnown(["accepted", "stored"])
  var differences = try vector.expect.compared("accepted", isAccepted)
  if vector.expect.has("stored") {
    let stored = (choice?.positions ?? []).map { cosmosOptions[$0] }
    // The ballot names its options in the order of the list, the row in that of the message.
    let expected = try vector.expect.list("stored").map { try label($0) }
    if stored.sorted() != expected.sorted() { differences.append("stored \(stored)") }
  }
  return differences
}

/// Whether the preset takes ballots where a proposal has a status, an instant after it has come to it.
private func takesVotes(in status: String) throws -> Bool {
  let rules = try ForeignCharter("cosmos").rules()
  let submitted = seconds(0)
  var (milestones, facts) = (Milestones(), CountFacts.none)
  var now = submitted + Span(milliseconds: 1)
  switch status {
  case "deposit_period": break
  case "voting_period": milestones.funded = submitted
  case "passed", "rejected", "failed":
    milestones.funded = submitted
    now = rules.schedule(submitted: submitted).closes
    if status != "rejected" { facts = try ForeignCount.facts(["Yes": 1], of: rules, electorate: 1) }
    if status == "failed" { milestones.failed = now }
  default: throw RowFault(description: "an unknown status \(status)")
  }
  return decide(rules, submitted: submitted, milestones: milestones, facts: facts, at: now).takesBallots
}

/// A vote for one option, or a weighted one.
private func cosmosChoice(_ inputs: VectorRow) throws -> Choice {
  let method = DecimalWeighted()
  guard inputs.has("options") else {
    let option = try inputs.optional("option").orThrow("there is no option")
    return try method.choice(try label(option), among: cosmosOptions)
  }
  let entries = try inputs.list("options").map { entry in
    guard let pair = entry.array, pair.count == 2 else {
      throw RowFault(description: "an option without a weight")
    }
    return (try label(pair[0]), try label(pair[1]))
  }
  return try method.choice(weighting: entries, among: cosmosOptions)
}

/// A text, or a number as it is written: what is no option's name is refused as one.
private func label(_ value: JSONValue) throws(RowFault) -> String {
  switch value {
  case .string(let text), .number(let text): return text
  default: throw RowFault(description: "neither a text nor a number")
  }
}
