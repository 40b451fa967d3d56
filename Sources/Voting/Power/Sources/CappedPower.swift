package import CanonicalEncoding

/// Another power, of which an account has no more than a fixed amount.
///
/// The capped sum of an account; the Internet Computer cuts each neuron off at 2^64 − 1.
package struct CappedPower: PowerSource {
  package static let name = "capped"
  package let most: Power
  package let inner: any PowerSource

  package init(at most: Power, of inner: any PowerSource) {
    self.most = most
    self.inner = inner
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    most = Power(try fields.amount("at_most"))
    inner = try fields.source("of", depth: depth)
  }

  package var json: JSONValue {
    .members(["at_most": .string(most.description), "of": inner.json, "source": .string(Self.name)])
  }

  package var assets: Set<String> { inner.assets }
  package var unit: String? { inner.unit }
  package var needsValidators: Bool { inner.needsValidators }

  package func knowing(_ validators: ValidatorTable) -> Self {
    Self(at: most, of: inner.knowing(validators))
  }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    min(try inner.power(of: holding, at: instant), most)
  }
}
