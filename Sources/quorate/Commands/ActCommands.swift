internal import ArgumentParser
internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate

/// `quorate queue`.
struct QueueCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "Start the timelock of a proposal that passed.",
    discussion: "quorate queue P-0007")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await Acts.perform(.queue, on: id, reason: "", writing, options)
  }
}

/// `quorate execute`.
struct ExecuteCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "execute", abstract: "Give effect to a queued proposal after its timelock.",
    discussion: "quorate execute P-0007")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await Acts.perform(.execute, on: id, reason: "", writing, options)
  }
}

/// `quorate veto`.
struct VetoCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "veto", abstract: "As a council member, sign a stop.",
    discussion: "quorate veto P-0007 --reason \"the evaluation regressed\"")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @Option(name: .shortAndLong, help: "Why; public.") var reason: String
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await Acts.perform(.veto, on: id, reason: reason, writing, options)
  }
}

/// `quorate cancel`.
struct CancelCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Withdraw your proposal before voting opens.",
    discussion: "quorate cancel P-0007")
  @Argument(help: "P-0007, 7, or the identity.") var id: String
  @Option(name: .shortAndLong, help: "Why; public.") var reason = ""
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await Acts.perform(.cancel, on: id, reason: reason, writing, options)
  }
}

/// What the acts share.
enum Acts {
  static func perform(
    _ deed: Act.Deed, on id: String, reason: String, _ writing: WriteOptions, _ options: GlobalOptions
  ) async throws -> Answer {
    let session = try Session(options)
    let record = try session.chamber.read { try session.proposal(id, in: $0) }
    let actions = try session.chamber.read { try $0.content(of: record)?.actions.map(\.words) ?? [] }
    if writing.dryRun { return try preview(deed, record, actions, session) }
    let copy = deed == .execute && record.kind == "charter.amend" ? try CharterCopy(session) : nil
    let signed = try await Writing.submit(
      in: session, summary: { _ in summary(deed, record, actions, session.dao.name) }
    ) { preparing, signer in
      try preparing.act(deed, on: record, by: signer, reason: reason)
    }
    let standing = try session.chamber.read { view in
      try Standing(try view.proposal(record.id) ?? record, in: view, at: try session.now())
    }
    let notes =
      try [copy?.refresh(session)].compactMap(\.self)
      + (deed == .queue ? Obstacle.warnings(record.id, session) : [])
    return Answer(
      schema: "quorate.act/1",
      data: .members([
        "action": .string(deed.rawValue), "entry": .integer(signed.receipt.index),
        "executable": standing.decision.executable.map { .string($0.description) } ?? .null,
        "proposal": .string(record.display), "receipt": .string(signed.path),
        "state": .string(standing.decision.state.rawValue),
      ]),
      text: try report(deed, standing, actions, entry: signed.receipt.index, session)
        + "\nReceipt \(signed.path)",
      brief: standing.decision.state.rawValue, warnings: session.warnings + notes)
  }

  private static func summary(_ deed: Act.Deed, _ record: ProposalRecord, _ actions: [String], _ dao: String)
    -> String
  {
    var text = "\(Format.safe(dao)): you \(deed.rawValue) \(record.display) \(Format.safe(record.title))"
    if deed == .execute { for action in actions { text += "\n  \(Format.safe(action))" } }
    return text
  }

  private static func report(
    _ deed: Act.Deed, _ standing: Standing, _ actions: [String], entry: UInt64, _ session: Session
  ) throws -> String {
    let id = standing.proposal.display
    switch deed {
    case .queue:
      let executable = standing.decision.executable ?? standing.now
      let councils = standing.proposal.rules.guards(of: .veto, inStage: standing.decision.track)
      let unless = councils.isEmpty ? "" : " unless vetoed"
      return "Queued \(id) (entry \(entry)). Executable from \(executable.sentence)\(unless)."
    case .execute:
      let effects =
        actions.isEmpty
        ? "It has no effect beyond its text." : actions.map(Format.safe).joined(separator: "\n  ")
      return "Executed \(id) (entry \(entry)).\n  \(effects)"
    case .cancel: return "Withdrew \(id) (entry \(entry))."
    case .start:
      return "\(id) has a place under vote (entry \(entry)): it \(Reading.deadline(standing))."
    case .veto, .approve, .reject, .slash, .waive, .postpone:
      let (signed, needs) = try signatures(deed, standing, session)
      let isEnough = signed >= needs
      let effect = isEnough ? effect(of: deed, standing) : "\(needs - signed) more, and it is \(deed.past)."
      guard signed <= needs else {
        return "\(deed.noun) recorded on \(id) (entry \(entry)), beyond the \(needs) that it takes. \(effect)"
      }
      return "\(deed.noun) \(signed) of \(needs) recorded on \(id) (entry \(entry)). \(effect)"
    }
  }

  /// What an act has come to that enough have signed.
  private static func effect(of deed: Act.Deed, _ standing: Standing) -> String {
    switch (deed, standing.decision.executable) {
    case (.veto, _): "It is stopped."
    case (.postpone, let executable?): "It is postponed until \(executable.sentence)."
    default: "It is \(deed.past)."
    }
  }

  /// How many have signed an act of a council or guardian, and how many it takes, by the rule that lacks the fewest.
  private static func signatures(
    _ deed: Act.Deed, _ standing: Standing, _ session: Session
  ) throws -> (signed: Int, needs: Int) {
    let counts = try session.chamber.read { view in
      try standing.proposal.rules.guards(of: deed, inStage: standing.decision.track).map {
        (signed: try view.signatures(under: $0, on: standing.proposal.id).count, needs: $0.rule.role.needs)
      }
    }
    return counts.min { $0.needs - $0.signed < $1.needs - $1.signed } ?? (1, 1)
  }

  private static func preview(
    _ deed: Act.Deed, _ record: ProposalRecord, _ actions: [String], _ session: Session
  ) throws -> Answer {
    let standing = try session.chamber.read { try Standing(record, in: $0, at: try session.now()) }
    let isRunning = deed == .execute && standing.decision.phase == .timelock
    var text = "\(record.display) is \(Reading.stateWords(standing.decision)). "
    text += isRunning ? "Not yet: \(Reading.deadline(standing)).\n" : "\n"
    text +=
      "Would \(deed.rawValue) it" + actions.map { "\n  \(Format.safe($0))" }.joined()
      + "\nNothing written (dry run)."
    return Answer(
      schema: "quorate.preview/1",
      data: .members([
        "action": .string(deed.rawValue), "proposal": .string(record.display),
        "state": .string(standing.decision.state.rawValue),
      ]),
      text: text, brief: standing.decision.state.rawValue, status: isRunning ? .undecided : .ok,
      warnings: session.warnings)
  }
}

extension Act.Deed {
  /// The act as a noun, at the beginning of a sentence.
  fileprivate var noun: String {
    switch self {
    case .queue: "Queueing"
    case .execute: "Execution"
    case .veto: "Veto"
    case .cancel: "Withdrawal"
    case .approve: "Approval"
    case .reject: "Rejection"
    case .slash: "Slashing"
    case .waive: "Waiver"
    case .postpone: "Postponement"
    case .start: "Start"
    }
  }
}
