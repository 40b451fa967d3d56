/// The ballots of a count, those that say the same added up: enough to count again with other ones.
///
/// Where ballots are ranked or scored, or roots are squared, the sums of a count do not say what one more ballot would do.
/// The ballots do.
package struct BallotProfile: Sendable {
  /// All ballots that say the same.
  package struct Group: Hashable, Sendable {
    package let choice: Choice
    package let power: Power
  }

  /// The method by which they were counted.
  package let method: any CountingMethod
  /// What was said, in the order in which it was said first, with the power that said it.
  package let groups: [Group]
  /// The sums of the count.
  package let tally: Tally
  private let sums: any Mergeable & Sendable

  /// - Returns: `nil` where the ballots by themselves do not lead to the sums: where a validator casts what others do not,
  ///   or members follow others.
  /// - Complexity: O(ballots).
  package init?(_ count: Count, by method: any CountingMethod) {
    guard let made = try? Self.made(of: count, by: method) else { return nil }
    (self.method, tally) = (method, count.tally)
    (groups, sums) = made
    guard result(taking: [], giving: nil)?.options.map(\.power) == tally.options.map(\.power) else {
      return nil
    }
  }

  /// The groups and the sums of a count.
  private static func made<Method: CountingMethod>(
    of count: Count, by method: Method
  ) throws(CountRefusal) -> (groups: [Group], sums: any Mergeable & Sendable) {
    var (order, powers): ([Choice], [Choice: Power]) = ([], [:])
    var sums = method.none(options: count.tally.options.count)
    for ballot in count.contributions {
      let power = try ballot.own.adding(ballot.delegated)
      guard power > .zero, method.covers(ballot.choice, with: power) else { continue }
      try method.add(ballot.choice, power, to: &sums)
      if powers[ballot.choice] == nil { order.append(ballot.choice) }
      powers[ballot.choice] = try (powers[ballot.choice] ?? .zero).adding(power)
    }
    return (order.map { Group(choice: $0, power: powers[$0] ?? .zero) }, sums)
  }

  /// The sums if some power of groups had not said what it did, and some power had said something else.
  ///
  /// - Parameters:
  ///   - taken: What each group loses, at most what it has; only where the method is divisible.
  ///   - given: What is said instead, or besides.
  /// - Returns: `nil` where the sums leave 128 bits.
  /// - Complexity: That of counting every group once, and less where nothing is taken.
  package func tally(taking taken: [(group: Int, units: UInt128)], giving given: (Choice, UInt128)?) -> Tally?
  {
    let lost = taken.reduce(UInt128(0)) { $0 + $1.units }
    let left = tally.cast.excess(over: Power(lost))
    guard let result = result(taking: taken, giving: given),
      let cast = try? left.adding(Power(given?.1 ?? 0))
    else { return nil }
    return Tally(
      options: zip(result.options, tally.options).map { .init(power: $0.power, voters: $1.voters) },
      cast: cast,
      ballots: tally.ballots, electorate: tally.electorate, contest: result.contest)
  }

  private func result(taking taken: [(group: Int, units: UInt128)], giving given: (Choice, UInt128)?)
    -> MethodResult?
  {
    try? result(by: method, taking: taken, giving: given)
  }

  private func result<Method: CountingMethod>(
    by method: Method, taking taken: [(group: Int, units: UInt128)], giving given: (Choice, UInt128)?
  ) throws(CountRefusal) -> MethodResult {
    var sums = method.none(options: tally.options.count)
    if taken.isEmpty, let whole = self.sums as? Method.Sums {
      sums = whole
    } else {
      var powers = groups.map(\.power)
      for part in taken { powers[part.group] = powers[part.group].excess(over: Power(part.units)) }
      for (group, power) in zip(groups, powers) where power > .zero {
        try method.add(group.choice, power, to: &sums)
      }
    }
    if let (choice, units) = given { try method.add(choice, Power(units), to: &sums) }
    return try method.result(of: sums)
  }
}
