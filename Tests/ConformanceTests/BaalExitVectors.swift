import Voting

/// What a member of a Moloch takes along: the rows of `evm/baal.json` of the kind `ragequit`.
@Sendable func baalExit(_ row: VectorRow) throws -> [String] {
  let exit = ExitShare(
    shares: try row.amount("shares"), loot: try row.amount("loot"), supply: try row.amount("supply"))
  guard let part = exit?.part(of: try row.amount("balance")) else { return ["nothing can be burnt"] }
  return part == (try row.amount("expect")) ? [] : ["the part is \(part)"]
}
