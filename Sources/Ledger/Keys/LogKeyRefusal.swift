package import CanonicalEncoding
package import Signing
package import TransparencyLog

/// Why a change of a log's keys has no effect, or what a key signed is not believed.
package enum LogKeyRefusal: CodedRefusal, Hashable {
  /// Not the text of a change.
  case malformed
  /// A line is missing or does not verify.
  case note(NoteRefusal)
  /// A recoverer's signature is not his.
  case signature(SignatureRefusal)
  /// The genesis commits to no further keys, so that these stay for ever.
  case fixed
  /// The plan of a genesis cannot be followed.
  case plan
  /// It does not follow the change before it, or is not the entry it says it is.
  case misplaced
  /// The new pair is not the one that was committed to.
  case notCommitted
  /// Nobody may recover the keys of this log, or too few of those who may have signed.
  case recoverers(have: Int, needs: UInt64)
  /// It was signed for until an earlier instant.
  case recoveryOver(at: Timepoint)
  /// The keys in force can still cancel it.
  case recoveryEarly(until: Timepoint)
  /// No recovery is on record, or another one.
  case noRecovery
  /// A key was used before, or the commitment is to the pair that reveals it.
  case repeated
  /// Neither of two histories of the same log's keys begins with the other.
  case other
  /// The workspace does not hold the keys in force.
  case notHeld(since: UInt64)
  /// Signed by keys that were no longer in force.
  case retired(size: UInt64?, since: UInt64)
  /// Signed by keys that were not yet in force.
  case early(size: UInt64?, since: UInt64)
  /// Signed by keys that were in somebody else's hands by then.
  case doubted(size: UInt64, from: UInt64)

  package var code: String {
    switch self {
    case .malformed: "logKeys.malformed"
    case .note(let refusal): refusal.code
    case .signature(let refusal): refusal.code
    case .recoverers: "logKeys.recoverers"
    case .recoveryOver: "logKeys.recoveryOver"
    case .recoveryEarly: "logKeys.recoveryEarly"
    case .noRecovery: "logKeys.noRecovery"
    case .fixed: "logKeys.fixed"
    case .plan: "logKeys.plan"
    case .misplaced: "logKeys.misplaced"
    case .notCommitted: "logKeys.notCommitted"
    case .repeated: "logKeys.repeated"
    case .other: "logKeys.other"
    case .notHeld: "logKeys.notHeld"
    case .retired: "logKeys.retired"
    case .early: "logKeys.early"
    case .doubted: "logKeys.doubted"
    }
  }

  package var message: String {
    switch self {
    case .malformed: "not a change of a log's keys"
    case .note(let refusal): refusal.message
    case .signature(let refusal): refusal.message
    case .recoverers(let have, let needs):
      needs == 0
        ? "the genesis names nobody who may recover the log's keys"
        : "\(have) of those who may recover the log's keys have signed, and \(needs) are needed"
    case .recoveryOver(let instant): "the recovery could be put on record until \(instant)"
    case .recoveryEarly(let instant): "the keys in force can cancel the recovery until \(instant)"
    case .noRecovery: "no such recovery is on record, or it was cancelled"
    case .fixed: "the genesis of this DAO commits to no further keys, so that the log keeps those it has"
    case .plan:
      "the plan for the log's keys names nobody in order, or a threshold or a delay that nobody can meet"
    case .misplaced:
      "the change of keys does not follow from the one before it, or is not the entry it says it is"
    case .notCommitted: "the new keys are not those that were committed to"
    case .repeated: "the new keys, or those they commit to, were used before"
    case .other:
      "another history of this log's keys is known already; ask who sent which, since the log's keys have signed both"
    case .notHeld(since: 0): "the log's first keys are in force, and they are not here"
    case .notHeld(let since): "entry \(since) changed the log's keys, and the new ones are not here"
    case .retired(let size, let since):
      "\(Self.subject(size)) is signed by keys that entry \(since) of the log has retired"
    case .early(let size, let since):
      "\(Self.subject(size)) is signed by keys that are in force only from entry \(since) on"
    case .doubted(let size, let from):
      "\(Self.subject(size)) is signed by keys that count as stolen from entry \(from) on; ask for a newer proof"
    }
  }

  private static func subject(_ size: UInt64?) -> String {
    size.map { "the checkpoint of size \($0)" } ?? "the note"
  }
}
