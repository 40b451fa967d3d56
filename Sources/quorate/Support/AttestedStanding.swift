internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// How an approval that an attestation tells of stands by a log that is at hand.
///
/// What was signed cannot be taken back; the log says what became of it since.
struct AttestedStanding {
  /// Why the approval does not count any more.
  struct Fault {
    let code: String
    let message: String
    /// One word.
    let brief: String
  }

  /// Pauses that stop the model there.
  let pauses: [BrakeRecord]
  private let approval: ApprovalRecord
  private let standing: ApprovalStanding
  private let now: Timepoint

  /// `nil` where the message tells of no approval that the log has.
  /// - Parameter message: What was signed. It only says where to look: nothing else in it is believed here.
  init?<Store: Records, Files: Documents>(
    _ message: [UInt8], in view: LedgerView<Store, Files>, at now: Timepoint
  ) throws {
    guard let approval = try Self.approval(message, in: view, at: now) else { return nil }
    let deployment = approval.deployment
    let subject = try view.subject(deployment.model, in: deployment.environment)
    self.approval = approval
    standing = try view.standing(of: approval, at: now)
    pauses = try view.brakes().filter { $0.stops(at: now) && $0.order.scope.covers(subject) }
      .sorted { ($0.index ?? 0, $0.id) < ($1.index ?? 0, $1.id) }
    self.now = now
  }

  /// By the proposal that is named, and where none is by what follows from each.
  private static func approval<Store: Records, Files: Documents>(
    _ message: [UInt8], in view: LedgerView<Store, Files>, at now: Timepoint
  ) throws -> ApprovalRecord? {
    guard let statement = try? InTotoStatement(message: message) else { return nil }
    guard let named = try? AttestationWords(statement, signers: [], keys: 0).approval else {
      return try view.approval(said: message, at: now)
    }
    guard try view.dao()?.id == named.dao else { return nil }
    return try view.approval(by: named.proposal.id)
  }

  private var name: String { approval.origin.display }

  /// Whether it was decided while the log's keys count as stolen.
  var isSuspended: Bool { if case .doubted = standing { true } else { false } }

  /// What keeps it from counting; one that has yet to begin is no fault of it.
  var fault: Fault? {
    let (code, brief): (String, String)
    switch standing {
    case .counts, .early: return nil
    case .ended:
      return Fault(
        code: "attest.expired", message: "what \(name) approved ended at \(approval.ends.sentence)",
        brief: "expired")
    case .revoked: (code, brief) = ("attest.revoked", "revoked")
    case .lapsed: (code, brief) = ("attest.lapsed", "lapsed")
    case .doubted: (code, brief) = ("attest.suspended", "suspended")
    }
    let why = standing.stop.map { ": \($0)" } ?? ""
    return Fault(code: code, message: "what \(name) approved does not count any more\(why)", brief: brief)
  }

  /// That nothing keeps it from counting, as a check that held.
  var words: String { "the log has nothing that took back what \(name) approved, up to \(now.sentence)" }

  var json: JSONValue {
    .members([
      "code": fault.map { .string($0.code) } ?? .null,
      "message": fault.map { .string($0.message) } ?? .null, "paused": .bool(!pauses.isEmpty),
      "proposal": .string(name),
    ])
  }
}
