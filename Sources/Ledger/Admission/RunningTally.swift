internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

/// What one ballot does to the sums of its house, by point look-ups.
///
/// A track that decides or extends by the order of ballots needs the sums after each. A count of everything would
/// make the millionth ballot a million times as dear as the first; here a ballot costs as much as the members are
/// many whose power it moves.
struct RunningTally<Store: Records, Files: Documents> {
  let view: LedgerView<Store, Files>
  let proposal: ProposalRecord
  let stage: VotingStage
  let house: House
  let rows: any ElectorateRows

  /// The sums after a ballot, and the records of what each ballot carries that change with it.
  ///
  /// - Parameters:
  ///   - tally: The sums before it.
  ///   - choice: What it says; `nil` where it takes back the one that stands.
  ///   - standing: The ballot it takes the place of, if there is one.
  func after(
    _ choice: String?, by voter: AccountKey, replacing standing: BallotRecord?, tally: Tally
  ) throws -> (tally: Tally, changes: [Change]) {
    guard let choice else {
      return try standing.map { try without($0, of: voter, tally: tally) } ?? (tally, [])
    }
    if case .followMajority(let rules) = proposal.rules.delegation.mode {
      return try followed(choice, by: voter, tally: tally, rules)
    }
    var sums = RunningSums(tally)
    if let standing {
      let power = try counted(try carried(by: voter), by: voter, of: tally.electorate)
      try sums.move(power, from: try weights(standing.choice, power), to: nil)
      try sums.move(power, from: nil, to: try weights(choice, power))
      return (sums.tally, [])
    }
    let moved = try moved(to: voter)
    var changes: [Change] = []
    if let former = moved.former {
      let carried = try carried(by: former.voter)
      let left = carried.excess(over: moved.fromFormer)
      let before = try counted(carried, by: former.voter, of: tally.electorate)
      let after = try counted(left, by: former.voter, of: tally.electorate)
      try sums.move(before, from: try weights(former.choice, before), to: nil)
      try sums.move(after, from: nil, to: try weights(former.choice, after))
      changes.append(change(of: former.voter, to: left))
    }
    let power = try counted(moved.toVoter, by: voter, of: tally.electorate)
    try sums.move(power, from: nil, to: try weights(choice, power))
    changes.append(change(of: voter, to: moved.toVoter))
    return (sums.tally, changes)
  }

  /// The sums without a ballot: what it carries goes on to the next voter on the way of the delegations, if there is
  /// one.
  private func without(
    _ ballot: BallotRecord, of voter: AccountKey, tally: Tally
  ) throws -> (tally: Tally, changes: [Change]) {
    var sums = RunningSums(tally)
    let power = try counted(try carried(by: voter), by: voter, of: tally.electorate)
    try sums.move(power, from: try weights(ballot.choice, power), to: nil)
    var changes = [change(of: voter, to: .zero)]
    let moved = try moved(to: voter)
    if let former = moved.former {
      let carried = try carried(by: former.voter)
      let whole = try carried.adding(moved.fromFormer)
      let before = try counted(carried, by: former.voter, of: tally.electorate)
      let after = try counted(whole, by: former.voter, of: tally.electorate)
      try sums.move(before, from: try weights(former.choice, before), to: nil)
      try sums.move(after, from: nil, to: try weights(former.choice, after))
      changes.append(change(of: former.voter, to: whole))
    }
    return (sums.tally, changes)
  }

  // MARK: Whose power moves

  private struct Moved {
    /// The first voter on the way of the delegations from this one on, whose ballot carried the power so far.
    var former: (voter: AccountKey, choice: String)?
    var fromFormer = Power.zero
    var toVoter = Power.zero
  }

  /// The power of the voter and of everybody whose delegations reach this voter before any other who has voted.
  private func moved(to voter: AccountKey) throws -> Moved {
    if case .basisPoints(let rules) = proposal.rules.delegation.mode {
      return Moved(toVoter: try own(voter).adding(try lent(to: voter, rules)))
    }
    let limit = stage.rules.delegation.isAllowed ? stage.rules.delegation.depthLimit : 0
    var moved = Moved()
    var distance = 0
    if limit > 0, let (former, choice, steps) = try nextVoter(after: voter, limit: limit) {
      moved.former = (former, choice)
      distance = steps
    }
    var level = [voter]
    for depth in 0...limit {
      var next: [AccountKey] = []
      for member in level {
        let power =
          try own(member)
        moved.toVoter = try moved.toVoter.adding(power)
        if moved.former != nil, depth + distance <= limit {
          moved.fromFormer = try moved.fromFormer.adding(power)
        }
        if depth < limit { next += try silentLenders(to: member, besides: voter) }
      }
      if next.isEmpty { break }
      level = next
    }
    return moved
  }

  private func nextVoter(after voter: AccountKey, limit: Int) throws
    -> (voter: AccountKey, choice: String, steps: Int)?
  {
    var (current, steps) = (voter, 0)
    while steps < limit, let next = try delegate(of: current), next != voter {
      steps += 1
      if let ballot = try view.counting(stage.key(of: next, house: house.name)) {
        return (next, ballot.choice, steps)
      }
      current = next
    }
    return nil
  }

  /// Those who lend to a member directly and have not voted, besides the one who is voting now.
  private func silentLenders(to member: AccountKey, besides voter: AccountKey) throws -> [AccountKey] {
    try view.lenders(to: member).filter { lender in
      try lender != voter && delegate(of: lender) == member
        && view.counting(stage.key(of: lender, house: house.name)) == nil
    }
  }

  private func delegate(of member: AccountKey) throws -> AccountKey? {
    try view.loans(of: member, on: proposal).first?.delegate
  }

  /// What is lent to a member in parts, whoever votes.
  private func lent(to member: AccountKey, _ rules: BasisPointDelegation) throws -> Power {
    var sum = Power.zero
    for lender in try view.lenders(to: member) {
      let parts = try view.loans(of: lender, on: proposal).parts
      for (part, amount) in zip(parts, rules.amounts(parts, of: try held(by: lender)))
      where part.delegate == member {
        sum = try sum.adding(amount)
      }
    }
    return sum
  }

  // MARK: What a ballot carries

  /// What is left to a member of its power: all of it, but where parts of it are lent.
  private func own(_ member: AccountKey) throws -> Power {
    let power = try held(by: member)
    guard case .basisPoints(let rules) = proposal.rules.delegation.mode else { return power }
    return rules.amounts(try view.loans(of: member, on: proposal).parts, of: power)
      .reduce(power) { $0.excess(over: $1) }
  }

  func held(by member: AccountKey) throws -> Power {
    try rows.holding(of: member).map {
      try rows.power(of: $0, by: house.power, at: proposal.reads(house))
    } ?? .zero
  }

  private func carried(by voter: AccountKey) throws -> Power {
    guard let bytes = try view.records.value(stage.carriedKey(of: voter, house: house.name)),
      let units = UInt128(decimal: bytes[...])
    else { return .zero }
    return Power(units)
  }

  /// What counts of the power a ballot carries: the voter's own, and what it is lent up to the charter's cap.
  private func counted(_ carried: Power, by voter: AccountKey, of electorate: Power) throws -> Power {
    let limits = proposal.rules.delegation.limits
    guard limits.cap != nil else { return carried }
    let own = try own(voter)
    let lent = carried.excess(over: own)
    return try own.adding(limits.counted(lent: lent, own: own, electorate: electorate))
  }

  private func change(of voter: AccountKey, to power: Power) -> Change {
    Change(stage.carriedKey(of: voter, house: house.name), Array(power.description.utf8))
  }

  func weights(_ choice: String, _ power: Power) throws -> MethodResult? {
    let rules = stage.rules
    let method = rules.method(in: house.name)
    return try method.contribution(
      of: try method.choice(choice, among: rules.options), power, options: rules.options.count)
  }
}

extension CountingMethod {
  /// What one ballot of so much power comes to alone; `nil` for one that counts towards nothing.
  func contribution(
    of choice: Choice, _ power: Power, options: Int
  ) throws(CountRefusal) -> MethodResult? {
    guard power > .zero, covers(choice, with: power) else { return nil }
    var sums = none(options: options)
    try add(choice, power, to: &sums)
    return try result(of: sums)
  }
}
