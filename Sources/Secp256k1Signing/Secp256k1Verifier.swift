internal import CSecp256k1
public import CanonicalEncoding
public import Signing

/// Verification on the curve secp256k1 by libsecp256k1 (0.2.0 and later).
///
/// Every length and range is checked before the library is called: its answer to an argument out of contract
/// is to stop the process, which one malformed ballot must not achieve.
public struct Secp256k1Verifier: SignatureVerifier, SchnorrVerifier {
  /// A context without secrets is never written to once made, so that all threads may share it (secp256k1.h).
  private nonisolated(unsafe) static let context: OpaquePointer? =
    unsafe secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE))

  /// A verifier; all share one context.
  public init() {}

  /// The context, or `nil` where there was no memory for it.
  var context: OpaquePointer? { unsafe Self.context }

  /// The Ethereum account whose key made the signature, or `nil` where no key fits.
  public func recoverAccount(of digest: Digest, _ signature: RecoverableSignature) -> AccountKey? {
    guard let context = unsafe context, var key = unsafe recover(digest, signature, in: context) else {
      return nil
    }
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65) { bytes in
      guard let start = bytes.baseAddress else { return nil }
      var count = bytes.count
      let form = UInt32(SECP256K1_EC_UNCOMPRESSED)
      _ = unsafe secp256k1_ec_pubkey_serialize(context, start, &count, &key, form)
      // All but the 04 in front.
      return unsafe AccountKey(
        evm: Keccak256.digest(raw: UnsafeRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[1...]))))
    }
  }

  /// The uncompressed public key (04‖X‖Y) that fits the signature, or `nil`.
  package func recoverPublicKey(of digest: Digest, _ signature: RecoverableSignature) -> [UInt8]? {
    guard let context = unsafe context, var key = unsafe recover(digest, signature, in: context) else {
      return nil
    }
    return unsafe Self.serialise(&key, compressed: false, in: context)
  }

  private func recover(
    _ digest: Digest, _ signature: RecoverableSignature, in context: OpaquePointer
  ) -> secp256k1_pubkey? {
    var parsed = secp256k1_ecdsa_recoverable_signature()
    var key = secp256k1_pubkey()
    // `RecoverableSignature` holds r and s in range and a recovery id of 0 or 1.
    let isParsed = unsafe withBytes(of: (signature.r.bigEndian, signature.s.bigEndian)) {
      unsafe secp256k1_ecdsa_recoverable_signature_parse_compact(
        context, &parsed, $0, Int32(signature.recovery))
    }
    guard isParsed == 1 else { return nil }
    let isRecovered = unsafe withBytes(of: digest.bigEndian) {
      unsafe secp256k1_ecdsa_recover(context, &key, &parsed, $0)
    }
    return isRecovered == 1 ? key : nil
  }

  /// Shows the bytes of a value of plain words, which has no padding, as the library takes them.
  private func withBytes<Value, Result>(of value: Value, _ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    unsafe withUnsafePointer(to: value) {
      unsafe $0.withMemoryRebound(to: UInt8.self, capacity: MemoryLayout<Value>.size) { unsafe body($0) }
    }
  }

  /// Whether an ECDSA signature r‖s of 64 bytes is the key's, and of low s.
  ///
  /// The key is 02 or 03 and X, or 04, X and Y; the hybrid forms 06 and 07, which the library would read, are
  /// not accepted, so that a key has no third name.
  package func verifyECDSA(publicKey: [UInt8], digest: Digest, compactSignature: [UInt8]) -> Bool {
    guard let context = unsafe context, compactSignature.count == 64 else { return false }
    guard var key = unsafe Self.parse(publicKey, in: context) else { return false }
    var signature = secp256k1_ecdsa_signature()
    guard unsafe secp256k1_ecdsa_signature_parse_compact(context, &signature, compactSignature) == 1 else {
      return false
    }
    return unsafe secp256k1_ecdsa_verify(context, &signature, digest.bytes, &key) == 1
  }

  /// Whether a Schnorr signature (BIP-340) of 64 bytes is that of an x-only public key of 32 bytes.
  public func isValidSchnorr(publicKey: [UInt8], message: [UInt8], signature: [UInt8]) -> Bool {
    guard let context = unsafe context, publicKey.count == 32, signature.count == 64 else { return false }
    var key = secp256k1_xonly_pubkey()
    guard unsafe secp256k1_xonly_pubkey_parse(context, &key, publicKey) == 1 else { return false }
    // An empty array may be passed as a null pointer, which the library takes for a mistake.
    let content = message.isEmpty ? [0] : message
    return unsafe secp256k1_schnorrsig_verify(context, signature, content, message.count, &key) == 1
  }

  // MARK: Keys

  static func parse(_ key: [UInt8], in context: OpaquePointer) -> secp256k1_pubkey? {
    let isCompressed = key.count == 33 && (key[0] == 0x02 || key[0] == 0x03)
    guard isCompressed || (key.count == 65 && key[0] == 0x04) else { return nil }
    var parsed = secp256k1_pubkey()
    guard unsafe secp256k1_ec_pubkey_parse(context, &parsed, key, key.count) == 1 else { return nil }
    return parsed
  }

  static func serialise(
    _ key: inout secp256k1_pubkey, compressed: Bool, in context: OpaquePointer
  ) -> [UInt8] {
    var count = compressed ? 33 : 65
    var bytes = [UInt8](repeating: 0, count: count)
    let form = UInt32(compressed ? SECP256K1_EC_COMPRESSED : SECP256K1_EC_UNCOMPRESSED)
    _ = unsafe secp256k1_ec_pubkey_serialize(context, &bytes, &count, &key, form)
    return bytes
  }
}
