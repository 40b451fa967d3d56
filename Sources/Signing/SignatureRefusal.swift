public import CanonicalEncoding

/// Why a signature was not accepted.
public enum SignatureRefusal: CodedRefusal, Hashable {
  /// Neither 65 bytes nor the 64 bytes of EIP-2098.
  case length(Int)
  /// A valid signature in another than the canonical form, where only that one is read.
  case form
  /// A last byte other than 0, 1, 27 and 28.
  case badRecoveryId(UInt8)
  /// r or s is zero or not below the order of the group.
  case outOfRange
  /// s lies in the upper half, so that a second signature of the same message exists (EIP-2).
  case highS
  /// No public key fits the signature.
  case unrecoverable
  /// Another account signed.
  case wrongSigner(expected: AccountKey, recovered: AccountKey)
  /// Signed for another organisation, application or version.
  case wrongDomain
  /// Signed by a scheme other than the one the statement names.
  case wrongScheme

  /// The stable name.
  public var code: String {
    switch self {
    case .length: "sig.length"
    case .form: "sig.form"
    case .badRecoveryId: "sig.badRecoveryId"
    case .outOfRange: "sig.outOfRange"
    case .highS: "sig.highS"
    case .unrecoverable: "sig.unrecoverable"
    case .wrongSigner: "sig.wrongSigner"
    case .wrongDomain: "sig.wrongDomain"
    case .wrongScheme: "sig.wrongScheme"
    }
  }

  /// One sentence for a person.
  public var message: String {
    switch self {
    case .length(let count): "a signature has 65 bytes (or 64 in the compact form), not \(count)"
    case .form: "the signature is not in its canonical form of 65 bytes ending in 27 or 28"
    case .badRecoveryId(let value): "the last byte of a signature is 0, 1, 27 or 28, not \(value)"
    case .outOfRange: "r and s of a signature lie between 1 and the order of the group less 1"
    case .highS: "s of the signature lies in the upper half; only the lower of the two twins is accepted"
    case .unrecoverable: "no public key fits this signature"
    case .wrongSigner(let expected, let recovered):
      "signed by \(recovered.display), not by \(expected.display)"
    case .wrongDomain: "signed for another organisation or another version of this format"
    case .wrongScheme: "signed by another scheme than the statement names"
    }
  }
}
