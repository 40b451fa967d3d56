package import CanonicalEncoding
package import TransparencyLog

/// The word of a log's keys that from one entry on another pair signs: the text of a signed note.
///
/// ```text
/// quorate.org/log-keys/v1
/// dao.example.org/quorate/a173…
/// 1                               the number of the change
/// 42                              the entry that it is
/// rotation                        by whose right
/// 0x1f… 0x9c…                     the pair before
/// 0x77… 0x02…                     the pair that signs every checkpoint of more than 42 entries
/// 0x5e…                           the commitment to the pair after that
/// -                               the entry from which on the pair before is not to be believed
/// ```
///
/// It names its own place, so that it says all by itself which key is good for which size.
package struct LogKeyChange: Hashable, Sendable {
  /// By whose right the keys change.
  package enum Right: String, Sendable {
    /// The pair before hands over to the pair that was committed to; both sign.
    case rotation
    /// Those whom the genesis names ask for the new pair, and the delay is over; the new pair signs alone.
    case recovery
  }

  /// The name of the log.
  package let origin: String
  /// The first change is number 1.
  package let number: UInt64
  /// The entry that it is.
  package let index: UInt64
  package let right: Right
  package let before: LogKeyPair
  package let after: LogKeyPair
  /// The commitment to the pair after that.
  package let next: Digest
  /// The entry from which on nothing is believed for the word of the pair before; `nil` where it was never lost.
  package let doubtedFrom: UInt64?

  package init(
    origin: String, number: UInt64, index: UInt64, right: Right, before: LogKeyPair, after: LogKeyPair,
    next: Digest, doubtedFrom: UInt64? = nil
  ) {
    self.origin = origin
    self.number = number
    self.index = index
    self.right = right
    self.before = before
    self.after = after
    self.next = next
    self.doubtedFrom = doubtedFrom
  }

  private static let header = "quorate.org/log-keys/v1"

  /// What is signed.
  package var text: String {
    [
      Self.header, origin, String(number), String(index), right.rawValue, before.words, after.words,
      next.description, doubtedFrom.map { String($0) } ?? "-", "",
    ].joined(separator: "\n")
  }

  /// Reads exactly what `text` writes.
  package init(parsing text: String) throws(LogKeyRefusal) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 10, lines[0] == Self.header, let number = Self.number(lines[2]),
      let index = Self.number(lines[3]), let right = Right(rawValue: lines[4]),
      let before = LogKeyPair(words: lines[5]), let after = LogKeyPair(words: lines[6]),
      let next = Digest(lines[7])
    else { throw .malformed }
    let doubted = lines[8] == "-" ? nil : Self.number(lines[8])
    self.init(
      origin: lines[1], number: number, index: index, right: right, before: before, after: after, next: next,
      doubtedFrom: doubted)
    guard self.text.utf8.elementsEqual(text.utf8) else { throw .malformed }
  }

  private static func number(_ digits: String) -> UInt64? {
    UInt128(decimal: digits).flatMap { UInt64(exactly: $0) }.flatMap { $0 < 1 << 53 ? $0 : nil }
  }

  /// The keys that must have signed, each with a line of its own.
  package var signers: [VerifierKey] {
    get throws(NoteRefusal) {
      let new = try after.verifierKeys(of: origin)
      return right == .recovery ? new : try before.verifierKeys(of: origin) + new
    }
  }
}

/// A change of the log's keys put on record. No account signs it: the keys themselves do.
package struct LogKeyEntry: Sendable {
  package let note: SignedNote
  /// The text of the note, taken apart.
  package let change: LogKeyChange

  package init(note: SignedNote) throws(LogKeyRefusal) {
    change = try LogKeyChange(parsing: note.text)
    self.note = note
  }

  private static let tag = DomainTag("quorate/log-keys-entry/v1")

  /// The identity of the entry.
  package var id: Digest { Self.tag.digest(note.bytes) }

  /// Refuses a note that one of its keys did not sign.
  ///
  /// Whether the pair before was in force, and the pair after committed to, is for a `LogKeyChain` to say.
  package func requireSignatures(with curves: some NoteCurves) throws(LogKeyRefusal) {
    do throws(NoteRefusal) {
      let signers = try change.signers
      guard try note.verified(by: signers, with: curves).count == signers.count else { throw .unsigned }
    } catch { throw .note(error) }
  }
}
