internal import CanonicalEncoding
internal import DeploymentGate
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol

/// How the answer of a gate is put in words.
struct GateWords {
  let decision: GateDecision
  /// What was verified; `nil` where nothing was.
  let sight: GateSight?
  let isShadow: Bool

  init(_ finding: GatePost.Finding, isShadow: Bool) {
    decision = finding.decision
    sight = finding.sight
    self.isShadow = isShadow
  }

  /// The answer as a command gives it. In shadow mode every answer ends with 0.
  func answer(schema: String = "quorate.gate/1", text: String? = nil) -> Answer {
    var answer = Answer(
      schema: schema, data: json, text: text ?? self.text, brief: "\(verdict) \(decision.code.rawValue)",
      status: isShadow ? .ok : status)
    if isShadow {
      answer.warnings.append(
        Answer.Warning(
          code: "W010",
          message:
            "SHADOW MODE: nothing is held back. Otherwise this would have ended with \(status.rawValue)"))
    }
    return answer
  }

  /// The status of the answer itself.
  var status: ExitStatus {
    switch decision.code.outcome {
    case .allow: .ok
    case .deny: .no
    case .badEvidence: .badEvidence
    case .undecided: .undecided
    }
  }

  /// One word.
  var verdict: String {
    switch decision.code.outcome {
    case .allow: "ALLOW"
    case .deny: "DENY"
    case .badEvidence: "BAD-EVIDENCE"
    case .undecided: "UNDECIDED"
    }
  }

  /// The verdict, why, and everything that whoever asked has to know.
  var text: String {
    ([headline] + facts + [next].compactMap { $0 }).joined(separator: "\n")
  }

  var headline: String {
    let mark = decision.isAllowed ? "✓" : decision.code.outcome == .undecided ? "?" : "✗"
    let shadow = isShadow ? "SHADOW, would be " : ""
    return "\(mark) \(shadow)\(verdict): \(Format.safe(decision.sentence)) (\(decision.code.rawValue))"
  }

  /// Label and text of what there is to say.
  var facts: [String] {
    var facts = asked + approved
    if decision.isAllowed { facts += decision.obligations.map { ("keep to", $0.words) } }
    facts += decision.waivers.map { waiver in
      (
        "WAIVED",
        "\(waiver.rule) of \(waiver.safety) until \(waiver.ends.sentence) (\(waiver.proposal)): \(waiver.control)"
      )
    }
    facts += decision.pauses.map { pause in
      let source = pause.isUnlogged ? ", by a file that the log does not have" : ""
      return (
        "PAUSED", "\(pause.order.scope.words) until \(pause.ends.sentence) (\(pause.order.incident))\(source)"
      )
    }
    facts += decision.remarks.map { ("note", $0) }
    if let sight {
      let entries = Format.number(Int(clamping: sight.size), "entry", plural: "entries")
      let witnesses = sight.witnessed.map { ", witnessed up to \($0.sentence)" } ?? ""
      facts.append(("known", "\(entries) up to \(sight.newest.sentence), verified here\(witnesses)"))
    }
    return facts.map { label, words in
      "  \(label.padding(toLength: 9, withPad: " ", startingAt: 0)) \(Format.safe(words))"
    }
  }

  private var asked: [(String, String)] {
    let request = decision.request
    var facts: [(String, String)] = []
    if let model = request.model {
      facts.append(("oms_root", model.omsRoot.description))
      facts.append(("dir_hash", model.dirHash.description))
    }
    if let oci = request.oci { facts.append(("oci", oci.registryText)) }
    facts += grantAsked
    facts += request.runtime.sorted { $0.key < $1.key }.map { ("runtime", "\($0.key) \($0.value)") }
    facts.append(
      ("asked", "\(request.action.rawValue) in \(request.environment) at \(decision.now.sentence)"))
    return facts
  }

  private var approved: [(String, String)] {
    if let grant = decision.grant { return granted(grant) }
    guard let approval = decision.approval else { return [] }
    let deployment = approval.deployment
    var facts = [
      (
        "approval",
        "\(approval.origin.display), \(deployment.name) in \(deployment.environment), from \(approval.begins.sentence) to \(approval.ends.sentence)"
      )
    ]
    if let stage = decision.stage {
      facts.append(("stage", "\(stage.name), at most \(RolloutStage.percent(stage.maxTrafficPermille))"))
    }
    facts += decision.verdicts.map { verdict in
      ("protocol", "\(verdict.safety.id) \(verdict.safety.version): \(verdict.outcome.rawValue)")
    }
    return facts
  }

  /// What helps, if anything does.
  var next: String? {
    let environment = decision.request.environment
    let help: String? =
      switch decision.code {
      case .noApproval, .expired, .revoked, .lapsed, .doubted, .audience, .holder, .untrusted, .grant,
        .undrawn:
        granting
      case .early: "the same command with --wait 1h"
      case .runtime: "the same command with --runtime NAME=DIGEST for each part that was approved"
      case .renamed: "quorate model verify DIR --manifest FILE"
      case .paused: "quorate status, for who paused it and until when"
      case .ruleFails, .indeterminate, .protocolOver: "quorate gate explain \(environment) …, rule by rule"
      case .mutable, .unproven, .unnamed:
        decision.request.action.isOfGrants
          ? "name the job by its file: --reference FILE" : "name the model by its files: --model DIR"
      case .missing where sight.map { decision.now < $0.newest } ?? false:
        "the same command with a later instant in --at"
      case .stale, .missing: "get the log anew, then the same command"
      case .invalid: "quorate audit verify, over the same log"
      case .rolledBack: "keep both logs, they are evidence: quorate audit compare"
      case .clock: "set the clock of this machine, or give --at"
      case .traffic: "less traffic, or a vote on the next stage (model.promote)"
      default: decision.isAllowed ? nil : "quorate gate check --help"
      }
    return help.map { "Next:  \($0)" }
  }
}
