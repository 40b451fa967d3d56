package import CanonicalEncoding
package import Voting

/// From where the course of a vote can be followed again with other votes.
///
/// The instant at which a vote is decided may depend on the votes themselves: bars that fall until they are met, rules
/// that decide early, deadlines that move. What other votes would have come to can then be told only where they have a
/// place in that course.
package enum CourseBasis: Hashable, Sendable {
  /// From the beginning: the sums were there as a whole, from an instant on where one is known, else at the end of
  /// voting; or no order of the ballots makes a difference.
  case sums(from: Timepoint?)
  /// From where voting has come to: other votes are cast at that instant.
  case open(CourseState, at: Timepoint)
  /// Nowhere: the outcome may depend on the order in which ballots came.
  case order

  /// - Parameters:
  ///   - course: The course as it was followed.
  ///   - facts: What it was followed over.
  ///   - now: Until when.
  init(_ course: VotingCourse, _ facts: CountFacts, until now: Timepoint) {
    if facts.state == nil, let instant = facts.instantOfAll {
      self = .sums(from: instant)
    } else if course.state.verdict == nil {
      self = .open(course.state, at: max(now, course.state.clock))
    } else if facts.state == nil && facts.histories.isEmpty || course.isOrderFree {
      self = .sums(from: nil)
    } else {
      self = .order
    }
  }
}

extension CountFacts {
  /// The instant at which everything counted was there already, where that is known of every house.
  fileprivate var instantOfAll: Timepoint? {
    var instant: Timepoint?
    for house in tallies.keys {
      guard let history = histories[house], history.entries.count == 1, let only = history.entries.first,
        history.opening.ballots > 0 || only.tally.ballots == 0,
        only.tally.hasSums(of: history.opening), instant.map({ $0 == only.at }) ?? true
      else { return nil }
      instant = only.at
    }
    return instant
  }
}

extension VotingCourse {
  /// Whether the sums alone lead to the verdict, in whatever order the ballots came.
  ///
  /// A deadline that could have moved and did not took no ballot in and left none out: with other votes it would lie
  /// where it does or later. A test that reads the time would see another one then.
  fileprivate var isOrderFree: Bool {
    guard rules.followsOrder else { return true }
    let course = rules.course
    guard course.early.isEmpty, course.confirmation == nil, course.interpolatedDelay == nil else {
      return false
    }
    return !state.isExtended && !rules.allTests.contains { $0.readsTime }
  }
}

extension TrackRules {
  /// Whether the order of ballots can matter in this stage.
  var followsOrder: Bool {
    !course.early.isEmpty || course.waitForQuiet != nil || course.lateQuorum != nil
      || course.confirmation != nil || course.interpolatedDelay != nil
  }
}

extension DecisionTest {
  /// Whether what it finds in the same sums depends on the instant.
  var readsTime: Bool { turning.contains { $0 is CurveTest || $0.turnsAfter != nil } }
}

/// The course of a vote followed again with other sums, to its end: early rules, bars that fall, confirmation and
/// deadlines that move are asked as they are when votes are counted.
struct CourseReplay {
  let rules: TrackRules
  /// When voting opens, before the question whether that instant itself counts.
  let opens: Timepoint
  let supply: TestFacts.Supply?
  let basis: CourseBasis

  init(_ decision: Decision, under rules: TrackRules) {
    self.rules = rules
    opens = decision.opens
    supply = decision.supply
    basis = decision.basis
  }

  /// What members of a house could still do; `nil` for everything.
  ///
  /// Where the order matters and voting goes on, other votes are cast from now on: what stands can be changed only where
  /// the rules let it.
  func kinds(in house: String) -> Set<VoteChange.Kind>? {
    guard case .open = basis, rules.followsOrder else { return nil }
    let ballot = rules.ballot(in: house)
    guard !ballot.isReplaceable || !ballot.isWithdrawable else { return nil }
    var kinds: Set<VoteChange.Kind> = [.cast]
    if ballot.isReplaceable { kinds.formUnion([.changed, .castAndChanged]) }
    if ballot.isWithdrawable { kinds.insert(.withdrawn) }
    return kinds
  }

  /// Whether voting would pass it with these sums, or let somebody carry it on at the last instant of voting.
  /// - Returns: `nil` where sums do not tell.
  func passes(_ tallies: [String: Tally]) -> Bool? {
    switch basis {
    case .order: return nil
    case .open(let state, let instant):
      var course = VotingCourse(rules, opens: opens, state: state, supply: supply)
      let changed = tallies.filter { state.tallies[$0.key] != $0.value }
      for (house, tally) in changed.sorted(by: { $0.key < $1.key }) {
        course.take(.init(at: instant, house: house, tally: tally))
      }
      return course.passesAtTheEnd()
    case .sums(let instant):
      let histories = instant.map { instant in
        tallies.mapValues { TallyHistory(allAtOnce: $0, at: instant) }
      }
      let facts = CountFacts(tallies: tallies, histories: histories ?? [:], supply: supply)
      let last = rules.course.ends.end(of: opens + rules.period) - Span(milliseconds: 1)
      var course = VotingCourse(rules, opens: opens, facts: facts, until: last)
      return course.passesAtTheEnd()
    }
  }
}

extension VotingCourse {
  /// Follows what is left without a ballot.
  fileprivate mutating func passesAtTheEnd() -> Bool {
    // A deadline moves once after the last ballot, at the most, and confirmation ends after it.
    for _ in 0..<8 where state.verdict == nil {
      advance(to: max(end - Span(milliseconds: 1), state.clock))
      if state.verdict == nil, isCarriedOn(at: state.clock) { return true }
      advance(to: max(end, confirmed ?? end, state.due ?? end))
    }
    return state.verdict?.outcome == .passed
  }

  /// Whether a rule that a later ballot could undo lets it pass at an instant of voting.
  private func isCarriedOn(at instant: Timepoint) -> Bool {
    guard instant < end else { return false }
    let rule = rules.course.early.first {
      $0.isReversible && instant >= opens + $0.from && decides($0, at: instant)
    }
    return rule?.outcome == .passed
  }
}

extension TallyHistory {
  /// Ballots of which only the sums are known, as if they had all been there when voting opened: no house and no line
  /// is judged before the others.
  package init(allAtOnce tally: Tally, at instant: Timepoint) {
    self.init(opening: tally)
    append(Entry(at: instant, tally: tally))
  }
}
