internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate

/// What the commands of the council share.
enum CouncilSigning {
  static func perform(
    _ deed: BrakeOrder.Deed, _ incident: String, _ scope: ScopeOptions, _ wanted: OrderOptions,
    _ writing: WriteOptions, _ options: GlobalOptions
  ) async throws -> Answer {
    let session = try Session(options)
    guard DisplayText.fault(of: incident, limit: 80) == nil else {
      throw Failure(.usage, "usage", "the name of an incident has at most 80 characters, all of them visible")
    }
    var order = try await find(deed, incident, scope, wanted, session)
    guard order.order.deed == deed, order.order.incident.isSpelt(like: incident) else {
      throw Failure(
        .conflict, "order.other",
        "the file holds an order to \(order.order.deed.rawValue) for \(Format.safe(order.order.incident))")
    }
    if writing.dryRun { return try preview(order) }
    if wanted.offline {
      try order.check()
      try order.signFile(reason: wanted.reason)
      let kept = try order.keep(at: wanted.file)
      return try report(order, entries: [], path: kept.path)
    }
    let submitted = try await order.submit(reason: wanted.reason)
    // A file never opens anything, so there is no use for one.
    let kept = deed == .breakGlass ? nil : try order.keep(at: wanted.file)
    return try report(order, submitted, path: kept?.path)
  }

  /// What became of an order whose signature was submitted.
  static func report(_ order: CouncilOrder, _ submitted: CouncilOrder.Submitted, path: String?) throws
    -> Answer
  {
    switch submitted {
    case .entry(let index): return try report(order, entries: [index], path: path)
    case .fileOnly(let failure):
      let note = Answer.Warning(
        code: "W006",
        message: "only the file is signed: \(failure.message). Put it into the log once they answer: "
          + "quorate pause submit \(path.map(Format.shell) ?? "FILE")")
      return try report(order, entries: [], path: path, notes: [note])
    }
  }

  private static func find(
    _ deed: BrakeOrder.Deed, _ incident: String, _ scope: ScopeOptions, _ wanted: OrderOptions,
    _ session: Session
  ) async throws -> CouncilOrder {
    if let path = wanted.file, try FilePresence.isThere(path) {
      return try CouncilOrder(file: path, in: session)
    }
    let span = try wanted.length.map(TimeArgument.span)
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
  static func report(
    _ order: CouncilOrder, entries: [UInt64], path: String?, notes: [Answer.Warning] = []
  ) throws -> Answer {
    let session = order.session
    var notes = notes
    let record = try session.chamber.read { try $0.brake(order.id) }
    let role = try? order.council.role
    let needs = role?.needs ?? 1
    let inFile = try path.map { try CouncilOrder.read($0, session).parts.map(\.act.header.signer) } ?? []
    let counted = Set(inFile + (record?.signatures.map(\.actor) ?? [])).filter {
      role?.members.contains($0) ?? true
    }
    let (signers, signed) = (inFile.count, counted.count)
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
      let obstacles =
        try session.chamber.read({ try $0.proposal(number: number) })
        .map { Obstacle.warnings($0.id, session) } ?? []
      notes += obstacles
      lines.append(
        obstacles.isEmpty
          ? "Next:  quorate ratify \(Format.shell(order.order.incident))   (votes for \(id); without it the pause lapses)"
          : "\(id) opens with it, and cannot keep it in force: the pause is over before such a vote takes effect"
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
      warnings: session.warnings + (try doubts(order)) + notes)
  }

  /// What a slip of the pen looks like: in an emergency nobody reads twice.
  private static func doubts(_ order: CouncilOrder) throws -> [Answer.Warning] {
    guard case .environment(let name) = order.order.scope else { return [] }
    let isKnown = try order.session.chamber.read { view in
      try view.approvals().contains { $0.deployment.environment == name }
    }
    return isKnown
      ? [] : [.init(code: "W005", message: "no model was ever approved in \(name); is it spelt right?")]
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
        let count =
          signed > needs
          ? "\(signed) signatures, of which it takes \(needs)," : "Signature \(signed) of \(needs)"
        return
          "\(count) to \(order.deed.rawValue) \(what) for \(Format.safe(order.incident))."
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
