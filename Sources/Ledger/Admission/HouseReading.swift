internal import CanonicalEncoding
package import Governance
internal import Voting

extension LedgerView {
  /// Who votes in a house on a proposal, and the house that makes power of their rows.
  ///
  /// For most readings that is the electorate frozen with the proposal. For the least of several moments the rows carry
  /// the least power already; the electorate at the opening is the newest that was registered before it, which the log
  /// settles once that instant has passed. Where attesters have to agree on electorates, it is the one of the newest block
  /// before the opening that counts then.
  /// - Throws: `AdmissionRefusal.documentMissing` where an electorate's file is not there.
  package func voters(
    of house: House, on proposal: ProposalRecord
  ) throws -> (rows: any ElectorateRows, house: House) {
    let frozen = try rows(frozenFor: house.name, on: proposal)
    guard case .least(let moments) = house.reading else { return (frozen, house) }
    var parts = try frozenKeys(of: house, moments).map { key in
      LeastRows.Moment(rows: try rows(frozenFor: key, on: proposal), source: house.power)
    }
    if let record = try openingElectorate(of: house, on: proposal) {
      guard let rows = try rows(of: record) else { throw AdmissionRefusal.documentMissing(record.file) }
      parts.append(LeastRows.Moment(rows: rows, source: house.power))
    }
    guard let first = parts.first else { return (frozen, house) }
    let least = LeastRows(first, Array(parts.dropFirst()), at: proposal.received)
    return (least, house.measured(by: LeastRows.source))
  }

  private func rows(frozenFor key: String, on proposal: ProposalRecord) throws -> any ElectorateRows {
    guard let electorate = proposal.electorates[key], let rows = try rows(of: electorate) else {
      throw AdmissionRefusal.documentMissing(proposal.electorates[key]?.file ?? .zero)
    }
    return rows
  }

  /// The electorate that counts at the opening; `nil` where the house does not read one then.
  func openingElectorate(of house: House, on proposal: ProposalRecord) throws -> ElectorateRecord? {
    guard case .least(let moments) = house.reading, moments.contains(.opening) else { return nil }
    // Before the opening, not at it: a ballot may have been cast at that very instant.
    let opens = proposal.schedule.opens
    if let frozen = proposal.electorates[house.name], let attested = frozen.attested {
      return try attestedElectorate(
        series: house.series, beforeOpening: opens, isWitnessed: proposal.witnessing != nil, from: attested)
        ?? frozen
    }
    return try electorate(series: house.series) { $0 < opens }
  }

  /// The electorates of a house that are frozen when a proposal is submitted, by the keys under which its ballots
  /// sign them: the house's name, and for further moments the name with the moment.
  func frozenElectorates(
    of house: House, _ charter: Charter, at submitted: Timepoint
  ) throws -> [(key: String, record: ElectorateRecord)] {
    if let rules = charter.electorates {
      let moments: [PowerReading.Moment] = if case .least(let moments) = house.reading { moments } else { [] }
      return try attestedElectorates(of: house, frozenKeys(of: house, moments), charter, rules, at: submitted)
    }
    guard case .least(let moments) = house.reading else {
      guard let newest = try electorate(series: house.series) else {
        throw AdmissionRefusal.electorateMissing(series: house.series)
      }
      return [(house.name, newest)]
    }
    var frozen: [(key: String, record: ElectorateRecord)] = []
    let before = moments.filter { $0 != .opening }
    for (key, moment) in zip(frozenKeys(of: house, moments), before.isEmpty ? [.submission] : before) {
      let instant: Timepoint = if case .lookback(let span) = moment { submitted - span } else { submitted }
      guard let record = try electorate(series: house.series, where: { $0 <= instant }) else {
        throw AdmissionRefusal.electorateMissing(series: house.series)
      }
      frozen.append((key, record))
    }
    return frozen
  }

  /// The keys of the frozen electorates of a house, the first of them its name.
  private func frozenKeys(of house: House, _ moments: [PowerReading.Moment]) -> [String] {
    let before = moments.filter { $0 != .opening }
    return [house.name] + before.dropFirst().map { "\(house.name) \($0)" }
  }

  /// The newest electorate of a series among those received at instants that pass a test; `nil` for none.
  /// - Complexity: O(electorates of the series).
  private func electorate(
    series: String, where isInTime: (Timepoint) -> Bool
  ) throws -> ElectorateRecord? {
    var newest: ElectorateRecord?
    for (_, value) in try records.rows(.electorate, ByteString(utf8: series)) {
      let record = try ElectorateRecord(bytes: value)
      if isInTime(record.received) { newest = record }
    }
    return newest
  }
}
