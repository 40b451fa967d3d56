package import CanonicalEncoding

/// One unit of an asset, one unit of power. What is locked does not count.
///
/// Snapshot calls it `erc20-balance-of`; SingularityNET and Render count the same way.
package struct BalancePower: PowerSource {
  package static let name = "balance"
  /// The asset that counts.
  package let asset: String

  package init(asset: String) { self.asset = asset }

  package init(reading fields: inout JSONFields, depth: Int) throws(JSONRefusal) {
    self.init(asset: try fields.asset())
  }

  package var json: JSONValue { .members(["asset": .string(asset), "source": .string(Self.name)]) }
  package var assets: Set<String> { [asset] }
  package var unit: String? { asset }

  package func power(of holding: Holding, at instant: Timepoint) throws(CountRefusal) -> Power {
    Power(holding.units(of: asset))
  }
}
