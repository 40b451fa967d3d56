internal import Voting

/// A direction in which ballots can change, by more and more power: some that were cast say something else or are taken
/// back, or some are cast that were not.
struct BallotLine {
  let kind: VoteChange.Kind
  /// The groups of a profile that lose power, one after the other.
  let sources: [Int]
  /// What is said instead, or besides.
  let target: Choice?
  let profile: BallotProfile

  /// The amounts at which another source begins to lose power, and the most that can move; in between sums grow evenly.
  var turns: [UInt128] {
    guard kind != .cast else {
      let uncast = profile.tally.uncast.units
      return uncast > 0 ? [uncast] : []
    }
    var sum = UInt128(0)
    // Ballots of one count add up to less than 2^128.
    return sources.map { source in
      sum += profile.groups[source].power.units
      return sum
    }
  }

  /// The sums once so much power has moved; `nil` where they leave 128 bits.
  func tally(moving amount: UInt128) -> Tally? {
    profile.tally(taking: parts(of: amount), giving: target.map { ($0, amount) })
  }

  private func parts(of amount: UInt128) -> [(group: Int, units: UInt128)] {
    guard kind != .cast else { return [] }
    var left = amount
    return sources.compactMap { source in
      let units = min(left, profile.groups[source].power.units)
      left -= units
      return units > 0 ? (source, units) : nil
    }
  }

  /// The change in the words of ballots.
  func change(by amount: UInt128, options: [String], house: String) -> VoteChange {
    func words(_ choice: Choice) -> String { profile.method.words(of: choice, among: options) }
    let from = parts(of: amount).map { part in
      VoteChange.Source(power: Power(part.units), options: [words(profile.groups[part.group].choice)])
    }
    return VoteChange(
      kind: kind, house: house, power: Power(amount), from: from, to: target.map { [words($0)] } ?? [],
      uncast: profile.tally.uncast, areBallots: true,
      isOneBallot: kind == .cast && !profile.method.isDivisible)
  }
}
