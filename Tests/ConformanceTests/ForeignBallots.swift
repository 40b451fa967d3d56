import CanonicalEncoding
import Governance
import QuorateTesting
import Signing
import Voting

/// Voters whom a row calls by any name, with the power it gives them, and their ballots in order.
struct ForeignBallots {
  /// A ballot: who, what it says in the words of the rules, and when it came.
  struct Ballot {
    let voter: String
    let choice: String
    let at: Timepoint
  }

  private let holdings: [String: Holding]

  /// - Parameters:
  ///   - powers: The power of each voter.
  ///   - asset: The asset that gives it, as the preset names it.
  init(_ powers: [String: UInt128], asset: String) throws {
    var holdings: [String: Holding] = [:]
    for (number, voter) in powers.sorted(by: { $0.key < $1.key }).enumerated() {
      var bytes = [UInt8](repeating: 0, count: 12)
      bytes.append(bigEndian: UInt64(number + 1))
      let account = try AccountKey(family: .evm, bytes: ByteString(bytes)).orThrow(
        "no account for \(voter.key)")
      holdings[voter.key] = Holding(account: account, amounts: [.init(asset: asset, units: voter.value)])
    }
    self.holdings = holdings
  }

  /// What the ballots of one house add up to, each voter's last one standing.
  func tally(_ ballots: [Ballot], of rules: TrackRules) throws -> Tally {
    let house = try rules.houses.first.orThrow("no house votes")
    var standing: [String: StandingBallot] = [:]
    for ballot in ballots {
      let holding = try holdings[ballot.voter].orThrow("\(ballot.voter) has no power")
      standing[ballot.voter] = StandingBallot(
        voter: holding.account, choice: try rules.method.choice(ballot.choice, among: rules.options))
    }
    var counting = Counting(
      ballots: Array(standing.values), delegations: [:], depthLimit: 0, source: house.power, at: .earliest)
    for holding in holdings.values.sorted(by: { $0.account < $1.account }) { try counting.add(holding) }
    return try counting.finish(method: rules.method, options: rules.options.count).tally
  }

  /// The same with the sums after each ballot, as facts to decide on.
  func facts(_ ballots: [Ballot], of rules: TrackRules) throws -> CountFacts {
    let house = try rules.houses.first.orThrow("no house votes").name
    let final = try tally(ballots, of: rules)
    var history = TallyHistory(options: rules.options.count, electorate: final.electorate)
    for count in ballots.indices {
      history.append(
        .init(at: ballots[count].at, tally: try tally(Array(ballots[...count]), of: rules)))
    }
    return CountFacts(tallies: [house: final], histories: [house: history])
  }
}

extension VectorRow {
  /// Powers by voter.
  func powers(_ key: String) throws(RowFault) -> [String: UInt128] {
    var powers: [String: UInt128] = [:]
    for member in try members(key) { powers[member.key] = try Self.amount(member.value, member.key) }
    return powers
  }
}
