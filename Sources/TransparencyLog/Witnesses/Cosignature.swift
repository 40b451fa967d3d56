package import CanonicalEncoding

/// A witness's verified line below a checkpoint. Only `SignedNote` makes one.
package struct Cosignature: Hashable, Sendable {
  /// Whose line it is.
  package let key: VerifierKey
  /// When the witness says it was made, in seconds since 1970; zero says nothing about time.
  package let time: UInt64

  /// The same as an instant; `nil` where the line says nothing about time.
  package var instant: Timepoint? { time == 0 ? nil : Timepoint(seconds: time) }
}

extension SignedNote {
  /// The lines of some witnesses, verified, in the order of the lines.
  ///
  /// As in `verified(by:with:)` lines of other keys say nothing, and a line of one of these keys that does not
  /// verify refuses the whole note. No line at all is not a fault here: a policy says how many are enough.
  /// - Parameter keys: Keys of witnesses; keys of logs have no cosignatures.
  package func cosignatures(
    of keys: [VerifierKey], with curves: some NoteCurves
  ) throws(NoteRefusal) -> [Cosignature] {
    var cosignatures: [Cosignature] = []
    for line in signatures {
      guard let key = keys.first(where: { $0.algorithm.isTimed && $0.isNamed(by: line) }) else { continue }
      guard key.verifies(line.bytes, of: text, with: curves), let time = key.time(in: line.bytes) else {
        throw .wrongSignature(name: key.name)
      }
      cosignatures.append(Cosignature(key: key, time: time))
    }
    return cosignatures
  }
}
