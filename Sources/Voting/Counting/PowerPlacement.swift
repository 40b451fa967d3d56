internal import Signing

/// Where the power of each row goes: onto a ballot, its own or a delegate's, or into one of the uncounted sums.
struct PowerPlacement {
  private let ballots: [StandingBallot]
  private let lending: Lending
  private let limits: DelegationLimits
  private var paths: DelegationPaths
  private var contributions: [Contribution]
  private var order = RowOrder()
  private var cursor = 0
  private var electorate = Power.zero
  private var silent = Power.zero
  private var unused = Power.zero
  private var circular = Power.zero
  private var tooDeep = Power.zero
  private var overridden = 0

  init(ballots: [StandingBallot], lending: Lending, limits: DelegationLimits) {
    let isSorted = zip(ballots, ballots.dropFirst()).allSatisfy { $0.voter < $1.voter }
    self.ballots = isSorted ? ballots : ballots.sorted { $0.voter < $1.voter }
    self.lending = lending
    self.limits = limits
    if case .whole(let delegations, let depthLimit) = lending {
      paths = DelegationPaths(delegations: delegations, ballots: self.ballots, depthLimit: depthLimit)
    } else {
      paths = DelegationPaths(delegations: [:], ballots: [], depthLimit: 0)
    }
    contributions = self.ballots.map { Contribution(voter: $0.voter, choice: $0.choice) }
  }

  /// Places the power of the next row; rows come in strictly rising order of accounts.
  mutating func add(_ account: AccountKey, _ power: Power) throws(CountRefusal) {
    try order.next(account)
    electorate = try electorate.adding(power)
    while cursor < ballots.count, ballots[cursor].voter < account { cursor += 1 }
    let ballot = cursor < ballots.count && ballots[cursor].voter == account ? cursor : nil
    switch lending {
    case .none: try keep(power, ballot)
    case .whole:
      let lender = paths.lender(account)
      if let lender, ballot == nil {
        try lend(power, from: lender)
      } else {
        if lender != nil { overridden += 1 }
        try keep(power, ballot)
      }
    case .parts(let parts, let rules): try split(power, of: parts[account] ?? [], rules, ballot)
    }
  }

  /// Leaves power with the member: on its ballot, or silent.
  private mutating func keep(_ power: Power, _ ballot: Int?) throws(CountRefusal) {
    if let ballot {
      contributions[ballot].own = power
    } else {
      silent = try silent.adding(power)
    }
  }

  private mutating func lend(_ power: Power, from lender: Int) throws(CountRefusal) {
    switch paths.place(of: lender) {
    case .ballot(let ballot): try hand(power, to: ballot)
    case .nobody: unused = try unused.adding(power)
    case .circle: circular = try circular.adding(power)
    case .tooDeep: tooDeep = try tooDeep.adding(power)
    }
  }

  /// Gives parts to delegates and leaves the rest with the member.
  private mutating func split(
    _ power: Power, of parts: [DelegatedPart], _ rules: BasisPointDelegation, _ ballot: Int?
  ) throws(CountRefusal) {
    var rest = power
    for (part, amount) in zip(parts, rules.amounts(parts, of: power)) {
      rest = rest.excess(over: amount)
      if let delegate = Self.position(of: part.delegate, in: ballots) {
        try hand(amount, to: delegate)
      } else {
        unused = try unused.adding(amount)
      }
    }
    try keep(rest, ballot)
  }

  private mutating func hand(_ power: Power, to ballot: Int) throws(CountRefusal) {
    contributions[ballot].delegated = try contributions[ballot].delegated.adding(power)
    contributions[ballot].delegators += 1
  }

  private static func position(of account: AccountKey, in ballots: [StandingBallot]) -> Int? {
    var (low, high) = (0, ballots.count)
    while low < high {
      let middle = (low + high) / 2
      if ballots[middle].voter < account { low = middle + 1 } else { high = middle }
    }
    return low < ballots.count && ballots[low].voter == account ? low : nil
  }

  /// The count, once every row has been added; asked for once, because it takes what was placed with it.
  mutating func count(with method: some CountingMethod, options: Int) throws(CountRefusal) -> Count {
    var sums = method.none(options: options)
    var (cast, capped, overdrawn) = (Power.zero, Power.zero, Power.zero)
    var counted = 0
    var contributions: [Contribution] = []
    swap(&contributions, &self.contributions)
    for position in contributions.indices {
      let lent = contributions[position].delegated
      let own = contributions[position].own
      let counting = limits.counted(lent: lent, own: own, electorate: electorate)
      contributions[position].delegated = counting
      contributions[position].excess = lent.excess(over: counting)
      capped = try capped.adding(contributions[position].excess)
      let power = try own.adding(counting)
      guard power > .zero else { continue }
      guard method.covers(contributions[position].choice, with: power) else {
        overdrawn = try overdrawn.adding(power)
        continue
      }
      try method.add(contributions[position].choice, power, to: &sums)
      cast = try cast.adding(power)
      counted += 1
    }
    let result = try method.result(of: sums)
    let tally = Tally(
      options: result.options, cast: cast, ballots: counted, electorate: electorate,
      contest: result.contest, capital: result.capital,
      decimals: result.decimals.map { Tally.Decimals(options: $0, cast: Decimal18(cast.units)) })
    var count = Count(tally: tally, contributions: contributions)
    count.silent = silent
    count.unused = unused
    count.circular = circular
    count.tooDeep = tooDeep
    count.overdrawn = overdrawn
    count.capped = capped
    count.overridden = overridden
    return count
  }
}
