package import CanonicalEncoding
package import Governance
internal import Voting

/// What attesters say about electorates, and which of them counts.
extension LedgerView {
  /// What is claimed about a series, in the order of the claims' identities.
  package func claims(series: String) throws -> [ClaimRecord] {
    try remembered(claimsOf: series) {
      try records.rows(.electorateClaim, ByteString(utf8: series)).map { try ClaimRecord(bytes: $0.value) }
    }
  }

  /// A claim on record, or `nil`.
  func record(of claim: ElectorateClaim) throws -> ClaimRecord? {
    try records.value(ClaimRecord.key(claim)).map { try ClaimRecord(bytes: $0) }
  }

  /// Every electorate on record in the order of the series and of the log, each with what it rests on now.
  package func electorates() throws -> [ElectorateRecord] {
    try records.records(.electorate).map { row in
      let record = try ElectorateRecord(bytes: row.value)
      let attested = try claims(series: record.series).filter {
        $0.electorate == record.index && $0.agreement() != nil
      }
      return attested.max { $0.claim.block.time < $1.claim.block.time }.map(record.resting(on:)) ?? record
    }
  }

  /// An electorate on record, or `nil`.
  package func electorate(series: String, index: UInt64) throws -> ElectorateRecord? {
    try records.value(ElectorateRecord.key(series: series, index: index)).map {
      try ElectorateRecord(bytes: $0)
    }
  }

  /// The electorate that a proposal would freeze now; the newest on record where nobody has to attest it.
  package func currentElectorate(series: String, at now: Timepoint) throws -> ElectorateRecord? {
    guard let charter = try writtenCharter(at: now), let rules = charter.electorates else {
      return try electorate(series: series)
    }
    return try choice(series, charter, at: now).newest(from: now - rules.maxAge, to: now - rules.lookback)
      .flatMap { try electorate(of: $0) }
  }

  /// Who counts as a member for what moves no power: who may lend it, or report an incident. Where no electorate counts it
  /// is the newest registered one, because silence of attesters must not silence members.
  package func membership(series: String, at now: Timepoint) throws -> ElectorateRecord? {
    try currentElectorate(series: series, at: now) ?? electorate(series: series)
  }

  /// The electorate that a claim is about, resting on its attesters.
  func electorate(of claim: ClaimRecord) throws -> ElectorateRecord? {
    try electorate(series: claim.claim.series, index: claim.electorate).map { $0.resting(on: claim) }
  }

  /// What counts of a series at an instant, by everything on record.
  package func choice(_ series: String, _ charter: Charter, at now: Timepoint) throws -> ElectorateChoice {
    ElectorateChoice(among: try claims(series: series), by: try attestersClock(charter, at: now))
  }

  /// The clock by which windows of attesters run: what witnesses have seen where the charter names any, else the log's.
  func attestersClock(_ charter: Charter, at now: Timepoint) throws -> Timepoint {
    guard let policy = charter.witnesses?.policy else { return now }
    return try witnessed(under: policy)?.time ?? .earliest
  }

  /// Where every claim about a series stands, the newest block first.
  package func claimStates(
    series: String, at now: Timepoint
  ) throws -> [(record: ClaimRecord, state: ClaimState)] {
    guard let charter = try charter(at: now), let rules = charter.electorates,
      let role = charter.roles[rules.attestedBy]
    else { return [] }
    let choice = try choice(series, charter, at: now)
    return choice.claims.sorted {
      ($1.claim.block.time, $1.electorate) < ($0.claim.block.time, $0.electorate)
    }
    .map { ($0, choice.state(of: $0, rules, role, at: now)) }
  }
}

/// Which electorates a proposal freezes where attesters have to agree on them.
extension LedgerView {
  /// The electorates of a house at a submission, by the keys under which its ballots sign them.
  func attestedElectorates(
    of house: House, _ keys: [String], _ charter: Charter, _ rules: ElectorateRules, at submitted: Timepoint
  ) throws -> [(key: String, record: ElectorateRecord)] {
    let choice = try choice(house.series, charter, at: submitted)
    return try zip(keys, house.moments).map { key, moment in
      // A moment further back than the charter looks by itself is another instant; a nearer one is not.
      let span: Span = if case .lookback(let span) = moment { span } else { .zero }
      let chosen = choice.newest(
        from: submitted - span - rules.maxAge, to: submitted - max(span, rules.lookback))
      guard let record = try chosen.flatMap({ try electorate(of: $0) }) else {
        throw ClaimRefusal.missing(
          series: house.series, lacking: try lacking(house.series, at: submitted))
      }
      return (key, record)
    }
  }

  /// The electorate at the opening: of the newest block before it, by what was on record then.
  ///
  /// It is no older than the one that was frozen at the submission, which counts on where no other does: whoever voids
  /// a newer one must not bring an older one back, nor leave the opening out.
  func attestedElectorate(
    series: String, beforeOpening opens: Timepoint, isWitnessed: Bool, from frozen: AttestedBlock
  ) throws -> ElectorateRecord? {
    try ElectorateChoice(
      among: try claims(series: series), by: opens, before: opens, isWitnessed: isWitnessed
    ).newest(from: frozen.block.time, to: opens - Span(milliseconds: 1)).flatMap { try electorate(of: $0) }
  }

  /// What the newest electorates of a series lack, each in words.
  private func lacking(_ series: String, at now: Timepoint) throws -> [String] {
    var words = try claimStates(series: series, at: now).prefix(3).map { record, state in
      "the electorate of entry \(record.electorate) (\(record.claim.block.words)) \(state.words)"
    }
    let claimed = Set(try claims(series: series).map(\.electorate))
    if let newest = try electorate(series: series), !claimed.contains(newest.index) {
      words.insert("the electorate of entry \(newest.index) has no attesters", at: 0)
    }
    return words
  }
}

extension House {
  /// The moments before a submission at which it reads an electorate: one where it reads a snapshot.
  fileprivate var moments: [PowerReading.Moment] {
    guard case .least(let moments) = reading else { return [.submission] }
    let before = moments.filter { $0 != .opening }
    return before.isEmpty ? [.submission] : before
  }
}
