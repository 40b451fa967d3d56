import CanonicalEncoding
import Testing
import Voting

/// What a history gives back of the tallies it was made of.
@Suite struct TallyHistoryTests {
  private static func tally(
    _ powers: [UInt128], contest: Bool = false, decimals: Bool = false, capital: Bool = false
  ) -> Tally {
    let sums = powers.map { Power($0) }
    return Tally(
      options: sums.map { Tally.Option(power: $0, voters: 1) }, cast: Power(powers.reduce(0, +)),
      ballots: powers.count, electorate: Power(1_000), contest: contest ? Contest(ranking: sums) : nil,
      capital: capital ? sums : nil,
      decimals: decimals
        ? .init(options: powers.map { Decimal18($0) }, cast: Decimal18(powers.reduce(0, +))) : nil)
  }

  @Test func `an entry is the tally it was made of, with its contest and its decimals`() {
    let tallies = [
      Self.tally([1, 2]), Self.tally([3, 4], decimals: true), Self.tally([5, 6], contest: true),
      Self.tally([7, 8]), Self.tally([9, 10], contest: true, decimals: true),
    ]
    var history = TallyHistory(options: 2, electorate: Power(1_000))
    for (number, tally) in tallies.enumerated() {
      history.append(.init(at: Timepoint(milliseconds: UInt64(number)), tally: tally))
    }
    #expect(history.entries.map(\.tally) == tallies)
  }

  @Test func `options that a history does not have are left out of decimals as well`() {
    var history = TallyHistory(options: 1, electorate: Power(1_000))
    history.append(.init(at: .earliest, tally: Self.tally([3, 4], decimals: true)))
    #expect(history.entries[0].tally.decimals?.options == [Decimal18(3)])
    #expect(history.entries[0].tally.decimals?.cast == Decimal18(7))
  }
}
