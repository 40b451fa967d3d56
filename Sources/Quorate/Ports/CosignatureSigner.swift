package import TransparencyLog

/// Cosigns with a witness's key.
package protocol CosignatureSigner: Sendable {
  /// The key that verifies what this signs.
  var key: VerifierKey { get }
  /// The line for the text of a checkpoint at a time in seconds since 1970.
  func line(for text: String, at time: UInt64) throws -> NoteSignature
}
