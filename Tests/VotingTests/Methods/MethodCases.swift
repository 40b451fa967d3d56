import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

/// Every counting method with an arbitrary choice of it, for the laws that hold for all.
struct MethodCase: CustomTestStringConvertible {
  let id: String
  let method: any CountingMethod
  /// How many options it is tried with.
  let options: Int
  /// An arbitrary choice among them.
  let choice: @Sendable (inout RepeatableNumbers) -> Choice

  init(
    _ id: String, _ method: any CountingMethod, options: Int = 4,
    _ choice: @escaping @Sendable (inout RepeatableNumbers) -> Choice
  ) {
    self.id = id
    self.method = method
    self.options = options
    self.choice = choice
  }

  var testDescription: String { id }

  /// Labels that share beginnings and hold spaces and other signs than the method's.
  var labels: [String] {
    let names = [
      "A", "B-2", "Ab (large)", "no. 4", "Caf\u{e9}", "=5", "six & seven", "8/9", "*", "T\u{1ec7}", "k", "l",
      "m", "n", "o", "p q", "r",
    ]
    return Array(names.prefix(options))
  }

  static let all: [MethodCase] =
    [MethodCase("single-choice", SingleChoice()) { Choice(positions: [$0.below(4)]) }] + listing + ranking
    + splitting + scoring + [
      MethodCase("conviction", ConvictionVote(), options: 3) { random in
        let capital = Power(UInt128(random.below(40)))
        return random.below(2) == 0
          ? ConvictionVote().standard(
            isAye: random.below(2) == 0, capital: capital, Conviction.allCases[random.below(7)])
          : ConvictionVote().split((0..<2 + random.below(2)).map { _ in Power(UInt128(random.below(30))) })
      }
    ]

  private static let listing = [
    MethodCase("approval", Approval()) { random in
      Choice(positions: [random.below(4)])
    },
    MethodCase("approval of any number", Approval(allowsNone: true)) { random in
      Choice(positions: (0..<4).filter { _ in random.below(2) == 0 })
    },
    MethodCase("approval of at most two", Approval(limit: 2)) { random in
      Choice(positions: Array((0..<4).shuffled(using: &random).prefix(1 + random.below(2))).sorted())
    },
  ]

  private static let ranking =
    RankedChoice.Ties.allCases.map { ties in
      MethodCase("ranked-choice \(ties.rawValue)", RankedChoice(ties: ties)) {
        Choice(positions: Array(0..<4).shuffled(using: &$0))
      }
    } + [
      MethodCase("ranked-choice partial", RankedChoice(ties: .earlierRound, isPartial: true)) {
        Choice(positions: Array(Array(0..<4).shuffled(using: &$0).prefix(1 + $0.below(4))))
      },
      MethodCase("ranked-choice of many", RankedChoice(ties: .lowestListed, isPartial: true), options: 17) {
        Choice(positions: Array(Array(0..<17).shuffled(using: &$0).prefix(1 + $0.below(17))))
      },
      MethodCase("copeland", Copeland()) { Choice(positions: Array(0..<4).shuffled(using: &$0)) },
      MethodCase("copeland partial", Copeland(isPartial: true)) {
        Choice(positions: Array(Array(0..<4).shuffled(using: &$0).prefix(1 + $0.below(4))))
      },
    ]

  private static func percent(_ random: inout RepeatableNumbers) -> Choice {
    let cuts = ([0, 100] + (0..<3).map { _ in random.below(101) }).sorted()
    return spelt(Choice(sparse: zip(cuts, cuts.dropFirst()).map { UInt128($1 - $0) }))
  }

  private static func shares(_ random: inout RepeatableNumbers) -> Choice {
    var weights = (0..<4).map { _ in UInt128(random.below(4)) }
    weights[random.below(4)] += 1
    return spelt(Choice(sparse: weights))
  }

  /// What a ballot says: an option that gets everything stands alone.
  private static func spelt(_ choice: Choice) -> Choice {
    choice.positions.count == 1 ? Choice(positions: choice.positions) : choice
  }

  private static let splitting = [
    MethodCase("weighted percent", Weighted()) { percent(&$0) },
    MethodCase("weighted shares", Weighted(form: .shares)) { shares(&$0) },
    MethodCase("decimal-weighted", DecimalWeighted()) { random in
      let part = UInt128(1 + random.below(999)) * (random.below(2) == 0 ? 1_000_000_000_000_000 : 7)
      return random.below(3) == 0
        ? Choice(positions: [random.below(4)])
        : Choice(positions: [random.below(2), 2 + random.below(2)], weights: [part, Decimal18.scale - part])
    },
    MethodCase("quadratic percent", Quadratic()) { percent(&$0) },
    MethodCase("quadratic shares", Quadratic(form: .shares)) { shares(&$0) },
    MethodCase("allocation", AllocationVote()) { random in
      var left = 10_001
      return Choice(
        sparse: (0..<4).map { _ in
          let part = random.below(left)
          left -= part
          return UInt128(part)
        })
    },
    MethodCase("fractional", FractionalSplit(allowsNone: true)) { random in
      let named = Choice(sparse: (0..<4).map { _ in UInt128(random.below(10)) })
      let rest = random.below(2) == 0 ? [random.below(4)] : []
      return Choice(positions: named.positions + rest, weights: named.weights)
    },
  ]

  private static let scoring =
    [
      MethodCase("score", Score()) { random in
        Choice(positions: [0, 1, 2, 3], weights: (0..<4).map { _ in UInt128(random.below(6)) })
      }
    ]
    + Star.Ties.allCases.map { ties in
      MethodCase("star \(ties.rawValue)", Star(ties: ties)) { random in
        Choice(positions: [0, 1, 2, 3], weights: (0..<4).map { _ in UInt128(random.below(6)) })
      }
    }
}
