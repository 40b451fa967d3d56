internal import CanonicalEncoding
internal import Governance
internal import SafetyProtocol
internal import Signing
internal import Voting

extension LedgerView {
  func admit(_ submission: ProposalSubmission, dao: DAORecord, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(submission)
    guard try proposal(submission.proposalID) == nil else { throw AdmissionRefusal.alreadySubmitted }
    let inForce = try charterHash(at: position.received)
    guard submission.charterHash == inForce else {
      throw AdmissionRefusal.charterStale(inForce: inForce)
    }
    let content = try content(of: submission)
    guard let charter = try charter(at: position.received) else {
      throw AdmissionRefusal.documentMissing(inForce)
    }
    let origin = Origin(
      number: dao.proposals + 1, id: submission.proposalID, index: position.index, at: position.received)
    try checkActions(in: content, charter, dao: dao, by: origin)
    let rules = try rules(of: content, charter)
    try checkKeys(adopting: content, under: rules, by: origin)
    try checkPredecessor(of: content, rules)
    if let proposers = charter.proposers(for: content) {
      guard proposers.role.members.contains(submission.header.signer) else {
        throw AdmissionRefusal.proposerNotInRole(proposers.name)
      }
    }
    let electorates = try electorates(for: rules, charter, at: position.received)
    try checkThreshold(submission.header.signer, rules, electorates, at: position.received)
    if let quota = charter.quota(for: content) {
      try check(quota, of: submission.header.signer, onTrack: rules.name, dao: dao, at: position.received)
    }
    var record = ProposalRecord(
      submission, number: dao.proposals + 1, index: position.index, received: position.received, rules: rules,
      electorates: electorates, witnesses: charter.witnesses(for: content))
    try takePlace(&record, at: position.received)
    var dao = dao
    dao.proposals += 1
    return [
      Change(DAORecord.key, dao.bytes), Change(ProposalRecord.numberKey(record.number), record.id.bytes),
      Change(record.key, record.bytes), sequence,
    ] + (try waiting(for: record))
  }

  /// The rules that are frozen with it: those of the charter in force, and of the one that it adopts.
  private func rules(of content: ProposalContent, _ charter: Charter) throws -> TrackRules {
    let rules: TrackRules?
    if case .amendCharter(let hash, _) = content.actions.first {
      guard let successor = try documents.charter(hash) else { throw AdmissionRefusal.documentMissing(hash) }
      rules = try charter.rules(for: content, adopting: successor)
    } else {
      rules = charter.rules(for: content)
    }
    guard let rules else { throw AdmissionRefusal.kindNotAllowed(content.kind) }
    return rules.barring(try concerned(by: content, charter))
  }

  /// The content, which must be there and say what the wallet showed.
  private func content(of submission: ProposalSubmission) throws -> ProposalContent {
    let content: ProposalContent?
    do { content = try documents.content(submission.contentHash) } catch let fault as ProposalFault {
      throw AdmissionRefusal.content(fault)
    }
    guard let content else { throw AdmissionRefusal.documentMissing(submission.contentHash) }
    guard content.title.utf8.elementsEqual(submission.title.utf8) else {
      throw AdmissionRefusal.displayMismatch(field: "title")
    }
    guard content.kind == submission.kind else { throw AdmissionRefusal.displayMismatch(field: "kind") }
    // As bytes: two spellings of one text are equal to Swift, and to no other program that reads the log.
    guard
      content.actions.map({ ByteString(utf8: $0.words) }) == submission.actions.map({ ByteString(utf8: $0) })
    else {
      throw AdmissionRefusal.displayMismatch(field: "actions")
    }
    return content
  }

  /// What could not be carried out if it were to be now is not voted on, unless waiting alone puts it right.
  private func checkActions(
    in content: ProposalContent, _ charter: Charter, dao: DAORecord, by origin: Origin
  ) throws {
    for action in content.actions {
      if case .amendCharter(let hash, let change) = action {
        try checkAmendment(to: hash, change, dao: dao, by: origin)
      } else {
        do { _ = try effects(of: action, on: Occasion(origin: origin, charter: charter)) } catch {
          guard let refusal = error as? EffectRefusal, refusal.healsWithTime else { throw error }
        }
      }
    }
  }

  /// A charter that is to be adopted must be there, read, and belong to this DAO; one that is to be confirmed must be in
  /// force.
  private func checkAmendment(
    to hash: Digest, _ change: ProtocolAmendment.Change?, dao: DAORecord, by origin: Origin
  ) throws {
    guard change != .confirming else {
      _ = try confirmedCharter(hash, by: origin)
      return
    }
    guard try hash != charterHash(at: origin.at) else { throw AdmissionRefusal.charterUnchanged }
    do {
      guard let charter = try documents.charter(hash) else { throw AdmissionRefusal.documentMissing(hash) }
      guard charter.name == dao.name else { throw AdmissionRefusal.displayMismatch(field: "charter name") }
      try checkPolicy(of: charter)
      _ = try releaseKeys(adopting: hash, by: origin)
    } catch let refusal as CharterRefusal {
      throw AdmissionRefusal.charter(refusal)
    }
    try checkChange(change, to: hash, at: origin.at)
  }

  /// What would lapse without undoing what it did is not voted on.
  private func checkKeys(adopting content: ProposalContent, under rules: TrackRules, by origin: Origin) throws
  {
    guard rules.course.provision != nil, case .amendCharter(let hash, _) = content.actions.first else {
      return
    }
    guard try releaseKeys(adopting: hash, by: origin).isEmpty else { throw AmendmentRefusal.keysLapse }
  }

  /// An amendment does what it is said to do, as far as that has chosen its track.
  func checkChange(_ change: ProtocolAmendment.Change?, to hash: Digest, at now: Timepoint) throws {
    guard let change else { return }
    guard let successor = try documents.charter(hash) else { throw AdmissionRefusal.documentMissing(hash) }
    let computed = try self.change(adopting: successor, at: now).change
    guard change == computed else { throw AmendmentRefusal.change(computed: computed) }
  }

  /// The electorates each house reads by now, frozen from here on.
  func electorates(
    for rules: TrackRules, _ charter: Charter, at submitted: Timepoint
  ) throws -> [String: ElectorateRecord] {
    var electorates: [String: ElectorateRecord] = [:]
    for house in rules.allHouses {
      for (key, record) in try frozenElectorates(of: house, charter, at: submitted) {
        electorates[key] = record
      }
    }
    return electorates
  }

  /// The proposer's own power in the first house, the least of those that are frozen; power that is lent does not count
  /// towards it.
  private func checkThreshold(
    _ proposer: AccountKey, _ rules: TrackRules, _ electorates: [String: ElectorateRecord],
    at submitted: Timepoint
  ) throws {
    guard rules.admission > .zero else { return }
    guard let house = rules.houses.first else { throw AdmissionRefusal.documentMissing(.zero) }
    let power = try frozenPower(of: proposer, in: house, electorates, at: submitted)
    guard power >= rules.admission else {
      throw AdmissionRefusal.belowThreshold(has: power, needs: rules.admission)
    }
  }

  /// What one member puts to a track within a length of time, newest first.
  /// - Complexity: O(proposals within it).
  private func check(
    _ quota: ProposalQuota, of proposer: AccountKey, onTrack track: String, dao: DAORecord, at now: Timepoint
  ) throws {
    var own: [Timepoint] = []
    var number = dao.proposals
    while number > 0, let record = try proposal(number: number), now < record.received + quota.within {
      if record.proposer == proposer, record.rules.name.isSpelt(like: track) { own.append(record.received) }
      number -= 1
    }
    guard own.count >= Int(clamping: quota.each) else { return }
    throw AdmissionRefusal.overQuota(quota, next: own[Int(clamping: quota.each) - 1] + quota.within)
  }
}
