package import CanonicalEncoding

/// Counting methods by the names charters use.
package enum CountingMethods {
  /// Reads a method: its name alone, or an object with its name and its parameters.
  ///
  /// `single-choice`, or `{method: ranked-choice, ties: lowest-listed, partial: true}`. A parameter that is left
  /// out has the value its method states; ties of a ranked choice have none.
  package static func parse(_ value: JSONValue) throws(JSONRefusal) -> any CountingMethod {
    let isName = value.string != nil
    var fields = try JSONFields(isName ? .members(["method": value]) : value, of: "a counting method")
    let name = try fields.string("method")
    let method = try method(name, &fields)
    try fields.finish()
    return method
  }

  private static func method(
    _ name: String, _ fields: inout JSONFields
  ) throws(JSONRefusal) -> any CountingMethod {
    switch name {
    case SingleChoice.name: return SingleChoice()
    case Approval.name: return try Approval(parsing: &fields)
    case RankedChoice.name: return try RankedChoice(parsing: &fields)
    case Copeland.name: return try Copeland(parsing: &fields)
    case Weighted.name: return try Weighted(parsing: &fields)
    case Quadratic.name: return try Quadratic(parsing: &fields)
    case FractionalSplit.name: return try FractionalSplit(parsing: &fields)
    case Score.name: return try Score(parsing: &fields)
    case Star.name: return try Star(parsing: &fields)
    case AllocationVote.name: return try AllocationVote(parsing: &fields)
    case DecimalWeighted.name: return DecimalWeighted()
    case ConvictionVote.name: return ConvictionVote()
    default:
      throw fields.unexpected("method", "a counting method; \(DisplayText.escaped(name, limit: 40)) is none")
    }
  }
}
