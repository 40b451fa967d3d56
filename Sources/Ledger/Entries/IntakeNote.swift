package import CanonicalEncoding
package import TransparencyLog

/// What an operator has signed about a statement that was handed to him: that it will be an entry by some instant, or
/// why it will not.
///
/// ```text
/// quorate.org/promise/v1                quorate.org/refusal/v1
/// dao.example.org/quorate/a173…         dao.example.org/quorate/a173…
/// 0x93fa…                               0x93fa…
/// 1796212800000                         1796212800000
/// 1796216400000                         ballot.closed
/// ```
///
/// Signed by the log's keys as its checkpoints are. The second line of a checkpoint is a number, so that neither can be
/// taken for the other.
package struct IntakeNote: Hashable, Sendable {
  /// What was answered.
  package enum Answer: Hashable, Sendable {
    /// It will be an entry by then.
    case promised(by: Timepoint)
    /// It is refused, by this stable code.
    case refused(code: String)
  }

  /// The name of the log.
  package let origin: String
  /// The identity of the statement.
  package let statement: Digest
  /// When it was handed in, by the operator's clock.
  package let received: Timepoint
  package let answer: Answer

  package init(origin: String, statement: Digest, received: Timepoint, answer: Answer) {
    self.origin = origin
    self.statement = statement
    self.received = received
    self.answer = answer
  }

  private static let promise = "quorate.org/promise/v1"
  private static let refusal = "quorate.org/refusal/v1"

  /// What is signed.
  package var text: String {
    let (kind, last) =
      switch answer {
      case .promised(let by): (Self.promise, String(by.milliseconds))
      case .refused(let code): (Self.refusal, code)
      }
    return [kind, origin, statement.description, String(received.milliseconds), last, ""]
      .joined(separator: "\n")
  }

  /// Reads exactly what `text` writes.
  package init(parsing text: String) throws(IntakeRefusal) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 6, let statement = Digest(lines[2]), let received = Self.instant(lines[3]) else {
      throw .malformed
    }
    let answer: Answer
    if lines[0] == Self.promise, let by = Self.instant(lines[4]) {
      answer = .promised(by: by)
    } else if lines[0] == Self.refusal, Self.isCode(lines[4]) {
      answer = .refused(code: lines[4])
    } else {
      throw .malformed
    }
    self.init(origin: lines[1], statement: statement, received: received, answer: answer)
    guard self.text.utf8.elementsEqual(text.utf8) else { throw .malformed }
  }

  private static func instant(_ digits: String) -> Timepoint? {
    guard let wide = UInt128(decimal: digits), let milliseconds = UInt64(exactly: wide),
      milliseconds <= Timepoint.latest.milliseconds
    else { return nil }
    return Timepoint(milliseconds: milliseconds)
  }

  private static func isCode(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 80
      && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x41...0x5a ~= $0 || 0x61...0x7a ~= $0 || $0 == 0x2e }
  }

  /// Reads a note and checks that every key of the log has signed it that was in force when the statement was handed in.
  package init(
    _ note: SignedNote, origin: String, keys: LogKeyChain, with curves: some NoteCurves
  ) throws {
    try self.init(parsing: note.text)
    guard self.origin.utf8.elementsEqual(origin.utf8) else { throw IntakeRefusal.otherLog(self.origin) }
    guard try keys.haveSigned(note, at: received, with: curves) else { throw NoteRefusal.unsigned }
  }
}

/// Why a note is no answer of an operator.
package enum IntakeRefusal: CodedRefusal, Hashable {
  /// Neither a promise nor a refusal.
  case malformed
  /// About another log.
  case otherLog(String)
  /// It can be taken in now and soon no more, so that a promise could hardly be kept.
  case tooLate(code: String, from: Timepoint)

  package var code: String {
    switch self {
    case .malformed: "intake.malformed"
    case .otherLog: "intake.otherLog"
    case .tooLate: "intake.tooLate"
    }
  }

  package var message: String {
    switch self {
    case .malformed: "it is neither a promise nor a refusal of a statement"
    case .otherLog(let origin): "it is about the log \(origin), not about this one"
    case .tooLate(let code, let instant):
      "from \(instant.sentence) on it will be refused (\(code)), which is too soon for a promise: take it in now"
    }
  }
}
