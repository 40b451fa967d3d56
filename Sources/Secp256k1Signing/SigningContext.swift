internal import CSecp256k1

/// A context of libsecp256k1 for signing, blinded when it is made and never written to afterwards.
@safe final class SigningContext: Sendable {
  /// Signing reads the context only; it is freed when the last key that uses it is gone.
  private nonisolated(unsafe) let pointer: OpaquePointer?

  /// A context; 32 bytes of randomness, if given, blind its arithmetic.
  init(randomness: [UInt8]?) {
    let pointer: OpaquePointer? = unsafe secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE))
    if let created = unsafe pointer, let randomness, randomness.count == 32 {
      _ = unsafe secp256k1_context_randomize(created, randomness)
    }
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    if let pointer = unsafe pointer { unsafe secp256k1_context_destroy(pointer) }
  }

  /// 04‖X‖Y of a secret of 32 bytes, or `nil` where it is zero or too large.
  func publicKey(of secret: [UInt8]) -> [UInt8]? {
    guard let pointer = unsafe pointer, secret.count == 32 else { return nil }
    var key = secp256k1_pubkey()
    guard unsafe secp256k1_ec_seckey_verify(pointer, secret) == 1,
      unsafe secp256k1_ec_pubkey_create(pointer, &key, secret) == 1
    else { return nil }
    return unsafe Secp256k1Verifier.serialise(&key, compressed: false, in: pointer)
  }

  /// r‖s and the recovery id of a signature with the nonce of RFC 6979.
  func signRecoverably(_ digest: [UInt8], with secret: [UInt8]) -> (compact: [UInt8], recovery: UInt8)? {
    guard let pointer = unsafe pointer, digest.count == 32, secret.count == 32 else { return nil }
    var signature = secp256k1_ecdsa_recoverable_signature()
    guard unsafe secp256k1_ecdsa_sign_recoverable(pointer, &signature, digest, secret, nil, nil) == 1 else {
      return nil
    }
    var compact = [UInt8](repeating: 0, count: 64)
    var recovery: Int32 = 0
    _ = unsafe secp256k1_ecdsa_recoverable_signature_serialize_compact(
      pointer, &compact, &recovery, &signature)
    return UInt8(exactly: recovery).map { (compact, $0) }
  }

  /// A Schnorr signature of 64 bytes; `auxiliary` has 32.
  func signSchnorr(_ message: [UInt8], with secret: [UInt8], auxiliary: [UInt8]) -> [UInt8]? {
    guard let pointer = unsafe pointer, secret.count == 32, auxiliary.count == 32 else { return nil }
    var pair = secp256k1_keypair()
    guard unsafe secp256k1_keypair_create(pointer, &pair, secret) == 1 else { return nil }
    var signature = [UInt8](repeating: 0, count: 64)
    // The magic of SECP256K1_SCHNORRSIG_EXTRAPARAMS_INIT, a macro that Swift does not see.
    var parameters = unsafe secp256k1_schnorrsig_extraparams()
    unsafe parameters.magic = (0xda, 0x6f, 0xb3, 0x8c)
    let content = message.isEmpty ? [0] : message
    var auxiliary = auxiliary
    let isSigned = unsafe auxiliary.withUnsafeMutableBytes { bytes in
      unsafe parameters.ndata = bytes.baseAddress
      return unsafe secp256k1_schnorrsig_sign_custom(
        pointer, &signature, content, message.count, &pair, &parameters)
    }
    return isSigned == 1 ? signature : nil
  }
}
