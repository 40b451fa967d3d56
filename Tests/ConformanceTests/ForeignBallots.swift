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
      holdings[voter.key] = Holding(
        account: try ForeignVoting.account(UInt64(number + 1)),
        amounts: [.init(asset: asset, units: voter.value)])
    }
    self.holdings = holdings
  }

  /// What ballots that came one after the other add up to, as facts to decide on.
  func facts(_ ballots: [Ballot], of rules: TrackRules) throws -> CountFacts {
    var voting = try ForeignVoting(rules, holdings: Array(holdings.values), at: .earliest)
    for ballot in ballots {
      // Whoever has no power is taken in there, and moves nothing.
      guard let voter = holdings[ballot.voter]?.account else { continue }
      if let fault = try voting.receive(ballot.choice, from: voter, at: ballot.at) {
        throw RowFault(description: "the ballot of \(ballot.voter) is not taken: \(fault)")
      }
    }
    return voting.facts
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
