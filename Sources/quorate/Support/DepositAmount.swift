internal import Governance
internal import Voting

/// An amount of a deposit as people write it.
///
/// A number with the asset's symbol or with a point is in the unit that the charter names; a whole number alone, or
/// with `units`, is in smallest units, as it is signed.
struct DepositAmount {
  /// `asset=units`, as it is signed.
  let line: String

  /// - Throws: `usage` for what does not read, and for smallest units that were hardly meant.
  init(_ text: String, _ units: (String) -> AssetUnit) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw Self.unreadable(text) }
    let unit = units(parts[0])
    var number = parts[1]
    if number.hasSuffix("units"), let smallest = UInt128(number.dropLast(5)) {
      line = "\(parts[0])=\(smallest)"
      return
    }
    let hasSymbol = !unit.symbol.isEmpty && number.hasSuffix(unit.symbol)
    if hasSymbol {
      number = String(number.dropLast(unit.symbol.count))
      while number.hasSuffix(" ") { number.removeLast() }
    }
    guard let units = hasSymbol || number.contains(".") ? unit.units(of: number) : UInt128(number) else {
      throw Self.unreadable(text)
    }
    let whole = unit.units(of: "1") ?? 1
    guard hasSymbol || number.contains(".") || units >= whole else {
      let meant = "\(parts[0])=\(number)"
      throw Failure(
        .usage, "usage",
        "\(Format.safe(text)) is only \(Format.amount(Power(units), unit, isExact: true)), in smallest units",
        hint: "\(meant)\(unit.symbol), or \(meant)units if that is meant")
    }
    line = "\(parts[0])=\(units)"
  }

  private static func unreadable(_ text: String) -> Failure {
    Failure(
      .usage, "usage",
      "\(Format.safe(text)) is no amount: an asset and a number above 0, each asset once, such as akt=500 or near=1.5NEAR"
    )
  }

  /// An amount for people: in the unit that the charter names, else as it is signed.
  static func text(_ amount: Holding.Amount, _ unit: AssetUnit) -> String {
    unit == .plain ? amount.line : Format.amount(Power(amount.units), unit, isExact: true)
  }
}
