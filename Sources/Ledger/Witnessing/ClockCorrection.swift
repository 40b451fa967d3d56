package import CanonicalEncoding
package import Governance
package import TransparencyLog

/// The word of a log's keys that its clock was ahead, and what it is set back to: for logs that no witnesses keep the time
/// of.
///
/// ```text
/// quorate.org/time-correction/v1
/// dao.example.org/quorate/a173…
/// 1042                            how many entries are in front of it
/// rsY0…=                          the root of the tree over them
/// 1827748800000                   what the clock had shown with the last of them
/// 1796212800000                   what it is set back to, and when the entry is received
/// 0x1f… 0x9c…                     the pair in force, which signs this
/// ```
///
/// It holds for one place in one history. The genesis is beside it, since nothing else in a state says which keys a log
/// has that are never changed.
package struct ClockCorrection: Sendable {
  package let note: SignedNote
  package let genesis: Genesis
  /// The name of the log.
  package let origin: String
  package let size: UInt64
  package let root: Digest
  package let shown: Timepoint
  package let corrected: Timepoint
  /// The pair that signs.
  package let pair: LogKeyPair

  private static let header = "quorate.org/time-correction/v1"
  private static let tag = DomainTag("quorate/time-correction/v1")

  /// The identity of the entry.
  package var id: Digest { Self.tag.digest(note.bytes) }

  /// What is signed.
  package static func text(
    of tree: CompactRange, origin: String, from shown: Timepoint, to corrected: Timepoint, by pair: LogKeyPair
  ) -> String {
    text(origin, tree.size, tree.root, shown, corrected, pair)
  }

  private static func text(
    _ origin: String, _ size: UInt64, _ root: Digest, _ shown: Timepoint, _ corrected: Timepoint,
    _ pair: LogKeyPair
  ) -> String {
    [
      header, origin, String(size), Base64.encode(root.bytes), String(shown.milliseconds),
      String(corrected.milliseconds), pair.words, "",
    ].joined(separator: "\n")
  }

  /// Reads exactly what `text` writes; nothing is verified yet.
  package init(note: SignedNote, genesis: Genesis) throws(LogKeyRefusal) {
    let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 8, let size = UInt64(lines[2]),
      let root = Base64.decode(lines[3]).flatMap({ Digest($0) }), let shown = UInt64(lines[4]),
      let corrected = UInt64(lines[5]), max(shown, corrected) <= Timepoint.latest.milliseconds,
      let pair = LogKeyPair(words: lines[6])
    else { throw .malformed }
    self.note = note
    self.genesis = genesis
    origin = lines[1]
    (self.size, self.root, self.pair) = (size, root, pair)
    self.shown = Timepoint(milliseconds: shown)
    self.corrected = Timepoint(milliseconds: corrected)
    guard Self.text(origin, size, root, self.shown, self.corrected, pair).utf8.elementsEqual(note.text.utf8)
    else { throw .malformed }
  }

  /// Refuses a note that is about another log than that of its genesis, or that not all keys it names have signed.
  func requireSignatures(with curves: any NoteCurves) throws(LogKeyRefusal) {
    guard origin.utf8.elementsEqual(genesis.origin.utf8) else { throw .malformed }
    do throws(NoteRefusal) {
      let keys = try pair.verifierKeys(of: origin)
      guard try note.verified(by: keys, with: curves).count == keys.count else { throw .unsigned }
    } catch { throw .note(error) }
  }
}

extension LedgerView {
  /// Sets the log's clock back, where no witnesses keep its time.
  ///
  /// Only from what the entry in front of it shows, by more than clocks may differ, and never behind what an earlier
  /// correction had set it to, or witnesses had seen.
  func admit(_ correction: ClockCorrection, at position: LogPosition) throws -> [Change] {
    guard try dao() != nil, let tree = position.tree else { throw AdmissionRefusal.notFounded }
    let named = try [position.previous, position.received].contains { instant in
      try writtenCharter(at: instant)?.witnesses != nil
    }
    guard !named else { throw WitnessingRefusal.witnessesCorrect }
    let inForce = try logKeys()?.latest.pair ?? LogKeyPair(of: correction.genesis)
    guard correction.pair == inForce else { throw LogKeyRefusal.note(.unsigned) }
    guard correction.size == tree.size, correction.root == tree.root,
      correction.shown == position.previous, correction.corrected == position.received
    else { throw WitnessingRefusal.correctionMisplaced }
    guard position.previous > position.received + StatementHeader.clockSkew else {
      throw WitnessingRefusal.clockRight(log: position.previous, witnesses: position.received)
    }
    let floor = max(try correctedTime() ?? .earliest, try witnessedTime() ?? .earliest)
    guard floor <= position.received else { throw WitnessingRefusal.correctionMisplaced }
    var value: [UInt8] = []
    value.append(bigEndian: position.received.milliseconds)
    return try redating(at: position, besides: [Change(Self.correctionKey, value)])
  }

  private static var correctionKey: RecordKey {
    RecordKey(.witnessed, ByteString(utf8: "corrected"), ByteString([]))
  }

  /// What the operator has set the log's clock back to last; `nil` where he never has.
  package func correctedTime() throws -> Timepoint? {
    guard let value = try records.value(Self.correctionKey) else { return nil }
    guard let milliseconds = value.bigEndian(UInt64.self, at: 0) else {
      throw RecordFault.unreadable(.witnessed)
    }
    return Timepoint(milliseconds: milliseconds)
  }
}
