package import CanonicalEncoding
internal import Governance
package import Signing
package import Voting

/// What members have lent, by whichever rules.
extension Collection<DelegationRecord> {
  /// What somebody has lent for a proposal: at most one loan in modes that lend everything, else one for each delegate,
  /// in the order of the delegates.
  ///
  /// - Parameters:
  ///   - rules: The delegation rules frozen with the proposal.
  ///   - topic: Its topic.
  ///   - index: Its entry; only what came before counts.
  ///   - submitted: When it was received.
  /// - Complexity: O(n log n) in the statements that the member has ever made.
  package func loans(
    by rules: DelegationRules, topic: String, before index: UInt64, at submitted: Timepoint
  ) -> [DelegationRecord] {
    switch rules.mode {
    case .none, .validators: []
    case .full, .override:
      effective(by: rules.topics, topic: topic, before: index, at: submitted).map { [$0] } ?? []
    case .basisPoints, .followMajority:
      rules.topics.effective(for: ProposalSubject(topic: topic)) { scope in
        let standing = standing(for: scope, before: index, at: submitted)
        return standing.isEmpty ? nil : standing
      } ?? []
    }
  }

  /// What stands for one scope where a member may have several delegates: the newest for each, if it still lends.
  func standing(
    for scope: DelegationScope, before index: UInt64, at instant: Timepoint
  ) -> [DelegationRecord] {
    var newest: [AccountKey: DelegationRecord] = [:]
    for record in self where record.index < index && record.scope == scope {
      if record.index >= newest[record.delegate]?.index ?? 0 { newest[record.delegate] = record }
    }
    return newest.values.filter { $0.lends(at: instant) }.sorted { $0.delegate < $1.delegate }
  }
}

extension LedgerView {
  /// What somebody has lent for a proposal. Only what stands in front of the proposal counts, so that it is read once for
  /// all of its ballots, however often that member has lent power.
  func loans(of member: AccountKey, on proposal: ProposalRecord) throws -> [DelegationRecord] {
    try remembered(loansOf: member, on: proposal.id) {
      try delegations(of: member).loans(
        by: proposal.rules.delegation, topic: proposal.rules.topic, before: proposal.index,
        at: proposal.received)
    }
  }

  /// Whether somebody's power is lent to an account for a proposal, directly. Being followed lends nothing.
  package func isLentPower(_ account: AccountKey, on proposal: ProposalRecord) throws -> Bool {
    if case .followMajority = proposal.rules.delegation.mode { return false }
    for lender in try lenders(to: account)
    where try loans(of: lender, on: proposal).contains(where: { $0.delegate == account }) {
      return true
    }
    return false
  }

  /// What everybody has lent for a proposal, as it stood just before the proposal's own entry.
  /// - Complexity: O(delegations).
  package func frozenLoans(for proposal: ProposalRecord) throws -> [AccountKey: [DelegationRecord]] {
    guard proposal.rules.delegation.isAllowed else { return [:] }
    var loans: [AccountKey: [DelegationRecord]] = [:]
    var pending: (delegator: AccountKey, records: [DelegationRecord])?
    func settle() {
      guard let pending else { return }
      let found = pending.records.loans(
        by: proposal.rules.delegation, topic: proposal.rules.topic, before: proposal.index,
        at: proposal.received)
      if !found.isEmpty { loans[pending.delegator] = found }
    }
    for (key, value) in try records.records(.delegation) {
      guard let delegator = AccountKey(record: key.partition) else {
        throw RecordFault.unreadable(.delegation)
      }
      if pending?.delegator != delegator {
        settle()
        pending = (delegator, [])
      }
      pending?.records.append(try DelegationRecord(bytes: value))
    }
    settle()
    return loans
  }
}
