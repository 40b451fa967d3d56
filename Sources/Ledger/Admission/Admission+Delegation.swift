internal import Voting
internal import CanonicalEncoding
internal import Governance
internal import Signing

extension LedgerView {
  func admit(_ delegation: DelegationStatement, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(delegation)
    guard let charter = try writtenCharter(at: position.received), charter.delegation.isAllowed else {
      throw AdmissionRefusal.delegationNotAllowed
    }
    guard delegation.topic == DelegationStatement.everyTopic || charter.topics.contains(delegation.topic)
    else {
      throw AdmissionRefusal.topicUnknown(delegation.topic)
    }
    let delegator = delegation.header.signer
    guard delegation.delegate != delegator else { throw AdmissionRefusal.delegationToSelf }
    let record = DelegationRecord(delegation, index: position.index)
    switch delegation.deed {
    case .lend, .part:
      guard delegation.expires > position.received else { throw AdmissionRefusal.delegationExpired }
      let limits = charter.delegation.limits
      guard limits.allows(from: position.received, until: delegation.expires) else {
        throw AdmissionRefusal.delegationTooLong(limit: limits.lastsAtMost ?? .zero)
      }
      try checkMember(delegator, charter, at: position.received)
      try checkShare(record, of: delegator, charter.delegation, at: position)
    case .revoke:
      let standing = try delegations(of: delegator).last {
        $0.topic == delegation.topic && (charter.delegation.takesOne || $0.delegate == delegation.delegate)
      }
      guard let standing, standing.lends(at: position.received), standing.delegate == delegation.delegate
      else {
        throw AdmissionRefusal.delegationNone
      }
    }
    return [
      Change(record.key(of: delegator), record.bytes), Change(record.lenderKey(of: delegator), [1]), sequence,
    ]
  }

  /// Parts are lent only where the charter has them, and with what stands already they are not too many or too much.
  private func checkShare(
    _ record: DelegationRecord, of delegator: AccountKey, _ rules: DelegationRules, at position: LogPosition
  ) throws {
    // Where one delegate has all, none of the others is looked at, however many there were.
    func others() throws -> [DelegationRecord] {
      try delegations(of: delegator).standing(
        for: record.scope, before: position.index, at: position.received
      ).filter { $0.delegate != record.delegate }
    }
    switch rules.mode {
    case .basisPoints(let parts):
      let others = try others()
      guard others.count < parts.delegates else {
        throw AdmissionRefusal.delegationTooMany(limit: parts.delegates)
      }
      let left = BasisPointDelegation.whole - others.reduce(0) { $0 + $1.basisPoints }
      guard record.basisPoints <= left else {
        throw AdmissionRefusal.delegationAboveWhole(left: max(0, left))
      }
    case .followMajority(let following):
      guard record.deed == .lend else { throw AdmissionRefusal.delegationParts }
      guard try others().count < following.followees else {
        throw AdmissionRefusal.delegationTooMany(limit: following.followees)
      }
    case .none, .full, .validators, .override:
      guard record.deed == .lend else { throw AdmissionRefusal.delegationParts }
    }
  }

  /// Whoever lends power has some in the electorate of a house, or is lent some.
  private func checkMember(_ account: AccountKey, _ charter: Charter, at now: Timepoint) throws {
    for series in charter.series {
      guard let electorate = try membership(series: series, at: now) else { continue }
      if try rows(of: electorate)?.holding(of: account) != nil { return }
    }
    // Who sits there now: an election has put others into a role than those whom the charter names.
    let seating = try self.charter(at: now) ?? charter
    for seats in seating.houses.values.compactMap(\.seats) {
      if try seated(by: seats, seating, at: now).contains(where: { $0.account == account }) { return }
    }
    if try !lenders(to: account).isEmpty { return }
    throw AdmissionRefusal.notEligible(account)
  }
}
