internal import TransparencyLog

/// A verifier key as somebody typed it: what does not read is a slip, and no evidence against anybody.
enum TypedKey {
  static func read(_ text: String) throws -> VerifierKey {
    do { return try VerifierKey(text) } catch {
      throw Failure(
        .badInput, error.code, error.message, hint: "the key as its owner prints it: name+0a1b2c3d+base64")
    }
  }
}
