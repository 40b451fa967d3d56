internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate

/// When the approval of a model ends, where what is voted on says another instant or none.
enum ApprovalWords {
  /// A sentence without its point, for what has yet to be executed; `nil` where its own end comes first.
  ///
  /// - Parameter isOpenToo: Whether it is told also where the proposal names no end.
  static func limit(
    _ content: ProposalContent, _ session: Session, at now: Timepoint, isOpenToo: Bool
  ) -> String? {
    guard let deployment = deployment(in: content), let limit = session.charter?.gate.approvalAtMost,
      deployment.expires.map({ $0 > now + limit }) ?? isOpenToo
    else { return nil }
    return "its approval would end \(limit) after it is executed at the latest, by the charter in force"
  }

  /// The remark of a proposal; nothing of one that came to nothing.
  static func remarks(
    _ content: ProposalContent?, _ standing: Standing, _ session: Session
  ) throws -> [String] {
    guard let content, deployment(in: content) != nil else { return [] }
    switch standing.decision.state {
    case .executed:
      let record = try session.chamber.read { try $0.approval(by: standing.proposal.id) }
      return record.map { ["Its approval ends at \($0.ends.sentence)."] } ?? []
    case .defeated, .canceled, .expired: return []
    case .pending, .active, .succeeded, .queued:
      let words = limit(content, session, at: standing.now, isOpenToo: true)
      return words.map { ["I\($0.dropFirst())."] } ?? []
    }
  }

  private static func deployment(in content: ProposalContent) -> ModelDeployment? {
    content.actions.lazy.compactMap { action in
      switch action {
      case .deployModel(let deployment): deployment
      case .deriveModel(let derivation): derivation.child
      default: nil
      }
    }.first
  }
}
