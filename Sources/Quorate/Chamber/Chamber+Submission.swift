internal import CanonicalEncoding
package import Governance
package import Ledger
package import Signing

/// A statement on its way into a log.
package struct Submission: Sendable {
  package let statement: Statement
  package let signature: RecoverableSignature
  /// The salted reason whose hash the statement holds; empty for none.
  package let reason: String

  /// - Parameter signature: In any of the accepted encodings.
  package init(_ statement: Statement, signature: RecoverableSignature, reason: String = "") {
    self.statement = statement
    self.signature = signature
    self.reason = reason
  }
}

extension Chamber {
  /// Takes a statement in.
  ///
  /// - Parameters:
  ///   - statement: What is stated.
  ///   - signature: In any of the accepted encodings.
  ///   - reason: The salted reason whose hash the statement holds; empty for none.
  /// - Returns: The receipt: the entry, its place, the proof, and the signed checkpoint.
  /// - Throws: `EntryRefusal` or `AdmissionRefusal` for a no, after counting it; `StorageError` where the outcome
  ///   is unknown.
  package func submit(
    _ statement: Statement, signature: RecoverableSignature, reason: String = ""
  ) throws -> Receipt {
    let results = try submit([Submission(statement, signature: signature, reason: reason)])
    guard let result = results.first else { throw StorageError("failed", "the statement was not judged") }
    return try result.get()
  }

  /// Takes several statements in, in their order, with one transaction, one wait for the disk and one checkpoint for all.
  ///
  /// Each is judged by itself, after those before it: a refusal keeps no other out. Whoever is acknowledged is so only
  /// once everything in front of his entry is durable. What has been promised is taken in first.
  ///
  /// - Returns: A receipt or a refusal for each, in the same order: `EntryRefusal` or `AdmissionRefusal`, counted. One
  ///   that is there twice gets the same receipt twice.
  /// - Throws: `StorageError` where the outcome of all is unknown; handed in again, those that are entries get their
  ///   receipts.
  package func submit(_ submissions: [Submission]) throws -> [Result<Receipt, any Error>] {
    let dao = try dao()
    let verifier = EntryVerifier(dao: dao.id, verifier: verifier)
    let now = try clock.now()
    var (fates, kept) = (try submissions.map { try fate(of: $0, verifier, at: now) }, [SubmissionFate]())
    if fates.contains(where: { $0.isOpen }) {
      (fates, kept) = try store.transact { transaction in
        let view = LedgerView(records: transaction, documents: documents)
        let kept = try takeInPromised(to: view, verifier, at: now)
        var placed = kept.placed
        let fates = try zip(submissions, fates).map { submission, fate in
          if let index = placed[submission.statement.id] { return SubmissionFate.known(index: index) }
          let fate = try append(submission, fate, to: view)
          placed[submission.statement.id] = fate.index
          return fate
        }
        return (fates, kept.fates)
      }
    }
    for case .appended(let index, let leaf) in kept + fates {
      try requireReadBack(index: index, leaf: leaf)
    }
    if (kept + fates).contains(where: { $0.index != nil }) { try signHead(origin: dao.origin) }
    return try results(of: fates, origin: dao.origin, at: now)
  }

  /// A receipt or a refusal for each; the refusals are counted together, so that a flood of them keeps nobody waiting.
  private func results(
    of fates: [SubmissionFate], origin: String, at now: Timepoint
  ) throws -> [Result<Receipt, any Error>] {
    var refused: [String] = []
    let results = try fates.map { fate -> Result<Receipt, any Error> in
      if let index = fate.index { return .success(try receipt(index: index, origin: origin)) }
      guard case .refused(let refusal) = fate else {
        throw StorageError("failed", "a statement was not judged")
      }
      refused.append(refusal.code)
      return .failure(refusal)
    }
    if !refused.isEmpty { try store.countRefusals(refused, at: now) }
    return results
  }

  /// The index of the entry that says what has an identity; `nil` where there is none.
  ///
  /// The store's word for it is not enough: whoever hands a ballot in again must not be given the receipt of another
  /// entry.
  /// - Throws: `StorageError` `storage.corrupt` where the entry named by the store is another.
  func entry(of id: Digest) throws -> UInt64? {
    guard let index = try store.index(of: id) else { return nil }
    guard let stored = try store.entries(from: index, limit: 1).first, stored.index == index,
      (try? UnverifiedEntry(parsing: stored.bytes))?.content.id == id
    else {
      throw StorageError(
        "corrupt", "entry \(index) is stored as the one of \(id), but is another; no receipt was made")
    }
    return index
  }

  /// Appends what has been promised and is no entry yet, in the order in which it was promised.
  ///
  /// What is refused stays as it was: it may be taken in yet.
  func takeInPromised(
    to view: LedgerView<Store.Transaction, Files>, _ verifier: EntryVerifier, at now: Timepoint
  ) throws -> (fates: [SubmissionFate], placed: [Digest: UInt64]) {
    var (fates, placed): ([SubmissionFate], [Digest: UInt64]) = ([], [:])
    for promised in try view.records.promised() {
      let submission = try promised.submission()
      let fate = try append(submission, try fate(of: submission, verifier, at: now), to: view)
      placed[promised.id] = fate.index
      fates.append(fate)
    }
    return (fates, placed)
  }

  /// What a submission is before anything is written.
  func fate(
    of submission: Submission, _ verifier: EntryVerifier, at now: Timepoint
  ) throws -> SubmissionFate {
    let verified: VerifiedEntry
    do {
      verified = try verifier.verify(submission.statement, signature: submission.signature, received: now)
    } catch { return .refused(error) }
    if let index = try entry(of: submission.statement.id) { return .known(index: index) }
    guard submission.reason.isEmpty || Reason.hash(submission.reason) == submission.statement.reasonHash
    else {
      return .refused(AdmissionRefusal.displayMismatch(field: "reason"))
    }
    guard Reason.shown(submission.reason).unicodeScalars.count <= Reason.limit else {
      return .refused(PreparationRefusal.reasonUnsafe(.tooLong))
    }
    let size = LogEntry.bytes(submission.statement, signature: submission.signature, received: .latest).count
    guard size <= LogEntry.sizeLimit else {
      return .refused(EntryRefusal.form(.tooLarge(bytes: size, limit: LogEntry.sizeLimit)))
    }
    return .verified(verified)
  }

  /// Admits and appends what is verified; refused, it leaves no trace in the transaction.
  private func append(
    _ submission: Submission, _ fate: SubmissionFate, to view: LedgerView<Store.Transaction, Files>
  ) throws -> SubmissionFate {
    guard case .verified(let verified) = fate else { return fate }
    // The clock is read inside the transaction, so that instants rise in the order of the entries.
    let received = try instant(of: view)
    let leaf = LogEntry.bytes(submission.statement, signature: submission.signature, received: received)
    let index = view.records.head?.size ?? 0
    do {
      try append(verified.received(at: received), leaf: leaf, id: submission.statement.id, to: view)
    } catch let refusal as any CodedRefusal where !(refusal is StorageError) { return .refused(refusal) }
    if !submission.reason.isEmpty {
      try view.records.keep(reason: submission.reason, hash: Reason.hash(submission.reason))
    }
    return .appended(index: index, leaf: leaf)
  }
}

/// What has become of a submission so far.
enum SubmissionFate {
  /// It was refused, and is not in the log.
  case refused(any CodedRefusal)
  /// It was an entry before.
  case known(index: UInt64)
  /// Its signature holds; whether it has an effect is open.
  case verified(VerifiedEntry)
  /// It is an entry now.
  case appended(index: UInt64, leaf: [UInt8])

  var isOpen: Bool {
    if case .verified = self { true } else { false }
  }

  /// The index of its entry, if it is one.
  var index: UInt64? {
    switch self {
    case .known(let index), .appended(let index, _): index
    case .refused, .verified: nil
    }
  }
}
