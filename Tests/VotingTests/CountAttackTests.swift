import CanonicalEncoding
import Foundation
import QuorateTesting
import Signing
import Synchronization
import Testing
import Voting

/// Attacks on counting at the sizes of the catalogue.
@Suite struct CountAttackTests {
  private func result(
    _ method: some CountingMethod, _ ballots: [PoweredBallot], options: Int
  ) throws -> MethodResult {
    var sums = method.none(options: options)
    for ballot in ballots { try method.add(ballot.choice, Power(ballot.power), to: &sums) }
    return try method.result(of: sums)
  }

  @Test(arguments: MethodCase.all)
  func `attack 44: a thousand orders of ballots that tie give one result`(row: MethodCase) throws {
    var random = RepeatableNumbers(seed: 1000)
    // Everybody has the same power, so that sums and rounds tie as often as they can.
    var ballots = (0..<6).map { _ in PoweredBallot(row.choice(&random), 120) }
    ballots += ballots
    let whole = try result(row.method, ballots, options: row.options)
    for _ in 0..<1000 {
      ballots.shuffle(using: &random)
      try Mismatch.unless(
        try result(row.method, ballots, options: row.options) == whole, "\(row.id): \(ballots)")
    }
  }

  @Test(arguments: ["1/2", "1/3", "2/3", "3/5", "66.67%", "4%", "7/20", "1/1", "33.3%", "99.9%"])
  func `attack 41: all totals up to five hundred are compared as whole numbers are`(_ text: String) throws {
    let share = try #require(Share(text))
    let (numerator, denominator) = (UInt128(share.numerator), UInt128(share.denominator))
    for total in UInt128(0)...500 {
      for part in 0...total {
        let (left, right) = (part * denominator, total * numerator)
        let (reached, exceeded) = (total > 0 && left >= right, total > 0 && left > right)
        try Mismatch.unless(
          share.isReached(by: Power(part), of: Power(total)) == reached
            && share.isExceeded(by: Power(part), of: Power(total)) == exceeded, "\(part) of \(total), \(text)"
        )
      }
    }
  }

  @Test(arguments: MethodCase.all)
  func `attack 43: whatever is chosen and lent, turnout is at most the electorate`(row: MethodCase) throws {
    var random = RepeatableNumbers(seed: 43)
    for _ in 0..<200 {
      let members = 1 + random.below(8)
      let ballots = (0..<members).filter { _ in !random.once(in: 3) }.map {
        StandingBallot(voter: Accounts.number($0), choice: row.choice(&random))
      }
      var delegations: [AccountKey: AccountKey] = [:]
      for member in 0..<members where random.once(in: 2) {
        delegations[Accounts.number(member)] = Accounts.number(random.below(members))
      }
      var counting = Counting(
        ballots: ballots, delegations: delegations, depthLimit: 2, source: BalancePower(asset: "token"),
        at: .earliest)
      for member in 0..<members {
        let units = UInt128(random.below(60))
        try counting.add(
          Holding(account: Accounts.number(member), amounts: [.init(asset: "token", units: units)]))
      }
      let count = try counting.finish(method: row.method, options: row.options)
      try Mismatch.unless(
        count.isConserved && count.tally.cast <= count.tally.electorate
          && count.tally.ballots <= ballots.count
          && count.tally.options.allSatisfy { $0.voters <= count.tally.ballots },
        "\(row.id): \(count)")
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func `attack 36: a chain of a million is counted on a stack of 256 kB`() throws {
    let found = Mutex<Count?>(nil)
    let isOver = DispatchSemaphore(value: 0)
    let thread = Thread {
      let length = 1_000_000
      let accounts = (0...length).map { Accounts.number($0) }
      var counting = Counting(
        ballots: [StandingBallot(voter: accounts[length], choice: Choice(positions: [0]))],
        delegations: Dictionary(uniqueKeysWithValues: zip(accounts, accounts.dropFirst())), depthLimit: 64,
        source: HeadsPower(), at: .earliest)
      let isAdded = accounts.allSatisfy {
        (try? counting.add(Holding(account: $0, amounts: []))) != nil
      }
      let count = try? counting.finish(method: SingleChoice(), options: 2)
      found.withLock { $0 = isAdded ? count : nil }
      isOver.signal()
    }
    thread.stackSize = 256 * 1024
    thread.start()
    isOver.wait()
    let count = try #require(found.withLock { $0 })
    #expect(count.isConserved && count.tally.cast == Power(65) && count.tooDeep == Power(999_936))
  }
}
