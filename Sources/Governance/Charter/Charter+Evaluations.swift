internal import Voting

extension Charter {
  /// Evaluation rounds name roles and houses that there are, and stake that is known when a round is opened.
  func checkEvaluations() throws(CharterRefusal) {
    for (name, kind) in evaluations.sorted(by: { $0.key < $1.key }) {
      guard roles[kind.openedBy] != nil else {
        throw .undefined(path: "evaluations.\(name).opened_by", name: kind.openedBy)
      }
      if let role = kind.stake.role, roles[role] == nil {
        throw .undefined(path: "evaluations.\(name).stake.role", name: role)
      }
      guard let wanted = kind.stake.house else { continue }
      guard let house = houses[wanted] else {
        throw .undefined(path: "evaluations.\(name).stake.house", name: wanted)
      }
      switch house.reading {
      case .snapshotAtSubmission, .frozenList, .least: break
      case .snapshotAtApproval, .atClose, .asSeen:
        throw .inconsistent(
          path: "evaluations.\(name).stake.house",
          "stake is frozen when a round is opened, and the house \(wanted) reads power later")
      }
    }
  }
}
