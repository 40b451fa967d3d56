internal import CanonicalEncoding
package import Voting

/// The search for the least change of votes in one house that turns a question around.
///
/// The question may be one test or a whole decision. Each test turns at one amount along a direction (a contest at
/// several), so that the question is asked only there: what is found turns it, and no smaller amount in any direction
/// that was tried does. Votes that are still to be cast come first; then votes cast otherwise; then votes not cast; then
/// votes still to be cast together with votes cast otherwise.
struct FlipSearch {
  let house: String
  let facts: TestFacts
  /// The tests that read the house.
  let tests: [any DecisionTest]
  let effect: BallotEffect
  /// The answer for some sums of the house.
  let isSo: (Tally) -> Bool
  /// The instants at which tests may be judged, besides that of the facts: bars that fall with time turn elsewhere then.
  var instants: [Span] = []
  /// The options that this stage takes; every one where it is empty.
  var only: [String] = []
  /// What can be asked of members; everything where it is left out.
  var allowed: Set<VoteChange.Kind>?
  /// Whether the instant of the decision moves with the votes, so that the question may turn where no test does.
  var isFollowed = false
  /// The ballots that led to the sums, where they are known.
  var profile: BallotProfile?

  /// - Complexity: O(directions × tests × log power); directions grow with the groups of options that tests tell apart.
  func flip() -> Flip {
    guard tests.contains(where: \.readsVotes) else { return .notByVotes }
    if let flip = flipOfBallots { return flip }
    let kinds: [VoteChange.Kind]
    switch reach {
    case .failure(let reason): return .notComputed(reason.words)
    case .success(let found): kinds = found.filter { allowed?.contains($0) ?? true }
    }
    let before = isSo(facts.tally)
    for kind in kinds {
      var best: (amount: UInt128, line: VoteLine)?
      for line in lines(kind) where line.limit > 0 {
        guard let amount = least(along: line, from: before) else { continue }
        if best.map({ amount < $0.amount }) ?? true { best = (amount, line) }
      }
      if let best {
        return .votes(
          best.line.change(by: best.amount, in: facts.tally, options: facts.options, house: house))
      }
    }
    if effect == .convinced, readsOptions { return .notComputed("votes that were multiplied by conviction") }
    if effect == .several, readsOptions { return .notComputed("ballots that name several options") }
    // Ballots that are cast for good could only have been others before.
    return allowed == nil ? .nothing : .notComputed(Self.order)
  }

  /// What whole ballots would do, where sums do not tell and the ballots are known.
  private var flipOfBallots: Flip? {
    guard readsOptions, !isFollowed, let profile, profile.tally.hasSums(of: facts.tally) else { return nil }
    guard let words = effect.wordsOfBallots else { return nil }
    let search = BallotFlipSearch(
      profile: profile, house: house, facts: facts, tests: tests, isSo: isSo, instants: instants, only: only)
    let kinds: [VoteChange.Kind] = [.cast, .changed, .withdrawn]
    return search.flip(among: kinds.filter { allowed?.contains($0) ?? true }, words: words)
  }

  /// Why nothing is told where it matters in which order ballots came.
  static let order = "votes whose order decides"

  private struct Reason: Error { let words: String }

  private var readsOptions: Bool { tests.contains(where: \.readsOptions) }

  /// What can be told of these ballots.
  private var reach: Result<[VoteChange.Kind], Reason> {
    guard readsOptions else { return .success([.cast, .withdrawn]) }
    switch effect {
    case .plain: return .success([.cast, .changed, .withdrawn, .castAndChanged])
    case .convinced: return .success([.cast])
    case .several:
      return tests.contains { $0.weighed.contains { $0.count > 1 } }
        ? .failure(Reason(words: "ballots that name several options")) : .success([.cast])
    case .indirect(let words): return .failure(Reason(words: words))
    }
  }

  // MARK: Directions

  /// Options that no test tells apart, together; the leading ones where there are many.
  private var groups: [[Int]] {
    var groups: [[Bool]: [Int]] = [:]
    let lists = tests.flatMap(\.weighed)
    let isEach = tests.contains { $0.isContest }
    for (position, option) in facts.options.enumerated()
    where effect.reaches(position) && (only.isEmpty || only.contains(option)) {
      let key =
        lists.map { $0.contains(option) } + (isEach ? facts.options.indices.map { $0 == position } : [])
      groups[key, default: []].append(position)
    }
    let all = groups.values.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
    guard all.count > Self.mostGroups else { return all }
    return Array(all.sorted { power($0) > power($1) }.prefix(Self.mostGroups))
  }

  private func power(_ group: [Int]) -> Power { group.map { facts.tally.power(at: $0) }.max() ?? .zero }

  private static let mostGroups = 8

  private func lines(_ kind: VoteChange.Kind) -> [VoteLine] {
    func line(_ sources: [[Int]], _ target: [Int], castsFirst: Bool = true) -> VoteLine {
      VoteLine(kind, from: sources, to: target, in: facts.tally, castsFirst: castsFirst)
    }
    guard readsOptions else { return [line([], [])] }
    let groups = groups
    switch kind {
    case .cast: return groups.map { line([], $0) }
    case .withdrawn: return Self.orders(groups).map { line($0, []) }
    case .changed, .castAndChanged:
      return groups.indices.flatMap { target -> [VoteLine] in
        var others = groups
        others.remove(at: target)
        let orders = Self.orders(others)
        let lines = orders.map { line($0, groups[target]) }
        return kind == .changed ? lines : lines + orders.map { line($0, groups[target], castsFirst: false) }
      }
    }
  }

  /// The orders in which groups can be drawn on: all of them for up to four, otherwise each alone.
  private static func orders(_ groups: [[Int]]) -> [[[Int]]] {
    guard groups.count <= 4 else { return groups.map { [$0] } }
    guard groups.count > 1 else { return groups.isEmpty ? [] : [groups] }
    return groups.indices.flatMap { first in
      var rest = groups
      rest.remove(at: first)
      return orders(rest).map { [groups[first]] + $0 }
    }
  }

  // MARK: Amounts

  /// The least amount along a line that turns the question.
  private func least(along line: VoteLine, from before: Bool) -> UInt128? {
    var amounts = Set(tests.flatMap(\.turning).flatMap { turns(of: $0, along: line) })
    if isFollowed {
      let turn = Bisection.least(upTo: line.limit) { amount in
        line.tally(facts.tally, moving: amount).map { isSo($0) != before } ?? false
      }
      amounts.formUnion(turn.map { [$0] } ?? [])
    }
    return amounts.sorted().first { amount in
      line.tally(facts.tally, moving: amount).map { isSo($0) != before } ?? false
    }
  }

  /// The amounts at which a test can turn.
  private func turns(of test: any DecisionTest, along line: VoteLine) -> [UInt128] {
    guard !test.isContest else { return contestTurns(along: line) }
    return ([facts.elapsed] + instants).compactMap { elapsed in
      let before = test.holds(facts.with(facts.tally, after: elapsed))
      return Bisection.least(upTo: line.limit) { amount in
        line.tally(facts.tally, moving: amount).map {
          test.holds(facts.with($0, after: elapsed)) != before
        } ?? false
      }
    }
  }

  /// The amounts at which two options can draw level, and one more.
  private func contestTurns(along line: VoteLine) -> [UInt128] {
    let powers = facts.tally.options.map(\.power.units)
    var gaps: Set<UInt128> = [1, line.limit]
    for left in powers {
      for right in powers where left > right {
        gaps.formUnion([left - right, (left - right) / 2, (left - right + 1) / 2])
      }
      gaps.insert(left)
    }
    return gaps.flatMap { [$0, $0 < .max ? $0 + 1 : $0] }.filter { 1...line.limit ~= $0 }
  }
}

/// The search for the smallest amount that matters.
enum Bisection {
  /// The least amount from 1 on for which a condition holds that, once it holds, goes on holding; `nil` where it does
  /// not hold at the limit.
  /// - Complexity: O(log limit).
  static func least(upTo limit: UInt128, _ holds: (UInt128) -> Bool) -> UInt128? {
    guard limit > 0, holds(limit) else { return nil }
    var (low, high) = (UInt128(0), limit)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}

extension TestFacts {
  /// The same moment with other sums, or another one.
  func with(_ tally: Tally, after span: Span? = nil) -> TestFacts {
    TestFacts(tally, options: options, elapsed: span ?? elapsed, period: period, supply: supply)
  }
}

extension DecisionTest {
  /// The votes that would turn the test around.
  ///
  /// - Parameters:
  ///   - only: The options that the stage takes; every one where it is empty.
  ///   - profile: The ballots that led to the sums, where they are known.
  package func flip(
    _ facts: TestFacts, _ effect: BallotEffect = .plain, only: [String] = [], profile: BallotProfile? = nil
  ) -> Flip {
    FlipSearch(
      house: house, facts: facts, tests: [self], effect: effect, isSo: { self.holds(facts.with($0)) },
      only: only, profile: profile
    ).flip()
  }
}
