package import Voting

extension TrackRules {
  /// The ballot rule of a house.
  package func ballot(in house: String) -> BallotRule {
    let rule = BallotRule(
      method: method, isReplaceable: isReplaceable, isWithdrawable: course.isWithdrawable)
    return course.houseBallots[house]?.rule(besides: rule) ?? rule
  }

  /// How ballots of a house are read and added up.
  package func method(in house: String) -> any CountingMethod {
    course.houseBallots[house]?.method ?? method
  }
}

extension TrackDraft {
  /// The ballot rule of a house.
  func ballot(in house: String) -> BallotRule {
    let rule = BallotRule(
      method: method, isReplaceable: isReplaceable, isWithdrawable: course.isWithdrawable)
    return course.houseBallots[house]?.rule(besides: rule) ?? rule
  }

  /// The ballot rules of all its houses, in their order.
  var ballots: [BallotRule] { houses.map { ballot(in: $0) } }

  /// Why the rules of single houses cannot be, or `nil`.
  var faultOfHouseBallots: String? {
    for (house, own) in course.houseBallots.sorted(by: { $0.key < $1.key }) {
      guard houses.contains(house) else {
        return "its ballot has a rule for the house \"\(house)\", which does not vote"
      }
      if let fault = own.method?.fault(of: options) { return "in the house \(house): \(fault)" }
    }
    return nil
  }
}
