internal import CanonicalEncoding
internal import Foundation
internal import Governance
internal import Ledger
internal import Signing

/// What was granted and what is left of it, in words.
struct GrantWords {
  let grant: DecidedRecord
  /// What an amount leaves; `nil` where no amount was granted.
  let budget: GrantBudget?
  let draws: [DrawRecord]
  /// Why nothing at all can be drawn, or `nil`.
  let fault: DrawRefusal?

  init<Store: Records, Files: Documents>(
    _ grant: DecidedRecord, in view: LedgerView<Store, Files>, at now: Timepoint
  ) throws {
    self.grant = grant
    budget = GrantBudget(grant, at: now)
    draws = try view.draws(on: grant.origin.id)
    fault = try view.refusal(of: grant, at: now)
  }

  /// One word for where it stands.
  var state: String {
    switch fault {
    case .revoked: return "revoked"
    case .paused: return "paused"
    case .doubted: return "suspended"
    case .some: return "ended"
    case nil: break
    }
    guard let budget else { return "open" }
    if budget.left == 0 { return "spent" }
    guard budget.drawable == 0 else { return "open" }
    return budget.period?.left == 0 ? "next period" : "checkpoint"
  }

  /// `76 of 100 gpu-hours`.
  static func left(_ budget: GrantBudget) -> String {
    "\(Format.grouped(budget.left)) of \(Format.grouped(budget.granted)) \(budget.unit)"
  }

  var row: [String] {
    [
      grant.origin.display, grant.action.kind, budget.map(Self.left) ?? "–", grant.end.sentence, state,
    ]
  }

  /// One line among others: `P-0007  76 of 100 gpu-hours  until 2027-01-15 00:00:00 UTC`.
  var line: String {
    "\(grant.origin.display)  \(budget.map(Self.left) ?? grant.action.kind)  until \(grant.end.sentence)"
      + (state == "open" ? "" : "  \(state.uppercased())")
  }

  var text: String {
    var facts = budget.map { [("holder", $0.holder.display), ("purpose", $0.purpose)] } ?? []
    facts.append(("identity", grant.origin.id.description))
    facts.append(("granted", budget == nil ? grant.action.words : "\(grant.origin.at.sentence)"))
    facts.append(("ends", grant.end.sentence))
    if let provider = budget?.provider { facts.append(("only with", provider)) }
    if let fault { facts.append(("stopped", fault.message)) }
    if let budget { facts += Self.facts(of: budget, draws: draws.count, isOpen: fault == nil) }
    var lines = ["\(grant.origin.display)  \(grant.action.kind)  \(state)"]
    lines += facts.map { "  \($0.padding(toLength: 9, withPad: " ", startingAt: 0)) \(Format.safe($1))" }
    lines += draws.map(Self.line)
    if let budget, fault == nil, budget.drawable > 0 {
      lines.append("Next:  quorate resource draw \(grant.origin.display) AMOUNT --purpose WHY")
    }
    return lines.joined(separator: "\n")
  }

  private static func facts(of budget: GrantBudget, draws: Int, isOpen: Bool) -> [(String, String)] {
    var facts = [
      ("drawn", "\(Format.grouped(budget.drawn)) \(budget.unit) in \(Format.number(draws, "draw"))"),
      ("left", left(budget)),
    ]
    if let period = budget.period {
      facts.append(
        (
          "period",
          "\(Format.grouped(period.left)) of \(Format.grouped(period.limit)) until \(period.ends.sentence)"
        ))
    }
    if let checkpoint = budget.checkpoint {
      facts.append(
        (
          "gate",
          "nothing beyond \(Format.grouped(checkpoint.after)) without a vote: "
            + "\(checkpoint.requires.joined(separator: ", ")) must pass"
        ))
    }
    if isOpen { facts.append(("to draw", "\(Format.grouped(budget.drawable)) \(budget.unit) now")) }
    return facts
  }

  private static func line(_ draw: DrawRecord) -> String {
    let job = draw.reference == .zero ? "" : "  job \(draw.reference.short)"
    return "  entry \(draw.index)  \(draw.received.sentence)  \(Format.grouped(draw.amount))  "
      + Format.safe(draw.purpose) + job
  }

  /// The whole for programs.
  var json: JSONValue {
    .members([
      "action": grant.action.json, "draws": .array(draws.map(Self.json)),
      "budget": budget.map(Self.json) ?? .null, "ends": .string(grant.end.description),
      "entry": .integer(grant.origin.index), "id": .string(grant.origin.id.description),
      "proposal": .string(grant.origin.display), "state": .string(state),
      "stopped": fault.map { .string($0.code) } ?? .null,
    ])
  }

  private static func json(_ budget: GrantBudget) -> JSONValue {
    .members([
      "checkpoint": budget.checkpoint.map { .string(String($0.after)) } ?? .null,
      "drawable": .string(String(budget.drawable)), "drawn": .string(String(budget.drawn)),
      "granted": .string(String(budget.granted)), "holder": .string(budget.holder.text),
      "left": .string(String(budget.left)),
      "period": budget.period.map { period in
        .members([
          "begins": .string(period.begins.description), "ends": .string(period.ends.description),
          "left": .string(String(period.left)), "limit": .string(String(period.limit)),
        ])
      } ?? .null, "provider": budget.provider.map { .string($0) } ?? .null, "unit": .string(budget.unit),
    ])
  }

  private static func json(_ draw: DrawRecord) -> JSONValue {
    .members([
      "amount": .string(String(draw.amount)), "entry": .integer(draw.index),
      "purpose": .string(draw.purpose), "received": .string(draw.received.description),
      "reference": draw.reference == .zero ? .null : .string(draw.reference.description),
      "statement": .string(draw.statement.description),
    ])
  }
}
