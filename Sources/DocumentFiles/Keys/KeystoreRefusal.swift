internal import CanonicalEncoding

/// Why a key file was not opened or not written.
package enum KeystoreRefusal: CodedRefusal, Hashable {
  /// Not a key file; which part is wrong.
  case malformed(String)
  /// A key file of a kind that is not read here.
  case unsupported(String)
  /// More memory or work than a key file may ask for.
  case tooExpensive
  /// Too little work for a new key file.
  case weakKDF(n: Int, r: Int)
  /// The passphrase does not fit.
  case wrongPassphrase

  /// The stable name.
  package var code: String {
    switch self {
    case .malformed: "keystore.malformed"
    case .unsupported: "keystore.unsupported"
    case .tooExpensive: "keystore.tooExpensive"
    case .weakKDF: "keystore.weakKDF"
    case .wrongPassphrase: "keystore.wrongPassphrase"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let part): "not a key file of version 3: \(part)"
    case .unsupported(let subject): "key files with \(subject) cannot be opened here"
    case .tooExpensive: "the key file asks for more memory or work than is allowed"
    case .weakKDF(let n, let r): "scrypt with n = \(n) and r = \(r) is too little work for a new key file"
    case .wrongPassphrase: "the passphrase does not fit this key file"
    }
  }
}
