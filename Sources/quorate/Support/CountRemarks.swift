internal import Governance
internal import Voting

/// What became of power in a count that no option got, or that somebody else's ballot carried.
struct CountRemarks {
  /// How amounts are written.
  let unit: AssetUnit

  func lines(_ count: Count) -> [String] {
    var parts: [String] = []
    let lent = count.contributions.reduce(0) { $0 + $1.delegators }
    if lent > 0 { parts.append("\(Format.number(lent, "member")) counted through delegates") }
    if count.overridden > 0 {
      parts.append("\(Format.number(count.overridden, "member")) voted over a delegation of their own")
    }
    if count.takenBack > 0 {
      parts.append(
        "\(Format.number(count.takenBack, "member")) voted with stake that a validator would have cast")
    }
    if count.lockedOut > 0 {
      parts.append(
        "\(Format.number(count.lockedOut, "ballot")) changed nothing: those whom the voters follow had cast their votes"
      )
    }
    if count.unused > .zero { parts.append("\(amount(count.unused)) lent to delegates who did not vote") }
    if count.circular > .zero { parts.append("\(amount(count.circular)) lent in circles") }
    if count.tooDeep > .zero { parts.append("\(amount(count.tooDeep)) lent along chains that are too long") }
    if count.capped > .zero {
      parts.append("\(amount(count.capped)) lent beyond what one delegate may vote with")
    }
    if count.overdrawn > .zero {
      parts.append("\(amount(count.overdrawn)) on ballots that ask for more than their voters have")
    }
    // A ballot that is overdrawn has power, and gives none of it.
    let void =
      count.overdrawn > .zero
      ? count.contributions.count { $0.own > .zero || $0.delegated > .zero } - count.tally.ballots : 0
    let empty = count.contributions.count - count.tally.ballots - void
    if empty > 0 { parts.append("\(Format.number(empty, "ballot")) without power in the end") }
    return parts
  }

  private func amount(_ power: Power) -> String { Format.amount(power, unit) }
}
