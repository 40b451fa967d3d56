internal import CanonicalEncoding
internal import Ledger

/// What a command has to say: once for people, once for programs.
struct Answer {
  /// A remark that does not change the answer.
  struct Warning {
    let code: String
    let message: String
    /// Whether it is said also with `--quiet`, since the answer by itself would mislead.
    var isUrgent = false
  }

  /// The name and version of the data's form: `quorate.tally/1`.
  let schema: String
  /// For programs.
  let data: JSONValue
  /// For people, without the last line feed.
  private(set) var text: String
  /// With `--quiet`: often one word.
  let brief: String
  var status = ExitStatus.ok
  var warnings: [Warning] = []
  /// Whether the text is a file's content, which is shown as it is.
  var isDocument = false

  /// Says that a file was written beside the answer.
  mutating func note(wrote file: String) { note("Wrote \(DisplayText.escaped(file))") }

  /// Adds a line for people.
  mutating func note(_ line: String) { text += "\n\(line)" }

  /// The document of `--json`.
  var json: JSONValue {
    .members([
      "data": data, "ok": .bool(status == .ok), "schema": .string(schema),
      "warnings": .array(
        warnings.map { .members(["code": .string($0.code), "message": .string($0.message)]) }),
    ])
  }
}

/// A command that could not answer.
struct Failure: Error {
  let status: ExitStatus
  let code: String
  let message: String
  /// A command that helps, if there is one.
  var hint: String?

  /// The code of a log that is not written to because too few of its witnesses can be asked.
  static let silentWitnesses = "witness.unavailable"

  init(_ status: ExitStatus, _ code: String, _ message: String, hint: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.hint = hint
  }

  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let refusal as any CodedRefusal:
      self.init(
        ExitStatus(code: refusal.code), refusal.code, refusal.message, hint: Hints.hint(for: refusal))
    default: self.init(.failure, "failure", "\(error)")
    }
  }

  /// The document of `--json`.
  var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "code", value: .string(code)), .init(key: "exit", value: .integer(status.rawValue)),
      .init(key: "message", value: .string(message)),
    ]
    if let hint { members.append(.init(key: "hint", value: .string(hint))) }
    return .members([
      "error": .object(JSONObject(members)), "ok": .bool(false), "schema": .string("quorate.error/1"),
    ])
  }

  /// For people: what, and what to do next.
  var text: String {
    let line = "error: \(message) (\(code))"
    return hint.map { "\(line)\ntry: \($0)" } ?? line
  }
}

/// What helps against a refusal.
enum Hints {
  private static let table: [String: String] = [
    "proposal.unknown": "quorate proposal list",
    "storage.keyMissing": "quorate key list",
    "storage.releaseKeyMissing": "quorate attest key list",
    "storage.readOnly": "quorate doctor",
    "storage.version": "quorate log upgrade, where the file is older",
    "storage.permissions": "quorate doctor",
    "logKeys.notHeld": "quorate log key recover, where they are lost",
    "electorate.missing": "quorate member import FILE",
    "ballot.alreadyVoted": "the same command with --replace",
    "act.wrongState": "quorate proposal list",
    "ballot.stale": "the same command again: another statement of this account came first",
    "timelock.running": "the same command from then on",
    "keystore.wrongPassphrase": "quorate key list",
    "incident.regimeUnknown": "quorate incident regimes",
    "charter.staleParent": "quorate charter show",
    "recount.row": "quorate recount --help",
    "recount.power": "quorate recount --help",
    "recount.columns": "quorate recount --help",
    "recount.choiceUnread": "spell it as one of the options, or count without it: --skip-unread",
    "recount.nothingCounted": "other rules, whose options the list names: quorate charter presets",
    "recount.leaderUnknown": "its name as the column voter has it",
    "recount.powerDiffers": "one power on both lines, or two names where they are two voters",
    "electorate.columns": "quorate help member-file",
    "brake.scope": "the same command with --model DIR, or --proposal ID of what approved it",
    "trust.stale": "quorate dataset show DATASET",
    "evaluation.kindUnknown": "quorate charter show",
    "evaluation.form": "quorate help evaluation",
    "evaluation.notOpen": "quorate log witness sync",
    "evaluation.commitClosed": "quorate evaluation list", "evaluation.revealEarly": "quorate evaluation list",
    "evaluation.revealClosed": "quorate evaluation list",
    "evaluation.notCommitted": "quorate evaluation list",
    "weight.notInSnapshot": "quorate member show ACCOUNT",
    "voter.notEligible": "quorate member show ACCOUNT, which says what power is computed from",
    "proposer.belowThreshold": "quorate member show ACCOUNT, which says what power is computed from",
  ]

  static func hint(for refusal: any CodedRefusal) -> String? {
    switch refusal as? AdmissionRefusal {
    // Where attesters are asked, or a list is too young, another one is seldom what is lacking.
    case .claim(.missing)?, .electorateTooNew?: return "quorate electorate list"
    case .electorateMissing(let series)? where series != "members":
      return "quorate member import FILE --series \(Format.shell(series))"
    default: return table[refusal.code]
    }
  }
}
