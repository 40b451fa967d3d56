internal import Governance
internal import Voting

extension LedgerView {
  /// Counts a house, or says why it cannot be counted: a sum reaches 2^128, or its members hold more of a validator than
  /// there is.
  ///
  /// No test of such a house holds. Otherwise one proposal that nobody can tell would keep everybody from telling the log.
  func counted<Value>(
    _ house: House, in stage: inout CountFacts.Uncountable, _ body: () throws -> Value
  ) throws -> Value? {
    do { return try body() } catch let refusal as CountRefusal {
      switch refusal {
      case .overflow, .sharesExceedValidator:
        stage[house.name] = refusal.code
        return nil
      default: throw refusal
      }
    }
  }
}
