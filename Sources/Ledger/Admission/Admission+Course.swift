package import CanonicalEncoding
package import Governance
internal import Signing
internal import Voting

/// The stages of a proposal's voting as far as ballots have followed them.
struct FollowedStages {
  /// The way to the last with a ballot.
  var path = StagePath.first
  /// How far the course of each was followed; `nil` for those that had no ballot of their own, and none at all before the
  /// first ballot.
  var states: [CourseState?] = []
}

extension LedgerView {
  /// The stages of a proposal up to the last with a ballot.
  func followedStages(of proposal: ProposalRecord) throws -> FollowedStages {
    var followed = FollowedStages()
    guard proposal.rules.course.isOrdered else { return followed }
    for (row, value) in try records.rows(.course, ByteString(proposal.id.bytes)) {
      guard let path = StagePath(bytes: row.bytes), path.number >= followed.states.count,
        followed.path.leads(to: path)
      else { throw RecordFault.unreadable(.course) }
      let missing = path.number - followed.states.count
      followed.states += Array(repeating: nil, count: missing)
      do {
        followed.states.append(try CourseState(parsing: try JSONParser.parse(value, form: .canonical)))
      } catch { throw RecordFault.unreadable(.course) }
      followed.path = path
    }
    return followed
  }

  /// What the courses of a proposal's stages come to, without looking at a single ballot.
  func courseFacts(on proposal: ProposalRecord, at now: Timepoint) throws -> CountFacts {
    let states = try followedStages(of: proposal).states
    if states.isEmpty {
      let plain = decide(proposal, .none, by: now)
      // Without sums no test holds, so that a later stage is only where they lead.
      if plain.stage == 0, plain.decided == nil, plain.state != .active { return .none }
      return CountFacts(tallies: try emptyTallies(of: proposal))
    }
    return try courseFacts(on: proposal, states)
  }

  /// The same for stages with these states; one without a state had no ballot of its own.
  func courseFacts(on proposal: ProposalRecord, _ states: [CourseState?]) throws -> CountFacts {
    var stages = states.map { state in state.map { CountFacts(counts: [:], state: $0) } ?? .none }
    if stages.isEmpty || states[0] == nil {
      // Later ones begin with what this one left them.
      stages = [CountFacts(tallies: try emptyTallies(of: proposal))] + stages.dropFirst()
    }
    return try handingOn(CountFacts(stages: stages), on: proposal)
  }

  /// The same facts with the electorates of all houses, where not the same vote in every stage.
  func handingOn(_ facts: CountFacts, on proposal: ProposalRecord) throws -> CountFacts {
    guard !proposal.rules.areHousesTheSame else { return facts }
    var facts = facts
    facts.unvoted = try emptyTallies(of: proposal)
    return facts
  }

  /// The sums of all electorates of a proposal before any ballot.
  func emptyTallies(of proposal: ProposalRecord) throws -> [String: Tally] {
    let openings = try proposal.rules.allHouses.compactMap {
      try laterElectorate(of: $0, on: proposal)?.index
    }
    return try remembered(emptyOf: proposal.id, openings: openings) {
      var tallies: [String: Tally] = [:]
      var uncountable: CountFacts.Uncountable = [:]
      for house in proposal.rules.allHouses {
        tallies[house.name] = try counted(house, in: &uncountable) {
          .none(of: try total(of: house, on: proposal), options: proposal.rules.options.count)
        }
      }
      return tallies
    }
  }

  /// The power of everybody in a house.
  /// - Complexity: O(electorate).
  private func total(of house: House, on proposal: ProposalRecord) throws -> Power {
    let (rows, house) = try voters(of: house, on: proposal)
    let source = try rows.prepared(house.power)
    var total = Power.zero
    try rows.forEach { total = try total.adding(try source.power(of: $0, at: proposal.reads(house))) }
    return total
  }

  /// The stage a proposal is in at an instant, if ballots are taken then.
  package func openStage(of proposal: ProposalRecord, at now: Timepoint) throws -> VotingStage? {
    let decision = try decision(on: proposal, at: now)
    return decision.takesBallots ? try stage(of: proposal, as: decision) : nil
  }

  /// The stage that a decision found a proposal in.
  package func stage(of proposal: ProposalRecord, as decision: Decision) throws -> VotingStage {
    guard let rules = proposal.rules.stage(at: decision.path),
      let ballots = proposal.rules.ballotStage(at: decision.path)
    else { throw RecordFault.unreadable(.proposal) }
    return VotingStage(
      proposal: proposal.id, path: decision.path, ballots: ballots,
      rules: proposal.timed(rules, stage: decision.stage),
      rulesHash: rulesHash(rules, stage: decision.stage, of: proposal), opens: decision.opens)
  }

  /// What a ballot changes on a track that keeps the running sums: the sums, the course, and what ballots carry.
  /// - Parameter records: What else it changes.
  /// - Returns: All that it changes.
  func follow(
    _ ballot: Ballot, replacing standing: BallotRecord?, in stage: VotingStage, on proposal: ProposalRecord,
    at position: LogPosition, besides records: [Change]
  ) throws -> [Change] {
    guard let named = stage.rules.houses.first(where: { $0.name == ballot.house }) else {
      throw AdmissionRefusal.houseUnknown(ballot.house)
    }
    let (rows, house) = try voters(of: named, on: proposal)
    let states = try followedStages(of: proposal).states
    let known = stage.number < states.count ? states[stage.number] : nil
    let state = try known ?? start(stage, of: proposal, after: states)
    var course = VotingCourse(stage.rules, opens: stage.opens, state: state)
    // A house whose electorate cannot be added up has no sums.
    guard let tally = state.tallies[house.name] else { throw CountRefusal.overflow }
    let running = RunningTally(view: self, proposal: proposal, stage: stage, house: house, rows: rows)
    let (sums, carried) = try running.after(
      ballot.isWithdrawal ? nil : ballot.choice, by: ballot.header.signer, replacing: standing, tally: tally)
    let choice =
      ballot.isWithdrawal
      ? nil : try stage.rules.method(in: house.name).choice(ballot.choice, among: stage.rules.options)
    course.take(
      .init(
        at: try votingTime(of: proposal, at: position.received), house: house.name, tally: sums,
        ballot: choice.map { StandingBallot(voter: ballot.header.signer, choice: $0) }))
    let changes = records + carried
    let followed = changes + [Change(stage.courseKey, course.state.json.canonicalBytes)]
    guard proposal.witnessing != nil else { return followed }
    // A stage that keeps the ballots of this one must be able to do without those that came too late.
    let isKept = stage.rules.course.stages.contains(where: \.keepsBallots)
    return try followed
      + CourseTrail(of: proposal.id, in: self.records)
      .adding(state, before: position.index, undoing: isKept ? changes.map(\.key) : [])
  }

  /// The beginning of a stage: without ballots, or with those it keeps.
  func start(
    _ stage: VotingStage, of proposal: ProposalRecord, after states: [CourseState?]
  ) throws -> CourseState {
    let names = Set(stage.rules.houses.map(\.name))
    let tallies = try emptyTallies(of: proposal).filter { names.contains($0.key) }.mapValues {
      Tally.none(of: $0.electorate, options: stage.rules.options.count)
    }
    // Stages between the two had no ballot of their own, and handed on what they kept.
    let former = states.dropFirst(stage.ballots).prefix(stage.number - stage.ballots).last { $0 != nil }
    guard stage.ballots < stage.number, let former = former ?? nil else {
      var course = VotingCourse(
        stage.rules, opens: stage.opens,
        state: CourseState(stage.rules, opens: stage.opens, tallies: tallies))
      course.open()
      return course.state
    }
    var kept = CourseState(
      stage.rules, opens: stage.opens,
      tallies: tallies.merging(former.tallies.filter { names.contains($0.key) }) { $1 })
    if let rule = stage.rules.course.absentees, let leader = rule.leader,
      let ballot = try ballot(stage.key(of: leader, house: rule.house))
    {
      kept.lead = try stage.rules.method(in: rule.house).choice(ballot.choice, among: stage.rules.options)
    }
    var course = VotingCourse(stage.rules, opens: stage.opens, state: kept)
    course.open()
    return course.state
  }
}
