internal import CanonicalEncoding
internal import DeploymentGate
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol

/// The answer of a gate for programs.
extension GateWords {
  var json: JSONValue {
    .members([
      "action": .string(decision.request.action.rawValue), "allowed": .bool(decision.isAllowed),
      "approval": decision.approval.map(Self.json(of:)) ?? .null,
      "audience": decision.request.audience.map { .string($0.rawValue) } ?? .null,
      "code": .string(decision.code.rawValue), "environment": .string(decision.request.environment),
      "grant": grantJSON,
      "job": jobJSON,
      "known": sight.map(Self.json(of:)) ?? .null, "model": model, "now": Self.instant(decision.now),
      "obligations": .array(decision.obligations.map { .string($0.words) }),
      "oci": decision.request.oci.map { .string($0.registryText) } ?? .null,
      "outcome": .string(decision.code.outcome.rawValue),
      "pauses": .array(decision.pauses.map(Self.json(of:))),
      "protocols": .array(decision.verdicts.map(Self.json(of:))),
      "remarks": .array(decision.remarks.map { .string($0) }),
      "runtime": .object(
        JSONObject(
          decision.request.runtime.sorted { $0.key < $1.key }.map {
            .init(key: $0.key, value: .string($0.value.description))
          })), "sentence": .string(decision.sentence), "shadow": .bool(isShadow),
      "stage": stage, "step": decision.code.step.map { .string($0.name) } ?? .null,
      "trafficPermille": decision.request.trafficPermille.map { .integer($0) } ?? .null,
      "waivers": .array(decision.waivers.map(Self.json(of:))),
    ])
  }

  private static func instant(_ instant: Timepoint) -> JSONValue { .string(instant.description) }

  private var model: JSONValue {
    guard let model = decision.request.model else { return .null }
    return .members([
      "dirHash": .string(model.dirHash.description), "omsRoot": .string(model.omsRoot.description),
    ])
  }

  private var stage: JSONValue {
    guard let stage = decision.stage else { return .null }
    return .members([
      "maxTrafficPermille": .integer(stage.maxTrafficPermille), "name": .string(stage.name),
    ])
  }

  private static func json(of approval: ApprovalRecord) -> JSONValue {
    .members([
      "begins": instant(approval.begins), "ends": instant(approval.ends),
      "entry": .integer(approval.origin.index), "id": .string(approval.origin.id.description),
      "name": .string(approval.deployment.name), "proposal": .string(approval.origin.display),
    ])
  }

  private static func json(of sight: GateSight) -> JSONValue {
    .members([
      "complete": instant(sight.complete), "entries": .integer(sight.size), "newest": instant(sight.newest),
      "root": .string(sight.root.description), "witnessed": sight.witnessed.map(instant) ?? .null,
    ])
  }

  private static func json(of pause: ActivePause) -> JSONValue {
    .members([
      "ends": instant(pause.ends), "id": .string(pause.id.description),
      "incident": .string(pause.order.incident), "logged": .bool(!pause.isUnlogged),
      "ratified": .bool(pause.isRatified), "scope": .string(pause.order.scope.words),
    ])
  }

  private static func json(of waiver: UsedWaiver) -> JSONValue {
    .members([
      "control": .string(waiver.control), "ends": instant(waiver.ends), "proposal": .string(waiver.proposal),
      "protocol": .string(waiver.safety), "reason": .string(waiver.reason), "rule": .string(waiver.rule),
    ])
  }

  private static func json(of verdict: ProtocolVerdict) -> JSONValue {
    let lines = EvidenceLines(verdict.verdict)
    return .members([
      "evidence": .array(verdict.verdict.items.map { lines.json($0) }),
      "hash": .string(verdict.safety.hash.description), "id": .string(verdict.safety.id),
      "outcome": .string(verdict.outcome.rawValue),
      "rules": .array(
        verdict.verdict.lines.map { line in
          .members([
            "findings": .array(lines.json(findingsOf: line)), "id": .string(line.rule.id),
            "outcome": .string(line.outcome.rawValue), "required": .bool(line.isRequired),
            "test": .string(line.rule.test.words),
          ])
        }),
      "shortfalls": .array(
        verdict.verdict.shortfalls.map {
          .members([
            "needed": .integer($0.needed), "organisations": .integer($0.organisations),
            "requirement": .string($0.requirement),
          ])
        }), "version": .integer(verdict.safety.version),
    ])
  }
}
