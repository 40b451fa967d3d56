package import CanonicalEncoding
package import Signing
public import Voting

/// What has been counted: the counts of all houses, and how they came about where that matters.
public struct CountFacts: Hashable, Sendable {
  /// The count of each house; empty where only sums are known.
  public let counts: [String: Count]
  /// The sums of each house, at the close or so far.
  public let tallies: [String: Tally]
  /// The sums after each ballot of each house, for rules that depend on the order of ballots.
  package let histories: [String: TallyHistory]
  /// What is left of what gives power, where the track asks for it.
  package let supply: TestFacts.Supply?
  /// How far the course was followed while ballots came in, where a ledger has kept that; it takes the place of
  /// histories.
  package let state: CourseState?
  /// What was counted in the stages that followed, in their order.
  package private(set) var later: [CountFacts]
  /// The sums before any ballot of houses that vote in stages to come, where that are others than in this one: a test can
  /// hold although nobody votes.
  package var unvoted: [String: Tally] = [:]
  /// Houses that voted and cannot be counted, with the code of the reason: no test of them holds.
  package private(set) var uncountable: Uncountable = [:]
  package typealias Uncountable = [String: String]

  package init(
    counts: [String: Count], histories: [String: TallyHistory] = [:], state: CourseState? = nil,
    later: [CountFacts] = [], uncountable: Uncountable = [:]
  ) {
    self.counts = counts
    self.uncountable = uncountable
    tallies = counts.isEmpty ? state?.tallies ?? [:] : counts.mapValues(\.tally)
    self.histories = histories
    self.state = state
    supply = nil
    self.later = later
  }

  /// The counts of all stages, first to last.
  package init(stages: [CountFacts]) {
    self = stages.first ?? .none
    later = Array(stages.dropFirst())
  }

  /// The counts of a stage; the first where there are no more.
  package func stage(_ number: Int) -> CountFacts {
    number > 0 && number <= later.count ? later[number - 1] : self
  }

  /// Whether every unit of power is in the counts once, and the sums kept while ballots came in are the counts'.
  package var isConsistent: Bool {
    ([self] + later).allSatisfy { stage in
      stage.counts.allSatisfy { house, count in
        count.isConserved && stage.state?.tallies[house].map { $0.hasSums(of: count.tally) } ?? true
      }
    }
  }

  /// Sums alone: what is known of a vote that was held elsewhere.
  package init(
    tallies: [String: Tally], histories: [String: TallyHistory] = [:], supply: TestFacts.Supply? = nil,
    later: [CountFacts] = []
  ) {
    counts = [:]
    self.tallies = tallies
    self.histories = histories
    self.supply = supply
    state = nil
    self.later = later
  }

  /// Nothing counted.
  package static let none = CountFacts(counts: [:])

  /// What a following stage counts.
  ///
  /// Counts of the stage itself stand as they are. Otherwise, and where nothing is known of it, it begins without
  /// ballots, or with those that had come when this stage was decided.
  ///
  /// - Parameters:
  ///   - next: The stage that follows.
  ///   - decided: When this stage was decided.
  ///   - opens: The first instant at which the next one takes ballots.
  func facts(ofNext next: Course.Stage, decided: Timepoint, opens: Timepoint) -> CountFacts {
    let rest = Array(later.dropFirst())
    if var own = later.first, !own.tallies.isEmpty || !own.uncountable.isEmpty {
      if own.later.isEmpty { own.later = rest }
      own.unvoted.merge(unvoted) { known, _ in known }
      return own
    }
    let empty = unvoted.merging(tallies) { known, _ in known }.filter { uncountable[$0.key] == nil }
      .mapValues { Tally.none(of: $0.electorate, options: next.rules.options.count) }
    guard next.keepsBallots else {
      var begun = CountFacts(tallies: empty, later: rest)
      begun.unvoted = unvoted
      return begun
    }
    var kept = (state?.tallies ?? [:]).mapValues { TallyHistory(opening: $0) }
    for (house, history) in histories {
      let last = history.entries.last { $0.at <= decided && $0.at < opens }
      var entries = TallyHistory(opening: last?.tally ?? history.opening)
      for entry in history.entries where entry.at >= opens { entries.append(entry) }
      kept[house] = entries
    }
    var begun = CountFacts(
      tallies: tallies.merging(empty) { known, _ in known }, histories: kept, supply: supply, later: rest)
    begun.unvoted = unvoted
    return begun
  }

  /// What a voter chose in a house; `nil` where it has not voted, and where only sums are known.
  /// - Complexity: O(log ballots).
  package func choice(of voter: AccountKey, in house: String) -> Choice? {
    guard let contributions = counts[house]?.contributions else { return nil }
    var (low, high) = (0, contributions.count)
    while low < high {
      let middle = (low + high) / 2
      if contributions[middle].voter < voter { low = middle + 1 } else { high = middle }
    }
    return low < contributions.count && contributions[low].voter == voter ? contributions[low].choice : nil
  }

  /// One change of a house's sums.
  package struct Change: Sendable {
    let at: Timepoint
    let house: String
    let tally: Tally
    /// Whose ballot it was and what it says, where one ballot is the change.
    let ballot: StandingBallot?

    package init(at: Timepoint, house: String, tally: Tally, ballot: StandingBallot? = nil) {
      self.at = at
      self.house = house
      self.tally = tally
      self.ballot = ballot
    }
  }

  /// Every change of every house until an instant, in order; where a house has no history, its sums stand as one
  /// change at the instant named, unless nobody has voted.
  func changes(until now: Timepoint, elseAt instant: Timepoint) -> [Change] {
    var changes: [Change] = []
    for (house, tally) in tallies.sorted(by: { $0.key < $1.key }) {
      guard let history = histories[house] else {
        guard tally.ballots > 0 || tally.cast > .zero else { continue }
        changes.append(Change(at: instant, house: house, tally: tally))
        continue
      }
      changes += history.entries.prefix { $0.at <= now }.map {
        Change(at: $0.at, house: house, tally: $0.tally)
      }
    }
    if tallies.count > 1 { changes.sort { ($0.at, $0.house) < ($1.at, $1.house) } }
    return changes
  }
}
