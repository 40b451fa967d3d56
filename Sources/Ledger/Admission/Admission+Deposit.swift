internal import CanonicalEncoding
internal import Governance
internal import Signing

extension LedgerView {
  /// Puts a deposit on record, and opens the way to the vote once what the track asks for is there.
  ///
  /// Cosmos SDK x/gov: anybody deposits, several times if they like, until the proposal is decided; the one that completes
  /// the minimum starts it.
  func admit(_ deposit: ProposalDeposit, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(deposit)
    guard var proposal = try proposal(deposit.proposalID) else {
      throw AdmissionRefusal.proposalUnknown(deposit.proposalID)
    }
    guard deposit.proposal == proposal.display else {
      throw AdmissionRefusal.displayMismatch(field: "proposal")
    }
    guard deposit.title.isSpelt(like: proposal.title) else {
      throw AdmissionRefusal.displayMismatch(field: "title")
    }
    guard let rules = proposal.rules.course.deposit else { throw DepositRefusal.notAsked }
    let now = try time(of: proposal, at: position.received)
    let state = try decision(on: proposal, at: now).state
    guard state == .pending || state == .active else { throw DepositRefusal.over }
    var collected = try depositTotal(on: proposal.id)
    let isProposer = deposit.header.signer == proposal.proposer
    if let refusal = rules.refusal(of: deposit.amounts, byProposer: isProposer, after: collected) {
      throw refusal
    }
    try collected.add(deposit.amounts, by: deposit.header.signer)
    var changes = [
      sequence, DepositRecord(deposit, id, at: position).change(on: proposal.id),
      Change(DepositTotal.key(proposal.id), DepositTotal(collected).bytes),
    ]
    if proposal.milestones.funded == nil, collected.isComplete(under: rules) {
      proposal.milestones.funded = now
      try takePlace(&proposal, at: now)
      changes.append(Change(proposal.key, proposal.bytes))
    }
    return changes
  }
}
