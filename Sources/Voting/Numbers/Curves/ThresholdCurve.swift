package import CanonicalEncoding

/// A threshold that falls while a decision is open: one of the curves of Polkadot's referenda.
package enum ThresholdCurve: Hashable, Sendable {
  /// Along a line.
  case linear(LinearDecreasingCurve)
  /// By equal steps.
  case stepped(SteppedDecreasingCurve)
  /// Fast at first, then slowly.
  case reciprocal(ReciprocalCurve)

  /// The threshold once a share of the period has passed.
  package func threshold(at progress: Perbill) -> Perbill {
    switch self {
    case .linear(let curve): curve.threshold(at: progress)
    case .stepped(let curve): curve.threshold(at: progress)
    case .reciprocal(let curve): curve.threshold(at: progress)
    }
  }

  /// Whether a share is at least the threshold (≥) once a share of the period has passed.
  package func isPassing(_ share: Perbill, at progress: Perbill) -> Bool {
    share >= threshold(at: progress)
  }

  /// When a constant share begins to pass, as Polkadot estimates it; one where it never does. An estimate: to
  /// know whether a share passes at an instant, ask `isPassing`.
  package func delay(of share: Perbill) -> Perbill {
    switch self {
    case .linear(let curve): curve.delay(of: share)
    case .stepped(let curve): curve.delay(of: share)
    case .reciprocal(let curve): curve.delay(of: share)
    }
  }

  /// The canonical form: one member, named for the curve, with its parts in units of 10^-9.
  package var json: JSONValue {
    switch self {
    case .linear(let curve):
      .members([
        "linear_decreasing": .members([
          "ceiling": .integer(curve.ceiling.parts), "floor": .integer(curve.floor.parts),
          "length": .integer(curve.length.parts),
        ])
      ])
    case .stepped(let curve):
      .members([
        "stepped_decreasing": .members([
          "begin": .integer(curve.begin.parts), "end": .integer(curve.end.parts),
          "period": .integer(curve.period.parts), "step": .integer(curve.step.parts),
        ])
      ])
    case .reciprocal(let curve):
      .members([
        "reciprocal": .members([
          "factor": .integer(curve.factor.units), "x_offset": .integer(curve.xOffset.units),
          "y_offset": .integer(curve.yOffset.units),
        ])
      ])
    }
  }

  /// Reads the canonical form, strictly.
  /// - Throws: `JSONRefusal` for another form, or for parts that make no falling curve.
  package init(json: JSONValue) throws(JSONRefusal) {
    let subject = "a curve"
    guard let object = json.object, object.members.count == 1, let member = object.members.first else {
      throw .unexpected(
        field: "it", in: subject, needs: "one of linear_decreasing, stepped_decreasing, reciprocal")
    }
    var fields = try JSONFields(member.value, of: "the curve \(member.key)")
    switch member.key {
    case "linear_decreasing":
      let (ceiling, floor) = (try fields.perbill("ceiling"), try fields.perbill("floor"))
      let curve = LinearDecreasingCurve(length: try fields.perbill("length"), floor: floor, ceiling: ceiling)
      guard let curve else { throw fields.unexpected("floor", "at most the ceiling") }
      self = .linear(curve)
    case "stepped_decreasing":
      let (begin, end) = (try fields.perbill("begin"), try fields.perbill("end"))
      let (period, step) = (try fields.perbill("period"), try fields.perbill("step"))
      guard let curve = SteppedDecreasingCurve(begin: begin, end: end, step: step, period: period) else {
        throw fields.unexpected("step", "a step and a period above 0 that fall from begin to end")
      }
      self = .stepped(curve)
    case "reciprocal":
      let (factor, xOffset) = (try fields.fixed("factor"), try fields.fixed("x_offset"))
      let yOffset = try fields.fixed("y_offset")
      self = .reciprocal(ReciprocalCurve(factor: factor, xOffset: xOffset, yOffset: yOffset))
    default: throw .unknown(field: member.key, in: subject)
    }
    try fields.finish()
  }
}

extension JSONFields {
  /// A share in parts per billion, as a whole number from 0 to 10^9.
  package mutating func perbill(_ key: String) throws(JSONRefusal) -> Perbill {
    guard let share = Perbill(parts: try integer(key)) else {
      throw unexpected(key, "a whole number of parts per billion, at most 1000000000")
    }
    return share
  }

  /// A signed number in units of 10^-9, as a whole number below 2^53 in magnitude.
  package mutating func fixed(_ key: String) throws(JSONRefusal) -> FixedI64 {
    guard case .number(let text) = try value(key), let units = Int64(text), String(units) == text,
      units.magnitude < 1 << 53
    else { throw unexpected(key, "a whole number of 10^-9, below 2^53 in magnitude") }
    return FixedI64(units: units)
  }
}
