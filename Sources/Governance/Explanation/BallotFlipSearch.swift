internal import CanonicalEncoding
internal import Voting

/// The search for a change of ballots in one house that turns a question around, where sums do not tell what a ballot does.
///
/// Every amount that is tried is counted anew, by the method itself. Ballots devoted to one option are tried, and of three
/// options those of every order: cast besides, or in the place of one kind of ballot that was cast, or of several one after
/// the other. Along each of these directions the least amount is found, exactly (`ContestShape`), but for squared roots,
/// whose sums are rounded down. A mix of ballots may now and then do with less: no quick way to the margin of an instant
/// run-off is known. What is told does turn the question.
struct BallotFlipSearch {
  let profile: BallotProfile
  let house: String
  let facts: TestFacts
  let tests: [any DecisionTest]
  let isSo: (Tally) -> Bool
  /// The instants at which tests may be judged.
  let instants: [Span]
  /// The options that this stage takes; every one where it is empty.
  let only: [String]

  /// How many options there are at most: what is compared grows with their square, and with rounds once more.
  static let mostOptions = 16
  /// How many kinds of ballots there are at most of which others are tried in their places, times the options.
  private static let mostExchanged = 200
  /// How many kinds of ballots there are at most, where a count goes through all of them.
  private static let mostCounted = 300

  /// - Parameters:
  ///   - kinds: What can be asked of members, what is preferred first.
  ///   - words: What the ballots are.
  /// - Returns: The change, or that none of those that were tried turns it.
  /// - Complexity: O(directions × crossings × kinds of ballots).
  func flip(among kinds: [VoteChange.Kind], words: String) -> Flip {
    let options = facts.options.count
    guard options <= Self.mostOptions else { return .notComputed("\(words) over \(options) options") }
    if let change = change(among: kinds) { return .votes(change) }
    guard !isCountedLong, isExchangeable || !profile.method.isDivisible else {
      return .notComputed("\(profile.groups.count) kinds of \(words)")
    }
    return .notComputed("\(words) beyond those that were tried")
  }

  /// Whether others are tried in the places of the ballots that were cast.
  private var isExchangeable: Bool {
    profile.method.isDivisible && profile.groups.count * facts.options.count <= Self.mostExchanged
  }

  /// Whether a single count goes through too many kinds of ballots.
  private var isCountedLong: Bool {
    profile.method is RankedChoice && profile.groups.count > Self.mostCounted
  }

  private func change(among kinds: [VoteChange.Kind]) -> VoteChange? {
    let before = isSo(facts.tally)
    for kind in kinds {
      var best: (amount: UInt128, line: BallotLine)?
      for line in lines(kind) {
        if let amount = least(along: line, from: before, below: best?.amount) { best = (amount, line) }
      }
      if let best { return best.line.change(by: best.amount, options: facts.options, house: house) }
    }
    return nil
  }

  // MARK: Directions

  private func lines(_ kind: VoteChange.Kind) -> [BallotLine] {
    func line(_ sources: [Int], _ target: Choice?) -> BallotLine {
      BallotLine(kind: kind, sources: sources, target: target, profile: profile)
    }
    let probes = profile.method.probes(among: facts.options).filter(isTaken)
    let groups = profile.groups
    guard !isCountedLong else { return [] }
    if kind == .cast { return probes.map { line([], $0) } }
    guard isExchangeable else { return [] }
    let targets: [Choice?] = kind == .withdrawn ? [nil] : probes
    return targets.flatMap { target in
      let others = groups.indices.filter { groups[$0].choice != target }
      return orders(of: others).map { line($0, target) }
    }
  }

  /// Each kind of ballot by itself, and several one after the other: in every order of up to four, else the most first.
  private func orders(of sources: [Int]) -> [[Int]] {
    let single = sources.map { [$0] }
    guard sources.count > 1 else { return single }
    guard sources.count <= 4 else {
      return single + [sources.sorted { profile.groups[$0].power > profile.groups[$1].power }]
    }
    return single + permutations(sources)
  }

  private func permutations(_ sources: [Int]) -> [[Int]] {
    guard sources.count > 1 else { return [sources] }
    return sources.flatMap { first in permutations(sources.filter { $0 != first }).map { [first] + $0 } }
  }

  /// Whether a stage that takes some options only takes a ballot.
  private func isTaken(_ choice: Choice) -> Bool {
    only.isEmpty
      || choice.positions.enumerated().allSatisfy { place, position in
        facts.options.indices.contains(position) && only.contains(facts.options[position])
          || choice.weights.indices.contains(place) && choice.weights[place] == 0
      }
  }

  // MARK: Amounts

  /// How everything came out that the question may depend on.
  private struct Finding: Equatable {
    let isSo: Bool
    let holds: [Bool]
    let shape: ContestShape
  }

  private func finding(_ tally: Tally) -> Finding {
    let holds = ([facts.elapsed] + instants).flatMap { elapsed in
      tests.map { $0.holds(facts.with(tally, after: elapsed)) }
    }
    return Finding(isSo: isSo(tally), holds: holds, shape: ContestShape(tally))
  }

  private typealias Point = (amount: UInt128, finding: Finding)

  /// The least amount along a line that turns the question.
  private func least(along line: BallotLine, from before: Bool, below bound: UInt128?) -> UInt128? {
    var low: Point = (0, finding(facts.tally))
    for turn in line.turns {
      guard let high = point(on: line, upTo: min(turn, (bound ?? .max) - 1), above: low.amount) else {
        return nil
      }
      let amount =
        profile.method.isDivisible
        ? crossing(along: line, from: before, low, high) : first(along: line, from: before, low, high)
      if let amount { return amount }
      low = high
    }
    return nil
  }

  /// The furthest amount up to a limit at which the sums are below 2^128; `nil` where there is none above another.
  private func point(on line: BallotLine, upTo limit: UInt128, above low: UInt128) -> Point? {
    guard limit > low else { return nil }
    if let tally = line.tally(moving: limit) { return (limit, finding(tally)) }
    let over = Bisection.least(upTo: limit) { line.tally(moving: $0) == nil } ?? limit
    guard over - 1 > low, let tally = line.tally(moving: over - 1) else { return nil }
    return (over - 1, finding(tally))
  }

  /// The least amount above one and up to another that turns the question, from one crossing of what is compared to the next.
  private func crossing(along line: BallotLine, from before: Bool, _ low: Point, _ high: Point) -> UInt128? {
    var low = low
    while low.amount < high.amount {
      guard let next = point(on: line, upTo: low.amount + 1, above: low.amount) else { return nil }
      if next.finding.isSo != before { return next.amount }
      guard next.finding.shape == low.finding.shape else {
        low = next
        continue
      }
      let steps = next.finding.shape.steps(after: low.finding.shape)
      let limit =
        steps.map { min(high.amount, next.amount + min($0, high.amount - next.amount)) } ?? high.amount
      // Nothing that the contest compares meets before that; tests of sums may turn all the same, each once.
      if limit > next.amount + 1, let last = point(on: line, upTo: limit - 1, above: next.amount),
        let amount = first(along: line, from: before, next, last)
      {
        return amount
      }
      guard let reached = point(on: line, upTo: limit, above: next.amount) else { return nil }
      if reached.finding.isSo != before { return reached.amount }
      low = reached
    }
    return nil
  }

  /// The least amount above one and up to another that turns the question, by halving wherever the ends differ.
  private func first(along line: BallotLine, from before: Bool, _ low: Point, _ high: Point) -> UInt128? {
    guard low.finding != high.finding else { return nil }
    guard high.amount - low.amount > 1 else { return high.finding.isSo != before ? high.amount : nil }
    guard let middle = point(on: line, upTo: low.amount + (high.amount - low.amount) / 2, above: low.amount)
    else {
      return nil
    }
    return first(along: line, from: before, low, middle) ?? first(along: line, from: before, middle, high)
  }
}
