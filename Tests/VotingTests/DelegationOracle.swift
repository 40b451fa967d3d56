import CanonicalEncoding
import Signing
import Voting

/// Members who vote or not and lend or not, and what a count of them must give.
///
/// Written over whole paths and not step by step, so that it shares nothing with the code under test.
struct DelegationOracle {
  struct Member: Hashable {
    var votes: Bool
    var delegate: Int?
    var power: UInt128?
  }

  struct Sums: Hashable {
    var own: [Int: UInt128] = [:]
    var lent: [Int: UInt128] = [:]
    var lenders: [Int: Int] = [:]
    var silent: UInt128 = 0
    var unused: UInt128 = 0
    var circular: UInt128 = 0
    var tooDeep: UInt128 = 0
    var overridden = 0
  }

  var members: [Member]
  var depthLimit: Int

  var expected: Sums {
    var sums = Sums()
    for (number, member) in members.enumerated() {
      guard let power = member.power else { continue }
      if member.votes {
        sums.own[number] = power
        sums.overridden += member.delegate == nil ? 0 : 1
      } else if member.delegate == nil {
        sums.silent += power
      } else {
        place(power, along: path(from: number), in: &sums)
      }
    }
    return sums
  }

  /// The delegates one after the other, up to the first who lends no further or comes twice.
  private func path(from start: Int) -> [Int] {
    var path = [start]
    while let last = path.last, let next = members[last].delegate {
      path.append(next)
      if path.dropLast().contains(next) { break }
    }
    return path
  }

  private func place(_ power: UInt128, along path: [Int], in sums: inout Sums) {
    let isCircle = Set(path).count < path.count
    let steps = path.firstIndex { members[$0].votes } ?? path.count - 1
    // The step that closes a circle is noticed before it is counted.
    let counted = isCircle && !members[path[steps]].votes ? steps - 1 : steps
    if counted > depthLimit {
      sums.tooDeep += power
    } else if members[path[steps]].votes {
      sums.lent[path[steps], default: 0] += power
      sums.lenders[path[steps], default: 0] += 1
    } else if isCircle {
      sums.circular += power
    } else {
      sums.unused += power
    }
  }

  /// The count by the code under test.
  func count() throws -> Count {
    let accounts = members.indices.map { Accounts.number($0) }
    var ballots: [StandingBallot] = []
    var delegations: [AccountKey: AccountKey] = [:]
    for (number, member) in members.enumerated() {
      if member.votes {
        ballots.append(StandingBallot(voter: accounts[number], choice: Choice(positions: [number % 3])))
      }
      if let delegate = member.delegate { delegations[accounts[number]] = accounts[delegate] }
    }
    var counting = Counting(
      ballots: ballots.reversed(), delegations: delegations, depthLimit: depthLimit,
      source: BalancePower(asset: "token"),
      at: Timepoint(milliseconds: 0))
    for (number, member) in members.enumerated() {
      guard let power = member.power else { continue }
      try counting.add(Holding(account: accounts[number], amounts: [.init(asset: "token", units: power)]))
    }
    return try counting.finish(method: SingleChoice(), options: 3)
  }

  /// Whether the code under test agrees in everything.
  func agrees() throws -> Bool {
    let (count, sums) = (try count(), expected)
    let voters = members.indices.filter { members[$0].votes }
    var options = [Tally.Option](repeating: .init(power: .zero, voters: 0), count: 3)
    guard count.contributions.count == voters.count else { return false }
    for (contribution, voter) in zip(count.contributions, voters) {
      let (own, lent) = (sums.own[voter] ?? 0, sums.lent[voter] ?? 0)
      guard contribution.voter == Accounts.number(voter), contribution.own.units == own,
        contribution.delegated.units == lent, contribution.delegators == sums.lenders[voter] ?? 0
      else { return false }
      guard own + lent > 0 else { continue }
      options[voter % 3] = .init(
        power: Power(options[voter % 3].power.units + own + lent), voters: options[voter % 3].voters + 1)
    }
    let total = members.reduce(0) { $0 + ($1.power ?? 0) }
    return count.tally.options == options && count.tally.electorate.units == total && count.isConserved
      && count.tally.cast.units == options.reduce(0) { $0 + $1.power.units }
      && count.tally.ballots == options.reduce(0) { $0 + $1.voters } && count.silent.units == sums.silent
      && count.unused.units == sums.unused && count.circular.units == sums.circular
      && count.tooDeep.units == sums.tooDeep && count.overridden == sums.overridden
  }
}
