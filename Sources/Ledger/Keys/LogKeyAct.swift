package import CanonicalEncoding
package import Signing
package import TransparencyLog

/// What is put on record about a log's keys. No member states it.
package enum LogKeyAct: Sendable {
  /// Other keys.
  case change(LogKeyEntry)
  /// Recoverers ask for other keys.
  case recovery(LogRecoveryEntry)
  /// The keys in force say that they are not lost.
  case cancellation(LogRecoveryCancellation)

  /// The identity of the entry.
  package var id: Digest {
    switch self {
    case .change(let entry): entry.id
    case .recovery(let entry): entry.id
    case .cancellation(let entry): entry.id
    }
  }

  /// Refuses an act that not everybody signed whom it names.
  ///
  /// Whether these keys are in force, and these people may recover them, is for a `LogKeyChain` to say.
  package func requireSignatures(
    with verifier: any SignatureVerifier, curves: any NoteCurves
  ) throws(LogKeyRefusal) {
    switch self {
    case .change(let entry): try entry.requireSignatures(with: curves)
    case .cancellation(let entry): try entry.requireSignatures(with: curves)
    case .recovery(let entry):
      do throws(SignatureRefusal) { try entry.requireSignatures(with: verifier) } catch {
        throw .signature(error)
      }
    }
  }
}
