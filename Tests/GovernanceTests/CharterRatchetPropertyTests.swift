import CanonicalEncoding
import Governance
import QuorateTesting
import SafetyProtocol
import Testing
import Voting

/// The claim on which the lower bar of tightening rests, tried on small tracks: no count passes that did not, or sooner.
@Suite struct CharterRatchetPropertyTests {
  /// Ballots are cast, and everything lasts, whole hours.
  private static func hours(_ count: UInt64) -> Timepoint {
    CourseSample.start + Span(milliseconds: count * 3_600_000)
  }

  /// When something passed by some rules takes effect, if it is queued at once, and passes at all.
  ///
  /// The reference is the whole course: ballots are counted as they come, and nothing is compared with anything.
  private static func effect(
    _ rules: TrackRules, _ votes: [CourseSample.Vote], _ now: Timepoint = hours(200)
  ) -> Timepoint? {
    var history = TallyHistory(options: 3, electorate: Power(RandomTracks.electorate))
    var powers: [UInt128] = [0, 0, 0]
    for vote in votes {
      powers[vote.option] += vote.power
      history.append(
        .init(
          at: hours(vote.at) + rules.delay, tally: Sample.tally(powers, electorate: RandomTracks.electorate)))
    }
    let facts = CountFacts(
      tallies: ["h": history.entries.last?.tally ?? history.opening], histories: ["h": history])
    func decision(_ milestones: Milestones) -> Decision {
      decide(rules, submitted: CourseSample.start, milestones: milestones, facts: facts, at: now)
    }
    let passed = decision(Milestones())
    guard passed.state == .succeeded else { return nil }
    var milestones = Milestones()
    milestones.queued = passed.decided
    return decision(milestones).executable
  }

  @Test func `what is called tightening passes no count that did not pass, and none sooner`() throws {
    var random = RandomTracks(seed: 61)
    var (pairs, counts, passes) = (0, 0, 0)
    var clauses: [String: Int] = [:]
    while pairs < 300 {
      let draft = random.draft()
      let other = random.amend(draft)
      guard let old = try draft.charter(), let new = try other.charter() else { continue }
      let ratchet = CharterRatchet(from: old, to: new)
      guard ratchet.tightness == .tightening else { continue }
      let rules = try [old, new].map { try #require($0.rules(for: "text.resolution")) }
      pairs += 1
      for change in ratchet.changes { clauses[RandomTracks.part(change.clause), default: 0] += 1 }
      for _ in 0..<40 {
        let votes = random.votes(until: draft.period)
        counts += 1
        guard let after = Self.effect(rules[1], votes) else { continue }
        passes += 1
        // The later opening of a longer delay is no matter of the votes.
        let before = Self.effect(rules[0], votes)
        if let before, before <= after { continue }
        Issue.record(
          "\(ratchet.changes.map(\.line)) \(votes): \(before?.description ?? "never"), then \(after)")
        return
      }
    }
    print("charter ratchet: \(pairs) amendments, \(counts) counts, \(passes) passed; \(clauses)")
    #expect(passes > counts / 20)
    #expect(clauses.values.allSatisfy { $0 > 2 } && clauses.count >= 8, "\(clauses)")
  }
}

extension ClauseChange {
  /// In one line.
  fileprivate var line: String { "\(clause) \(tightness): \(old) → \(new)" }
}
