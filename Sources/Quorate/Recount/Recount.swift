package import CanonicalEncoding
package import Governance
internal import Signing
package import Voting

/// Counts a plain list of votes under a charter, as if it had been voted on under it.
///
/// For auditors of bodies that do not use Quorate yet. Powers are taken as the list gives them and nothing is signed,
/// so the result says what these rules make of these lines, and no more.
package struct Recount: Sendable {
  package let rules: TrackRules
  package let facts: CountFacts
  package let decision: Decision
  /// Lines whose ballots were not counted, with the reason.
  package let rejected: [UncountedLine]
  /// Power of those who have a ballot on the list and none that was counted, by house.
  package let uncounted: [String: Power]
  /// Ballots that took the place of an earlier one of the same voter.
  package let replacements: [ReplacedLine]
  /// How many ballots were added to earlier ones of their voters, each for a part of the power.
  package let parts: Int
  /// How those counted who did not vote, where the rules count them and that settled the outcome.
  package let absent: AbsentMembers?
  /// Lines that name no house although several vote: they were taken for the first.
  package let unhoused: Int
  /// Lines that lend power to somebody who is not on the list.
  package let strangers: [StrangerLine]
  /// Whether the order of ballots is known; where it is not, rules that depend on it saw all ballots at once.
  package let isDated: Bool
  /// When the outcome was settled, as far as the list says when anything was.
  package let decided: Timepoint?
  /// The track in whose stage such an outcome is voted on next; `nil` where it is the last word. A list is of the first
  /// stage alone.
  package let following: String?
  /// What members can cast, by house; none where some of the power belongs to nobody on the list, or counts with somebody
  /// else's, or where the list is very long.
  package let reaches: [String: Reach]
  /// How many lines a list has at most whose members are looked through.
  package static let memberLimit = 20_000

  /// Whom absent members follow, where the rules let them follow somebody.
  package enum Leader: Hashable, Sendable {
    /// The member that the charter names.
    case ofCharter
    /// Nobody: the charter is an example, and so is whom it names.
    case unknown
    /// A member of the list.
    case named(String)
  }

  /// Counts a list.
  ///
  /// - Parameters:
  ///   - list: The votes.
  ///   - charter: The rules.
  ///   - track: The track to decide by; where it is left out that of plain resolutions, which every body has, or the
  ///     first by name.
  ///   - electorate: The power of everybody in the first house; the sum of the list where it is left out.
  ///   - opened: When voting opened; the first dated ballot where it is left out.
  ///   - leader: Whom absent members follow.
  ///   - passingOverUnread: Whether choices that do not read are passed over; otherwise one of them refuses the list,
  ///     since what it meant may decide the vote.
  /// - Throws: `RecountRefusal`, `CountRefusal`.
  /// - Complexity: O(n log n).
  package init(
    _ list: VoteList, under charter: Charter, track: String? = nil, electorate: UInt128? = nil,
    opened: Timepoint? = nil, leader: Leader = .ofCharter, passingOverUnread: Bool = false
  ) throws {
    let name = track ?? Self.track(of: charter) ?? ""
    guard let rules = charter.rules(ofTrack: name, topic: "general") else {
      throw RecountRefusal.trackUnknown(name, known: charter.trackNames)
    }
    try self.init(
      list, by: rules, electorate: electorate, opened: opened, leader: leader,
      passingOverUnread: passingOverUnread)
  }

  /// The track that a list is counted by where none is named: that of plain resolutions, or the first by name.
  package static func track(of charter: Charter) -> String? {
    charter.rules(for: "text.resolution")?.name ?? charter.trackNames.first
  }

  /// Counts a list by the first stage of a track.
  /// - Throws: `RecountRefusal`, `CountRefusal`.
  /// - Complexity: O(n log n).
  package init(
    _ list: VoteList, by rules: TrackRules, electorate: UInt128? = nil, opened: Timepoint? = nil,
    leader: Leader = .ofCharter, passingOverUnread: Bool = false
  ) throws {
    guard !list.rows.isEmpty else { throw RecountRefusal.noRows }
    let course = rules.course
    let (rules, lead) = try Self.rules(rules.firstStageAlone, leader, list)
    var window = RecountWindow(rules, opened: opened, ballots: list.ballotTimes)
    var books = try Self.books(list, rules, window, electorate)
    for row in list.rows {
      if let house = row.house, !rules.houses.contains(where: { $0.name == house }) {
        throw RecountRefusal.houseUnknown(row: row.number, house: house)
      }
    }
    for book in books { try book.checkIsRead(passingOverUnread: passingOverUnread, options: rules.options) }
    var (facts, decision) = try Self.counted(books, list, rules, window)
    // Where the ballots decide when voting ends, the lines that came after that are known only now.
    window = window.closed(by: decision, under: rules)
    if list.ballotTimes.contains(where: { $0 >= window.end }) {
      books = try Self.books(list, rules, window, electorate)
      (facts, decision) = try Self.counted(books, list, rules, window)
    }
    (self.facts, self.decision) = (facts, decision)
    self.rules = rules
    following = decision.occasion.flatMap { course.stage(after: $0)?.rules.name }
    let known = try list.rows.count > Self.memberLimit ? [] : books.map { ($0.house, try $0.reach(rules)) }
    reaches = Dictionary(
      known.compactMap { house, reach in reach.map { (house, $0) } }, uniquingKeysWith: { first, _ in first })
    isDated = list.isDated
    let hasTimes = list.isDated && !list.ballotTimes.isEmpty
    // Without times what decides early does it at no instant that anybody knows.
    decided = hasTimes || opened != nil && decision.decidedBy == nil ? decision.decided : nil
    parts = books.reduce(0) { $0 + $1.parts }
    absent = Self.absent(rules, facts, decision, lead: lead)
    unhoused = rules.houses.count > 1 ? list.rows.count { $0.house == nil } : 0
    rejected = books.flatMap(\.rejected).sorted { $0.row < $1.row }
    uncounted = Dictionary(
      try books.map { ($0.house, try $0.uncounted()) }, uniquingKeysWith: { first, _ in first })
    replacements = books.flatMap(\.replacements).sorted { $0.by < $1.by }
    strangers = books.flatMap(\.strangers).sorted { $0.row < $1.row }
  }

  /// The rules with whom absent members follow, and that member's name.
  private static func rules(
    _ rules: TrackRules, _ leader: Leader, _ list: VoteList
  ) throws -> (TrackRules, lead: String?) {
    switch leader {
    case .ofCharter: return (rules, rules.course.absentees?.leader?.display)
    case .unknown: return (rules.withAbsentees(following: nil), nil)
    case .named(let name):
      guard rules.course.absentees != nil else { throw RecountRefusal.leaderUnused }
      guard list.rows.contains(where: { $0.voter.isSpelt(like: name) }) else {
        throw RecountRefusal.leaderUnknown(name)
      }
      return (rules.withAbsentees(following: try RecountBook.account(name)), name)
    }
  }

  /// How those counted who did not vote: at the close only, where no rule had decided by then.
  private static func absent(
    _ rules: TrackRules, _ facts: CountFacts, _ decision: Decision, lead: String?
  ) -> AbsentMembers? {
    guard let rule = rules.course.absentees, let tally = facts.tallies[rule.house],
      decision.decided != nil, decision.decidedBy == nil, tally.cast < tally.electorate
    else { return nil }
    let led = decision.lead.flatMap { $0.positions.count == 1 ? $0.positions.first : nil }
    return AbsentMembers(
      house: rule.house, power: tally.electorate.excess(over: tally.cast),
      option: led.flatMap { rules.options.indices.contains($0) ? rules.options[$0] : nil } ?? rule.otherwise,
      lead: lead, isLed: led != nil)
  }

  /// The lines of each house.
  private static func books(
    _ list: VoteList, _ rules: TrackRules, _ window: RecountWindow, _ electorate: UInt128?
  ) throws -> [RecountBook] {
    try rules.houses.enumerated().map { position, house in
      try RecountBook(
        list, house: house.name, isFirst: position == 0, rules: rules, window: window,
        electorate: position == 0 ? electorate : nil)
    }
  }

  /// Counts the lines, and decides.
  private static func counted(
    _ books: [RecountBook], _ list: VoteList, _ rules: TrackRules, _ window: RecountWindow
  ) throws -> (facts: CountFacts, decision: Decision) {
    var (counts, histories): ([String: Count], [String: TallyHistory]) = ([:], [:])
    for book in books {
      let count = try book.count(rules)
      counts[book.house] = count
      guard rules.course.isOrdered else { continue }
      histories[book.house] =
        list.isDated ? try book.history(rules) : TallyHistory(allAtOnce: count.tally, at: window.first)
    }
    let facts = CountFacts(counts: counts, histories: histories)
    return (facts, whenDecided(rules.neverLapsing, opens: window.opens, facts: facts))
  }

  /// The decision at the instant at which it fell: asked later, what nobody queued would have been executed or not.
  private static func whenDecided(_ rules: TrackRules, opens: Timepoint, facts: CountFacts) -> Decision {
    let last = atTheEnd(rules, opens: opens, facts: facts)
    guard let decided = last.decided else { return last }
    return decision(rules, opens: opens, facts: facts, at: decided)
  }

  private static func decision(
    _ rules: TrackRules, opens: Timepoint, facts: CountFacts, at now: Timepoint
  ) -> Decision {
    let submitted = opens - rules.delay
    var milestones = Milestones()
    (milestones.funded, milestones.approved, milestones.started) = (submitted, submitted, submitted)
    return decide(rules, submitted: submitted, milestones: milestones, facts: facts, at: now)
  }

  /// The decision once voting is over, however often the close has moved.
  ///
  /// Where silence lets a vote lapse that could be carried on until its last instant, it is told as it stood then.
  private static func atTheEnd(_ rules: TrackRules, opens: Timepoint, facts: CountFacts) -> Decision {
    var now = opens + rules.period
    while true {
      let decision = decision(rules, opens: opens, facts: facts, at: now)
      let close = decision.schedule.closes
      // What could still be undone is not decided yet, whatever state it is in.
      guard decision.decided == nil, close > now || decision.phase == .confirming else {
        guard decision.outcome == .lapsed else { return decision }
        let last = Self.decision(
          rules, opens: opens, facts: facts, at: close - Span(milliseconds: 1))
        return last.state == .succeeded || last.state == .queued ? last : decision
      }
      let next = max(close, now + (rules.course.confirmation?.span ?? Span(milliseconds: 1)))
      guard next > now else { return decision }
      now = next
    }
  }
}

extension Decision {
  /// How the stage has ended, or would if somebody carried on at its last instant what has to be carried on.
  fileprivate var occasion: Course.Stage.Occasion? {
    outcome.map(\.occasion) ?? (state == .succeeded || state == .queued ? .passed : nil)
  }
}

extension VoteList {
  /// When its ballots were cast, as far as it says.
  fileprivate var ballotTimes: [Timepoint] { rows.compactMap { $0.choice == nil ? nil : $0.at } }
}
