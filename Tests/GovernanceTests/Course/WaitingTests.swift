import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// Deposit, review and queue, against a proposal that is lived through millisecond by millisecond.
@Suite struct WaitingTests {
  /// Up to 3 ms for the deposit, up to 4 for the review, any time in the queue, a delay of 1 and 2 ms of voting.
  struct Life {
    let funded: UInt64?
    let approved: UInt64?
    let started: UInt64?
    /// The delay after all that, or the instant before which nothing opens.
    let delay: UInt64
    var isBeside = false
    var phase = ProposalPhase.deposit
    var state = ProposalState.pending
    var ending: ProposalEnding?
    var age: UInt64 = 0

    mutating func live(_ now: UInt64) {
      if now > 0 { age += 1 }
      switch (phase, age) {
      case (.deposit, 3): (state, phase, ending) = (.canceled, .ended, .unfunded)
      case (.review, 4): (state, phase, ending) = (.expired, .ended, .lapsed)
      case (.waiting, delay) where !isBeside: (state, phase, age) = (.active, .voting, 0)
      case (.voting, 2): (state, phase, ending) = (.defeated, .ended, .failedTest)
      default: break
      }
      if phase == .deposit, funded == now { (phase, age) = (.review, 0) }
      if phase == .review, approved == now { (phase, age) = (.scheduled, 0) }
      if phase == .scheduled, started == now { (phase, age) = (.waiting, 0) }
      if phase == .waiting, isBeside, now >= delay { (state, phase, age) = (.active, .voting, 0) }
    }
  }

  static let course = """
    "deposit":{"amounts":{"near":"100"},"fee":{"near":"1"},"within":"3ms"},"review":"4ms","active_at_most":3
    """

  static let delays: [(delay: UInt64, isBeside: Bool)] = [(1, false), (1, true), (4, true), (9, true)]

  /// Nothing, or one of the instants of a range.
  private func maybe(_ instants: Range<UInt64>) -> [UInt64?] { [nil] + instants.map { $0 } }

  @Test(arguments: delays) func `in every history a proposal waits as it was lived`(
    _ row: (delay: UInt64, isBeside: Bool)
  ) throws {
    let from = row.isBeside ? ",\"delay_from\":\"submission\"" : ""
    let rules = try CourseSample.rules(
      spans: ["delay": row.delay, "period": 2], course: "{\(Self.course)\(from)}")
    let facts = CourseSample.facts([], electorate: 5)
    var seen: Set<ProposalPhase> = []
    for funded in maybe(0..<3) {
      let reviews = funded.map { maybe($0..<$0 + 4) } ?? [nil]
      for approved in reviews {
        let starts = approved.map { maybe($0..<$0 + 4) } ?? [nil]
        for started in starts {
          let milestones = CourseSample.milestones([
            \.funded: funded, \.approved: approved, \.started: started,
          ])
          var life = Life(
            funded: funded, approved: approved, started: started, delay: row.delay, isBeside: row.isBeside)
          for now in UInt64(0)..<24 {
            life.live(now)
            let decision = CourseSample.decision(rules, facts, at: now, milestones)
            try Mismatch.unless(
              decision.state == life.state && decision.phase == life.phase && decision.ending == life.ending
                && decision.takesBallots == (life.phase == .voting),
              "\(now): \(decision), lived \(life)")
            if life.phase == .voting {
              let opening = rules.opening(submitted: CourseSample.start, milestones: milestones)
              try Mismatch.unless(
                decision.opens == opening, "\(now): opens at \(decision.opens), not \(opening)")
            }
            seen.insert(life.phase)
          }
        }
      }
    }
    // Beside the rest a short delay is over before anything else is.
    let canPass = row.isBeside && row.delay == 1 ? Set([ProposalPhase.waiting]) : []
    #expect(seen.union(canPass) == [.deposit, .review, .scheduled, .waiting, .voting, .ended])
  }

  @Test func `a review without a limit waits for ever`() throws {
    let rules = try CourseSample.rules(spans: ["period": 2], course: "{\"review\":\"0s\"}")
    let decision = decide(
      rules, submitted: CourseSample.start, milestones: Milestones(),
      facts: CourseSample.facts([], electorate: 5), at: .latest)
    #expect(decision.phase == .review && decision.lapses == nil)
  }

  @Test func `a start before the approval counts from the approval`() throws {
    let rules = try CourseSample.rules(
      spans: ["period": 2], course: "{\"review\":\"9ms\",\"active_at_most\":1}")
    let milestones = CourseSample.milestones([\.approved: 4, \.started: 2])
    let decision = CourseSample.decision(rules, CourseSample.facts([], electorate: 5), at: 5, milestones)
    #expect(decision.phase == .voting && decision.schedule.opens == CourseSample.instant(4))
  }

  // MARK: Bond and fee

  static func bond(_ text: String) throws -> DepositRules {
    try DepositRules(parsing: CourseSample.json(text))
  }

  static let payments:
    [(id: String, rules: String, paid: [String: UInt128], refusal: DepositRefusal?, opens: Bool)] = [
      ("bond and fee", "{\"amounts\":{\"near\":\"100\"},\"fee\":{\"near\":\"1\"}}", ["near": 101], nil, true),
      (
        "the bond alone", "{\"amounts\":{\"near\":\"100\"},\"fee\":{\"near\":\"1\"}}", ["near": 100], nil,
        false
      ),
      (
        "fee of another asset", "{\"amounts\":{\"near\":\"100\"},\"fee\":{\"usd\":\"1\"}}",
        ["near": 100, "usd": 1], nil, true
      ),
      (
        "exact", "{\"amounts\":{\"near\":\"100\"},\"exact\":true,\"fee\":{\"near\":\"1\"}}", ["near": 101],
        nil, true
      ),
      (
        "one too much", "{\"amounts\":{\"near\":\"100\"},\"exact\":true,\"fee\":{\"near\":\"1\"}}",
        ["near": 102], .notExact, true
      ),
      ("one too little", "{\"amounts\":{\"near\":\"100\"},\"exact\":true}", ["near": 99], .notExact, false),
      ("another asset", "{\"amounts\":{\"near\":\"100\"}}", ["btc": 100], .assetUnknown("btc"), false),
    ]

  @Test(arguments: payments) func `a bond is paid with its fee`(
    _ row: (id: String, rules: String, paid: [String: UInt128], refusal: DepositRefusal?, opens: Bool)
  ) throws {
    let rules = try Self.bond(row.rules)
    let paid = row.paid.sorted { $0.key < $1.key }.map { Holding.Amount(asset: $0.key, units: $0.value) }
    #expect(rules.refusal(ofInitial: paid) == row.refusal, "\(row.id)")
    #expect(rules.isFunded(by: paid) == row.opens, "\(row.id)")
    #expect(try DepositRules(parsing: rules.json) == rules)
  }
}
