internal import CSecp256k1
public import CanonicalEncoding
public import Signing

// Other tools' forms of an ECDSA signature, brought to r‖s of 64 bytes.
extension Secp256k1Verifier {
  /// r‖s of a strictly encoded DER signature, or `nil`; s may be high.
  package func compactSignature(ofDER bytes: [UInt8]) -> [UInt8]? {
    guard let context = unsafe context, !bytes.isEmpty else { return nil }
    var signature = secp256k1_ecdsa_signature()
    guard unsafe secp256k1_ecdsa_signature_parse_der(context, &signature, bytes, bytes.count) == 1 else {
      return nil
    }
    return unsafe Self.serialise(&signature, in: context)
  }

  /// The twin with low s of r‖s, or `nil` where r or s is not below the order of the group.
  ///
  /// For families whose signers may write either twin (ICP). Never for Ethereum, where the high one is
  /// refused.
  package func normalized(compactSignature bytes: [UInt8]) -> [UInt8]? {
    guard let context = unsafe context, bytes.count == 64 else { return nil }
    var signature = secp256k1_ecdsa_signature()
    var twin = secp256k1_ecdsa_signature()
    guard unsafe secp256k1_ecdsa_signature_parse_compact(context, &signature, bytes) == 1 else { return nil }
    _ = unsafe secp256k1_ecdsa_signature_normalize(context, &twin, &signature)
    return unsafe Self.serialise(&twin, in: context)
  }

  private static func serialise(
    _ signature: inout secp256k1_ecdsa_signature, in context: OpaquePointer
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 64)
    _ = unsafe secp256k1_ecdsa_signature_serialize_compact(context, &bytes, &signature)
    return bytes
  }
}

extension Secp256k1Verifier: ECDSAVerifier {
  /// Whether a DER signature of a digest is that of a public key of 65 bytes; s may be high, as OpenSSL leaves it.
  public func isValidECDSA(publicKey: [UInt8], digest: Digest, derSignature: [UInt8]) -> Bool {
    guard let compact = compactSignature(ofDER: derSignature),
      let lowS = normalized(compactSignature: compact)
    else { return false }
    return verifyECDSA(publicKey: publicKey, digest: digest, compactSignature: lowS)
  }
}
