internal import CanonicalEncoding
internal import Quorate

/// How a command ends. Only 0 opens a gate.
enum ExitStatus: Int32, CaseIterable {
  /// done; verified; yes
  case ok = 0
  /// input or output failed, or something unexpected happened
  case failure = 1
  /// declined at a confirmation, or nobody to ask and no `--yes`
  case cancelled = 2
  /// a sound, negative answer: a defeated proposal, findings of a lint
  case no = 3
  /// verification failed: a signature, a hash, a proof or a recount does not hold
  case badEvidence = 4
  /// cannot say yet: voting is open, a timelock runs
  case undecided = 5
  /// a key, a role, power or a passphrase is missing or wrong
  case notAllowed = 6
  /// no such proposal, key, member, entry, file or workspace
  case notFound = 7
  /// the wrong state, or something stands already
  case conflict = 8
  /// the command line does not read
  case usage = 64
  /// a file or a value does not read
  case badInput = 65
  /// a server cannot be reached, or too few of the log's witnesses can be asked
  case unavailable = 69
  /// stopped by Ctrl-C
  case interrupted = 130

  /// The name used in documentation.
  var name: String {
    switch self {
    case .ok: "ok"
    case .failure: "failure"
    case .cancelled: "cancelled"
    case .no: "no"
    case .badEvidence: "bad evidence"
    case .undecided: "undecided"
    case .notAllowed: "not allowed"
    case .notFound: "not found"
    case .conflict: "conflict"
    case .usage: "usage"
    case .badInput: "bad input"
    case .unavailable: "unavailable"
    case .interrupted: "interrupted"
    }
  }

  /// One line for `help exit-codes`.
  var summary: String {
    switch self {
    case .ok: "done; verified; yes"
    case .failure: "input or output failed, or something unexpected happened"
    case .cancelled: "declined at a confirmation, or nobody to ask and no --yes"
    case .no: "a sound, negative answer: a defeated proposal, findings of a lint"
    case .badEvidence: "verification failed: a signature, hash, proof or recount does not hold"
    case .undecided: "cannot say yet: voting is open, a timelock runs"
    case .notAllowed: "a key, a role, power or a passphrase is missing or wrong"
    case .notFound: "no such proposal, key, member, entry, file or workspace"
    case .conflict: "the wrong state, or something stands already"
    case .usage: "the command line does not read"
    case .badInput: "a file or a value does not read"
    case .unavailable: "a server cannot be reached, or too few of the log's witnesses can be asked"
    case .interrupted: "reserved: stopped by Ctrl-C, as a shell reports it"
    }
  }

  private static let exact: [String: ExitStatus] = [
    "proposal.unknown": .notFound, "storage.missing": .notFound, "storage.keyMissing": .notFound,
    "storage.releaseKeyMissing": .notFound,
    "genesis.missing": .notFound, "command.unknown": .usage,
    "ballot.stale": .conflict, "ballot.closed": .conflict, "ballot.notOpen": .conflict,
    "ballot.locked": .conflict, "ballot.alreadyVoted": .conflict, "ballot.replacesMismatch": .conflict,
    "ballot.powerSpent": .conflict,
    "proposal.stopped": .conflict, "proposal.alreadySubmitted": .conflict, "act.wrongState": .conflict,
    "act.alreadySigned": .conflict, "act.ownCause": .notAllowed, "proposer.notInRole": .notAllowed,
    "predecessor.unknown": .notFound, "predecessor.notExecuted": .undecided, "predecessor.over": .conflict,
    "execution.alreadyDone": .conflict,
    "storage.exists": .conflict,
    "storage.busy": .conflict, "charter.staleParent": .conflict, "delegation.none": .conflict,
    "delegation.tooMany": .conflict,
    "delegation.aboveWhole": .conflict, "delegation.partNotAllowed": .badInput, "ballot.followed": .conflict,
    "ballot.nothingToWithdraw": .conflict,
    "clock.regressed": .conflict, "clock.ahead": .conflict, "clock.behind": .conflict,
    "clock.right": .conflict, "clock.witnessesCorrect": .conflict, "clock.correctionMisplaced": .conflict,
    "logKeys.malformed": .badInput, "logKeys.fixed": .notAllowed, "logKeys.plan": .badInput,
    "logKeys.recoverers": .notAllowed, "logKeys.recoveryEarly": .undecided, "logKeys.noRecovery": .conflict,
    "logKeys.recoveryOver": .conflict, "logKeys.nextMissing": .notFound, "logKeys.next": .conflict,
    "logKeys.notHeld": .notAllowed,
    "dropbox.otherBox": .badEvidence, "dropbox.ownLog": .badEvidence, "dropbox.notNamed": .badEvidence,
    "dropbox.otherPolicy": .badEvidence, "dropbox.tooLate": .conflict, "dropbox.votingOpen": .conflict,
    "dropbox.settled": .conflict, "dropbox.counted": .conflict,
    "electorate.unregistered": .notFound, "electorate.alreadySaid": .conflict,
    "electorate.objected": .conflict, "electorate.contradictsOwn": .conflict,
    "electorate.tooManyOpen": .conflict, "intake.tooLate": .conflict,
    "witness.policyNotNamed": .badEvidence, "witness.nothingNew": .conflict, "genesis.notFirst": .conflict,
    "timelock.running": .undecided, "checkpoint.insufficientWitnesses": .undecided,
    "witness.unavailable": .unavailable, "witness.refused": .notAllowed, "witness.disobeys": .badEvidence,
    "log.rollback": .badEvidence, "log.fork": .badEvidence, "log.noteDamaged": .badEvidence,
    "log.moved": .undecided, "log.silent": .undecided,
    "policy.notPlain": .conflict, "witness.none": .notFound, "witness.unknown": .notFound,
    "service.address": .usage,
    "service.tlsRequired": .usage, "service.tls": .usage, "service.listen": .failure,
    "service.unreachable": .unavailable,
    "voter.notEligible": .notAllowed, "weight.notInSnapshot": .notAllowed, "role.missing": .notAllowed,
    "proposer.belowThreshold": .notAllowed, "proposer.overQuota": .notAllowed,
    "cancel.notProposer": .notAllowed,
    "keystore.wrongPassphrase": .notAllowed, "storage.permissions": .notAllowed, "storage.noKey": .notAllowed,
    "delegation.notAllowed": .notAllowed, "storage.readBack": .badEvidence, "storage.altered": .badEvidence,
    "storage.corrupt": .badEvidence, "storage.keyName": .badInput, "storage.notRegular": .badInput,
    "record.unreadable": .badEvidence, "publication.otherLog": .conflict, "checkpoint.behind": .conflict,
    "document.missing": .badEvidence, "compare.noGenesis": .undecided,
    "manifest.unlistedFile": .badEvidence, "manifest.missingFile": .badEvidence,
    "manifest.alteredFile": .badEvidence, "model.changed": .badEvidence, "model.unreadable": .failure,
    "model.missing": .notFound, "attest.expired": .no, "attest.early": .undecided,
    "attest.threshold": .badInput, "attest.repeatedKey": .badInput,
  ]

  private static let families: [String: ExitStatus] = [
    "sig": .badEvidence, "proof": .badEvidence, "note": .badEvidence, "checkpoint": .badEvidence,
    "bundle": .badEvidence, "publication": .badEvidence, "tile": .badEvidence,
    "compare": .badEvidence, "fork": .badEvidence, "logKeys": .badEvidence,
    "attest": .badEvidence,
    "storage": .failure,
  ]

  /// The status of a refusal, by its code.
  init(code: String) {
    let family = String(code.prefix { $0 != "." })
    self = Self.exact[code] ?? Self.safety[code] ?? Self.families[family] ?? .badInput
  }
}
