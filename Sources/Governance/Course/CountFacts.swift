internal import CanonicalEncoding
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
  /// What was counted in the stages that followed, in their order.
  package let later: [CountFacts]

  package init(
    counts: [String: Count], histories: [String: TallyHistory] = [:], later: [CountFacts] = []
  ) {
    self.counts = counts
    tallies = counts.mapValues(\.tally)
    self.histories = histories
    supply = nil
    self.later = later
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
    self.later = later
  }

  /// Nothing counted.
  package static let none = CountFacts(counts: [:])

  /// One change of a house's sums.
  struct Change {
    let at: Timepoint
    let house: String
    let tally: Tally
  }

  /// Every change of every house until an instant, in order; where a house has no history, its sums stand as one
  /// change at the instant named.
  func changes(until now: Timepoint, elseAt instant: Timepoint) -> [Change] {
    var changes: [Change] = []
    for (house, tally) in tallies.sorted(by: { $0.key < $1.key }) {
      guard let history = histories[house] else {
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
