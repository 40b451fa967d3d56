internal import CanonicalEncoding
internal import DeploymentGate
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol

/// How a gate came to its answer, step by step in its order.
struct GateSteps {
  let words: GateWords

  private var decision: GateDecision { words.decision }

  /// Each step with a mark, and below the protocols each rule.
  var text: String {
    let blocked = decision.code.step
    var lines = GateStep.allCases.map { step -> String in
      let name = step.name.padding(toLength: 10, withPad: " ", startingAt: 0)
      if let blocked, step == blocked {
        return "\(decision.code.outcome == .undecided ? "?" : "✗") \(name) \(Format.safe(decision.sentence))"
      }
      guard isReached(step) else { return "– \(name) not asked" }
      return "✓ \(name) \(Format.safe(found(at: step)))"
    }
    lines += rules
    // Rule by rule is what this is.
    let isAboutRules = decision.code.step == .rules || decision.code.step == .protocols
    let next = isAboutRules ? "Next:  \(nextOnRules)" : words.next
    return ([words.headline] + lines + words.facts + [next].compactMap { $0 }).joined(separator: "\n")
  }

  /// Whether a step was passed on the way to the answer.
  private func isReached(_ step: GateStep) -> Bool {
    if decision.request.action.isOfGrants, step.isOfModels { return false }
    if let blocked = decision.code.step { return step.rawValue < blocked.rawValue }
    // What opens against the rules asks for no approval, and weights are released by a vote of their own.
    let isShort = decision.code == .glassBroken || decision.request.action == .release
    return !isShort || step.rawValue <= GateStep.approval.rawValue
  }

  private func found(at step: GateStep) -> String {
    let request = decision.request
    switch step {
    case .log:
      return words.sight.map { "\($0.size) entries lead to the signed root \($0.root.short)" } ?? "verified"
    case .pauses:
      return decision.pauses.isEmpty
        ? "nothing is paused" : "\(Format.number(decision.pauses.count, "pause")) in force, none of them here"
    case .freshness: return words.sight.map { "known up to \($0.complete.sentence)" } ?? "recent enough"
    case .model:
      return request.model.map { "\($0.omsRoot.short) with the tree \($0.dirHash.short)" }
        ?? request.oci?.registryText ?? words.subject
    case .approval:
      guard decision.code != .glassBroken else { return decision.sentence }
      if let grant = decision.grant?.record {
        return grant.origin.display + (grant.end == .latest ? "" : " until \(grant.end.sentence)")
      }
      return decision.approval.map { "\($0.origin.display) until \($0.ends.sentence)" } ?? decision.sentence
    case .runtime:
      return request.runtime.isEmpty ? "nothing beside the weights" : "as approved: " + runtime
    case .audience:
      return request.audience.map { "\($0.words), and no more was approved" } ?? "not said whom it serves"
    case .protocols:
      return decision.verdicts.isEmpty
        ? "none governs this"
        : decision.verdicts.map { "\($0.safety.id) \($0.safety.version)" }.joined(separator: ", ")
    case .rules:
      return decision.verdicts.isEmpty ? "none to ask" : "all that must pass do"
    case .limits: return decision.obligations.map(\.words).joined(separator: ", ")
    }
  }

  private var runtime: String { decision.request.runtime.keys.sorted().joined(separator: ", ") }

  /// Each attestation that does not count has a line of its own with what helps; without any, that is what helps.
  private var nextOnRules: String {
    decision.verdicts.allSatisfy(\.verdict.items.isEmpty)
      ? "quorate evidence commission …, and then attest: nobody has attested anything about this model"
      : "quorate evidence list --model DIR, for what evaluators said"
  }

  private var rules: [String] {
    var lines: [String] = []
    for verdict in decision.verdicts {
      let safety = verdict.safety
      lines += ["", "Protocol \(safety.id), version \(safety.version): \(verdict.outcome.rawValue)"]
      lines += rules(of: verdict.verdict) + EvidenceLines(verdict.verdict).text
    }
    return lines.isEmpty ? [] : lines + [""]
  }

  private func rules(of verdict: BoundVerdict) -> [String] {
    var lines: [String] = []
    for line in verdict.lines {
      let role = line.isRequired ? "" : " (need not pass)"
      lines.append("  \(line.outcome.mark) \(line.rule.id)\(role): \(Format.safe(line.rule.test.words))")
      lines += EvidenceLines(verdict).findings(of: line)
    }
    for shortfall in verdict.shortfalls {
      let (found, needed) = (shortfall.organisations, Format.number(shortfall.needed, "organisation"))
      lines.append("  ? \(shortfall.requirement): evidence of \(found) of the \(needed) it takes")
    }
    for blocker in verdict.blockers { lines.append("  ✗ \(blocker.speaker) says that the model failed") }
    return lines
  }
}

extension Outcome {
  /// The mark in front of a line.
  var mark: String {
    switch self {
    case .pass: "✓"
    case .fail: "✗"
    case .indeterminate: "?"
    }
  }
}
