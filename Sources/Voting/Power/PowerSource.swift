package import CanonicalEncoding

/// How a holding becomes power. A charter names one for each house.
package protocol PowerSource: Sendable {
  /// The name a charter uses.
  static var name: String { get }
  /// The source with its parameters, as in a charter.
  var json: JSONValue { get }
  /// The power of one row.
  func power(of holding: Holding) -> Power
}

/// One unit of an asset, one unit of power.
///
/// Snapshot calls it `erc20-balance-of`; SingularityNET and Render count the same way.
package struct BalancePower: PowerSource {
  package static let name = "balance"
  /// The asset that counts.
  package let asset: String

  package init(asset: String) { self.asset = asset }

  package var json: JSONValue { .members(["asset": .string(asset), "source": .string(Self.name)]) }

  package func power(of holding: Holding) -> Power { Power(holding.units(of: asset)) }
}

/// One account, one vote, whatever it holds.
package struct HeadsPower: PowerSource {
  package static let name = "heads"

  package init() {}

  package var json: JSONValue { .members(["source": .string(Self.name)]) }

  package func power(of holding: Holding) -> Power { Power(1) }
}

/// Power sources by the names charters use.
package enum PowerSources {
  /// Reads a source with its parameters.
  package static func parse(_ value: JSONValue) throws(JSONRefusal) -> any PowerSource {
    var fields = try JSONFields(value, of: "a power source")
    let name = try fields.string("source")
    let source: any PowerSource
    switch name {
    case BalancePower.name:
      let asset = try fields.string("asset")
      guard Holding.isAssetName(asset) else { throw fields.unexpected("asset", "a lower-case name") }
      source = BalancePower(asset: asset)
    case HeadsPower.name: source = HeadsPower()
    default: throw fields.unexpected("source", "balance or heads")
    }
    try fields.finish()
    return source
  }
}
