import CanonicalEncoding
import QuorateTesting
import Voting

/// OpenZeppelin's GovernorCountingFractional: one voter casts ballots until the weight is used.
@Sendable func openZeppelinFractional(_ row: VectorRow) throws -> [String] {
  let method = FractionalSplit(allowsNone: true)
  let weight = Power(try row.amount("weight"))
  var standing: Choice?
  var results: [String] = []
  for step in try row.rows("steps") {
    do {
      // The governor looks at what is left before it reads the ballot.
      _ = try method.left(after: standing, of: weight)
      let cast = try method.cast(try fractionalChoice(step), onto: standing, with: weight)
      standing = cast.standing
      results.append(cast.counted.description)
    } catch let refusal as CountRefusal {
      results.append(try governorError(refusal))
    }
  }
  var sums = method.none(options: governorOptions)
  if let standing { try method.add(standing, weight, to: &sums) }
  let spent = try method.spent(by: standing, of: weight)
  return try row.members("expect").compactMap { expected in
    let found: JSONValue
    switch expected.key {
    case "tally": found = .array(method.totals(of: sums).map { .string($0.power.description) })
    case "used": found = .string(spent.description)
    case "results": found = .array(results.map { .string($0) })
    case "hasVoted": found = .bool(spent != .zero)
    default: throw RowFault(description: "it expects \(expected.key), which is not known")
    }
    return found == expected.value ? nil : "\(expected.key) is \(found)"
  }
}

/// Against, For and Abstain, in the order of GovernorCountingSimple.
private let governorOptions = 3

/// A ballot: 255 with three amounts, or an option for all that is left.
private func fractionalChoice(_ step: VectorRow) throws -> Choice {
  let method = FractionalSplit(allowsNone: true)
  let support = try Int(exactly: step.number("support")).orThrow("the support is too large")
  let params = step.optional("params")
  guard support == 255 else {
    let choice = try method.choice(whole: support, among: governorOptions)
    if let params, params != .array([]), params != .string("0x"), params != .string("") {
      throw CountRefusal.choiceMalformed("\(support)", needs: "no amounts")
    }
    return choice
  }
  // Anything but three amounts is none at all, which is not a ballot.
  let amounts = (params?.array ?? []).map { try? VectorRow.amount($0, "params") }
  return try method.choice(amounts: amounts.compactMap { $0.map { Power($0) } }, among: governorOptions)
}

/// The governor's name of a refusal.
private func governorError(_ refusal: CountRefusal) throws -> String {
  switch refusal {
  case .powerSpent: "GovernorAlreadyCastVote"
  case .exceedsPower: "GovernorExceedRemainingWeight"
  case .choiceDoesNotFit: "GovernorInvalidVoteType"
  case .choiceMalformed: "GovernorInvalidVoteParams"
  default: throw refusal
  }
}
