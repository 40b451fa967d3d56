package import CanonicalEncoding

/// Several powers at fixed exact ratios; only the sum is rounded, down where the charter does not say.
///
/// The ASI merger counted a FET as 1, an AGIX as 0.433350 and an OCEAN as 0.433226. Rounding each part would take up
/// to one unit for each token from every holder.
package struct SumPower: PowerSource {
  package static let name = "sum"

  /// One power and what it is multiplied by.
  package struct Part: Sendable {
    package let ratio: Ratio
    package let inner: any PowerSource

    package init(_ ratio: Ratio, of inner: any PowerSource) {
      self.ratio = ratio
      self.inner = inner
    }
  }

  package let parts: [Part]
  package let rounding: Rounding
  /// A common multiple of the denominators.
  private let denominator: UInt128
  /// The ratios as multiples of one over the denominator.
  private let factors: [UInt128]

  /// `nil` where the ratios have no common denominator, or one of them over it no numerator, below 2^128.
  package init?(_ parts: [Part], rounding: Rounding = .down) {
    guard let (factors, denominator) = Ratio.common(parts.map(\.ratio)) else { return nil }
    (self.parts, self.rounding, self.denominator, self.factors) = (parts, rounding, denominator, factors)
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    let values = try fields.array("of")
    guard 1...16 ~= values.count else { throw fields.unexpected("of", "a list of one to sixteen parts") }
    var parts: [Part] = []
    for value in values {
      var part = try JSONFields(value, of: "a part of a sum")
      let inner = try part.source("of", depth: depth)
      parts.append(Part(try part.ratio("ratio"), of: inner))
      try part.finish()
    }
    guard let sum = SumPower(parts, rounding: try fields.rounding()) else {
      throw fields.unexpected("of", "parts whose ratios have a common denominator below 2^128")
    }
    self = sum
  }

  package var json: JSONValue {
    let parts = parts.map { part -> JSONValue in
      .members(["of": part.inner.json, "ratio": .string(part.ratio.description)])
    }
    return .members([
      "of": .array(parts), "rounding": .string(rounding.name), "source": .string(Self.name),
    ])
  }

  package var assets: Set<String> { parts.reduce(into: []) { $0.formUnion($1.inner.assets) } }
  /// The unit of the first part that counts one to one.
  package var unit: String? { parts.first { $0.ratio == .one }?.inner.unit }
  package var needsValidators: Bool { parts.contains { $0.inner.needsValidators } }

  package func knowing(_ validators: ValidatorTable) -> Self {
    // The ratios are the same, so they have the same common denominator.
    SumPower(parts.map { Part($0.ratio, of: $0.inner.knowing(validators)) }, rounding: rounding) ?? self
  }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    var sum = UInt256.zero
    for (part, factor) in zip(parts, factors) {
      let power = try part.inner.power(of: holding, at: instant)
      let (next, overflow) = sum.addingReportingOverflow(UInt256(product: power.units, factor))
      guard !overflow else { throw .overflow }
      sum = next
    }
    guard
      let units = sum.divided(by: UInt256(denominator), rounding: rounding).flatMap({ UInt128(exactly: $0) })
    else { throw .overflow }
    return Power(units)
  }
}
