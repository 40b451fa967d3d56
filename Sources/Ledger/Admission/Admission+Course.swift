package import CanonicalEncoding
package import Governance
internal import Signing
internal import Voting

extension LedgerView {
  /// How far the courses of a proposal's stages have been followed, first to last; none before the first ballot.
  func courseStates(of proposal: ProposalRecord) throws -> [CourseState] {
    guard proposal.rules.course.isOrdered else { return [] }
    return try records.rows(.course, ByteString(proposal.id.bytes)).map { row in
      do {
        return try CourseState(parsing: try JSONParser.parse(row.value, form: .canonical))
      } catch { throw RecordFault.unreadable(.course) }
    }
  }

  /// The rules of the stages a proposal has gone through, at least of the first.
  func stageRules(of proposal: ProposalRecord, _ count: Int) throws -> [TrackRules] {
    var rules = [proposal.rules]
    guard count > 1 else { return rules }
    for state in try courseStates(of: proposal).prefix(count - 1) {
      let occasion: Course.Stage.Occasion = state.verdict?.outcome == .passed ? .passed : .failed
      guard let next = rules.last?.course.stages.first(where: { $0.after == occasion }) else { break }
      rules.append(next.rules)
    }
    return rules
  }

  /// What the courses of a proposal's stages come to, without looking at a single ballot.
  func courseFacts(on proposal: ProposalRecord, at now: Timepoint) throws -> CountFacts {
    let states = try courseStates(of: proposal)
    if states.isEmpty {
      let plain = decide(proposal, .none, by: now)
      if plain.decided == nil, plain.state != .active { return .none }
      return CountFacts(tallies: try emptyTallies(of: proposal))
    }
    return CountFacts(stages: states.map { CountFacts(counts: [:], state: $0) })
  }

  /// The sums of all electorates of a proposal before any ballot.
  func emptyTallies(of proposal: ProposalRecord) throws -> [String: Tally] {
    let openings = try proposal.rules.allHouses.compactMap {
      try openingElectorate(of: $0, on: proposal)?.index
    }
    return try remembered(emptyOf: proposal.id, openings: openings) {
      var tallies: [String: Tally] = [:]
      for house in proposal.rules.allHouses {
        let (rows, house) = try voters(of: house, on: proposal)
        let source = try rows.prepared(house.power)
        var total = Power.zero
        try rows.forEach {
          total = try total.adding(try source.power(of: $0, at: proposal.received))
        }
        let options = proposal.rules.options.map { _ in Tally.Option(power: .zero, voters: 0) }
        tallies[house.name] = Tally(options: options, cast: .zero, ballots: 0, electorate: total)
      }
      return tallies
    }
  }

  /// The stage a proposal is in at an instant, if ballots are taken then.
  package func openStage(of proposal: ProposalRecord, at now: Timepoint) throws -> VotingStage? {
    let decision = try decision(on: proposal, at: now)
    return decision.takesBallots ? try stage(of: proposal, as: decision) : nil
  }

  /// The stage that a decision found a proposal in.
  package func stage(of proposal: ProposalRecord, as decision: Decision) throws -> VotingStage {
    guard let rules = proposal.timedRules.stage(ofTrack: decision.track),
      let ballots = proposal.rules.ballotStage(ofTrack: decision.track)
    else { throw RecordFault.unreadable(.proposal) }
    return VotingStage(
      proposal: proposal.id, number: decision.stage, ballots: ballots, rules: rules,
      rulesHash: rulesHash(rules, stage: decision.stage, of: proposal), opens: decision.opens)
  }

  /// What a ballot changes on a track that keeps the running sums: the sums, the course, and what ballots carry.
  func follow(
    _ ballot: Ballot, replacing standing: BallotRecord?, in stage: VotingStage, on proposal: ProposalRecord,
    at position: LogPosition
  ) throws -> [Change] {
    guard let named = stage.rules.houses.first(where: { $0.name == ballot.house }) else {
      throw AdmissionRefusal.houseUnknown(ballot.house)
    }
    let (rows, house) = try voters(of: named, on: proposal)
    let states = try courseStates(of: proposal)
    let known = stage.number < states.count ? states[stage.number] : nil
    let state = try known ?? start(stage, of: proposal, after: states)
    var course = VotingCourse(stage.rules, opens: stage.opens, state: state)
    guard let tally = state.tallies[house.name] else { throw AdmissionRefusal.houseUnknown(ballot.house) }
    let running = RunningTally(view: self, proposal: proposal, stage: stage, house: house, rows: rows)
    let (sums, changes) = try running.after(
      ballot.choice, by: ballot.header.signer, replacing: standing, tally: tally)
    let choice = try stage.rules.method.choice(ballot.choice, among: stage.rules.options)
    course.take(
      .init(
        at: try time(of: proposal, at: position.received), house: house.name, tally: sums,
        ballot: StandingBallot(voter: ballot.header.signer, choice: choice)))
    let trail =
      proposal.witnessing == nil
      ? [] : try CourseTrail(of: proposal.id, in: records).adding(state, before: position.index)
    return changes + trail + [Change(stage.courseKey, course.state.json.canonicalBytes)]
  }

  /// The beginning of a stage: without ballots, or with those it keeps.
  private func start(_ stage: VotingStage, of proposal: ProposalRecord, after states: [CourseState]) throws
    -> CourseState
  {
    let names = Set(stage.rules.houses.map(\.name))
    let options = stage.rules.options.map { _ in Tally.Option(power: .zero, voters: 0) }
    let tallies = try emptyTallies(of: proposal).filter { names.contains($0.key) }.mapValues {
      Tally(options: options, cast: .zero, ballots: 0, electorate: $0.electorate)
    }
    guard stage.ballots < stage.number, let former = states.last, states.count == stage.number else {
      return CourseState(stage.rules, opens: stage.opens, tallies: tallies)
    }
    let kept = CourseState(
      stage.rules, opens: stage.opens,
      tallies: tallies.merging(former.tallies.filter { names.contains($0.key) }) { $1 })
    var course = VotingCourse(stage.rules, opens: stage.opens, state: kept)
    course.open()
    return course.state
  }
}
