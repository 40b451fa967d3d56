/// What a rule says of evidence. Only a pass allows anything.
package enum Outcome: String, Hashable, Sendable, CaseIterable {
  /// The evidence shows that the rule holds.
  case pass = "PASS"
  /// The evidence shows that it does not.
  case fail = "FAIL"
  /// The evidence shows neither: a value is missing, is no number, or several stand where one is due.
  case indeterminate = "INDETERMINATE"

  /// All of them together: a failure outweighs doubt, and doubt outweighs a pass.
  package static func all(_ outcomes: some Sequence<Outcome>) -> Outcome {
    var sum = Outcome.pass
    for outcome in outcomes {
      if outcome == .fail { return .fail }
      if outcome == .indeterminate { sum = .indeterminate }
    }
    return sum
  }
}
