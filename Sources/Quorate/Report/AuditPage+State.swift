package import CanonicalEncoding
internal import Governance
package import Ledger
internal import Signing
internal import Voting

extension AuditPage {
  /// The page of an audit that led to a state.
  ///
  /// - Parameters:
  ///   - report: What was found.
  ///   - view: The replayed state.
  ///   - now: The instant the outcomes are told for.
  ///   - only: The proposals to tell of, by their identities; all where it is empty.
  /// - Complexity: O(proposals · (electorate + ballots)).
  package init<Store: Records, Files: Documents>(
    _ report: AuditReport, in view: LedgerView<Store, Files>, at now: Timepoint, only: Set<Digest> = []
  ) throws {
    let charter = try view.writtenCharter(at: now)
    let doubts = Dictionary(try view.decisionsInDoubt().map { ($0.proposal.id, $0.doubt) }) { first, _ in
      first
    }
    var subjects: [Subject] = []
    for record in try view.proposals() where only.isEmpty || only.contains(record.id) {
      subjects.append(
        try Self.subject(
          record, in: view, charter: charter, stops: Self.stops(record, doubts[record.id], in: view, at: now),
          at: now))
    }
    var holders: [Holders] = []
    for house in charter?.houses.values.sorted(by: { $0.name < $1.name }) ?? [] {
      guard let electorate = try view.currentElectorate(of: house, at: now) else { continue }
      let reach = try charter.flatMap {
        try view.reach(of: house, in: electorate, lent: $0.delegation, at: now)
      }
      holders.append(
        try Holders(
          house.name, label: electorate.label, powers: reach?.shares ?? [],
          unit: charter?.unit(ofHouse: house.name) ?? .plain))
    }
    self.init(
      report, name: try view.dao()?.name ?? "a log", subjects: subjects, holders: holders,
      force: try ForceSection(in: view, at: now))
  }

  /// Why what a proposal decided does not count any more.
  private static func stops<Store: Records, Files: Documents>(
    _ record: ProposalRecord, _ doubt: LogKeyDoubt?, in view: LedgerView<Store, Files>, at now: Timepoint
  ) throws -> [String] {
    if let doubt {
      return [
        "Suspended: it was decided over \(doubt.words) of the log, under log keys that count as stolen. It has no effect "
          + "until it is decided again."
      ]
    }
    guard let approval = try view.approval(by: record.id) else { return [] }
    let standing = try view.standing(of: approval, at: now)
    if standing == .ended { return ["What it approved ended at \(approval.ends.sentence)."] }
    return standing.stop.map { ["What it approved does not count any more: \($0)."] } ?? []
  }

  private static func subject<Store: Records, Files: Documents>(
    _ record: ProposalRecord, in view: LedgerView<Store, Files>, charter: Charter?, stops: [String],
    at now: Timepoint
  ) throws -> Subject {
    let standing = try Standing(record, in: view, at: now)
    var ballots: [String: [(received: Timepoint, option: Int, power: Power)]] = [:]
    var units: [String: AssetUnit] = [:]
    for (house, count) in standing.counts {
      units[house] = charter?.unit(ofHouse: house) ?? .plain
      var received: [AccountKey: Timepoint] = [:]
      let stage = try view.stage(of: record, as: standing.decision)
      try view.forEachCounted(stage, house: house, on: record) { received[$0] = $1.received }
      var list: [(received: Timepoint, option: Int, power: Power)] = []
      for contribution in count.contributions {
        guard let option = contribution.choice.positions.first,
          let power = try? contribution.own.adding(contribution.delegated)
        else { continue }
        list.append((received[contribution.voter] ?? record.received, option, power))
      }
      ballots[house] = list.sorted { $0.received < $1.received }
    }
    var reaches: [String: Reach] = [:]
    for house in standing.rules.houses {
      reaches[house.name] = try view.reach(of: house, on: record, closing: standing.decision.closing)
    }
    let coalitions = Coalitions(standing.rules, reaches: reaches)
    let actions = try view.content(of: record)?.actions.map(\.words) ?? []
    return Subject(
      standing, actions: actions, stops: stops, ballots: ballots, units: units, coalitions: coalitions)
  }
}
