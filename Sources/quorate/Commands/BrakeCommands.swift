internal import Quorate
internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import Foundation
internal import Governance
internal import Ledger

/// `quorate pause`.
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "As the council, stop models at once and without a vote, for a while.",
    discussion: """
      quorate pause INC-7 --env production -r "jailbreak in the wild"
      quorate pause INC-7 -r "seen it too"          the next member signs the same order
      quorate pause submit orders/pause-….json      put a file's signatures into the log
      """,
    subcommands: [Order.self, Submit.self], defaultSubcommand: Order.self)

  struct Order: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign an order to pause: a new one, or the one that others have begun.",
      discussion: "quorate pause INC-7 --env production --for 48h -r \"jailbreak in the wild\"")
    @Argument(help: "The incident it is about.") var incident: String
    @OptionGroup(title: "What is stopped") var scope: ScopeOptions
    @Option(name: .customLong("for"), help: "How long (default: as long as the charter allows).")
    var length: String?
    @OptionGroup var order: OrderOptions
    @OptionGroup var writing: WriteOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      try await CouncilSigning.perform(.pause, incident, scope, length, order, writing, options)
    }
  }

  struct Submit: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put the signatures of an order's file into the log. Anybody may.",
      discussion: "quorate pause submit orders/pause-1f0c….json")
    @Argument(help: "The file of an order.") var file: String
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let file = try CouncilOrder.read(self.file, session)
      var entries: [UInt64] = []
      for part in file.parts {
        let known = try session.chamber.read { try $0.brake(file.order.id(in: session.dao.id)) }
        if known?.signatures.contains(where: { $0.actor == part.act.header.signer }) ?? false { continue }
        entries.append(
          try await session.writing().submit(.brake(part.act), signature: part.signature).index)
      }
      try SignedLog(session).note()
      return try CouncilSigning.report(
        CouncilOrder(file.order, in: session), entries: entries, path: self.file)
    }
  }
}

/// `quorate revoke`.
struct RevokeCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "As the council, take back what was approved for a model.",
    discussion: "quorate revoke INC-7 --proposal P-0003 -r \"the weights were tampered with\"")
  @Argument(help: "The incident it is about.") var incident: String
  @OptionGroup(title: "What is revoked") var scope: ScopeOptions
  @Option(
    name: .customLong("for"), help: "How long its file counts by itself (default: as the charter allows).")
  var length: String?
  @OptionGroup var order: OrderOptions
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await CouncilSigning.perform(.revoke, incident, scope, length, order, writing, options)
  }
}

/// `quorate resume`.
struct ResumeCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "As the council, end your own pause before its time.",
    discussion: "quorate resume INC-7 -r \"the filter is fixed\"")
  @Argument(help: "The incident, or the beginning of the order's identity.") var name: String
  @Option(name: .shortAndLong, help: "Why; public.") var reason: String
  @OptionGroup var writing: WriteOptions
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let session = try Session(options)
    let pause = try CouncilOrder.pause(name, in: session)
    guard pause.ratification == nil else {
      throw Failure(
        .conflict, "brake.ratified", "the pause was ratified by vote, so only a vote lifts it",
        hint: "quorate proposal draft \"Lift the pause\" --kind emergency.lift")
    }
    let order = CouncilOrder(
      BrakeOrder(
        deed: .resume, scope: pause.order.scope, incident: pause.order.incident,
        notAfter: pause.order.notAfter,
        pause: pause.id), in: session)
    if writing.dryRun { return try CouncilSigning.preview(order) }
    let signed = try await order.submit(reason: reason)
    return try CouncilSigning.report(order, entries: [signed.receipt.index], path: nil)
  }
}

/// Flags of an order's signature.
struct OrderOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Why; public.") var reason: String
  @Option(help: "The order to sign, by the beginning of its identity.") var order: String?
  @Option(help: "Sign the order of this file, and keep it there (default: orders/…).") var file: String?
  @Flag(help: "Only sign the file; the log is not asked.") var offline = false
}

/// What the commands of the council share.
enum CouncilSigning {
  static func perform(
    _ deed: BrakeOrder.Deed, _ incident: String, _ scope: ScopeOptions, _ length: String?,
    _ wanted: OrderOptions, _ writing: WriteOptions, _ options: GlobalOptions
  ) async throws -> Answer {
    let session = try Session(options)
    guard DisplayText.fault(of: incident, limit: 80) == nil else {
      throw Failure(.usage, "usage", "the name of an incident has at most 80 characters, all of them visible")
    }
    var order = try await find(deed, incident, scope, length, wanted, session)
    guard order.order.deed == deed, order.order.incident.isSpelt(like: incident) else {
      throw Failure(
        .conflict, "order.other",
        "the file holds an order to \(order.order.deed.rawValue) for \(Format.safe(order.order.incident))")
    }
    if writing.dryRun { return try preview(order) }
    if wanted.offline {
      try order.check()
      _ = try order.signFile(reason: wanted.reason)
      let kept = try order.keep(at: wanted.file)
      return try report(order, entries: [], path: kept.path)
    }
    let signed = try await order.submit(reason: wanted.reason)
    // A file never opens anything, so there is no use for one.
    let kept = deed == .breakGlass ? nil : try order.keep(at: wanted.file)
    return try report(order, entries: [signed.receipt.index], path: kept?.path)
  }

  private static func find(
    _ deed: BrakeOrder.Deed, _ incident: String, _ scope: ScopeOptions, _ length: String?,
    _ wanted: OrderOptions, _ session: Session
  ) async throws -> CouncilOrder {
    if let path = wanted.file, FileManager.default.fileExists(atPath: path) {
      return try CouncilOrder(file: path, in: session)
    }
    let span = try length.map { text in
      guard let span = Span(text), span > .zero else {
        throw Failure(.usage, "usage", "\(Format.safe(text)) is not a length of time such as 48h")
      }
      return span
    }
    let order = try CouncilOrder.choose(
      deed, incident, scope: try await scope.scope(in: session), length: span, id: wanted.order, session)
    return CouncilOrder(order, in: session)
  }

  static func preview(_ order: CouncilOrder) throws -> Answer {
    try order.check()
    return Answer(
      schema: "quorate.preview/1", data: .object(JSONObject(members(order))),
      text: order.summary + "\nNothing written (dry run).", brief: order.id.description,
      warnings: order.session.warnings)
  }

  /// What became of an order with a signature more.
  static func report(_ order: CouncilOrder, entries: [UInt64], path: String?) throws -> Answer {
    let session = order.session
    let now = try session.now()
    let (record, needs) = try session.chamber.read { view in
      let charter = try view.charter(at: now)
      let role = charter?.role(for: order.order.deed).flatMap { charter?.roles[$0] }
      return (try view.brake(order.id), role?.needs ?? 1)
    }
    let signers = try path.map { try CouncilOrder.read($0, session).parts.count } ?? 0
    let signed = max(record?.signatures.count ?? 0, signers)
    var lines = ["\(Outcome.of(record, order.order, signed: signed, needs: needs))"]
    if !entries.isEmpty {
      lines.append(
        "  \(entries.count == 1 ? "entry" : "entries") " + entries.map(String.init).joined(separator: ", "))
    }
    if let path {
      lines.append(
        "  \(Format.safe(path)): \(Format.number(signers, "signature")), for gates that the log does not reach"
      )
    }
    if let number = record?.proposal {
      let id = ProposalRecord.display(number)
      lines.append(
        "Next:  quorate ratify \(Format.shell(order.order.incident))   (votes for \(id); without it the pause lapses)"
      )
    } else if record?.effective == nil {
      lines.append("Next:  " + next(order.order, isEnough: signed >= needs, isOffline: entries.isEmpty, path))
    }
    var data = members(order)
    data.add("effective", record?.effective?.description)
    data.append(.init(key: "entries", value: .array(entries.map { .integer($0) })))
    data.add("file", path)
    data.append(.init(key: "needs", value: .integer(UInt64(needs))))
    data.add("proposal", record?.proposal.map(ProposalRecord.display))
    data.append(.init(key: "signed", value: .integer(UInt64(signed))))
    return Answer(
      schema: "quorate.order/1", data: .object(JSONObject(data)), text: lines.joined(separator: "\n"),
      brief: record?.effective == nil ? "pending" : "in effect",
      warnings: session.warnings + (try doubts(order)))
  }

  /// What a slip of the pen looks like: in an emergency nobody reads twice.
  private static func doubts(_ order: CouncilOrder) throws -> [Answer.Warning] {
    guard case .environment(let name) = order.order.scope else { return [] }
    let isKnown = try order.session.chamber.read { view in
      try view.approvals().contains { $0.deployment.environment == name }
    }
    return isKnown
      ? [] : [.init(code: "W004", message: "nothing was ever approved in \(name); is it spelt right?")]
  }

  /// What the next member, or anybody, has to do.
  private static func next(_ order: BrakeOrder, isEnough: Bool, isOffline: Bool, _ path: String?) -> String {
    let file = Format.shell(path ?? "FILE")
    if isEnough { return "give \(file) to every gate   ·   quorate pause submit \(file)" }
    let command = order.deed == .breakGlass ? "gate break-glass" : order.deed.rawValue
    return "another member: quorate \(command) \(Format.shell(order.incident)) -r WHY"
      + (isOffline ? " --offline --file \(file)" : "")
  }

  private static func members(_ order: CouncilOrder) -> [JSONObject.Member] {
    .init(texts: [
      "deed": order.order.deed.rawValue, "id": order.id.description, "incident": order.order.incident,
      "not_after": order.order.notAfter.description, "scope": order.order.scope.words,
    ])
  }

  /// The first line of a report.
  private enum Outcome {
    static func of(_ record: BrakeRecord?, _ order: BrakeOrder, signed: Int, needs: Int) -> String {
      let what = CouncilOrder.words(order.scope)
      guard record?.effective != nil else {
        let isEnough = signed >= needs
        return
          "Signature \(signed) of \(needs) to \(order.deed.rawValue) \(what) for \(Format.safe(order.incident))."
          + (isEnough ? " The file is enough for gates; the log does not have it yet." : "")
      }
      switch order.deed {
      case .pause:
        return "Paused: \(what), until \(order.notAfter.sentence) (\(Format.safe(order.incident)))."
      case .revoke: return "Revoked: \(what). Only a new vote approves it again."
      case .resume: return "Resumed: \(what)."
      case .breakGlass:
        return "Broken glass: gates open for \(what) against their rules until \(order.notAfter.sentence)."
      }
    }
  }
}
