internal import CanonicalEncoding
internal import Voting

/// A direction in which votes can change, by more and more power.
struct VoteLine {
  let kind: VoteChange.Kind
  /// Groups of options that lose power, one after the other; options of one group are alike.
  let sources: [[Int]]
  /// The group that gets it.
  let target: [Int]
  /// The most power that can move.
  let limit: UInt128
  /// Where votes are both cast and changed: whether what has not been cast moves first.
  let castsFirst: Bool

  /// - Parameter tally: The sums as they are, which limit what can move.
  init(
    _ kind: VoteChange.Kind, from sources: [[Int]], to target: [Int], in tally: Tally, castsFirst: Bool = true
  ) {
    self.kind = kind
    self.castsFirst = castsFirst
    self.sources = sources
    self.target = target
    let named = sources.joined().reduce(UInt128(0)) { sum, position in
      let (next, overflow) = sum.addingReportingOverflow(tally.power(at: position).units)
      return overflow ? .max : next
    }
    limit =
      switch kind {
      case .cast: tally.uncast.units
      case .changed: named
      case .castAndChanged:
        named.addingReportingOverflow(tally.uncast.units).overflow ? .max : named + tally.uncast.units
      case .withdrawn: sources.isEmpty ? tally.cast.units : min(named, tally.cast.units)
      }
  }

  /// The sums once so much power has moved; `nil` where it leaves 128 bits.
  func tally(_ tally: Tally, moving amount: UInt128) -> Tally? {
    var change = TallyChange(tally)
    for part in parts(of: amount, in: tally) {
      guard change.take(part.units, from: part.position) else { return nil }
    }
    if let first = target.first {
      guard change.give(amount, to: first) else { return nil }
    }
    switch kind {
    case .cast: guard change.cast(more: amount) else { return nil }
    case .castAndChanged: guard change.cast(more: newly(of: amount, in: tally)) else { return nil }
    case .withdrawn: guard change.cast(less: amount) else { return nil }
    case .changed: break
    }
    return change.tally
  }

  /// How much of the power had not been cast.
  private func newly(of amount: UInt128, in tally: Tally) -> UInt128 {
    switch kind {
    case .cast: return amount
    case .changed, .withdrawn: return 0
    case .castAndChanged:
      let uncast = tally.uncast.units
      if castsFirst { return min(amount, uncast) }
      // What has been cast moves first; the limit is the sum of both.
      let named = limit - min(limit, uncast)
      return amount - min(amount, named)
    }
  }

  /// What each option loses.
  private func parts(of amount: UInt128, in tally: Tally) -> [(position: Int, units: UInt128)] {
    var left = amount - newly(of: amount, in: tally)
    return sources.joined().compactMap { position in
      let units = min(left, tally.power(at: position).units)
      left -= units
      return units > 0 ? (position, units) : nil
    }
  }

  /// The change in the names of options.
  func change(by amount: UInt128, in tally: Tally, options: [String], house: String) -> VoteChange {
    let parts = parts(of: amount, in: tally)
    let from = sources.compactMap { group -> VoteChange.Source? in
      let units = parts.filter { group.contains($0.position) }.reduce(UInt128(0)) { $0 + $1.units }
      return units > 0 ? VoteChange.Source(power: Power(units), options: group.map { options[$0] }) : nil
    }
    return VoteChange(
      kind: kind, house: house, power: Power(amount), from: from, to: target.map { options[$0] },
      uncast: tally.uncast)
  }
}

extension Tally {
  /// Whole units that have not been cast; the rest of a unit that was cast in part is not one.
  var uncast: Power {
    let left = electorate.excess(over: cast)
    let isCut = decimals.map { $0.cast > Decimal18(cast.units) } ?? false
    return isCut ? left.excess(over: Power(1)) : left
  }

  /// What an option has; nothing outside of the list.
  func power(at position: Int) -> Power {
    options.indices.contains(position) ? options[position].power : .zero
  }
}

/// Sums that are changed without ballots to count.
private struct TallyChange {
  private let before: Tally
  private var powers: [Power]
  private var decimals: [Decimal18]?
  private var capital: [Power]?
  private var cast: Power
  private var castInDecimals: Decimal18?

  init(_ tally: Tally) {
    before = tally
    powers = tally.options.map(\.power)
    decimals = tally.decimals?.options
    capital = tally.capital
    cast = tally.cast
    castInDecimals = tally.decimals?.cast
  }

  mutating func give(_ amount: UInt128, to position: Int) -> Bool {
    guard powers.indices.contains(position), let sum = try? powers[position].adding(Power(amount)) else {
      return false
    }
    powers[position] = sum
    if let old = decimals?[position] {
      guard let new = try? old.adding(Decimal18(amount)) else { return false }
      decimals?[position] = new
    }
    if let old = capital?[position] {
      guard let new = try? old.adding(Power(amount)) else { return false }
      capital?[position] = new
    }
    return true
  }

  mutating func take(_ amount: UInt128, from position: Int) -> Bool {
    guard powers.indices.contains(position) else { return false }
    powers[position] = powers[position].excess(over: Power(amount))
    if let old = decimals?[position] {
      guard let new = try? old.subtracting(Decimal18(amount)) else { return false }
      decimals?[position] = new
    }
    return true
  }

  mutating func cast(more amount: UInt128) -> Bool {
    guard let sum = try? cast.adding(Power(amount)) else { return false }
    cast = sum
    guard let old = castInDecimals else { return true }
    castInDecimals = try? old.adding(Decimal18(amount))
    return castInDecimals != nil
  }

  mutating func cast(less amount: UInt128) -> Bool {
    cast = cast.excess(over: Power(amount))
    guard let old = castInDecimals else { return true }
    castInDecimals = try? old.subtracting(Decimal18(amount))
    return castInDecimals != nil
  }

  var tally: Tally {
    let options = zip(before.options, powers).map { Tally.Option(power: $1, voters: $0.voters) }
    let isRanked = before.contest.map { $0.rounds.isEmpty && $0.preferences.isEmpty } ?? false
    let isSame = powers == before.options.map(\.power)
    return Tally(
      options: options, cast: cast, ballots: before.ballots, electorate: before.electorate,
      contest: isRanked && !isSame ? Contest(ranking: powers) : before.contest, capital: capital,
      decimals: decimals.flatMap { options in castInDecimals.map { .init(options: options, cast: $0) } })
  }
}
