internal import CanonicalEncoding
internal import QuorateTesting
internal import Signing
internal import Voting

/// Counting of a million members who lend their power: in one chain, and in trees as they grow by chance; one core.
struct DelegationFigures {
  let rounds: Int
  /// How many members there are.
  let members: Int

  func measure(into report: inout Report) async throws {
    let accounts = Self.accounts(members)
    let chain = Dictionary(uniqueKeysWithValues: zip(accounts, accounts.dropFirst()))
    try await count(accounts, chain, "delegation.1m", voters: 1, into: &report)
    var random = RepeatableNumbers(seed: 36)
    var trees: [AccountKey: AccountKey] = [:]
    for member in 1..<members where !random.once(in: 10) {
      trees[accounts[member]] = accounts[random.below(member)]
    }
    try await count(accounts, trees, "delegation.trees.1m", voters: members / 100, into: &report)
  }

  private func count(
    _ accounts: [AccountKey], _ delegations: [AccountKey: AccountKey], _ name: String, voters: Int,
    into report: inout Report
  ) async throws {
    // Those at the end of the chain, and at the roots of the trees.
    let ballots = (voters == 1 ? accounts.suffix(1) : accounts.prefix(voters)).map {
      StandingBallot(voter: $0, choice: Choice(positions: [0]))
    }
    var samples: [Double] = []
    var peaks: [Double] = []
    for _ in 0..<rounds {
      let before = PeakMemory.begin()
      samples.append(
        try await Measuring.processor {
          var counting = Counting(
            ballots: ballots, delegations: delegations, depthLimit: 64, source: HeadsPower(), at: .earliest)
          for account in accounts { try counting.add(Holding(account: account, amounts: [])) }
          _ = try counting.finish(method: SingleChoice(), options: 3)
        })
      peaks.append(PeakMemory.growth(since: before))
    }
    report.add(Figure(name, samples, "s"), bar: .atMost(3))
    report.add(Figure("\(name).memory", peaks, "MB"))
  }

  /// Accounts in rising order.
  private static func accounts(_ count: Int) -> [AccountKey] {
    (0..<count).compactMap { number in
      var bytes = [UInt8](repeating: 1, count: 12)
      bytes.append(bigEndian: UInt64(number))
      return AccountKey(family: .evm, bytes: ByteString(bytes))
    }
  }
}
