internal import CanonicalEncoding
internal import Voting

extension Bar {
  /// Reads `arithmetic: decimal18`, or nothing.
  static func isInDecimals(reading fields: inout JSONFields) throws(JSONRefusal) -> Bool {
    switch fields.optional("arithmetic") {
    case nil: return false
    case .string("decimal18"): return true
    default: throw fields.unexpected("arithmetic", "decimal18, or left out")
    }
  }

  /// Whether a part passes against a whole, in the arithmetic that the bar states.
  /// - Parameter isAmongOptions: Whether the whole is the power of options, as that of a part is.
  package func holds(_ part: Measured, of whole: Measured, isAmongOptions: Bool = false) -> Bool {
    isInDecimals
      ? holds(part.decimals, of: whole.decimals, isAmongOptions) : holds(part.units, of: whole.units)
  }

  /// The comparison of Cosmos SDK x/gov: the quotient is rounded half to even at the eighteenth decimal and then
  /// compared. All of other options is compared without a quotient, as the SDK compares spam with the rest.
  ///
  /// An empty whole passes only where the charter says so.
  private func holds(_ part: Decimal18, of whole: Decimal18, _ isAmongOptions: Bool) -> Bool {
    guard part >= Decimal18(floor.units) else { return false }
    guard whole > .zero else { return passesEmpty }
    let share: Share
    switch measure {
    case .units(let units): return part >= Decimal18(units.units)
    case .share(let asked): share = asked
    }
    if isAmongOptions, share.numerator == share.denominator {
      return isStrict ? part > whole : part >= whole
    }
    let (numerator, denominator) = (UInt128(share.numerator), UInt128(share.denominator))
    // A quotient that leaves the range is above every share; a denominator is never zero.
    guard let quotient = try? part.divided(by: whole),
      let bar = try? Decimal18(numerator).divided(by: Decimal18(denominator))
    else { return true }
    return isStrict ? quotient > bar : quotient >= bar
  }

  /// The least part in whole units that passes, which explains a result: where decimals that are not shown decide,
  /// it lies on the side of the part that the result says.
  func required(of whole: Measured, for part: Measured, passed: Bool) -> Power {
    let required = required(of: whole.units)
    guard isInDecimals else { return required }
    if passed { return min(required, part.units) }
    return required > part.units ? required : Power(min(part.units.units, .max - 1) + 1)
  }

  /// The share it asks for; `nil` where it asks for an amount.
  var share: Share? {
    if case .share(let share) = measure { share } else { nil }
  }
}
