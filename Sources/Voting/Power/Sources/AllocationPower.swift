package import CanonicalEncoding

/// The part of another power that the account allocates to a target, in basis points, rounded down (Ocean
/// `contracts/ve/veAllocate.sol`; House of Stake `Bps` in common/src/bps.rs rounds the same way).
package struct AllocationPower: PowerSource {
  package static let name = "allocation"
  /// What the allocation is for.
  package let target: String
  /// What is shared out.
  package let inner: any PowerSource

  package init(target: String, of inner: any PowerSource) {
    self.target = target
    self.inner = inner
  }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    inner = try fields.source("of", depth: depth)
    target = try fields.string("target")
    guard Allocation(target: target, points: 1) != nil else {
      throw fields.unexpected("target", "1 to 64 characters of a-z, 0-9, - and .")
    }
  }

  package var json: JSONValue {
    .members(["of": inner.json, "source": .string(Self.name), "target": .string(target)])
  }

  package var assets: Set<String> { inner.assets }
  package var unit: String? { inner.unit }
  package var needsValidators: Bool { inner.needsValidators }

  package func knowing(_ validators: ValidatorTable) -> Self {
    Self(target: target, of: inner.knowing(validators))
  }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    guard let part = holding.facts.allocations.first(where: { $0.target == target }) else { return .zero }
    let whole = try inner.power(of: holding, at: instant)
    guard let units = mulDiv(whole.units, UInt128(part.points), UInt128(Allocation.all), rounding: .down)
    else {
      throw .overflow
    }
    return Power(units)
  }
}
