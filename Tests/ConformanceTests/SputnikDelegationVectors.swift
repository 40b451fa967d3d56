import CanonicalEncoding
import QuorateTesting
import Signing
import Voting

/// Delegation by amounts in Sputnik DAO.
let sputnikDelegationKinds: [String: RuleRunner] = ["sputnik_delegation": runDelegations]

/// Accounts that a row lends to are registered beforehand, as its upstream helpers do, unless the row says who is or
/// registers them itself.
private func runDelegations(_ vector: RuleVector) throws -> [String] {
  let ops = try vector.inputs.list("ops").map { op in
    let words = (op.array ?? []).map { $0.string ?? "" }
    guard words.count >= 2 else { throw RowFault(description: "an operation without an account") }
    let amount = op.array.flatMap { $0.count > 2 ? $0[2] : nil }
    return (
      verb: words[0], name: words[1], amount: try amount.map { try VectorRow.amount($0, "an amount") } ?? 0
    )
  }
  let registered = vector.inputs.optional("registered")?.array ?? []
  let accounts = NamedAccounts(ops.map(\.name) + registered.compactMap(\.string))
  var book = AmountDelegations()
  if vector.inputs.has("registered") {
    for name in registered { book.register(try accounts[name.string ?? ""]) }
  } else if !ops.contains(where: { $0.verb.contains("register") }) {
    for (_, account) in try accounts.all { book.register(account) }
  }
  var refusal: AmountDelegationRefusal?
  do {
    for op in ops {
      let account = try accounts[op.name]
      switch op.verb {
      case "delegate": try book.lend(Power(op.amount), to: account)
      case "undelegate": try book.takeBack(Power(op.amount), from: account)
      default: book.register(account)
      }
    }
  } catch let error as AmountDelegationRefusal { refusal = error }
  guard book.isConserved else { return ["the total is not the sum"] }
  var differences: [String] = []
  for expected in vector.expect.value.object?.members ?? [] {
    let found: JSONValue
    switch expected.key {
    case "error": found = refusal.map { .string(word(for: $0)) } ?? .null
    case "total": found = .string(book.total.description)
    default: found = .string((book.amounts[try accounts[expected.key]] ?? .zero).description)
    }
    if found != expected.value { differences.append("\(expected.key) is \(found)") }
  }
  if let refusal, !vector.expect.has("error") { differences.append("refused: \(word(for: refusal))") }
  return differences
}

private func word(for refusal: AmountDelegationRefusal) -> String {
  switch refusal {
  case .notRegistered: "ERR_NOT_REGISTERED"
  case .exceedsLent: "ERR_INVALID_STAKING_CONTRACT"
  case .overflow: "overflow"
  }
}
