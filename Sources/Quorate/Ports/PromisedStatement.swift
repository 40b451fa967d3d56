package import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Signing

/// A statement that the operator has promised to take in and has not yet.
///
/// It is kept beside the log, so that whatever is taken in next comes behind it: nothing else can shut out what was
/// promised.
package struct PromisedStatement: Hashable, Sendable {
  /// The identity of the statement.
  package let id: Digest
  /// The entry as it would have been when it was handed in.
  package let leaf: [UInt8]
  /// The salted reason whose hash the statement holds; empty for none.
  package let reason: String
  /// By when it is to be an entry.
  package let due: Timepoint

  package init(id: Digest, leaf: [UInt8], reason: String, due: Timepoint) {
    self.id = id
    self.leaf = leaf
    self.reason = reason
    self.due = due
  }

  /// The same, due at another instant.
  package func due(by instant: Timepoint) -> PromisedStatement {
    PromisedStatement(id: id, leaf: leaf, reason: reason, due: instant)
  }

  init(_ submission: Submission, received: Timepoint, due: Timepoint) {
    id = submission.statement.id
    leaf = LogEntry.bytes(submission.statement, signature: submission.signature, received: received)
    reason = submission.reason
    self.due = due
  }

  /// The statement as it was handed in.
  /// - Throws: `StorageError` `storage.corrupt` where it is another than it was.
  func submission() throws -> Submission {
    guard let entry = try? UnverifiedEntry(parsing: leaf), entry.content.id == id,
      case .statement(let statement, _) = entry.content, case .signer(let signature) = entry.signatures
    else { throw StorageError("corrupt", "the statement promised as \(id) is another") }
    return Submission(statement, signature: signature, reason: reason)
  }
}
