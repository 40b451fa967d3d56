package import CanonicalEncoding

/// Text signed by `personal_sign` (EIP-191, version 0x45).
package enum PersonalMessage {
  /// The digest a wallet signs: Keccak-256 over a fixed prefix, the number of bytes in decimal, and the
  /// bytes.
  ///
  /// The prefix begins with 0x19, which begins no transaction, and differs from the 0x1901 of typed data: a
  /// signature of one kind never fits the other. The bytes are hashed as they are, without normalisation.
  package static func digest(of message: [UInt8]) -> Digest {
    var preimage: [UInt8] = [0x19]
    preimage.append(contentsOf: Array("Ethereum Signed Message:\n\(message.count)".utf8))
    preimage.append(contentsOf: message)
    return Keccak256.digest(preimage)
  }
}
