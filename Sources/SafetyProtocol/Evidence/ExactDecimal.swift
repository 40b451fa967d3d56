/// A number as its digits say, compared without ever becoming a float.
///
/// Held as sign, digits and a power of ten, so that `1e999999999` costs as little as `1`, and `0.1` is a
/// tenth.
package struct ExactDecimal: Hashable, Comparable, Sendable {
  /// The exponent's digits that are read; with more the number is out of all range.
  private static let exponentLimit = 18

  /// Whether it is below zero.
  package let isNegative: Bool
  /// The digits 0–9 without leading and trailing zeros; none for zero.
  let digits: [UInt8]
  /// The value is 0.d₁d₂d₃… times ten to this.
  let exponent: Int

  /// Zero.
  package static let zero = ExactDecimal(isNegative: false, digits: [], exponent: 0)

  init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    let leading = digits.prefix { $0 == 0 }.count
    let trailing = digits.reversed().prefix { $0 == 0 }.count
    if leading == digits.count {
      (self.isNegative, self.digits, self.exponent) = (false, [], 0)
    } else {
      self.isNegative = isNegative
      self.digits = Array(digits[leading..<digits.count - trailing])
      self.exponent = exponent - leading
    }
  }

  /// Reads a number of the JSON grammar; `nil` for anything else, and where the exponent has over eighteen
  /// digits.
  /// - Complexity: O(n) in the text, whatever the exponent says.
  package init?(_ text: String) { self.init(Array(text.utf8)[...]) }

  /// Reads the bytes of a number of the JSON grammar.
  package init?(_ text: ArraySlice<UInt8>) {
    var rest = text
    let isNegative = rest.first == 0x2d
    if isNegative { rest = rest.dropFirst() }
    let whole = Self.digits(&rest)
    guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { return nil }
    var fraction: ArraySlice<UInt8> = []
    if rest.first == 0x2e {
      rest = rest.dropFirst()
      fraction = Self.digits(&rest)
      guard !fraction.isEmpty else { return nil }
    }
    var power: Int? = 0
    if let mark = rest.first, mark | 0x20 == 0x65 {
      rest = rest.dropFirst()
      let isDown = rest.first == 0x2d
      if isDown || rest.first == 0x2b { rest = rest.dropFirst() }
      let digits = Self.digits(&rest)
      guard !digits.isEmpty else { return nil }
      power = Self.exponent(digits, isDown: isDown)
    }
    guard rest.isEmpty else { return nil }
    let digits = (whole + fraction).map { $0 - 0x30 }
    // Zero is zero, whatever its exponent.
    guard let power = power ?? (digits.allSatisfy { $0 == 0 } ? 0 : nil) else { return nil }
    self.init(isNegative: isNegative, digits: digits, exponent: power + whole.count)
  }

  private static func digits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = rest.prefix { 0x30...0x39 ~= $0 }
    rest = rest.dropFirst(digits.count)
    return digits
  }

  private static func exponent(_ digits: ArraySlice<UInt8>, isDown: Bool) -> Int? {
    let digits = digits.drop { $0 == 0x30 }
    guard digits.count <= exponentLimit else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return isDown ? -value : value
  }

  /// Whether it is zero.
  package var isZero: Bool { digits.isEmpty }

  /// Order of numbers.
  /// - Complexity: O(digits).
  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.isCloserToZero(than: left) : left.isCloserToZero(than: right)
  }

  private func isCloserToZero(than other: ExactDecimal) -> Bool {
    if isZero || other.isZero { return isZero && !other.isZero }
    if exponent != other.exponent { return exponent < other.exponent }
    return digits.lexicographicallyPrecedes(other.digits)
  }

  /// The product; `nil` where a factor has so many digits that it is no measurement.
  /// - Complexity: O(n · m) in the digits.
  package func times(_ other: ExactDecimal, digitLimit: Int = 1000) -> ExactDecimal? {
    guard digits.count <= digitLimit, other.digits.count <= digitLimit else { return nil }
    var columns = [UInt32](repeating: 0, count: digits.count + other.digits.count)
    for (row, digit) in digits.enumerated() {
      for (column, factor) in other.digits.enumerated() {
        columns[row + column + 1] += UInt32(digit) * UInt32(factor)
      }
    }
    var carry: UInt32 = 0
    for position in columns.indices.reversed() {
      carry += columns[position]
      columns[position] = carry % 10
      carry /= 10
    }
    return ExactDecimal(
      isNegative: isNegative != other.isNegative, digits: columns.map { UInt8($0) },
      exponent: exponent + other.exponent)
  }
}

extension ExactDecimal: CustomStringConvertible {
  /// The shortest plain digits, or digits with an exponent where they would be longer than forty.
  package var description: String {
    guard !isZero else { return "0" }
    let sign = isNegative ? "-" : ""
    let text = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    switch exponent {
    case 1...40 where digits.count <= exponent:
      return sign + text + String(repeating: "0", count: exponent - digits.count)
    case 1...40: return sign + text.prefix(exponent) + "." + text.dropFirst(exponent)
    case -20...0: return sign + "0." + String(repeating: "0", count: -exponent) + text
    default:
      return sign + text.prefix(1) + (text.count > 1 ? "." + text.dropFirst() : "") + "e\(exponent - 1)"
    }
  }
}
