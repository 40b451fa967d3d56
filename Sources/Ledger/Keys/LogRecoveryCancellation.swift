package import CanonicalEncoding
package import Signing
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

  /// The name of the log, or of a recovery the DAO.
  private var subject: (origin: String?, dao: Digest?) {
    switch self {
    case .change(let entry): (entry.change.origin, nil)
    case .recovery(let entry): (nil, entry.recovery.dao)
    case .cancellation(let entry): (entry.origin, nil)
    }
  }

  /// Whether it is about the log of a DAO, whose name ends with the DAO's identity.
  package func isAbout(_ dao: Digest) -> Bool {
    let (origin, named) = subject
    guard let origin else { return named == dao }
    return origin.utf8.suffix(65).elementsEqual("/\(dao.description.dropFirst(2))".utf8)
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
