import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

/// A tally without its contest, which running counts leave out.
private func uncontested(_ tally: Tally) -> Tally {
  Tally(
    options: tally.options, cast: tally.cast, ballots: tally.ballots, electorate: tally.electorate,
    capital: tally.capital)
}

@Suite struct RunningCountTests {
  /// A running count beside the ballots that stand, which are counted anew after each event.
  private struct Pair {
    let electorate: ElectoratePowers
    let lending: Lending
    let limits: DelegationLimits
    var running: RunningCount
    var standing: [Int: Int] = [:]

    init(powers: [UInt128?], lending: Lending, cap: Share? = nil) throws {
      var electorate = ElectoratePowers()
      for (number, power) in powers.enumerated() {
        if let power { try electorate.add(Accounts.number(number), Power(power)) }
      }
      self.electorate = electorate
      self.lending = lending
      limits = DelegationLimits(cap: cap, lastsAtMost: nil)
      running = try RunningCount(
        electorate, lending: lending, limits: limits, method: SingleChoice(), options: 3)
    }

    /// One event; `option` is `nil` for a withdrawn vote.
    mutating func receive(_ option: Int?, from voter: Int) throws {
      try running.receive(
        option.map { Choice(positions: [$0]) }, from: Accounts.number(voter),
        at: Timepoint(milliseconds: 0), index: 0)
      standing[voter] = option
    }

    var expected: Count {
      get throws {
        var counting = Counting(
          ballots: standing.map {
            StandingBallot(voter: Accounts.number($0.key), choice: Choice(positions: [$0.value]))
          }, lending: lending, limits: limits, source: BalancePower(asset: "token"), at: .earliest)
        for (account, power) in zip(electorate.accounts, electorate.powers) {
          try counting.add(Holding(account: account, amounts: [.init(asset: "token", units: power.units)]))
        }
        return try counting.finish(method: SingleChoice(), options: 3)
      }
    }

    func check(_ story: @autoclosure () -> String) throws {
      let count = try expected
      try Mismatch.unless(
        running.tally == uncontested(count.tally) && count.isConserved, "\(story()) \(standing)")
    }
  }

  private func whole(_ delegates: [Int?], _ depthLimit: Int) -> Lending {
    var table: [AccountKey: AccountKey] = [:]
    for (member, delegate) in delegates.enumerated() {
      if let delegate { table[Accounts.number(member)] = Accounts.number(delegate) }
    }
    return .whole(table, depthLimit: depthLimit)
  }

  private func walk(_ pair: Pair, members: Int, left: Int, _ story: String) throws {
    for event in 0..<2 * members {
      var pair = pair
      let voter = event / 2
      // Each member has its own option; an event that changes nothing is skipped.
      let option = event % 2 == 0 ? voter % 3 : nil
      guard pair.standing[voter] != option else { continue }
      try pair.receive(option, from: voter)
      try pair.check(story)
      if left > 1 { try walk(pair, members: members, left: left - 1, story) }
    }
  }

  @Test(arguments: 1...3)
  func `attacks 35 and 38: all graphs and histories of up to three members agree with the count`(
    _ count: Int
  ) throws {
    let graphs = (0..<count).reduce(1) { product, _ in product * (count + 1) }
    for graph in 0..<graphs {
      var rest = graph
      let delegates = (0..<count).map { _ in
        defer { rest /= count + 1 }
        return rest % (count + 1) == count ? nil : rest % (count + 1)
      }
      for limit in 1...count {
        let pair = try Pair(powers: Array([1, 2, 4].prefix(count)), lending: whole(delegates, limit))
        try walk(pair, members: count, left: 4, "\(delegates) \(limit)")
      }
    }
  }

  @Test func `attacks 35 and 38: random histories on random graphs agree with the count after each event`()
    throws
  {
    var random = RepeatableNumbers(seed: 8)
    for round in 0..<2500 {
      let count = 2 + random.below(24)
      // Mostly few delegates, so that trees are deep and circles happen.
      let width = 1 + random.below(count)
      let delegates = (0..<count).map { _ in random.below(6) == 0 ? nil : random.below(width) }
      let powers = (0..<count).map { _ in random.below(8) == 0 ? nil : random.wide() >> 8 }
      let cap = round % 3 == 0 ? Share(UInt64(1 + random.below(9)), of: 10) : nil
      var pair = try Pair(powers: powers, lending: whole(delegates, 1 + random.below(9)), cap: cap)
      for _ in 0..<40 {
        try pair.receive(random.below(4) == 0 ? nil : random.below(3), from: random.below(count))
        try pair.check("\(delegates)")
      }
      try Mismatch.unless(pair.running.history.entries.count == 40, "an entry for each event")
    }
  }

  @Test func `random histories without delegation and with parts agree with the count`() throws {
    var random = RepeatableNumbers(seed: 9)
    for round in 0..<300 {
      let count = 2 + random.below(10)
      var parts: [AccountKey: [DelegatedPart]] = [:]
      for member in 0..<count where random.below(3) > 0 {
        parts[Accounts.number(member)] = (0..<random.below(4)).map { _ in
          DelegatedPart(delegate: Accounts.number(random.below(count + 1)), basisPoints: random.below(4000))
        }
      }
      let rules = BasisPointDelegation(delegates: 4, step: UInt128(1 + random.below(100)))
      let powers = (0..<count).map { _ in random.below(8) == 0 ? nil : random.wide() >> 8 }
      let cap = random.below(2) == 0 ? Share(1, of: UInt64(2 + random.below(9))) : nil
      var pair = try Pair(
        powers: powers, lending: round % 4 == 0 ? .none : .parts(parts, rules), cap: cap)
      for _ in 0..<30 {
        try pair.receive(random.below(4) == 0 ? nil : random.below(3), from: random.below(count + 1))
        try pair.check("\(parts)")
      }
    }
  }

  @Test func `capital is kept beside votes, and a ballot that asks for more than it has counts for nothing`()
    throws
  {
    var random = RepeatableNumbers(seed: 11)
    let method = ConvictionVote()
    for _ in 0..<200 {
      let delegates = (0..<6).map { _ in random.below(2) == 0 ? nil : random.below(6) }
      let lending = whole(delegates, 3)
      var electorate = ElectoratePowers()
      for number in 0..<6 { try electorate.add(Accounts.number(number), Power(UInt128(random.below(50)))) }
      var running = try RunningCount(electorate, lending: lending, method: method, options: 3)
      var standing: [Int: Choice] = [:]
      for _ in 0..<20 {
        let voter = random.below(6)
        let capital = Power(UInt128(random.below(60)))
        let conviction = try #require(Conviction(rawValue: random.below(7)))
        standing[voter] =
          random.below(4) == 0
          ? nil : method.standard(isAye: random.below(2) == 0, capital: capital, conviction)
        try running.receive(standing[voter], from: Accounts.number(voter), at: .earliest, index: 0)
        var counting = Counting(
          ballots: standing.map { StandingBallot(voter: Accounts.number($0.key), choice: $0.value) },
          lending: lending, limits: .none, source: BalancePower(asset: "token"), at: .earliest)
        for (account, power) in zip(electorate.accounts, electorate.powers) {
          try counting.add(Holding(account: account, amounts: [.init(asset: "token", units: power.units)]))
        }
        let count = try counting.finish(method: method, options: 3)
        let last = try #require(running.history.entries.last)
        // Before the first ballot with power there is no capital, which is to say zero.
        let capitals = running.tally.capital ?? [.zero, .zero, .zero]
        try Mismatch.unless(
          capitals == count.tally.capital && running.tally.options == count.tally.options
            && count.isConserved,
          "\(standing)")
        try Mismatch.unless(running.tally.cast == count.tally.cast, "\(standing)")
        try Mismatch.unless((last.tally.capital ?? capitals) == capitals, "\(standing)")
      }
    }
  }

  @Test func `following gives after each ballot what the count of the ballots so far gives`() throws {
    var random = RepeatableNumbers(seed: 10)
    for _ in 0..<300 {
      let count = 2 + random.below(12)
      var electorate = ElectoratePowers()
      for number in 0..<count { try electorate.add(Accounts.number(number), Power(random.wide() >> 8)) }
      var followees: [AccountKey: [AccountKey]] = [:]
      for member in 0..<count where random.below(3) > 0 {
        followees[Accounts.number(member)] = (0...random.below(3)).map { _ in
          Accounts.number(random.below(count))
        }
      }
      let sides = FollowedOptions(yes: 0, no: 1)
      let counting = FollowingCount(electorate, followees: followees, sides: sides)
      var running = RunningCount(
        electorate, followees: followees, sides: sides, method: SingleChoice(), options: 3)
      var ballots: [StandingBallot] = []
      for _ in 0..<count {
        let choice = Choice(positions: [random.below(3)])
        let ballot = StandingBallot(voter: Accounts.number(random.below(count + 1)), choice: choice)
        ballots.append(ballot)
        try running.receive(choice, from: ballot.voter, at: Timepoint(milliseconds: 0), index: 0)
        let expected = try counting.count(ballots, method: SingleChoice(), options: 3)
        // A stranger's ballot has no power and moves nobody.
        try Mismatch.unless(
          running.tally == expected.tally && expected.isConserved, "\(followees) \(ballots)")
      }
    }
  }

  @Test func `the history has the tallies with their instants and entries`() throws {
    var pair = try Pair(powers: [1, 2, 4], lending: whole([1, nil, nil], 8))
    for (number, voter) in [1, 0, 1].enumerated() {
      try pair.running.receive(
        number == 2 ? nil : Choice(positions: [voter]), from: Accounts.number(voter),
        at: Timepoint(milliseconds: UInt64(number)), index: UInt64(10 + number))
    }
    let entries = pair.running.history.entries
    #expect(entries.map(\.at.milliseconds) == [0, 1, 2] && entries.map(\.index) == [10, 11, 12])
    #expect(entries.map(\.tally.cast) == [Power(3), Power(3), Power(1)])
    #expect(entries.map { $0.tally.options.map(\.power.units) } == [[0, 3, 0], [1, 2, 0], [1, 0, 0]])
    #expect(entries.map { $0.tally.options.map(\.voters) } == [[0, 1, 0], [1, 1, 0], [1, 0, 0]])
    #expect(entries.allSatisfy { $0.tally.electorate == Power(7) })
    #expect(TallyHistory(entries: Array(entries)) == pair.running.history)
  }

  @Test func `a choice outside the options is refused where it carries power`() throws {
    var pair = try Pair(powers: [1], lending: .none)
    #expect(throws: CountRefusal.self) {
      try pair.running.receive(
        Choice(positions: [3]), from: Accounts.number(0), at: Timepoint(milliseconds: 0), index: 0)
    }
  }

  // MARK: Length

  @Test(.timeLimit(.minutes(10)))
  func `attack 36: a delegate of a hundred thousand who votes and withdraws walks them once`() throws {
    let lenders = 100_000
    var electorate = ElectoratePowers()
    var table: [AccountKey: AccountKey] = [:]
    for number in 0...lenders {
      try electorate.add(Accounts.number(number), Power(1))
      if number > 0 { table[Accounts.number(number)] = Accounts.number(number / 8) }
    }
    var running = try RunningCount(
      electorate, lending: .whole(table, depthLimit: 64), method: SingleChoice(), options: 2)
    for round in 0..<2000 {
      try running.receive(
        round % 2 == 0 ? Choice(positions: [0]) : nil, from: Accounts.number(round / 2 % 3),
        at: Timepoint(milliseconds: 0), index: 0)
    }
    #expect(running.tally.cast == .zero && running.history.entries[0].tally.cast == Power(100_001))
  }

  @Test func `a history that begins with ballots has them from the opening on`() throws {
    var pair = try Pair(powers: [5, 7], lending: .none)
    try pair.receive(0, from: 0)
    pair.running.open()
    #expect(pair.running.history.opening == pair.running.tally && pair.running.history.entries.isEmpty)
    try pair.receive(1, from: 1)
    #expect(pair.running.history.entries.map(\.tally) == [pair.running.tally])
  }

}
