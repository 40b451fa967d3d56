internal import Signing

/// What a ballot weighs from one moment on.
struct BallotWeight: Sendable {
  /// What becomes of the voter's ballot.
  enum Change: Sendable {
    /// It says this now.
    case says(Choice)
    /// It says what it said.
    case stays
    /// It is gone.
    case isWithdrawn
  }

  let voter: AccountKey
  let change: Change
  var own = Power.zero
  /// What is lent to the voter, before any cap.
  var lent = Power.zero
}

/// What ballots weigh as they come and go, in one mode of delegation.
protocol BallotWeights: Sendable {
  /// A voter's first ballot or a later one: whose weight changes, and to what.
  mutating func vote(_ choice: Choice, by voter: AccountKey) -> [BallotWeight]

  /// A voter's ballot is withdrawn: whose weight changes, and to what.
  mutating func withdraw(_ voter: AccountKey) -> [BallotWeight]
}

/// Weights that do not depend on who else votes: members' own power and what they are lent in parts.
struct FixedWeights: BallotWeights {
  private var own: [AccountKey: Power] = [:]
  private var lent: [AccountKey: Power] = [:]

  init(_ electorate: ElectoratePowers) {
    own.reserveCapacity(electorate.count)
    for (account, power) in zip(electorate.accounts, electorate.powers) { own[account] = power }
  }

  init(
    _ electorate: ElectoratePowers, _ parts: [AccountKey: [DelegatedPart]], _ rules: BasisPointDelegation
  ) throws(CountRefusal) {
    self.init(electorate)
    for (account, power) in zip(electorate.accounts, electorate.powers) {
      guard let list = parts[account] else { continue }
      var rest = power
      for (part, amount) in zip(list, rules.amounts(list, of: power)) {
        rest = rest.excess(over: amount)
        lent[part.delegate] = try (lent[part.delegate] ?? .zero).adding(amount)
      }
      own[account] = rest
    }
  }

  func vote(_ choice: Choice, by voter: AccountKey) -> [BallotWeight] {
    let (own, lent) = (own[voter] ?? .zero, lent[voter] ?? .zero)
    return [BallotWeight(voter: voter, change: .says(choice), own: own, lent: lent)]
  }

  func withdraw(_ voter: AccountKey) -> [BallotWeight] {
    [BallotWeight(voter: voter, change: .isWithdrawn)]
  }
}

/// Weights along chains of delegations, which move when a member on the way votes.
struct ChainedWeights: BallotWeights {
  private let graph: DelegationGraph
  private var chains: ChainedPower
  private var voters: [Int: AccountKey] = [:]

  init(_ electorate: ElectoratePowers, _ delegations: [AccountKey: AccountKey], depthLimit: Int) {
    graph = DelegationGraph(electorate, delegations: delegations)
    chains = ChainedPower(graph, depthLimit: depthLimit)
  }

  mutating func vote(_ choice: Choice, by voter: AccountKey) -> [BallotWeight] {
    // Who neither holds nor is lent power may vote, and carries nothing.
    guard let node = graph.node(of: voter) else { return [] }
    voters[node] = voter
    let moved = chains.stand(node)
    var weights = [weight(of: voter, node, .says(choice))]
    for node in moved where voters[node] != voter {
      if let other = voters[node] { weights.append(weight(of: other, node, .stays)) }
    }
    return weights
  }

  mutating func withdraw(_ voter: AccountKey) -> [BallotWeight] {
    guard let node = graph.node(of: voter) else { return [] }
    var weights = [BallotWeight(voter: voter, change: .isWithdrawn)]
    for node in chains.rest(node) where voters[node] != voter {
      if let other = voters[node] { weights.append(weight(of: other, node, .stays)) }
    }
    return weights
  }

  private func weight(of voter: AccountKey, _ node: Int, _ change: BallotWeight.Change) -> BallotWeight {
    let own = graph.powers[node]
    let lent = chains.total(of: node).excess(over: own)
    return BallotWeight(voter: voter, change: change, own: own, lent: lent)
  }
}

/// Weights of members who follow majorities: always their own power, and one ballot may cast others.
struct FollowedWeights: BallotWeights {
  private var cascade: FollowingCascade
  private let fixed: FixedWeights
  private let sides: FollowedOptions

  init(_ electorate: ElectoratePowers, _ followees: [AccountKey: [AccountKey]], _ sides: FollowedOptions) {
    cascade = FollowingCascade(members: electorate.accounts, followees: followees)
    fixed = FixedWeights(electorate)
    self.sides = sides
  }

  mutating func vote(_ choice: Choice, by voter: AccountKey) -> [BallotWeight] {
    cascade.cast(sides.vote(of: choice), by: voter).flatMap { vote in
      fixed.vote(vote.isFollowed ? sides.choice(of: vote.vote) : choice, by: vote.member)
    }
  }

  /// A vote is cast for good.
  func withdraw(_ voter: AccountKey) -> [BallotWeight] { [] }
}
