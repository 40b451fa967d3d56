import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// Wait for quiet against a vote that is lived through millisecond by millisecond.
@Suite struct WaitForQuietTests {
  typealias Vote = CourseSample.Vote

  /// A vote of a few milliseconds: 12 units of power, of which 9 may be cast.
  struct Life {
    static let electorate: UInt128 = 12
    let period: UInt64
    let increase: UInt64
    var sums: [UInt128] = [0, 0]
    var deadline: UInt64
    var state = ProposalState.active

    init(period: UInt64, increase: UInt64) {
      self.period = period
      self.increase = increase
      deadline = period
    }

    /// The clock reaches an instant, and the ballots of that instant come in.
    mutating func live(_ now: UInt64, _ votes: [Vote]) {
      if state == .active, now == deadline { state = sums[0] > sums[1] ? .succeeded : .defeated }
      for vote in votes where state == .active {
        let led = sums[0] > sums[1]
        sums[vote.option] += vote.power
        if 2 * sums[0] > Self.electorate {
          state = .succeeded
        } else if 2 * sums[1] >= Self.electorate {
          state = .defeated
        } else if led != (sums[0] > sums[1]) {
          deadline = max(deadline, now + increase + period / 2 - now / 2)
        }
      }
    }
  }

  static let early = """
    [{"name":"adopted","outcome":"passed","keeps_voting":true,"when":[{"test":"share","name":"all","house":"h",\
    "count":["Yes"],"of":"electorate","more_than":"1/2"}]},\
    {"name":"rejected","outcome":"defeated","keeps_voting":true,"when":[{"test":"share","name":"all","house":"h",\
    "count":["No"],"of":"electorate","at_least":"1/2"}]}]
    """

  static func rules(period: UInt64, increase: UInt64) throws -> TrackRules {
    try CourseSample.rules(
      spans: ["period": period, "grace": 100],
      course: """
        {"early":\(early),"wait_for_quiet":{"against":"No","house":"h","increase":"\(increase)ms","option":"Yes"}}
        """)
  }

  /// Every way in which three voters of some powers may vote at some instants, or not at all.
  static func histories(_ powers: [UInt128], at instants: [UInt64]) -> [[Vote]] {
    var all: [[Vote]] = [[]]
    for power in powers {
      let ways = instants.flatMap { at in
        [0, 1].map { [Vote(at: at, power: power, option: $0)] }
      }
      all = all.flatMap { history in ([[]] + ways).map { history + $0 } }
    }
    return all.map { votes in
      votes.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
  }

  @Test(
    arguments: [
      (period: 8, increase: 3, instants: [0, 1, 5, 7, 8, 9, 10, 11]),
      (period: 5, increase: 0, instants: [0, 3, 4, 5]),
      (period: 3, increase: 8, instants: [0, 1, 2, 3, 7, 9, 12, 17]),
    ] as [(UInt64, UInt64, [UInt64])])
  func `in every history the deadline and the state are those of the vote as it was lived`(
    _ period: UInt64, _ increase: UInt64, _ instants: [UInt64]
  ) throws {
    let rules = try Self.rules(period: period, increase: increase)
    var moved = 0
    for votes in Self.histories([2, 3, 4], at: instants) {
      let facts = CourseSample.facts(votes, electorate: Life.electorate)
      var life = Life(period: period, increase: increase)
      for now in 0..<period + 2 * increase + 3 {
        life.live(now, votes.filter { $0.at == now })
        let decision = CourseSample.decision(rules, facts, at: now)
        try Mismatch.unless(
          decision.state == life.state && decision.schedule.closes == CourseSample.instant(life.deadline)
            && decision.takesBallots == (now < life.deadline)
            && decision.isExtended == (life.deadline != period),
          "\(votes) at \(now): \(decision), lived \(life)")
      }
      if life.deadline != period { moved += 1 }
    }
    #expect(increase == 0 || moved > 100)
  }

  // MARK: Instants

  static let instants: [(id: String, now: UInt64, before: [UInt128], after: [UInt128], deadline: UInt64)] = [
    ("a change at the end adds the increase", 40, [0, 5], [6, 5], 60),
    ("one after the end adds nothing", 41, [0, 5], [6, 5], 40),
    ("one at the opening asks for less than there is", 0, [0, 5], [6, 5], 40),
    ("one half way", 20, [0, 5], [6, 5], 50),
    ("to a tie", 40, [6, 5], [6, 6], 60),
    ("from a tie to the lead", 40, [5, 5], [6, 5], 60),
    ("from a tie to the other side", 40, [5, 5], [5, 6], 40),
    ("no change", 40, [6, 5], [9, 5], 40),
    ("nobody can take the lead any more", 40, [0, 5], [51, 5], 40),
    ("at exactly half it can still be taken", 40, [0, 5], [50, 5], 60),
    ("half against settles it", 40, [50, 49], [50, 50], 40),
  ]

  @Test(arguments: instants) func `a deadline of forty, an increase of twenty`(
    _ row: (id: String, now: UInt64, before: [UInt128], after: [UInt128], deadline: UInt64)
  ) {
    let quiet = WaitForQuiet(
      increase: Span(milliseconds: 20), house: "h", option: "Yes", against: "No")
    func facts(_ powers: [UInt128]) -> TestFacts {
      TestFacts(Sample.tally(powers, electorate: 100), options: ["Yes", "No"])
    }
    let deadline = quiet.deadline(
      CourseSample.instant(40), from: facts(row.before), to: facts(row.after), opened: CourseSample.start,
      period: Span(milliseconds: 40), at: CourseSample.instant(row.now))
    #expect(deadline == CourseSample.instant(row.deadline), "\(row.id)")
  }

  @Test func `at the end of time the deadline is the end of time`() {
    let quiet = WaitForQuiet(increase: Span(milliseconds: .max), house: "h", option: "Yes", against: "No")
    func facts(_ powers: [UInt128]) -> TestFacts {
      TestFacts(Sample.tally(powers, electorate: 100), options: ["Yes", "No"])
    }
    let deadline = quiet.deadline(
      .latest, from: facts([0, 1]), to: facts([2, 1]), opened: .earliest, period: Span(milliseconds: .max),
      at: .latest)
    #expect(deadline == .latest)
  }
}
