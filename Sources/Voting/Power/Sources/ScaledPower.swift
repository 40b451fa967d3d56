package import CanonicalEncoding

/// Another power times an exact ratio, rounded once; down where the charter does not say.
package struct ScaledPower: PowerSource {
  package static let name = "scaled"
  package let ratio: Ratio
  package let rounding: Rounding
  package let inner: any PowerSource

  package init(by ratio: Ratio, rounding: Rounding = .down, of inner: any PowerSource) {
    self.ratio = ratio
    self.rounding = rounding
    self.inner = inner
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    ratio = try fields.ratio("by")
    inner = try fields.source("of", depth: depth)
    rounding = try fields.rounding()
  }

  package var json: JSONValue {
    .members([
      "by": .string(ratio.description), "of": inner.json, "rounding": .string(rounding.name),
      "source": .string(Self.name),
    ])
  }

  package var assets: Set<String> { inner.assets }
  package var unit: String? { ratio == .one ? inner.unit : nil }
  package var needsValidators: Bool { inner.needsValidators }

  package func knowing(_ validators: ValidatorTable) -> Self {
    Self(by: ratio, rounding: rounding, of: inner.knowing(validators))
  }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    try ratio.times(try inner.power(of: holding, at: instant), rounding: rounding)
  }
}
