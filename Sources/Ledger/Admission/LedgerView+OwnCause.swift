internal import CanonicalEncoding
internal import Governance
internal import Signing

extension LedgerView {
  /// Whom a proposal is about, so that they must not stop it.
  ///
  /// Those it recalls, and all who hold the role it recalls from; those whom an election or another charter leaves
  /// without the seat they have; those whose pause it lifts; and the evaluator whom it ends. What a proposal says of
  /// itself plays no part, only its actions.
  /// - Complexity: O(seats + signatures of the pause).
  func concerned(by content: ProposalContent, _ charter: Charter) throws -> Set<AccountKey> {
    var accounts: Set<AccountKey> = []
    for action in content.actions { accounts.formUnion(try concerned(by: action, charter)) }
    return accounts
  }

  private func concerned(by action: ProposalAction, _ charter: Charter) throws -> Set<AccountKey> {
    switch action {
    case .recallCouncil(let recall):
      return Set(recall.accounts).union(charter.roles[recall.role]?.members ?? [])
    case .electCouncil(let election):
      return Set(charter.roles[election.role]?.members ?? []).subtracting(election.seats.map(\.account))
    case .liftPause(let lifting):
      let council = charter.brake.flatMap { charter.roles[$0.pauseBy]?.members } ?? []
      return Set(council).union(try brake(lifting.pause)?.signatures.map(\.actor) ?? [])
    case .revokeEvaluator(let revocation):
      return [revocation.account]
    case .amendCharter(let hash, _):
      guard let successor = try documents.charter(hash) else { throw AdmissionRefusal.documentMissing(hash) }
      return charter.roles.reduce(into: []) { leaving, role in
        leaving.formUnion(Set(role.value.members).subtracting(successor.roles[role.key]?.members ?? []))
      }
    default: return []
    }
  }
}
