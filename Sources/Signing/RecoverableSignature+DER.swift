internal import CanonicalEncoding

extension RecoverableSignature {
  /// r and s as tools beyond Ethereum read them: a DER sequence of two integers (RFC 3279 §2.2.3).
  package var derBytes: [UInt8] {
    let body = Self.integer(r.bytes) + Self.integer(s.bytes)
    return [0x30, UInt8(body.count)] + body
  }

  /// A positive integer of at most 32 bytes in as few as DER allows; a zero goes before a set top bit.
  private static func integer(_ bytes: [UInt8]) -> [UInt8] {
    var digits = Array(bytes.drop { $0 == 0 })
    if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
    return [0x02, UInt8(digits.count)] + digits
  }
}
