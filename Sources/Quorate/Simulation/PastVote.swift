package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing
internal import Voting

/// A vote of this DAO as a plain list: who held what, who lent it to whom, and what was said when.
///
/// What simulations change and count again.
package struct PastVote: Sendable {
  package let proposal: ProposalRecord
  /// Everybody of every house, with ballots and delegations.
  package internal(set) var rows: [VoteList.Row]
  /// When voting opened, before the question whether that instant itself counts.
  package let opened: Timepoint
  /// The first instant at which every track takes ballots.
  var first: Timepoint { opened + Span(milliseconds: 1) }

  /// Takes the vote on a proposal down.
  ///
  /// - Parameter houses: How holdings become power: the houses of the proposal's own rules, or those of other rules.
  /// - Complexity: O(electorate + delegations + ballots).
  package init<Store: Records, Files: Documents>(
    of proposal: ProposalRecord, in view: LedgerView<Store, Files>, houses: [House]
  ) throws {
    self.proposal = proposal
    let decision = try view.decision(on: proposal, at: proposal.schedule.closes)
    opened = decision.opens
    // What validators inherit stands in no list of powers.
    if case .validators = proposal.rules.delegation.mode { throw SimulationRefusal.validators }
    // A list of ballots has no stages, of which one decides whether the next begins.
    guard decision.stage == 0 else { throw SimulationRefusal.stages }
    let lent = try view.frozenLoans(for: proposal).mapValues { loans in
      loans.map { loan in
        loan.deed == .lend
          ? loan.delegate.display
          : "\(loan.delegate.display) \(DelegationStatement.Deed.percent(loan.basisPoints)) %"
      }.joined(separator: "; ")
    }
    let stage = try view.stage(of: proposal, as: decision)
    rows = []
    for house in houses {
      let own = proposal.rules.houses.first { $0.series == house.series && $0.seats == house.seats }
      guard let own else { throw SimulationRefusal.noElectorate(house: house.name) }
      let closes = decision.schedule.closes
      let voters = try view.voters(of: own, on: proposal, closing: closes)
      let file = voters.rows
      // Rows that carry the least of several powers have no holdings any more that another source could read.
      let isPower = voters.house.power.json == LeastRows.source.json
      var ballots: [AccountKey: BallotRecord] = [:]
      try view.forEachCounted(stage, house: own.name, on: proposal) { ballots[$0] = $1 }
      let source = isPower ? LeastRows.source : try file.prepared(house.power)
      let at = proposal.reads(own, closing: closes)
      var seen: Set<AccountKey> = []
      var total = Power.zero
      try file.forEach { holding in
        let account = holding.account
        seen.insert(account)
        let power = try source.power(of: holding, at: at)
        total = try total.adding(power)
        rows.append(
          .init(
            number: rows.count + 1, voter: account.display, house: house.name,
            choice: ballots[account]?.choice, power: power.units, at: ballots[account]?.received,
            delegate: lent[account]))
      }
      // Where nobody would have any power, the electorate is of something else, and no verdict follows from it.
      if total == .zero, !isPower, house.power.json != own.power.json {
        let power = try file.prepared(own.power)
        var had = false
        try file.forEach { had = try had || power.power(of: $0, at: at) > .zero }
        if had {
          throw SimulationRefusal.otherHoldings(
            house: house.name, asked: house.power.assets.sorted(), held: own.power.assets.sorted())
        }
      }
      // Delegates who hold nothing themselves.
      for (account, ballot) in ballots.sorted(by: { $0.key < $1.key }) where !seen.contains(account) {
        rows.append(
          .init(
            number: rows.count + 1, voter: account.display, house: house.name, choice: ballot.choice,
            power: 0,
            at: ballot.received))
      }
    }
  }

  /// Lets somebody vote, or vote otherwise.
  /// - Throws: `SimulationRefusal.unknownVoter`.
  package mutating func add(_ choice: String, by voter: AccountKey) throws(SimulationRefusal) {
    let first = first
    try change(voter) { row in
      .init(
        number: row.number, voter: row.voter, house: row.house, choice: choice, power: row.power,
        at: row.at ?? first, delegate: row.delegate)
    }
  }

  /// Lets somebody lend power, or take it back.
  /// - Throws: `SimulationRefusal.unknownVoter`, `AdmissionRefusal.delegationToSelf`.
  package mutating func lend(to delegate: AccountKey?, by voter: AccountKey) throws {
    guard delegate != voter else { throw AdmissionRefusal.delegationToSelf }
    try change(voter) { row in
      .init(
        number: row.number, voter: row.voter, house: row.house, choice: row.choice, power: row.power,
        at: row.at, delegate: delegate?.display)
    }
  }

  private mutating func change(
    _ voter: AccountKey, _ body: (VoteList.Row) -> VoteList.Row
  ) throws(SimulationRefusal) {
    let places = rows.indices.filter { rows[$0].voter == voter.display }
    guard !places.isEmpty else { throw .unknownVoter(voter.display) }
    for place in places { rows[place] = body(rows[place]) }
  }

  /// Counts the vote as it now stands under rules.
  ///
  /// - Parameter passingOverUnread: Whether ballots that these rules do not read are passed over.
  package func counted(under rules: TrackRules, passingOverUnread: Bool = false) throws -> Recount {
    try Recount(VoteList(rows: rows), by: rules, opened: opened, passingOverUnread: passingOverUnread)
  }
}

/// Why something cannot be simulated.
package enum SimulationRefusal: CodedRefusal, Hashable {
  /// The house reads a series of electorates that the proposal was not decided by.
  case noElectorate(house: String)
  /// The house would count holdings of which the electorate has none: the assets it asks for, and those the vote was
  /// decided by.
  case otherHoldings(house: String, asked: [String], held: [String])
  /// Nobody of that name holds power or voted.
  case unknownVoter(String)
  /// The other charter does not allow this kind of proposal.
  case kindNotAllowed(String)
  /// Validators inherit what others leave them, of which a list of powers says nothing.
  case validators
  /// The vote went on in another stage.
  case stages

  /// The stable name.
  package var code: String {
    switch self {
    case .noElectorate: "simulate.noElectorate"
    case .otherHoldings: "simulate.otherHoldings"
    case .unknownVoter: "simulate.unknownVoter"
    case .kindNotAllowed: "simulate.kindNotAllowed"
    case .validators: "simulate.validators"
    case .stages: "simulate.stages"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .noElectorate(let house):
      "the house \(DisplayText.escaped(house)) reads an electorate that this proposal was not decided by"
    case .otherHoldings(let house, let asked, let held):
      "in the house \(DisplayText.escaped(house)) nobody would have any power: it counts \(Self.words(asked)), and the "
        + "electorate of this vote was read for \(Self.words(held))"
    case .unknownVoter(let voter): "\(DisplayText.escaped(voter)) held no power in this vote"
    case .kindNotAllowed(let kind): "that charter has no track for \(DisplayText.escaped(kind))"
    case .validators: "a vote in which validators inherit stake cannot be counted again from powers alone"
    case .stages: "a vote that goes on in a further stage cannot be counted again as one list"
    }
  }

  private static func words(_ assets: [String]) -> String {
    assets.isEmpty ? "no asset" : assets.map { DisplayText.escaped($0, limit: 40) }.joined(separator: ", ")
  }
}
