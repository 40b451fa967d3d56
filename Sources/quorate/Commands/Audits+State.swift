internal import CanonicalEncoding
internal import DeploymentGate
internal import Governance
internal import Ledger
internal import Quorate
internal import DocumentFiles
internal import Secp256k1Signing
internal import TransparencyLog

/// The state that an audit came to, in which something is looked up.
extension Audits {
  /// The state of a bundle or of a published log, audited in full, in which something is looked up, and the instant at
  /// which that is asked.
  /// - Parameter follows: Whether it must contain what this machine accepted of that log before, and is remembered: for
  ///   what is signed. What is only looked up may be older.
  static func audited(
    _ path: String, pin: String?, follows: Bool = false
  ) async throws -> (state: LedgerView<MemoryRecords, AnyDocuments>, now: Timepoint) {
    guard let pin else {
      throw Failure(.usage, "pin.missing", "--log needs --pin 0x…, since a log may be anybody's")
    }
    let found = try await audit(
      path, pinned: try Self.pin(pin), jobs: cores(nil), accepted: follows ? try accepted(of: path) : nil,
      memory: follows ? .full : .older)
    guard found.report.verdict == .holds, let state = found.state else {
      throw Failure(
        found.report.verdict == .incomplete ? .undecided : .badEvidence, "attest.audit",
        "the log does not bear out what is on record",
        hint: "quorate audit verify \(path) --pin \(pin)")
    }
    if follows { try accept(found.report, as: { try Sights.open(path) }) }
    return (state, try now(in: state, last: found.asOf))
  }

  /// The instant it is for whoever looks at a log: that of the clock here, in a rehearsal that of its last entry.
  static func now<Store: Records, Files: Documents>(
    in view: LedgerView<Store, Files>, last: Timepoint
  ) throws -> Timepoint {
    guard let dao = try view.dao() else { throw AdmissionRefusal.notFounded }
    return dao.clock == .simulated ? last : SystemClock().now()
  }

  /// What a proof from an audited log is held against, with the witnesses that its charter names then.
  static func anchor<Store: Records, Files: Documents>(
    of sight: LogSight, in view: LedgerView<Store, Files>, at now: Timepoint
  ) throws -> DecisionProof.Anchor {
    guard let dao = try view.dao() else { throw AdmissionRefusal.notFounded }
    return try anchor(of: sight, dao: dao.id, policy: try view.witnessPolicy(at: now))
  }

  /// What a proof from a log is held against: its keys, from the genesis it begins with, which must be the DAO's.
  static func anchor(
    of sight: LogSight, dao: Digest, policy: WitnessPolicy? = nil
  ) throws -> DecisionProof.Anchor {
    guard let log = sight.log, let first = try log.entries(from: 0, limit: 1).first,
      case .genesis(let genesis) = try UnverifiedEntry(parsing: first.bytes).content, genesis.daoID == dao
    else { throw Failure(.badEvidence, "log.genesis", "entry 0 is not the genesis of the pinned DAO") }
    let keys = try LogKeyChain(
      reading: log, of: genesis, upTo: sight.checkpoint.size, with: Secp256k1Verifier(),
      curves: LogCurves(Secp256k1Verifier()))
    return DecisionProof.Anchor(dao: dao, logKeys: keys, policy: policy)
  }
}
