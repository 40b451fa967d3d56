import CanonicalEncoding
import Governance
import QuorateTesting
import Testing

/// How much time pauses take together, and that a budget kept at every beginning is kept at every instant.
@Suite struct PauseTimeTests {
  private func stretch(_ from: UInt64, _ to: UInt64) -> TimeStretch {
    TimeStretch(from: Timepoint(milliseconds: from), to: Timepoint(milliseconds: to))
  }

  @Test(
    arguments: [
      (id: "none", stretches: [], within: 10, most: 0),
      (id: "one", stretches: [(20, 25)], within: 10, most: 5),
      (id: "one longer than the window", stretches: [(20, 40)], within: 10, most: 10),
      (id: "twice the same", stretches: [(20, 25), (20, 25)], within: 10, most: 5),
      (id: "overlapping", stretches: [(20, 25), (23, 27)], within: 10, most: 7),
      (id: "one inside the other", stretches: [(20, 30), (23, 25)], within: 20, most: 10),
      (id: "the first leaves the window", stretches: [(20, 25), (31, 35)], within: 10, most: 4),
      (id: "half of the first leaves it", stretches: [(20, 25), (31, 33)], within: 10, most: 4),
      (id: "one that ended before it began", stretches: [(20, 10)], within: 10, most: 0),
    ] as [(id: String, stretches: [(UInt64, UInt64)], within: UInt64, most: UInt64)])
  func `time that is covered twice counts once`(
    _ row: (id: String, stretches: [(UInt64, UInt64)], within: UInt64, most: UInt64)
  ) {
    let time = PauseTime(row.stretches.map { stretch($0.0, $0.1) })
    #expect(time.most(within: Span(milliseconds: row.within)).milliseconds == row.most)
  }

  /// What can be stopped apart from each other: two models, one of a family, in two environments.
  private static let subjects: [BrakeScope.Subject] = [1, 2].flatMap { model in
    ["production", "staging"].map { environment in
      BrakeScope.Subject(
        model: SafetySample.model(model), families: model == 1 ? ["minilm"] : [], environment: environment)
    }
  }

  private static let scopes: [BrakeScope] = [
    .all, .environment("production"), .environment("staging"), .family("minilm"),
    .model(SafetySample.model(1), environment: nil), .model(SafetySample.model(2), environment: nil),
    .model(SafetySample.model(1), environment: "production"),
    .model(SafetySample.model(2), environment: "staging"),
  ]

  @Test func `trust 17: of many pauses that each keep to the budget, no subject is stopped beyond it`() {
    // One unit of time stands for an hour: 72 in 336.
    let (budget, window): (UInt64, UInt64) = (72, 336)
    var random = RepeatableNumbers(seed: 17)
    var taken = 0
    for _ in 0..<60 {
      var pauses: [(scope: BrakeScope, stretch: TimeStretch)] = []
      for now in stride(from: UInt64(400), to: 1500, by: 7) where random.below(3) > 0 {
        let scope = Self.scopes[random.below(Self.scopes.count)]
        let new = stretch(now, now + 1 + UInt64(random.below(72)))
        let others = pauses.filter { $0.scope.overlaps(scope) }.map(\.stretch)
        let time = PauseTime(others + [new]).most(within: Span(milliseconds: window))
        guard time.milliseconds <= budget else { continue }
        taken += 1
        pauses.append((scope, new))
      }
      for subject in Self.subjects {
        let own = pauses.filter { $0.scope.covers(subject) }.map(\.stretch)
        #expect(Self.slowMost(own, within: window) <= budget)
      }
    }
    #expect(taken > 300)
  }

  /// The same hour by hour, in every window.
  private static func slowMost(_ stretches: [TimeStretch], within window: UInt64) -> UInt64 {
    var isPaused = [Bool](repeating: false, count: 2000)
    for stretch in stretches {
      for hour in stretch.from.milliseconds..<stretch.to.milliseconds { isPaused[Int(hour)] = true }
    }
    var (sum, most): (UInt64, UInt64) = (0, 0)
    for hour in isPaused.indices {
      sum += isPaused[hour] ? 1 : 0
      if hour >= Int(window), isPaused[hour - Int(window)] { sum -= 1 }
      most = max(most, sum)
    }
    return most
  }

  @Test func `scopes that cover a common subject overlap`() {
    for first in Self.scopes {
      for second in Self.scopes {
        let isCommon = Self.subjects.contains { first.covers($0) && second.covers($0) }
        #expect(!isCommon || first.overlaps(second), "\(first.words) and \(second.words)")
        #expect(first.overlaps(second) == second.overlaps(first))
      }
      #expect(BrakeScope(first.words) == first && first.overlaps(first))
    }
  }

  @Test(arguments: [
    "", " all", "all ", "All", "environment", "environment Production", "environment a b", "family",
    "model \(Digest.zero)", "model \(Digest.zero) \(Digest.zero) in",
    "model \(Digest.zero) \(Digest.zero) at x",
    "model  \(Digest.zero) \(Digest.zero)", "model 0x 0x",
  ]) func `a scope has one spelling`(_ words: String) {
    #expect(BrakeScope(words) == nil)
  }

  @Test func `attack 53: files that were renamed are the same files to a pause`() {
    let (one, two) = (SafetySample.model(1), SafetySample.model(2))
    let renamed = ModelDigests(omsRoot: one.omsRoot, dirHash: two.dirHash)
    let subject = BrakeScope.Subject(model: renamed, families: [], environment: "production")
    #expect(BrakeScope.model(one, environment: nil).covers(subject))
    #expect(BrakeScope.model(two, environment: "production").covers(subject))
    #expect(!BrakeScope.model(two, environment: "staging").covers(subject))
    #expect(!BrakeScope.model(SafetySample.model(3), environment: nil).covers(subject))
  }
}
