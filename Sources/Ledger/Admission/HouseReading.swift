package import CanonicalEncoding
package import Governance
internal import Signing
internal import Voting

extension LedgerView {
  /// Who votes in a house on a proposal, and the house that makes power of their rows.
  ///
  /// For a snapshot that is the electorate frozen with the proposal. For later moments it is the newest that was
  /// registered before them, which the log settles once they have passed; where attesters have to agree on electorates,
  /// the one of the newest block before them that counts then. For the least of several moments the rows carry the least
  /// power already.
  ///
  /// - Parameter closing: The first instant after voting, where that is known; until then the newest electorate counts.
  /// - Throws: `AdmissionRefusal.documentMissing` where an electorate's file is not there.
  package func voters(
    of house: House, on proposal: ProposalRecord, closing: Timepoint? = nil
  ) throws -> (rows: any ElectorateRows, house: House) {
    let frozen = try rows(frozenFor: house.name, on: proposal)
    let later = try laterElectorate(of: house, on: proposal, closing: closing)
    let laterRows = try later.map { record in
      guard let rows = try rows(of: record) else { throw AdmissionRefusal.documentMissing(record.file) }
      return rows
    }
    guard case .least(let moments) = house.reading else { return (laterRows ?? frozen, house) }
    var parts = try frozenKeys(of: house, moments).map { key in
      LeastRows.Moment(rows: try rows(frozenFor: key, on: proposal), source: house.power)
    }
    if let laterRows { parts.append(LeastRows.Moment(rows: laterRows, source: house.power)) }
    guard let first = parts.first else { return (frozen, house) }
    let least = LeastRows(first, Array(parts.dropFirst()), at: proposal.received)
    return (least, house.measured(by: LeastRows.source))
  }

  /// The electorates that a house of a proposal reads, by the keys of those that are frozen, and `house opening` for
  /// one that is read then: what the power of its members is taken from.
  ///
  /// - Parameter closing: The first instant after voting, once it is over; until then the newest counts.
  package func electorates(
    readBy house: House, on proposal: ProposalRecord, closing: Timepoint?
  ) throws -> [(key: String, record: ElectorateRecord)] {
    let later = try laterElectorate(of: house, on: proposal, closing: closing)
    guard case .least(let moments) = house.reading else {
      return (later ?? proposal.electorates[house.name]).map { [(key: house.name, record: $0)] } ?? []
    }
    let frozen = frozenKeys(of: house, moments).compactMap { key in
      proposal.electorates[key].map { (key: key, record: $0) }
    }
    return frozen + (later.map { [(key: "\(house.name) opening", record: $0)] } ?? [])
  }

  private func rows(frozenFor key: String, on proposal: ProposalRecord) throws -> any ElectorateRows {
    guard let electorate = proposal.electorates[key], let rows = try rows(of: electorate) else {
      throw AdmissionRefusal.documentMissing(proposal.electorates[key]?.file ?? .zero)
    }
    return rows
  }

  /// The electorate that counts at a moment after the submission; `nil` where the house reads none then, or where the
  /// one that was frozen counts on.
  func laterElectorate(
    of house: House, on proposal: ProposalRecord, closing: Timepoint? = nil
  ) throws -> ElectorateRecord? {
    switch house.reading {
    case .snapshotAtSubmission, .frozenList: return nil
    case .least(let moments):
      // Before the opening, not at it: a ballot may have been cast at that very instant.
      return moments.contains(.opening)
        ? try electorate(of: house, on: proposal, before: proposal.schedule.opens) : nil
    case .snapshotAtApproval:
      return try proposal.milestones.approved.flatMap {
        try electorate(of: house, on: proposal, before: $0)
      }
    case .atClose, .asSeen:
      let isAttested = proposal.electorates[house.name]?.attested != nil
      if !isAttested, let cutoff = proposal.witnessing?.current.cutoff {
        return try electorate(series: house.series) { $0.index < cutoff }
      }
      return try electorate(of: house, on: proposal, before: closing ?? .latest)
    }
  }

  /// The electorate of a house on a proposal that counts just before an instant after its submission.
  func electorate(
    of house: House, on proposal: ProposalRecord, before instant: Timepoint
  ) throws -> ElectorateRecord? {
    if let frozen = proposal.electorates[house.name], let attested = frozen.attested {
      return try attestedElectorate(
        series: house.series, beforeOpening: instant, isWitnessed: proposal.witnessing != nil, from: attested)
        ?? frozen
    }
    return try electorate(series: house.series) {
      $0.received < instant && !proposal.held.isLate($0.index, for: instant)
    }
  }

  /// The electorates of a house that are frozen when a proposal is submitted, by the keys under which its ballots
  /// sign them: the house's name, and for further moments the name with the moment.
  func frozenElectorates(
    of house: House, _ charter: Charter, at submitted: Timepoint
  ) throws -> [(key: String, record: ElectorateRecord)] {
    if let seats = house.seats {
      return [(house.name, try seatedElectorate(of: house, by: seats, charter, at: submitted))]
    }
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
      var first: Timepoint?
      let found = try electorate(series: house.series) {
        first = min(first ?? $0.received, $0.received)
        return $0.received <= instant
      }
      guard let record = found else {
        guard let first else { throw AdmissionRefusal.electorateMissing(series: house.series) }
        throw AdmissionRefusal.electorateTooNew(
          series: house.series, lookedFor: instant, countsFrom: submitted + first.since(instant))
      }
      frozen.append((key, record))
    }
    return frozen
  }

  /// The power that an account holds itself by the electorates that are frozen for a house, the least where there are
  /// several; later ones are not known yet.
  func frozenPower(
    of account: AccountKey, in house: House, _ electorates: [String: ElectorateRecord],
    at submitted: Timepoint
  ) throws -> Power {
    let moments: [PowerReading.Moment] = if case .least(let moments) = house.reading { moments } else { [] }
    let powers = try frozenKeys(of: house, moments).map { key -> Power in
      guard let record = electorates[key], let rows = try rows(of: record) else {
        throw AdmissionRefusal.documentMissing(electorates[key]?.file ?? .zero)
      }
      return try rows.holding(of: account).map { try rows.power(of: $0, by: house.power, at: submitted) }
        ?? .zero
    }
    return powers.min() ?? .zero
  }

  /// The keys of the frozen electorates of a house, the first of them its name.
  private func frozenKeys(of house: House, _ moments: [PowerReading.Moment]) -> [String] {
    let before = moments.filter { $0 != .opening }
    return [house.name] + before.dropFirst().map { "\(house.name) \($0)" }
  }

  /// The newest electorate of a series among those that were there in time; `nil` for none.
  /// - Complexity: O(electorates of the series).
  func electorate(
    series: String, where isInTime: (ElectorateRecord) -> Bool
  ) throws -> ElectorateRecord? {
    var newest: ElectorateRecord?
    for (_, value) in try records.rows(.electorate, ByteString(utf8: series)) {
      let record = try ElectorateRecord(bytes: value)
      if isInTime(record) { newest = record }
    }
    return newest
  }
}

extension ProposalRecord {
  /// The instant at which holdings of a house become power.
  /// - Parameter closing: The first instant after voting, where that is known.
  package func reads(_ house: House, closing: Timepoint? = nil) -> Timepoint {
    switch house.reading {
    case .snapshotAtSubmission, .frozenList, .least: received
    case .snapshotAtApproval: milestones.approved ?? received
    case .atClose, .asSeen: closing ?? received
    }
  }
}
