import Testing
import Voting

/// A ballot with the power it carries.
struct PoweredBallot: Hashable, CustomStringConvertible {
  let choice: Choice
  let power: UInt128

  init(_ positions: [Int], _ power: UInt128, weights: [UInt128] = []) {
    choice = Choice(positions: positions, weights: weights)
    self.power = power
  }

  init(_ choice: Choice, _ power: UInt128) {
    self.choice = choice
    self.power = power
  }

  var description: String { "\(choice.positions)\(choice.weights)·\(power)" }
}

/// All elections of three voters: each has one of the choices with a power from 1 to 3, or no power.
///
/// Elections that differ only in who of the voters holds which ballot are the same here; that this does not matter
/// is a law of its own (`MethodLawTests`).
func forEachElection(
  _ choices: [Choice], powers: ClosedRange<UInt128> = 1...3, _ body: ([PoweredBallot]) throws -> Void
) rethrows {
  let ballots = choices.flatMap { choice in powers.map { PoweredBallot(choice, $0) } }
  for first in ballots.indices {
    try body([ballots[first]])
    for second in first..<ballots.count {
      try body([ballots[first], ballots[second]])
      for third in second..<ballots.count {
        try body([ballots[first], ballots[second], ballots[third]])
      }
    }
  }
}

/// All elections as above up to the names of the options, for methods to which names mean nothing: the first voter
/// has one fixed choice.
func forEachElection(
  with first: Choice, _ choices: [Choice], powers: ClosedRange<UInt128> = 1...3,
  _ body: ([PoweredBallot]) throws -> Void
) rethrows {
  let ballots = choices.flatMap { choice in powers.map { PoweredBallot(choice, $0) } }
  for power in powers {
    let first = PoweredBallot(first, power)
    try body([first])
    for second in ballots.indices {
      try body([first, ballots[second]])
      for third in second..<ballots.count { try body([first, ballots[second], ballots[third]]) }
    }
  }
}

/// Counts ballots one after another.
func outcome(
  _ method: some CountingMethod, _ ballots: [PoweredBallot], options: Int
) throws -> MethodResult {
  var sums = method.none(options: options)
  for ballot in ballots { try method.add(ballot.choice, Power(ballot.power), to: &sums) }
  return try method.result(of: sums)
}

/// All lists of so many numbers from 0 to a maximum.
func lists(of length: Int, upTo max: UInt128) -> [[UInt128]] {
  length == 0 ? [[]] : lists(of: length - 1, upTo: max).flatMap { list in (0...max).map { list + [$0] } }
}

/// All orders of some numbers.
func orders(of numbers: [Int]) -> [[Int]] {
  numbers.isEmpty
    ? [[]]
    : numbers.flatMap { first in orders(of: numbers.filter { $0 != first }).map { [first] + $0 } }
}

/// All rankings of some options: full ones, or also those that leave options out.
func rankings(of count: Int, isPartial: Bool = false) -> [[Int]] {
  let full = orders(of: Array(0..<count))
  guard isPartial else { return full }
  return Array(Set(full.flatMap { order in (1...count).map { Array(order.prefix($0)) } }))
    .sorted { $0.lexicographicallyPrecedes($1) }
}

/// Numbers grouped by a value, the greatest first, written without the code under test.
func grouped(_ options: [Int], by values: [Int]) -> [[Int]] {
  Set(options.map { values[$0] }).sorted(by: >).map { value in options.filter { values[$0] == value } }
}

extension Choice {
  /// A choice of weights, one for each option; options of weight zero are left out.
  init(sparse weights: [UInt128]) {
    let named = weights.indices.filter { weights[$0] > 0 }
    self.init(positions: named, weights: named.map { weights[$0] })
  }
}
