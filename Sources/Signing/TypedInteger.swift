package import CanonicalEncoding

/// Whole numbers of up to 256 bits, as EIP-712 encodes them: 32 bytes, negative ones in two's complement.
///
/// Accepted are a plain JSON number, a decimal text and a text of `0x` and one to 64 digits; each is read
/// digit by digit, never through a floating-point number.
package enum TypedInteger {
  /// Why a value is no integer of a width.
  package enum Fault: Error, Hashable {
    /// Not a number in one of the accepted forms.
    case form
    /// Too large, too small, or negative where no sign is allowed.
    case range
  }

  /// The 32 bytes of a number of at most so many bits.
  package static func word(_ value: JSONValue, bits: Int, isSigned: Bool) throws(Fault) -> Digest {
    let text: String
    switch value {
    case .number(let number): text = number
    case .string(let string): text = string
    default: throw .form
    }
    if text.hasPrefix("0x"), case .string = value {
      return try positive(magnitude(text.utf8.dropFirst(2), radix: 16), bits: isSigned ? bits - 1 : bits)
    }
    let digits = text.hasPrefix("-") ? text.utf8.dropFirst() : text.utf8[...]
    guard digits.first != 0x30 || (digits.count == 1 && text == "0") else { throw .form }
    let magnitude = try magnitude(digits, radix: 10)
    guard text.hasPrefix("-") else { return try positive(magnitude, bits: isSigned ? bits - 1 : bits) }
    guard isSigned else { throw .range }
    return try negative(magnitude, bits: bits)
  }

  /// The value of digits of a radix, from the most significant on.
  private static func magnitude(_ digits: Substring.UTF8View, radix: UInt64) throws(Fault) -> Digest {
    guard !digits.isEmpty else { throw .form }
    var words = Digest.zero.words
    var isTooLarge = digits.count > 80
    for character in digits {
      guard let digit = Character(Unicode.Scalar(character)).hexDigitValue, digit < radix else { throw .form }
      guard !isTooLarge else { continue }
      var carry = UInt64(digit)
      carry = multiply(&words.3, by: radix, adding: carry)
      carry = multiply(&words.2, by: radix, adding: carry)
      carry = multiply(&words.1, by: radix, adding: carry)
      carry = multiply(&words.0, by: radix, adding: carry)
      isTooLarge = carry != 0
    }
    guard !isTooLarge else { throw .range }
    return Digest(words: words)
  }

  private static func multiply(_ word: inout UInt64, by radix: UInt64, adding carry: UInt64) -> UInt64 {
    let product = UInt128(word) * UInt128(radix) + UInt128(carry)
    word = UInt64(truncatingIfNeeded: product)
    return UInt64(truncatingIfNeeded: product >> 64)
  }

  private static func positive(_ magnitude: Digest, bits: Int) throws(Fault) -> Digest {
    guard significantBits(magnitude) <= bits else { throw .range }
    return magnitude
  }

  /// Two's complement of −m: the complement of m − 1.
  private static func negative(_ magnitude: Digest, bits: Int) throws(Fault) -> Digest {
    var words = magnitude.words
    var borrow = words.3 == 0
    words.3 &-= 1
    if borrow {
      borrow = words.2 == 0
      words.2 &-= 1
      if borrow {
        borrow = words.1 == 0
        words.1 &-= 1
        if borrow { words.0 &-= 1 }
      }
    }
    guard significantBits(Digest(words: words)) <= bits - 1 else { throw .range }
    return Digest(words: (~words.0, ~words.1, ~words.2, ~words.3))
  }

  private static func significantBits(_ value: Digest) -> Int {
    let words = value.words
    if words.0 != 0 { return 256 - words.0.leadingZeroBitCount }
    if words.1 != 0 { return 192 - words.1.leadingZeroBitCount }
    if words.2 != 0 { return 128 - words.2.leadingZeroBitCount }
    return 64 - words.3.leadingZeroBitCount
  }
}
