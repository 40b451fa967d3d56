internal import CanonicalEncoding

/// An exact fraction between 0 and 1: numerator over denominator.
public struct Share: Hashable, Sendable, CustomStringConvertible {
  /// The part.
  public let numerator: UInt64
  /// The whole; never zero.
  public let denominator: UInt64

  /// A fraction in lowest terms, or `nil` for a zero denominator or a value above 1.
  public init?(_ numerator: UInt64, of denominator: UInt64) {
    guard denominator > 0, numerator <= denominator else { return nil }
    let divisor = max(1, Self.greatestCommonDivisor(numerator, denominator))
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  private init(lowest numerator: UInt64, _ denominator: UInt64) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// One half.
  public static let half = Share(lowest: 1, 2)

  /// Reads `2/3`, `40%` or `66.67%` (at most nine decimals), exactly; denominators go up to 10^18, the whole of
  /// Cosmos' decimals.
  public init?(_ text: String) {
    if text.hasSuffix("%") {
      let parts = text.dropLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      let decimals = parts.count == 2 ? String(parts[1]) : ""
      guard let whole = UInt128(decimal: String(parts[0])), whole <= 100, decimals.utf8.count <= 9,
        parts.count == 1 || !decimals.isEmpty, decimals.utf8.allSatisfy({ 0x30...0x39 ~= $0 })
      else { return nil }
      let scale = decimals.utf8.reduce(UInt64(1)) { scale, _ in scale * 10 }
      self.init(UInt64(whole) * scale + (UInt64(decimals) ?? 0), of: 100 * scale)
    } else {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let numerator = UInt128(decimal: String(parts[0])),
        let denominator = UInt128(decimal: String(parts[1])), denominator <= 1_000_000_000_000_000_000,
        numerator <= denominator
      else { return nil }
      self.init(UInt64(numerator), of: UInt64(denominator))
    }
  }

  /// The fraction as `2/3`.
  public var description: String { "\(numerator)/\(denominator)" }

  /// The fraction as people say it: `4 %` where that is exact with at most two decimals, else `2/3`.
  public var words: String {
    guard denominator <= 10_000, 10_000 % denominator == 0 else { return description }
    let (percent, hundredths) = (numerator * (10_000 / denominator)).quotientAndRemainder(dividingBy: 100)
    if hundredths == 0 { return "\(percent) %" }
    return hundredths % 10 == 0
      ? "\(percent).\(hundredths / 10) %" : "\(percent).\(hundredths < 10 ? "0" : "")\(hundredths) %"
  }

  /// Whether part ÷ whole is at least this share (≥), exactly; a zero whole reaches only the share 0.
  public func isReached(by part: Power, of whole: Power) -> Bool {
    guard whole > .zero else { return numerator == 0 }
    return UInt256(product: part.units, UInt128(denominator))
      >= UInt256(product: whole.units, UInt128(numerator))
  }

  /// Whether part ÷ whole is more than this share (>), exactly; a zero whole never exceeds a share.
  public func isExceeded(by part: Power, of whole: Power) -> Bool {
    whole > .zero
      && UInt256(product: part.units, UInt128(denominator))
        > UInt256(product: whole.units, UInt128(numerator))
  }

  /// The smallest power that is at least this share of a whole: ⌈whole · n / d⌉.
  public func leastReaching(of whole: Power) -> Power {
    let (quotient, remainder) = whole.units.quotientAndRemainder(dividingBy: UInt128(denominator))
    // quotient · n ≤ whole and remainder < 2^64, so neither product leaves 128 bits.
    let rest = remainder * UInt128(numerator)
    return Power(quotient * UInt128(numerator) + (rest + UInt128(denominator) - 1) / UInt128(denominator))
  }

  /// The smallest power that is more than this share of a whole: ⌊whole · n / d⌋ + 1, at most 2^128 − 1.
  public func leastExceeding(of whole: Power) -> Power {
    let floor = floor(of: whole).units
    return Power(floor == .max ? floor : floor + 1)
  }

  /// The share of a whole, rounded down: ⌊whole · n / d⌋.
  public func floor(of whole: Power) -> Power {
    let (quotient, remainder) = whole.units.quotientAndRemainder(dividingBy: UInt128(denominator))
    // quotient · n ≤ whole and remainder < 2^64, so neither product leaves 128 bits.
    return Power(quotient * UInt128(numerator) + remainder * UInt128(numerator) / UInt128(denominator))
  }

  /// The share of a whole, rounded to the nearest unit and from the middle to the even one, as Cosmos' `RoundInt`.
  public func halfEven(of whole: Power) -> Power {
    let (quotient, remainder) = whole.units.quotientAndRemainder(dividingBy: UInt128(denominator))
    let product = remainder * UInt128(numerator)
    let (units, rest) = product.quotientAndRemainder(dividingBy: UInt128(denominator))
    let down = quotient * UInt128(numerator) + units
    let twice = rest * 2
    let isUp = twice > denominator || (twice == denominator && down % 2 == 1)
    return Power(isUp ? down + 1 : down)
  }

  private static func greatestCommonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    right == 0 ? left : greatestCommonDivisor(right, left % right)
  }
}
