package import CanonicalEncoding

extension ThresholdCurve {
  /// Whether the threshold never rises with time; only a reciprocal curve can.
  package var neverRises: Bool {
    switch self {
    case .linear, .stepped: true
    case .reciprocal(let curve): curve.factor >= .zero && curve.xOffset >= .zero
    }
  }

  /// Reads a curve as a charter declares it, or its canonical form.
  ///
  /// Polkadot's runtime declares curves by points they go through, and computes their constants when it is built;
  /// the same constants are computed here, and are what is frozen.
  /// * `{linear_over: {length: 17d, of: 28d, ceiling: 100%, floor: 50%}}` falls to the floor within the length
  ///   (`Curve::make_linear`).
  /// * `{reciprocal_through: {after: 4d, of: 28d, level: 80%, ceiling: 100%, floor: 50%}}` is at the level after
  ///   that much of the period (`Curve::make_reciprocal`).
  package init(declared value: JSONValue) throws(JSONRefusal) {
    guard let object = value.object, object.members.count == 1, let member = object.members.first,
      ["linear_over", "reciprocal_through"].contains(member.key)
    else {
      self = try ThresholdCurve(json: value)
      return
    }
    var fields = try JSONFields(member.value, of: "the curve \(member.key)")
    let period = try fields.length("of")
    let ceiling = try fields.level("ceiling")
    let floor = try fields.level("floor")
    if member.key == "linear_over" {
      let length = FixedI64(try fields.length("length"), of: period)?.share
      guard let length, let curve = LinearDecreasingCurve(length: length, floor: floor, ceiling: ceiling)
      else { throw fields.unexpected("length", "within the period, and the floor at most the ceiling") }
      self = .linear(curve)
    } else {
      let curve = ReciprocalCurve(
        delay: try fields.length("after"), period: period, level: try fields.level("level"), floor: floor,
        ceiling: ceiling)
      guard let curve else {
        throw fields.unexpected("after", "within the period, and the floor below the ceiling")
      }
      self = .reciprocal(curve)
    }
    try fields.finish()
  }
}

extension JSONFields {
  /// A length of time in milliseconds.
  fileprivate mutating func length(_ key: String) throws(JSONRefusal) -> UInt64 {
    guard let span = Span(try string(key)) else {
      throw unexpected(key, "a length of time such as 4d or 16h")
    }
    return span.milliseconds
  }

  /// A share such as `80%`, cut to nine decimals.
  fileprivate mutating func level(_ key: String) throws(JSONRefusal) -> Perbill {
    guard let share = Share(try string(key)) else { throw unexpected(key, "a share such as 80% or 2/3") }
    return Perbill(share)
  }
}
