internal import Voting

/// What several houses would have to do together, where none of them can turn the decision alone.
///
/// Only where every house has tests of its own, all of which must hold at the close and nothing else decides, whenever that
/// is: then nothing that one house does makes another need less, and the least change of each is the least of all.
struct FlipTogether {
  let replay: CourseReplay
  let profiles: [String: BallotProfile]
  /// The moment in which a house's sums are judged.
  let facts: (String) -> TestFacts?

  func flip() -> Flip {
    let rules = replay.rules
    guard rules.asksHousesApart else { return .nothingAlone }
    var changes: [VoteChange] = []
    for house in rules.houses {
      let tests = rules.allTests.filter { $0.house == house.name }
      guard let facts = facts(house.name) else { return .nothingAlone }
      func hold(_ tally: Tally) -> Bool { tests.allSatisfy { $0.holds(facts.with(tally)) } }
      if hold(facts.tally) { continue }
      let search = FlipSearch(
        house: house.name, facts: facts, tests: tests, effect: rules.method(in: house.name).effect,
        isSo: hold, only: rules.course.only, allowed: replay.kinds(in: house.name),
        profile: profiles[house.name])
      switch search.flip() {
      case .votes(let change): changes.append(change)
      case .notComputed(let words): return .notComputed(words)
      // What one house cannot do, the others cannot do for it.
      case .nothing, .nothingAlone, .notByVotes, .together: return .nothing
      }
    }
    // Where all tests hold, one house that fails would be enough, and none can.
    return changes.isEmpty ? .nothing : .together(changes)
  }
}

extension TrackRules {
  /// Whether it passes exactly where the tests of every house hold at the close; ballots may move that, and are in time then.
  fileprivate var asksHousesApart: Bool {
    course.early.isEmpty && course.confirmation == nil && course.interpolatedDelay == nil
      && course.silence != .lapses && course.absentees == nil && !allTests.contains { $0.readsTime }
  }
}
