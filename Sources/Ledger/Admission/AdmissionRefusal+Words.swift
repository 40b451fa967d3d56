internal import CanonicalEncoding
internal import Governance
internal import Signing
internal import Voting

extension AdmissionRefusal {
  package var code: String {
    switch self {
    case .clockRegressed: "clock.regressed"
    case .signedAhead: "time.signedAhead"
    case .tooLate: "time.expired"
    case .stale: "ballot.stale"
    case .sequenceGap: "sequence.gap"
    case .notFirst: "genesis.notFirst"
    case .notFounded: "genesis.missing"
    case .foundersMissing: "genesis.founders"
    case .hostUnusable: "genesis.host"
    case .documentMissing: "document.missing"
    case .displayMismatch: "ballot.displayMismatch"
    case .roleMissing, .deedNotGiven: "role.missing"
    case .seriesUnknown: "electorate.seriesUnknown"
    case .rootMismatch: "snapshot.rootMismatch"
    case .claim(let refusal): refusal.code
    case .charterStale, .amendmentStale: "charter.staleParent"
    case .kindNotAllowed: "proposal.kindNotAllowed"
    case .electorateMissing, .electorateTooNew: "electorate.missing"
    case .noSeats: "electorate.noSeats"
    case .predecessor(let refusal): refusal.code
    case .belowThreshold: "proposer.belowThreshold"
    case .proposerNotInRole: "proposer.notInRole"
    case .overQuota: "proposer.overQuota"
    case .alreadySubmitted: "proposal.alreadySubmitted"
    case .content(let fault): fault.code
    case .charter(let refusal): refusal.code
    case .charterUnchanged: "charter.unchanged"
    case .amendment(let refusal): refusal.code
    case .proposalUnknown: "proposal.unknown"
    case .notOpen: "ballot.notOpen"
    case .closed: "ballot.closed"
    case .stopped: "proposal.stopped"
    case .houseUnknown: "house.unknown"
    case .electorateMismatch: "ballot.electorateMismatch"
    case .rulesMismatch: "ballot.rulesMismatch"
    case .choiceUnknown: "ballot.choiceUnknown"
    case .selectionMismatch: "ballot.selectionMismatch"
    case .replacesMismatch: "ballot.replacesMismatch"
    case .locked: "ballot.locked"
    case .nothingToWithdraw: "ballot.nothingToWithdraw"
    case .alreadyFollowed: "ballot.followed"
    case .notEligible: "voter.notEligible"
    case .notInSnapshot: "weight.notInSnapshot"
    case .delegationNotAllowed: "delegation.notAllowed"
    case .delegationToSelf: "delegation.toSelf"
    case .topicUnknown: "delegation.topicUnknown"
    case .delegationExpired: "delegation.expired"
    case .delegationTooLong: "delegation.tooLong"
    case .delegationNone: "delegation.none"
    case .delegationParts: "delegation.partNotAllowed"
    case .delegationTooMany: "delegation.tooMany"
    case .delegationAboveWhole: "delegation.aboveWhole"
    case .wrongState: "act.wrongState"
    case .timelockRunning: "timelock.running"
    case .alreadyExecuted: "execution.alreadyDone"
    case .notProposer: "cancel.notProposer"
    case .alreadySigned: "act.alreadySigned"
    case .ownCause: "act.ownCause"
    case .witnessing(let refusal): refusal.code
    case .dropBox(let refusal): refusal.code
    case .logKeys(let refusal): refusal.code
    case .count(let refusal): refusal.code
    case .effect(let refusal): refusal.code
    case .brake(let refusal): refusal.code
    case .evidence(let refusal): refusal.code
    case .incident(let refusal): refusal.code
    case .draw(let refusal): refusal.code
    case .deposit(let refusal): refusal.code
    case .place(let refusal): refusal.code
    case .release(let refusal): refusal.code
    case .evaluation(let refusal): refusal.code
    }
  }

  package var message: String {
    switch self {
    case .clockRegressed(let last): "received before the entry before it (\(last))"
    case .signedAhead(let span): "signed \(span.brief) ahead of the DAO's clock; at most 5m is allowed"
    case .tooLate(let instant): "it was to be received by \(instant)"
    case .stale(let last): "its sequence is not above the last one, \(last)"
    case .sequenceGap(let last): "its sequence leaves a gap of more than 2^20 after \(last)"
    case .notFirst: "a DAO is founded once, by entry 0"
    case .notFounded: "the log does not begin with a genesis"
    case .foundersMissing: "a genesis needs from 1 to 100 founders in order, and all of their signatures"
    case .hostUnusable: "the host or the name cannot stand in a log's origin"
    case .documentMissing(let hash): "the document \(hash) is not there"
    case .displayMismatch(let field): "\"\(field)\" says something else than the record"
    case .roleMissing(let role): "the signer does not have the role \(role)"
    case .seriesUnknown(let series): "no house reads the series \"\(DisplayText.escaped(series, limit: 40))\""
    case .rootMismatch(let field): "the file's \(field) is not the one that was signed"
    case .claim(let refusal): refusal.message
    case .charterStale(let hash): "the charter in force is \(hash), not the one the proposer expected"
    case .kindNotAllowed(let kind): "the charter has no track for \(DisplayText.escaped(kind, limit: 40))"
    case .noSeats(let house, let seats):
      "nobody has a seat in the house \(house), whose seats are those of \(seats); accredit or elect somebody"
    case .electorateMissing(let series): "no electorate of the series \"\(series)\" is on record"
    case .electorateTooNew(let series, let lookedFor, let countsFrom):
      "no electorate of the series \"\(series)\" was on record by \(lookedFor.sentence), to when a house looks back; "
        + "the first one serves from \(countsFrom.sentence) on"
    case .predecessor(let refusal): refusal.message
    case .belowThreshold(let has, let needs): "the proposer has \(has) and needs \(needs)"
    case .proposerNotInRole(let role): "only members of the role \(role) put proposals to this track"
    case .overQuota(let quota, let next):
      "one member puts at most \(quota.words) to this track; the next can be put at \(next)"
    case .alreadySubmitted: "this proposal is already on record"
    case .content(let fault): fault.message
    case .charter(let refusal): refusal.message
    case .charterUnchanged: "the proposed charter is the one in force"
    case .amendment(let refusal): refusal.message
    case .proposalUnknown(let id): "there is no proposal \(id)"
    default: laterMessage
    }
  }

  private var laterMessage: String {
    switch self {
    case .notOpen(_, .deposit): "voting opens once the deposit is complete"
    case .notOpen(_, .review): "voting opens once a reviewer has let the proposal through"
    case .notOpen(_, .scheduled): "the proposal waits for a place among those under vote"
    case .notOpen(_, .witnessing): "voting opens once witnesses have seen the proposal in the log"
    case .notOpen(let opens, _): "voting opens at \(opens)"
    case .closed(let closed): "voting closed at \(closed)"
    case .stopped(let ending): "the proposal was \(ending.rawValue)"
    case .houseUnknown(let house):
      "the house \"\(DisplayText.escaped(house, limit: 40))\" does not vote on it"
    case .electorateMismatch: "the electorates signed are not those frozen with the proposal"
    case .rulesMismatch: "the rules signed are not those frozen with the proposal"
    case .choiceUnknown(let words): "\"\(DisplayText.escaped(words, limit: 80))\" is not one of the options"
    case .selectionMismatch: "the selection signed is not that choice among these options"
    case .replacesMismatch(let standing):
      standing == .zero ? "there is no ballot to replace" : "the ballot that stands is \(standing)"
    case .nothingToWithdraw: "no ballot of this account stands that it could withdraw"
    case .locked: "ballots of this house cannot be changed on this track"
    case .alreadyFollowed: "the members whom this account follows have cast its vote already"
    case .notEligible(let account): "\(account.display) has no power here, of its own or lent"
    case .notInSnapshot(let account):
      "\(account.display) is not in the electorate frozen when the proposal was submitted"
    case .delegationNotAllowed: "the charter allows no delegation"
    case .delegationToSelf: "nobody delegates to themselves"
    case .topicUnknown(let topic): "the charter has no topic \"\(DisplayText.escaped(topic, limit: 40))\""
    case .delegationExpired: "it would expire before it begins"
    case .delegationTooLong(let limit): "the charter lets a delegation last \(limit) at most"
    case .delegationNone: "there is no such delegation to take back"
    case .delegationParts: "the charter lends no parts of a member's power"
    case .delegationTooMany(let limit): "the charter allows \(limit) of them for a topic; take one back first"
    case .delegationAboveWhole(let left):
      "of the whole power \(DelegationStatement.Deed.percent(left)) % are left to lend for this topic"
    case .deedNotGiven(let deed, isOthers: true):
      "by the rules of this proposal others than the signer have it \(deed.past)"
    case .deedNotGiven(let deed, isOthers: false):
      "by its rules nobody can have this proposal \(deed.past) now"
    case .wrongState(let deed, let state): "a proposal that is \(state.rawValue) cannot be \(deed.past)"
    case .timelockRunning(let until): "the timelock runs until \(until)"
    case .alreadyExecuted: "it has been executed already"
    case .notProposer: "only its proposer cancels a proposal"
    case .alreadySigned: "this account has signed it already"
    case .ownCause:
      "the proposal is about this account, its council or its pause: nobody stops that themselves"
    case .amendmentStale(let hash):
      "the charter has changed since, to \(hash); the amendment must be put again"
    case .witnessing(let refusal): refusal.message
    case .dropBox(let refusal): refusal.message
    case .logKeys(let refusal): refusal.message
    case .count(let refusal): refusal.message
    case .effect(let refusal): refusal.message
    case .brake(let refusal): refusal.message
    case .evidence(let refusal): refusal.message
    case .incident(let refusal): refusal.message
    case .draw(let refusal): refusal.message
    case .deposit(let refusal): refusal.message
    case .place(let refusal): refusal.message
    case .release(let refusal): refusal.message
    case .evaluation(let refusal): refusal.message
    default: code
    }
  }
}

extension Act.Deed {
  /// What has then been done: `queued`.
  package var past: String {
    switch self {
    case .queue: "queued"
    case .execute: "executed"
    case .veto: "vetoed"
    case .cancel: "canceled"
    case .approve: "approved"
    case .reject: "turned down"
    case .slash: "turned down with its deposit forfeit"
    case .waive: "freed of the council's veto"
    case .postpone: "postponed"
    case .start: "put to the vote"
    }
  }
}
