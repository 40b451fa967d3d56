import CanonicalEncoding
import Secp256k1Signing
import Signing

/// Keys, digests and numbers that are the same on every run.
enum Sample {
  /// Arbitrary bytes named by a number.
  static func digest(_ number: Int) -> Digest { .sha256(Array("sample \(number)".utf8)) }

  /// An arbitrary key named by a number.
  static func key(_ number: Int) throws -> Secp256k1SecretKey {
    try Secp256k1SecretKey(digest(-1 - number).bytes)
  }

  /// A number of 256 bits from its hexadecimal digits; leading zeros may be left out.
  static func scalar(_ digits: String) -> Digest {
    let padded = String(repeating: "0", count: max(0, 64 - digits.utf8.count)) + digits
    return Digest("0x" + padded) ?? .zero
  }

  /// The difference of two numbers of 256 bits.
  static func difference(_ left: Digest, _ right: Digest) -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    var borrow = 0
    for index in (0..<32).reversed() {
      let value = Int(left.bytes[index]) - Int(right.bytes[index]) - borrow
      borrow = value < 0 ? 1 : 0
      bytes[index] = UInt8(truncatingIfNeeded: value)
    }
    return Digest(bytes) ?? .zero
  }
}

/// A small generator of numbers (SplitMix64), so that a failing case comes again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  /// So many arbitrary bytes.
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
