import CanonicalEncoding
import QuorateTesting
import Signing
import Voting

/// A whole number as decimal digits, the lowest first: slow, and nothing like the code under test.
struct WideNumber: Comparable {
  private(set) var digits: [UInt8]

  init(_ value: UInt128) { digits = String(value).utf8.reversed().map { $0 - 0x30 } }

  /// The digits of a wider number, from its limbs.
  init(_ value: UInt256) {
    let limb = WideNumber(UInt128.max) + WideNumber(1)
    self = WideNumber(value.high) * limb + WideNumber(value.low)
  }

  private init(digits: [UInt8]) {
    self.digits = digits
    while self.digits.count > 1, self.digits.last == 0 { self.digits.removeLast() }
  }

  static func * (left: WideNumber, right: WideNumber) -> WideNumber {
    var sums = [Int](repeating: 0, count: left.digits.count + right.digits.count + 1)
    for (place, digit) in left.digits.enumerated() {
      for (other, factor) in right.digits.enumerated() { sums[place + other] += Int(digit) * Int(factor) }
    }
    for place in sums.indices.dropLast() {
      sums[place + 1] += sums[place] / 10
      sums[place] %= 10
    }
    return WideNumber(digits: sums.map { UInt8($0) })
  }

  static func + (left: WideNumber, right: WideNumber) -> WideNumber {
    var digits: [UInt8] = []
    var carry: UInt8 = 0
    for place in 0...max(left.digits.count, right.digits.count) {
      let sum = left.digit(place) + right.digit(place) + carry
      digits.append(sum % 10)
      carry = sum / 10
    }
    return WideNumber(digits: digits)
  }

  /// The digits as people write them.
  var text: String { digits.reversed().map { String($0) }.joined() }

  private func digit(_ place: Int) -> UInt8 { place < digits.count ? digits[place] : 0 }

  static func < (left: WideNumber, right: WideNumber) -> Bool {
    guard left.digits.count == right.digits.count else { return left.digits.count < right.digits.count }
    return left.digits.reversed().lexicographicallyPrecedes(right.digits.reversed())
  }
}

extension RepeatableNumbers {
  /// A number of 128 bits, often close to an end of the range or to a power of two.
  mutating func wide() -> UInt128 {
    let any = UInt128(next()) << 64 | UInt128(next())
    switch below(5) {
    case 0: return .max - UInt128(below(1000))
    case 1: return UInt128(below(1000))
    case 2: return UInt128(1) << UInt128(below(128)) &+ UInt128(below(3)) &- 1
    case 3: return any >> UInt128(below(128))
    default: return any
    }
  }
}

extension RepeatableNumbers {
  /// A number of 256 bits whose limbs are often at an end of their range; one in four fits 128 bits.
  mutating func wider() -> UInt256 { UInt256(high: below(4) == 0 ? 0 : wide(), low: wide()) }
}

/// Accounts that are the same on every run.
enum Accounts {
  /// The account of a number; higher numbers come later.
  static func number(_ number: Int) -> AccountKey {
    var bytes = [UInt8](repeating: 0, count: 12)
    bytes[0] = 1
    bytes.append(bigEndian: UInt64(number))
    guard let account = AccountKey(family: .evm, bytes: ByteString(bytes)) else {
      preconditionFailure("the first byte is not zero")
    }
    return account
  }
}
