import QuorateTesting
import Signing
import Testing
import Voting

/// Votes and overrides as OpenZeppelin defines them, computed from all acts at once.
private struct OverridableOracle {
  let balances: [UInt128]
  let delegates: [Int?]
  var votes: [Int: Int] = [:]
  var overrides: [Int: Int] = [:]

  func options(_ count: Int) -> [UInt128] {
    var sums = [UInt128](repeating: 0, count: count)
    for (holder, balance) in balances.enumerated() {
      if let option = overrides[holder] {
        sums[option] += balance
      } else if let option = delegates[holder].flatMap({ votes[$0] }) {
        sums[option] += balance
      }
    }
    return sums
  }
}

@Suite struct OverridableVotesTests {
  private func walk(_ oracle: OverridableOracle, _ votes: OverridableVotes, left: Int) throws {
    for act in 0..<12 {
      let (member, option, isOverride) = (act % 3, act / 3 % 2, act >= 6)
      var (oracle, votes) = (oracle, votes)
      let isRepeated = (isOverride ? oracle.overrides : oracle.votes)[member] != nil
      var isRefused = false
      do {
        _ =
          isOverride
          ? try votes.override(with: option, by: Accounts.number(member))
          : try votes.vote(for: option, by: Accounts.number(member))
      } catch { isRefused = true }
      try Mismatch.unless(isRefused == isRepeated, "\(oracle)")
      if isRefused { continue }
      if isOverride { oracle.overrides[member] = option } else { oracle.votes[member] = option }
      let count = try votes.count()
      try Mismatch.unless(count.tally.options.map(\.power.units) == oracle.options(2), "\(oracle)")
      try Mismatch.unless(count.isConserved, "\(oracle) \(count)")
      if left > 1 { try walk(oracle, votes, left: left - 1) }
    }
  }

  @Test func `attack 38: all acts of three members under all delegations agree, and conserve power`() throws {
    for graph in 0..<64 {
      let delegates = [graph % 4, graph / 4 % 4, graph / 16].map { $0 == 3 ? nil : $0 }
      for balances in [[1, 2, 4], [5, 0, 3]] as [[UInt128]] {
        var electorate = ElectoratePowers()
        for (number, balance) in balances.enumerated() {
          try electorate.add(Accounts.number(number), Power(balance))
        }
        var table: [AccountKey: AccountKey] = [:]
        for (holder, delegate) in delegates.enumerated() {
          if let delegate { table[Accounts.number(holder)] = Accounts.number(delegate) }
        }
        let votes = OverridableVotes(electorate, delegates: table, options: 2)
        try walk(OverridableOracle(balances: balances, delegates: delegates), votes, left: 3)
      }
    }
  }

  @Test func `an option that is not there is refused and nothing changes`() throws {
    var electorate = ElectoratePowers()
    try electorate.add(Accounts.number(0), Power(5))
    var votes = OverridableVotes(electorate, delegates: [:], options: 3)
    for option in [-1, 3, .max] {
      #expect(throws: OverridableVotesRefusal.optionUnknown(option)) {
        try votes.vote(for: option, by: Accounts.number(0))
      }
      #expect(throws: OverridableVotesRefusal.optionUnknown(option)) {
        try votes.override(with: option, by: Accounts.number(0))
      }
    }
    #expect(try votes.override(with: 2, by: Accounts.number(0)) == Power(5), "one who delegated to nobody")
    #expect(try votes.vote(for: 0, by: Accounts.number(0)) == .zero)
    let count = try votes.count()
    #expect(count.tally.ballots == 1 && count.isConserved)
  }
}
