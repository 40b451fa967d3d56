package import CanonicalEncoding

/// The least of several powers of one account.
package struct MinPower: PowerSource {
  package static let name = "min"
  package let inner: [any PowerSource]

  package init(of inner: [any PowerSource]) { self.inner = inner }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    inner = try fields.sources("of", depth: depth)
  }

  package var json: JSONValue {
    .members(["of": .array(inner.map(\.json)), "source": .string(Self.name)])
  }

  package var assets: Set<String> { inner.reduce(into: []) { $0.formUnion($1.assets) } }
  package var unit: String? { inner.allSatisfy { $0.unit == inner.first?.unit } ? inner.first?.unit : nil }
  package var needsValidators: Bool { inner.contains { $0.needsValidators } }

  package func knowing(_ validators: ValidatorTable) -> Self {
    Self(of: inner.map { $0.knowing(validators) })
  }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    var result: Power?
    for source in inner {
      let power = try source.power(of: holding, at: instant)
      result = result.map { min($0, power) } ?? power
    }
    return result ?? .zero
  }
}
