package import CanonicalEncoding
package import Governance
package import Ledger
internal import Voting

/// An electorate that a house of a proposal is counted by, or would be if it were counted now.
package struct ReadElectorate: Sendable {
  /// The house; with a moment behind it where it reads several.
  package let key: String
  package let record: ElectorateRecord
  /// When it is read, in words: `at the close`; `nil` where it was frozen with the proposal.
  package let moment: String?
  /// Whether that moment has passed, so that no later electorate takes its place.
  package let isSettled: Bool

  /// What the houses of a stage read.
  ///
  /// - Parameter closing: The first instant after voting, once it is over.
  static func all<Store: Records, Files: Documents>(
    on proposal: ProposalRecord, under rules: TrackRules, in view: LedgerView<Store, Files>,
    _ standing: Decision
  ) throws -> [ReadElectorate] {
    try rules.houses.flatMap { house in
      try view.electorates(readBy: house, on: proposal, closing: standing.closing).map { key, record in
        let moment = moment(of: house.reading, key: key, house: house.name)
        return ReadElectorate(
          key: key, record: record, moment: moment,
          isSettled: moment == nil || isSettled(house.reading, proposal, standing))
      }
    }
  }

  private static func moment(of reading: PowerReading, key: String, house: String) -> String? {
    switch reading {
    case .snapshotAtSubmission, .frozenList: nil
    case .snapshotAtApproval: "at the approval"
    case .atClose: "at the close"
    case .asSeen: "as each ballot comes in"
    case .least: key == "\(house) opening" ? "at the opening" : nil
    }
  }

  private static func isSettled(
    _ reading: PowerReading, _ proposal: ProposalRecord, _ decision: Decision
  ) -> Bool {
    switch reading {
    case .snapshotAtSubmission, .frozenList: true
    case .snapshotAtApproval: proposal.milestones.approved != nil
    case .atClose, .asSeen: decision.closing != nil
    case .least: decision.state != .pending
    }
  }

  /// On whose word it rests, and which it is where that was not fixed from the beginning.
  package var words: String {
    guard let moment else { return record.label }
    let which = "entry \(record.index), root \(record.root.description.prefix(10))…"
    return isSettled
      ? "\(record.label); read \(moment): \(which)" : "\(record.label); read \(moment), so far \(which)"
  }
}

extension Decision {
  /// The first instant after voting, once it is over.
  package var closing: Timepoint? { decided == nil ? nil : schedule.closes }
}
