internal import CanonicalEncoding

/// HMAC-SHA-256 as RFC 2104 writes it down, over our SHA-256, for keys of at most 64 bytes.
package enum HMACReference {
  package static func code(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    let key = key + [UInt8](repeating: 0, count: max(0, 64 - key.count))
    let inner = Digest.sha256(key.map { $0 ^ 0x36 } + message)
    return Digest.sha256(key.map { $0 ^ 0x5c } + inner.bytes).bytes
  }

  /// The header by which GitHub signs an event.
  package static func header(_ message: [UInt8], key: [UInt8]) -> String {
    "sha256=" + Hex.encode(code(message, key: key))
  }
}
