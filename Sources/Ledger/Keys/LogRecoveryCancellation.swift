package import CanonicalEncoding
package import TransparencyLog

/// The word of the pair in force that it is not lost: it ends a recovery that was put on record.
///
/// ```text
/// quorate.org/log-recovery-cancelled/v1
/// dao.example.org/quorate/a173…
/// 2                               the change that the recovery was to become
/// 57                              the entry that put it on record
/// 0x1f… 0x9c…                     the pair in force, which signs this
/// ```
package struct LogRecoveryCancellation: Sendable {
  package let note: SignedNote
  /// The name of the log.
  package let origin: String
  package let number: UInt64
  package let announced: UInt64
  /// The pair that signs.
  package let pair: LogKeyPair

  private static let header = "quorate.org/log-recovery-cancelled/v1"

  /// What is signed.
  package static func text(
    origin: String, number: UInt64, announced: UInt64, pair: LogKeyPair
  ) -> String {
    [header, origin, String(number), String(announced), pair.words, ""].joined(separator: "\n")
  }

  /// Reads exactly what `text` writes.
  package init(note: SignedNote) throws(LogKeyRefusal) {
    let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 6, let number = UInt64(lines[2]), let announced = UInt64(lines[3]),
      let pair = LogKeyPair(words: lines[4]),
      Self.text(origin: lines[1], number: number, announced: announced, pair: pair).utf8
        .elementsEqual(note.text.utf8)
    else { throw .malformed }
    self.note = note
    origin = lines[1]
    self.number = number
    self.announced = announced
    self.pair = pair
  }

  /// Refuses a note that one of the keys it names did not sign.
  package func requireSignatures(with curves: some NoteCurves) throws(LogKeyRefusal) {
    do throws(NoteRefusal) {
      let keys = try pair.verifierKeys(of: origin)
      guard try note.verified(by: keys, with: curves).count == keys.count else { throw .unsigned }
    } catch { throw .note(error) }
  }

  private static let tag = DomainTag("quorate/log-recovery-cancelled/v1")

  /// The identity of the entry.
  package var id: Digest { Self.tag.digest(note.bytes) }
}
