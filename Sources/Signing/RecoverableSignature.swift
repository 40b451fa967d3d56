public import CanonicalEncoding

/// An ECDSA signature over secp256k1 from which the signer's public key can be recovered.
///
/// Every value of this type is in range and has a low s; no check is left to the library below, which accepts
/// high s when it recovers and stops the process on a recovery id it does not know. Wallets write the same
/// signature in several forms; all give equal values here, and an identity is never made from a signature's
/// bytes.
public struct RecoverableSignature: Hashable, Sendable {
  /// The x coordinate of the nonce point, reduced.
  public let r: Digest
  /// The proof, in the lower half of the scalars.
  public let s: Digest
  /// The parity of the nonce point's y coordinate: 0 or 1.
  public let recovery: UInt8

  /// The order n of the group (SEC 2, §2.4.1).
  package static let groupOrder = Digest(
    words: (0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_fffe, 0xbaae_dce6_af48_a03b, 0xbfd2_5e8c_d036_4141))

  /// The largest low s: n/2, rounded down (EIP-2).
  package static let largestLowS = Digest(
    words: (0x7fff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0x5d57_6e73_57a4_501d, 0xdfe9_2f46_681b_20a0))

  /// The parts of a signature, checked: 1 ≤ r < n, 1 ≤ s ≤ n/2, recovery 0 or 1.
  package init(r: Digest, s: Digest, recovery: UInt8) throws(SignatureRefusal) {
    // A recovery id of 2 or 3 stands for an r that overflowed the order; no wallet makes one.
    guard recovery <= 1 else { throw .badRecoveryId(recovery) }
    guard Self.isScalar(r), Self.isScalar(s) else { throw .outOfRange }
    guard s <= Self.largestLowS else { throw .highS }
    self.r = r
    self.s = s
    self.recovery = recovery
  }

  private static func isScalar(_ value: Digest) -> Bool { value != .zero && value < groupOrder }

  /// Reads what wallets write: r‖s‖v of 65 bytes with v of 0, 1, 27 or 28, or the 64 bytes of EIP-2098, where
  /// the top bit of the second half is the parity.
  public init(parsing bytes: [UInt8]) throws(SignatureRefusal) {
    guard 64...65 ~= bytes.count, let r = Digest(bytes[..<32]), let second = Digest(bytes[32..<64]) else {
      throw .length(bytes.count)
    }
    guard bytes.count == 65 else {
      let s = Digest(words: (second.words.0 & ~(1 << 63), second.words.1, second.words.2, second.words.3))
      try self.init(r: r, s: s, recovery: UInt8(second.words.0 >> 63))
      return
    }
    let last = bytes[64]
    switch last {
    case 0, 1: try self.init(r: r, s: second, recovery: last)
    case 27, 28: try self.init(r: r, s: second, recovery: last - 27)
    default: throw .badRecoveryId(last)
    }
  }

  /// Reads the canonical form only, so that a stored signature has one byte string.
  public init(canonicalBytes bytes: [UInt8]) throws(SignatureRefusal) {
    try self.init(parsing: bytes)
    guard bytes.count == 65, bytes[64] >= 27 else { throw .form }
  }

  /// Reads the text of the canonical form, `0x` and 130 lower-case digits; `nil` for everything else, whose
  /// faults the other initialisers name.
  package init?(canonical text: ArraySlice<UInt8>) {
    let digits = text.dropFirst(2)
    guard text.count == 132, text.starts(with: [0x30, 0x78]), let r = Digest(lower: digits.prefix(64)),
      let s = Digest(lower: digits.dropFirst(64).prefix(64)), digits[digits.endIndex - 2] == 0x31
    else { return nil }
    // 1b or 1c.
    switch text[text.endIndex - 1] {
    case 0x62: try? self.init(r: r, s: s, recovery: 0)
    case 0x63: try? self.init(r: r, s: s, recovery: 1)
    default: return nil
    }
  }

  /// The canonical form: r‖s‖v of 65 bytes with v of 27 or 28.
  public var canonicalBytes: [UInt8] {
    var bytes = compactBytes
    bytes.append(27 + recovery)
    return bytes
  }

  /// r‖s, 64 bytes without the recovery id.
  package var compactBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(65)
    r.append(to: &bytes)
    s.append(to: &bytes)
    return bytes
  }
}
