internal import CanonicalEncoding
internal import DeploymentGate
internal import Governance
internal import Ledger
internal import Signing

/// The answer of a gate about a grant.
extension GateWords {
  /// What was asked for.
  var grantAsked: [(String, String)] {
    switch decision.request.grant {
    case .amount(let question):
      let unit = decision.grant?.budget?.unit ?? "of the grant"
      let asks = question.asks.map { ("asks", "\(Format.grouped($0.amount)) \($0.unit ?? unit)") }
      let lines = question.job?.lines.map { ("line", "\($0.name): \($0.words)") } ?? []
      return lines + asks + [question.reference.map { ("job", $0.description) }].compactMap(\.self)
    case .data(let question):
      return [
        ("data", question.dataset.description), ("algorithm", question.algorithm.description),
        ("holder", question.holder.display),
      ]
    case .trust(let question):
      guard let algorithm = question.algorithm else {
        return [("data", question.dataset.description), ("code", "never published")]
      }
      return [
        ("data", question.dataset.description), ("algorithm", algorithm.name), ("files", algorithm.files),
        ("container", algorithm.container), ("publisher", algorithm.publisher),
      ] + (algorithm.service.map { [("service", $0)] } ?? [])
    case nil: return []
    }
  }

  /// What a question about a grant names, in a few words.
  var subject: String {
    switch decision.request.grant {
    case .amount(let question): question.reference.map { "the job \($0.short)" } ?? "a grant"
    case .data(let question): "\(question.algorithm.short) on the data \(question.dataset.short)"
    case .trust(let question):
      "\(question.algorithm.map { DisplayText.escaped($0.name, limit: 40) } ?? "code") on the data \(question.dataset.short)"
    case nil: "named"
    }
  }

  /// What was granted, and what is left of it.
  func granted(_ grant: GateDecision.Grant) -> [(String, String)] {
    let name = grant.record.origin.display
    if case .trustAlgorithms(let trust) = grant.record.action {
      return [("list", "\(name), to \(trust.words)")]
    }
    guard let budget = grant.budget else { return [("grant", "\(name), to \(grant.record.action.words)")] }
    var facts = [("grant", "\(name), until \(grant.record.end.sentence)"), ("holder", budget.holder.display)]
    if let provider = budget.provider { facts.append(("only with", provider)) }
    facts.append(("left", "\(GrantWords.left(budget)), \(Format.grouped(budget.drawable)) can be drawn now"))
    return facts
  }

  /// What helps where nothing was granted, or too little was drawn.
  var granting: String? {
    switch decision.request.action {
    case .deploy, .rollBack: return "quorate proposal draft TITLE --kind model.deploy --model DIR"
    case .release: return "quorate proposal draft TITLE --kind weights.release --model DIR"
    case .compute: return "quorate proposal draft TITLE --kind data.access"
    case .run: return "quorate proposal draft TITLE --kind dataset.trust"
    case .draw, .use: break
    }
    guard let grant = decision.grant, let budget = grant.budget else {
      return "quorate proposal draft TITLE --kind resource.allocate"
    }
    let another = "quorate proposal draft TITLE --kind \(grant.record.action.kind)"
    guard let missing = decision.missing else {
      // Whoever asked wrongly is told so by the sentence; another vote would not help.
      return [.expired, .revoked, .doubted].contains(decision.code) ? another : nil
    }
    switch budget.refusal(of: missing) {
    case .pace: return nil
    case .some: return another
    case nil: return drawing(missing, on: grant.record.origin.display)
    }
  }

  /// The draw that is missing.
  private func drawing(_ missing: UInt128, on name: String) -> String {
    guard case .amount(let question) = decision.request.grant, question.job != nil else {
      return "quorate resource draw \(name) \(missing) --reference FILE --purpose WHY"
    }
    return
      "quorate resource draw \(name) --job FILE \(question.job?.takesTime == true ? "--for SPAN " : "")--purpose WHY"
  }

  /// The grant for programs, or null.
  var grantJSON: JSONValue {
    guard let grant = decision.grant else { return .null }
    return .members([
      "drawable": Self.amount(grant.budget?.drawable),
      "ends": grant.record.end == .latest ? .null : .string(grant.record.end.description),
      "entry": .integer(grant.record.origin.index), "id": .string(grant.record.origin.id.description),
      "kind": .string(grant.record.action.kind), "left": Self.amount(grant.budget?.left),
      "missing": Self.amount(decision.missing), "proposal": .string(grant.record.origin.display),
      "unit": grant.budget.map { .string($0.unit) } ?? .null,
    ])
  }

  /// What a job's file asks for, or null.
  var jobJSON: JSONValue {
    guard case .amount(let question) = decision.request.grant, let job = question.job else { return .null }
    return .members([
      "asks": .array(
        job.asks.map {
          .members(["amount": .string(String($0.amount)), "unit": $0.unit.map { .string($0) } ?? .null])
        }),
      "lines": .array(
        job.lines.map { line in
          .members([
            "costs": .array(
              line.costs.map {
                .members(["amount": .string(String($0.amount)), "unit": .string($0.unit)])
              }), "gpus": .string(String(line.gpus)), "name": .string(line.name),
            "time": .string(line.time.description),
          ])
        }), "network": .string(job.network),
    ])
  }

  private static func amount(_ amount: UInt128?) -> JSONValue { amount.map { .string(String($0)) } ?? .null }
}
