internal import CanonicalEncoding

extension TrackRules {
  /// What a count must show to pass under these rules, and not to be stopped by them, whatever the order of ballots.
  ///
  /// - Throws: `AmendmentRefusal.unclear` where several ways lead to a pass, or a stop reads several houses.
  func demands() throws(AmendmentRefusal) -> [SuccessorTest] {
    var demands = try passing().map { SuccessorTest(.holds($0)) }
    for rule in course.early where rule.outcome != .passed {
      guard let house = rule.when.first?.house, rule.when.allSatisfy({ $0.house == house }) else {
        throw .unclear(track: name, why: "the early rule \(rule.name) reads several houses")
      }
      demands.append(SuccessorTest(.averts(rule: rule.name, when: rule.when)))
    }
    if let next = course.stage(after: .passed) { demands += try next.rules.demands() }
    return demands
  }

  /// The tests by which something passes: those of the close, or where only early rules pass anything, those of the
  /// one that does.
  private func passing() throws(AmendmentRefusal) -> [any DecisionTest] {
    guard course.silence == .lapses else { return tests }
    let rules = course.early.filter { $0.outcome == .passed }
    guard let rule = rules.first, rules.count == 1 else {
      throw .unclear(track: name, why: "\(rules.count) early rules pass it")
    }
    return rule.when
  }

  /// The stage whose passing carries a proposal out.
  var last: TrackRules { course.stage(after: .passed)?.rules.last ?? self }
}
