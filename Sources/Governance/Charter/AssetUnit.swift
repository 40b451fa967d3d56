package import CanonicalEncoding

/// How people write amounts of an asset. Display only: power is counted in smallest units.
package struct AssetUnit: Hashable, Sendable {
  /// What stands behind the number.
  package let symbol: String
  /// How many digits of the smallest unit stand behind the point.
  package let decimals: Int

  /// Whole units without a symbol, for what the charter does not describe.
  package static let plain = AssetUnit(symbol: "", decimals: 0)

  private init(symbol: String, decimals: Int) {
    self.symbol = symbol
    self.decimals = decimals
  }

  package init(parsing value: JSONValue, named name: String) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the asset \(name)")
    let decimals = try fields.integer("decimals")
    let symbol = try fields.string("symbol")
    try fields.finish()
    guard decimals <= 36 else { throw fields.unexpected("decimals", "from 0 to 36") }
    guard DisplayText.fault(of: symbol, limit: 12) == nil else {
      throw fields.unexpected("symbol", "1–12 readable characters")
    }
    self.init(symbol: symbol, decimals: Int(decimals))
  }
}
