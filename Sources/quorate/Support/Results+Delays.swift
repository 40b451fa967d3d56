internal import Governance
internal import Ledger
internal import Quorate
internal import Signing

/// Who may hold a proposal up, and who may not because it is about them.
extension Results {
  /// What guardians may put off and what they have, and who is barred from stopping it.
  var delays: String {
    let signed = (try? session.chamber.read { try $0.actors(standing.proposal.id, deed: .postpone) }) ?? []
    var text = ""
    for rule in standing.rules.course.guardians where rule.deed == .postpone {
      let count = signed.count { rule.role.members.contains($0) }
      text += "\n  – delay of \(rule.limit), once  \(count) of the \(rule.role.needs) signatures it takes"
    }
    let barred = standing.proposal.rules.course.barred
    guard !barred.isEmpty else { return text }
    return text + "\n  – not to be stopped by whom it is about:"
      + barred.map { "\n      \($0.display)" }.joined()
  }
}
