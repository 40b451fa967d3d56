package import CanonicalEncoding

/// The square root of another power times a scale, rounded down: ⌊√(power · scale²)⌋.
///
/// Quadratic weighting as a property of the account, before it votes. A scale of 1 gives the root of the smallest
/// units; a token of 18 decimals keeps nine decimals of its root with it.
package struct SquareRootPower: PowerSource {
  package static let name = "square-root"
  package let scale: UInt64
  package let inner: any PowerSource

  package init(scale: UInt64 = 1, of inner: any PowerSource) {
    self.scale = scale
    self.inner = inner
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    inner = try fields.source("of", depth: depth)
    scale = try fields.integer("scale")
    guard scale > 0 else { throw fields.unexpected("scale", "at least 1") }
  }

  package var json: JSONValue {
    .members(["of": inner.json, "scale": .integer(scale), "source": .string(Self.name)])
  }

  package var assets: Set<String> { inner.assets }
  package var unit: String? { nil }
  package var needsValidators: Bool { inner.needsValidators }

  package func knowing(_ validators: ValidatorTable) -> Self {
    Self(scale: scale, of: inner.knowing(validators))
  }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    let power = try inner.power(of: holding, at: instant)
    let square = UInt128(scale) * UInt128(scale)  // both factors are below 2^64
    return Power(UInt256(product: power.units, square).squareRoot)
  }
}
