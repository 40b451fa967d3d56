package import CanonicalEncoding
package import Governance
package import Ledger
package import Signing
package import TransparencyLog

extension Chamber {
  /// Answers for a statement that is not taken in at once: a signed promise that it will be an entry, or a signed
  /// refusal. Nothing is appended.
  ///
  /// - Parameters:
  ///   - span: How long it may take. What is promised ends earlier where the statement could not be taken in at the end:
  ///     an honest operator must be able to keep it.
  /// - Returns: The answer, and the note that the log's keys signed.
  /// - Throws: `IntakeRefusal.tooLate` where less than a minute of the span is left for it, `StorageError` where nothing
  ///   can be said.
  package func answer(
    to statement: Statement, signature: RecoverableSignature, within span: Span
  ) throws -> (answer: IntakeNote, note: SignedNote) {
    let signers = try signers(ofSize: try store.head()?.size ?? 0)
    let (dao, now) = (try dao(), try clock.now())
    let refusal = try refusal(of: statement, signature, dao: dao, at: now)
    let answer = IntakeNote(
      origin: dao.origin, statement: statement.id, received: now,
      answer: try refusal.map { .refused(code: $0.code) }
        ?? .promised(by: try lastInstant(for: statement, signature, dao: dao, from: now, to: now + span)))
    return (answer, try SignedNote(signing: answer.text, with: signers))
  }

  /// The last instant of a span at whose beginning a statement would be taken in, at which it still would be.
  /// - Complexity: O(log span) judgements.
  private func lastInstant(
    for statement: Statement, _ signature: RecoverableSignature, dao: DAORecord, from now: Timepoint,
    to end: Timepoint
  ) throws -> Timepoint {
    guard let later = try refusal(of: statement, signature, dao: dao, at: end) else { return end }
    var (good, bad, code) = (now, end, later.code)
    while bad.milliseconds - good.milliseconds > 1 {
      let middle = Timepoint(milliseconds: good.milliseconds + (bad.milliseconds - good.milliseconds) / 2)
      if let refusal = try refusal(of: statement, signature, dao: dao, at: middle) {
        (bad, code) = (middle, refusal.code)
      } else {
        good = middle
      }
    }
    guard good.since(now) >= Span(milliseconds: 60_000) else {
      throw IntakeRefusal.tooLate(code: code, from: bad)
    }
    return good
  }

  /// Why a statement would be refused if it were submitted at an instant and nothing happened until then; `nil` where it
  /// would be taken in or stands already.
  private func refusal(
    of statement: Statement, _ signature: RecoverableSignature, dao: DAORecord, at now: Timepoint
  ) throws -> (any CodedRefusal)? {
    let verified: VerifiedEntry
    do {
      verified = try EntryVerifier(dao: dao.id, verifier: verifier)
        .verify(statement, signature: signature, received: now)
    } catch { return error }
    guard try entry(of: statement.id) == nil else { return nil }
    let head = try store.head()
    return try read { view in
      let seen = try view.witnessedTime() ?? now
      let position = LogPosition(
        index: head?.size ?? 0, received: max(now, seen),
        previous: head?.received ?? Timepoint(milliseconds: 0))
      switch try view.admit(verified, at: position) {
      case .success: return nil
      case .failure(let refusal): return refusal
      }
    }
  }
}
