internal import CanonicalEncoding
internal import Crypto

/// A secret that is shared with whoever sends events, so that they can be told from anybody else's.
package struct WebhookSecret: Sendable {
  private let key: SymmetricKey

  /// The shortest secret, in bytes.
  package static let shortest = 16

  /// A secret of at least sixteen bytes, or `nil`.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.shortest else { return nil }
    key = SymmetricKey(data: bytes)
  }

  /// Whether a header is `sha256=` and the HMAC-SHA-256 (RFC 2104) of a body in 64 hexadecimal digits.
  ///
  /// The codes are compared in constant time, so that the time of a no says nothing about the right one.
  package func verifies(_ header: String, of body: [UInt8]) -> Bool {
    guard header.utf8.count == 71, header.utf8.starts(with: "sha256=".utf8),
      let code = Hex.decode(String(header.dropFirst(7)))
    else { return false }
    return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: body, using: key)
  }
}
