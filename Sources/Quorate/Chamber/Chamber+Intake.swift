package import CanonicalEncoding
internal import Governance
package import Ledger
internal import Signing
package import TransparencyLog

extension Chamber {
  /// Answers for a statement that is not taken in at once: a signed promise that it will be an entry, or a signed
  /// refusal. Nothing is appended now; what is promised is taken in before anything that is submitted later.
  ///
  /// - Parameters:
  ///   - submission: What is handed in.
  ///   - span: How long it may take. What is promised ends earlier where the statement could not be taken in at the end:
  ///     an honest operator must be able to keep it.
  /// - Returns: The answer, and the note that the log's keys signed.
  /// - Throws: `IntakeRefusal.tooLate` where less than a minute of the span is left for it, `StorageError` where nothing
  ///   can be said.
  package func answer(
    to submission: Submission, within span: Span
  ) throws -> (answer: IntakeNote, note: SignedNote) {
    let signers = try signers(ofSize: try store.head()?.size ?? 0)
    let (dao, now) = (try dao(), try clock.now())
    let answer = IntakeNote(
      origin: dao.origin, statement: submission.statement.id, received: now,
      answer: try promise(of: submission, dao: dao, from: now, to: now + span))
    return (answer, try SignedNote(signing: answer.text, with: signers))
  }

  /// The promise that can be kept, for which the statement is put where it will be taken in before any other; or why there
  /// is none.
  private func promise(
    of submission: Submission, dao: DAORecord, from now: Timepoint, to end: Timepoint
  ) throws -> IntakeNote.Answer {
    if let refusal = try refusal(of: submission, dao: dao, at: now) { return .refused(code: refusal.code) }
    let due = try lastInstant(for: submission, dao: dao, from: now, to: end)
    guard try entry(of: submission.statement.id) == nil else { return .promised(by: due) }
    try store.keep(PromisedStatement(submission, received: now, due: due))
    // Another process may have taken something in before it was put there.
    if let refusal = try refusal(of: submission, dao: dao, at: now) {
      try store.forget(promised: submission.statement.id)
      return .refused(code: refusal.code)
    }
    return .promised(by: due)
  }

  /// Takes in what has been promised. What is refused and due already is forgotten: it will not be an entry in time.
  /// - Returns: How many became entries, and those that are refused as things are.
  package func keepPromises() throws -> (kept: Int, refused: [(id: Digest, refusal: any CodedRefusal)]) {
    let (dao, now) = (try dao(), try clock.now())
    let verifier = EntryVerifier(dao: dao.id, verifier: verifier)
    let (promised, fates) = try store.transact { transaction in
      let view = LedgerView(records: transaction, documents: documents)
      return (try transaction.promised(), try takeInPromised(to: view, verifier, at: now).fates)
    }
    var (kept, refused) = (0, [(id: Digest, refusal: any CodedRefusal)]())
    for (promise, fate) in zip(promised, fates) {
      switch fate {
      case .appended(let index, let leaf):
        try requireReadBack(index: index, leaf: leaf)
        kept += 1
      case .refused(let refusal):
        refused.append((promise.id, refusal))
        if promise.due < now { try store.forget(promised: promise.id) }
      case .known, .verified: break
      }
    }
    if kept > 0 { try signHead(origin: dao.origin) }
    return (kept, refused)
  }

  /// The last instant of a span at whose beginning a statement would be taken in, at which it still would be.
  /// - Complexity: O(log span) judgements.
  private func lastInstant(
    for submission: Submission, dao: DAORecord, from now: Timepoint, to end: Timepoint
  ) throws -> Timepoint {
    guard let later = try refusal(of: submission, dao: dao, at: end) else { return end }
    var (good, bad, code) = (now, end, later.code)
    while bad.milliseconds - good.milliseconds > 1 {
      let middle = Timepoint(milliseconds: good.milliseconds + (bad.milliseconds - good.milliseconds) / 2)
      if let refusal = try refusal(of: submission, dao: dao, at: middle) {
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

  /// Why a statement would be refused if it were submitted at an instant and nothing happened until then but that what was
  /// promised before it is taken in; `nil` where it would be taken in or stands already.
  /// - Complexity: O(statements promised before it) judgements.
  private func refusal(
    of submission: Submission, dao: DAORecord, at now: Timepoint
  ) throws -> (any CodedRefusal)? {
    let verifier = EntryVerifier(dao: dao.id, verifier: verifier)
    // By the same rules as when it is taken in: a promise is given of nothing that would be refused then.
    let verified: VerifiedEntry
    switch try fate(of: submission, verifier, at: now) {
    case .refused(let refusal): return refusal
    case .verified(let entry): verified = entry
    case .known, .appended: return nil
    }
    do {
      try store.transact { transaction in
        let view = LedgerView(records: transaction, documents: documents)
        throw Rehearsed(refusal: try rehearse(verified, submission, after: verifier, at: now, in: view))
      }
    } catch let outcome as Rehearsed { return outcome.refusal }
    return nil
  }

  /// Takes in what stands before a statement in a transaction that is to be undone, and judges the statement.
  private func rehearse(
    _ entry: VerifiedEntry, _ submission: Submission, after verifier: EntryVerifier,
    at now: Timepoint, in view: LedgerView<Store.Transaction, Files>
  ) throws -> (any CodedRefusal)? {
    let received = max(now, try view.witnessedTime() ?? now)
    for promised in try view.records.promised().prefix(while: { $0.id != submission.statement.id }) {
      let other = try promised.submission()
      guard let known = try? verifier.verify(other.statement, signature: other.signature, received: received)
      else { continue }
      do {
        try append(known.received(at: received), leaf: promised.leaf, id: promised.id, to: view)
      } catch let refusal as any CodedRefusal where !(refusal is StorageError) { continue }
    }
    let head = view.records.head
    let position = LogPosition(
      index: head?.size ?? 0, received: received,
      previous: head?.received ?? Timepoint(milliseconds: 0))
    guard case .failure(let refusal) = try view.admit(entry, at: position) else { return nil }
    return refusal
  }
}

/// How a judgement came out whose transaction is undone.
private struct Rehearsed: Error {
  let refusal: (any CodedRefusal)?
}
