internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

/// Who may hold a proposal up, and who may not because it is about them.
extension Results {
  /// What guardians may put off and what they have, and who is barred from stopping it.
  var delays: String {
    var text = ""
    for guardian in standing.proposal.rules.guards(of: .postpone, inStage: standing.decision.track) {
      let rule = guardian.rule
      let signed =
        (try? session.chamber.read { try $0.signatures(under: guardian, on: standing.proposal.id) }) ?? []
      text +=
        "\n  – delay of \(rule.limit), once  \(signed.count) of the \(rule.role.needs) signatures it takes"
    }
    let barred = standing.proposal.rules.course.barred
    guard !barred.isEmpty else { return text }
    return text + "\n  – not to be stopped by whom it is about:"
      + barred.map { "\n      \($0.display)" }.joined()
  }
}
