package import CanonicalEncoding
package import Voting

/// How people write amounts of an asset. Display only: power is counted in smallest units.
package struct AssetUnit: Hashable, Sendable {
  /// What stands behind the number.
  package let symbol: String
  /// How many digits of the smallest unit stand behind the point.
  package let decimals: Int

  /// Whole units without a symbol, for what the charter does not describe.
  package static let plain = AssetUnit(symbol: "", decimals: 0)

  /// Members, of whom each counts for one.
  package static let members = AssetUnit(symbol: "members", decimals: 0)

  /// Points of options that meet each other, of which there are no parts.
  package static let points = AssetUnit(symbol: "points", decimals: 0)

  private init(symbol: String, decimals: Int) {
    self.symbol = symbol
    self.decimals = decimals
  }

  /// The most digits behind the point.
  package static let mostDecimals = 36

  /// Numbers without a symbol; `nil` for digits that no asset has.
  package init?(decimals: Int) {
    guard 0...Self.mostDecimals ~= decimals else { return nil }
    self.init(symbol: "", decimals: decimals)
  }

  package init(parsing value: JSONValue, named name: String) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the asset \(name)")
    let decimals = try fields.integer("decimals")
    let symbol = try fields.string("symbol")
    try fields.finish()
    guard decimals <= Self.mostDecimals else { throw fields.unexpected("decimals", "from 0 to 36") }
    guard DisplayText.fault(of: symbol, limit: 12) == nil else {
      throw fields.unexpected("symbol", "1–12 readable characters")
    }
    self.init(symbol: symbol, decimals: Int(decimals))
  }
}

extension AssetUnit {
  /// An amount for people: `27,536.79 AURA`.
  ///
  /// - Parameter isExact: Whether all digits are shown; otherwise at most two behind the point, rounded down, and `<0.01`
  ///   for less than that.
  package func text(_ power: Power, isExact: Bool = false) -> String {
    let digits = String(power.units)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    var fraction = String(padded.suffix(decimals))
    if !isExact { fraction = String(fraction.prefix(2)) }
    while fraction.last == "0" { fraction.removeLast() }
    var number = Self.grouped(String(padded.dropLast(decimals))) + (fraction.isEmpty ? "" : "." + fraction)
    if number == "0", power > .zero { number = "<0.01" }
    return symbol.isEmpty ? number : "\(number) \(DisplayText.escaped(number == "1" ? singular : symbol))"
  }

  /// The symbol where it stands for one: `token`. A sign is no English word, and stays as it is.
  private var singular: String {
    let isPlural =
      symbol.utf8.count > 4 && symbol.utf8.allSatisfy { 0x61...0x7a ~= $0 } && symbol.hasSuffix("s")
      && !["ss", "us", "is"].contains { symbol.hasSuffix($0) }
    return isPlural ? String(symbol.dropLast()) : symbol
  }

  /// How sums of a method are written where this is how power is: points where ballots give them.
  package func sums(of method: any CountingMethod) -> AssetUnit {
    method.unitOfSums.map { AssetUnit(symbol: $0, decimals: decimals) } ?? self
  }

  /// Digits in groups of three: `1,234,567`.
  package static func grouped(_ digits: String) -> String {
    var text = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// The smallest units of an amount as people write it: `1.5`; `nil` for anything else, or more digits than it has.
  package func units(of text: String) -> UInt128? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    let isNumber = text.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2e }
    guard isNumber, parts.first?.isEmpty == false, parts.count == 1 || !fraction.isEmpty,
      fraction.utf8.count <= decimals
    else { return nil }
    let zeros = String(repeating: "0", count: decimals - fraction.utf8.count)
    return UInt128(String(parts[0]) + fraction + zeros)
  }
}
