import CanonicalEncoding
import QuorateTesting
import Signing
import Testing
import Voting

@Suite struct DelegationTests {
  /// Every way in which so many members can vote or not and lend to anybody, themselves included, or to nobody.
  private func forEveryGraph(_ powers: [UInt128?], _ body: ([DelegationOracle.Member]) throws -> Void)
    rethrows
  {
    let states = 2 * (powers.count + 1)
    let graphs = powers.reduce(1) { product, _ in product * states }
    for graph in 0..<graphs {
      var rest = graph
      try body(
        powers.map { power in
          let state = rest % states
          rest /= states
          let delegate = state / 2 - 1
          return .init(votes: state % 2 == 1, delegate: delegate < 0 ? nil : delegate, power: power)
        })
    }
  }

  @Test(arguments: 1...3)
  func `attack 35: all graphs of up to three members agree with the oracle, whoever holds anything`(
    _ count: Int
  ) throws {
    let powers: [UInt128?] = [nil, 0, 5]
    let mixes = (0..<count).reduce([[UInt128?]]()) { mixes, place in
      place == 0 ? powers.map { [$0] } : mixes.flatMap { mix in powers.map { mix + [$0] } }
    }
    for mix in mixes {
      for limit in 1...4 {
        try forEveryGraph(mix) { members in
          let oracle = DelegationOracle(members: members, depthLimit: limit)
          try Mismatch.unless(try oracle.agrees(), "\(oracle)")
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 8])
  func `attacks 35 and 38: all graphs of four members agree with the oracle, cycles and overrides`(
    _ limit: Int
  ) throws {
    for powers in [[1, 2, 4, 8], [1, 2, 4, nil], [nil, 1, nil, 2]] as [[UInt128?]] {
      try forEveryGraph(powers) { members in
        let oracle = DelegationOracle(members: members, depthLimit: limit)
        try Mismatch.unless(try oracle.agrees(), "\(oracle)")
      }
    }
  }

  @Test func `attacks 35 and 38: all graphs of five members agree with the oracle`() throws {
    try forEveryGraph([1, 2, 4, 8, 16]) { members in
      let oracle = DelegationOracle(members: members, depthLimit: 3)
      try Mismatch.unless(try oracle.agrees(), "\(oracle)")
    }
  }

  @Test func `attacks 35 and 38: random graphs of up to forty members agree with the oracle`() throws {
    var random = RepeatableNumbers(seed: 35)
    for _ in 0..<5000 {
      let count = 1 + random.below(40)
      let members = (0..<count).map { _ in
        DelegationOracle.Member(
          votes: random.below(4) == 0, delegate: random.below(5) == 0 ? nil : random.below(count),
          power: random.below(6) == 0 ? nil : random.wide() >> 6)
      }
      let oracle = DelegationOracle(members: members, depthLimit: 1 + random.below(12))
      try Mismatch.unless(try oracle.agrees(), "\(oracle)")
    }
  }

  // MARK: Single shapes

  private func count(_ members: [DelegationOracle.Member], limit: Int = 8) throws -> Count {
    let oracle = DelegationOracle(members: members, depthLimit: limit)
    #expect(try oracle.agrees())
    return try oracle.count()
  }

  @Test func `attack 35: power lent in a circle counts for nobody until one of it votes`() throws {
    let circle = (0..<3).map { DelegationOracle.Member(votes: false, delegate: ($0 + 1) % 3, power: 10) }
    #expect(try count(circle).circular == Power(30))
    var voted = circle
    voted[1].votes = true
    let count = try count(voted)
    #expect(count.tally.cast == Power(30) && count.circular == .zero)
    #expect(count.contributions.map(\.delegators) == [2])
  }

  @Test func `attack 37: power lent to oneself counts for nobody`() throws {
    let count = try count([
      .init(votes: false, delegate: 0, power: 7), .init(votes: true, delegate: nil, power: 1),
    ])
    #expect(count.circular == Power(7) && count.tally.cast == Power(1))
  }

  @Test func `attack 37: power lent to nobody's account is unused, never dropped`() throws {
    let count = try count([
      .init(votes: false, delegate: 1, power: 7), .init(votes: false, delegate: nil, power: nil),
    ])
    #expect(count.unused == Power(7) && count.tally.electorate == Power(7))
  }

  @Test func `attack 37: the zero address can neither lend nor be lent to`() {
    #expect(AccountKey(family: .evm, bytes: ByteString([UInt8](repeating: 0, count: 20))) == nil)
    #expect(AccountKey(canonical: "evm:" + String(repeating: "0", count: 40)) == nil)
  }

  @Test func `a delegate without tokens votes with what is lent, and only with that`() throws {
    let delegate = DelegationOracle.Member(votes: true, delegate: nil, power: nil)
    let lent = try count([.init(votes: false, delegate: 1, power: 7), delegate])
    #expect(lent.tally.cast == Power(7) && lent.tally.ballots == 1)
    let alone = try count([.init(votes: true, delegate: 1, power: 7), delegate])
    #expect(alone.tally.ballots == 1 && alone.overridden == 1 && alone.tally.cast == Power(7))
    #expect(alone.contributions.map(\.own) == [Power(7), .zero])
  }

  @Test func `attack 38: a delegator's own vote takes the power back, once`() throws {
    let members: [DelegationOracle.Member] = [
      .init(votes: true, delegate: 1, power: 5), .init(votes: true, delegate: nil, power: 3),
    ]
    let count = try count(members)
    #expect(count.tally.cast == Power(8) && count.overridden == 1)
    #expect(count.contributions.map(\.delegated) == [.zero, .zero])
  }

  @Test(arguments: 1...6) func `a chain is as long as the charter allows and no longer`(_ limit: Int) throws {
    var chain = (0..<7).map { DelegationOracle.Member(votes: false, delegate: $0 + 1, power: 1) }
    chain.append(.init(votes: true, delegate: nil, power: 1))
    let count = try count(chain, limit: limit)
    #expect(count.contributions.map(\.delegators) == [limit])
    #expect(count.tooDeep == Power(UInt128(7 - limit)))
  }

  // MARK: Length

  private func chain(_ length: Int) -> (accounts: [AccountKey], delegations: [AccountKey: AccountKey]) {
    let accounts = (0...length).map { Accounts.number($0) }
    return (accounts, Dictionary(uniqueKeysWithValues: zip(accounts, accounts.dropFirst())))
  }

  @Test(.timeLimit(.minutes(10)))
  func `attack 36: a chain of two hundred thousand costs its length, not its square`() throws {
    let (accounts, delegations) = chain(200_000)
    let ballot = StandingBallot(voter: accounts[200_000], choice: Choice(positions: [0]))
    var counting = Counting(
      ballots: [ballot], delegations: delegations, depthLimit: 64, source: HeadsPower(),
      at: Timepoint(milliseconds: 0))
    for account in accounts { try counting.add(Holding(account: account, amounts: [])) }
    let count = try counting.finish(method: SingleChoice(), options: 2)
    #expect(count.isConserved && count.tally.cast == Power(65) && count.tooDeep == Power(199_936))
  }

  // MARK: Rules

  @Test func `delegation rules are read and written back`() throws {
    for text in [#"{"mode":"none"}"#, #"{"depth":1,"mode":"full"}"#, #"{"depth":64,"mode":"full"}"#] {
      let rules = try DelegationRules(parsing: JSONParser.parse(Array(text.utf8)))
      #expect(String(decoding: rules.json.canonicalBytes, as: UTF8.self) == text)
    }
  }

  @Test(arguments: [
    #"{"mode":"full"}"#, #"{"depth":0,"mode":"full"}"#, #"{"depth":65,"mode":"full"}"#,
    #"{"depth":3,"mode":"none"}"#,
    #"{"depth":"8","mode":"full"}"#, #"{"mode":"part"}"#, #"{"depth":8,"mode":"full","cap":1}"#, #"{}"#,
    #""full""#,
  ]) func `other delegation rules are refused`(_ text: String) throws {
    let value = try JSONParser.parse(Array(text.utf8))
    #expect(throws: JSONRefusal.self) { try DelegationRules(parsing: value) }
  }
}
