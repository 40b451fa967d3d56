package import CanonicalEncoding
internal import Governance
internal import Ledger

/// A gate at one instant, as its faces ask it: the decision function, and what whoever runs the gate has set.
///
/// Every way in which the question cannot be answered is a no.
package struct GateDesk {
  package let configuration: GateConfiguration
  package let now: Timepoint
  /// The size and the root of the log that is answered from, if it is known.
  package let tip: (size: UInt64, root: Digest)?
  private let ask: (GateRequest) throws -> GateDecision

  /// - Parameter ask: Asks `Gate`, over a state that was verified.
  package init(
    _ configuration: GateConfiguration, at now: Timepoint, tip: (size: UInt64, root: Digest)? = nil,
    ask: @escaping (GateRequest) throws -> GateDecision
  ) {
    self.configuration = configuration
    self.now = now
    self.tip = tip
    self.ask = ask
  }

  /// The answer for a model that was named by words.
  ///
  /// - Parameters:
  ///   - action: As others write it; `nil` for running a model.
  ///   - environment: Where, in the words of whoever asks. Another environment than the gate's own is denied.
  package func decide(
    action: String? = nil, environment: String, name: ModelName, trafficPermille: UInt64? = nil
  ) -> GateDecision {
    let known = action.map { GateRequest.Action(rawValue: $0) } ?? .deploy
    let request = request(known ?? .deploy, name, trafficPermille: trafficPermille)
    guard let known, known.rawValue.isSpelt(like: action ?? known.rawValue) else {
      return GateDecision(.action, "this gate knows nothing of such an action", request, at: now)
    }
    guard configuration.guards(environment) else {
      return GateDecision(
        .environment, "this gate guards \(configuration.environment) and nothing else", request, at: now)
    }
    return decide(request)
  }

  /// The answer for everything that a workload takes models from: the first no, or else the narrowest yes.
  package func judge(_ workload: Workload) -> GateDecision {
    let names: [ModelName]
    switch models(of: workload) {
    case .success(let models): names = models
    case .failure(let fault):
      return GateDecision(fault.code, fault.sentence, request(.deploy, ModelName()), at: now)
    }
    var answer: GateDecision?
    for name in names {
      let decision = decide(
        request(
          .deploy, name, trafficPermille: workload.trafficPermille,
          seen: workload.servingImage.map { ["serving_image": $0] } ?? [:]))
      guard decision.isAllowed else { return decision }
      if case .files(let digest) = workload.claim, configuration.claims == .accept,
        decision.approval?.deployment.omsRoot != digest
      {
        return GateDecision(
          .unproven, "the annotation names another model than the one that is taken", decision.request,
          at: now)
      }
      answer = answer?.joined(with: decision) ?? decision
    }
    return answer ?? unnamed(workload)
  }

  /// The answer to a request; a look-up that fails is a no.
  package func decide(_ request: GateRequest) -> GateDecision {
    do { return try ask(request) } catch {
      let words = (error as? any CodedRefusal)?.description ?? "a look-up failed"
      return GateDecision(.missing, words, request, at: now)
    }
  }

  private func unnamed(_ workload: Workload) -> GateDecision {
    let request = request(.deploy, ModelName())
    guard configuration.unnamed == .allow else {
      return GateDecision(.unnamed, "\(workload.words) names no model", request, at: now)
    }
    var decision = GateDecision(.modelless, "\(workload.words) names no model", request, at: now)
    decision.remarks = ["it names no model, and this gate lets such things through"]
    return decision
  }

  private func request(
    _ action: GateRequest.Action, _ name: ModelName, trafficPermille: UInt64? = nil,
    seen: [String: Digest] = [:]
  ) -> GateRequest {
    GateRequest(
      action, in: configuration.environment, audience: configuration.audience, model: name.model,
      oci: name.oci, runtime: configuration.runtime, seen: seen, trafficPermille: trafficPermille)
  }

  // MARK: Models

  /// Why no model can be asked about.
  private struct Fault: Error {
    let code: GateCode
    let sentence: String
  }

  /// The models of a workload, or the first reference that names none.
  private func models(of workload: Workload) -> Result<[ModelName], Fault> {
    let claim = configuration.claims == .accept ? workload.claim : .none
    if claim == .unreadable {
      return .failure(
        Fault(code: .unproven, sentence: "the annotation \(Workload.annotation) does not name one model"))
    }
    var claimed: ModelDigests?
    if case .model(let model) = claim { claimed = model }
    if workload.references.isEmpty { return .success(claimed.map { [ModelName(model: $0)] } ?? []) }
    // One claim cannot speak for several places.
    let stand = workload.references.count == 1 ? claimed : nil
    var names: [ModelName] = []
    for reference in workload.references {
      switch reference.target {
      case .registry(let oci): names.append(ModelName(model: stand, oci: oci))
      case .commit, .mutable:
        guard let stand else { return .failure(Self.fault(of: reference)) }
        names.append(ModelName(model: stand))
      }
    }
    return .success(names)
  }

  private static func fault(of reference: ModelReference) -> Fault {
    let text = DisplayText.escaped(reference.text, limit: 120)
    return reference.target == .commit
      ? Fault(code: .unproven, sentence: "nothing proves which model \(text) is")
      : Fault(code: .mutable, sentence: "\(text) can be something else tomorrow: name it by digest")
  }
}

extension GateDecision {
  /// Two answers in one, where both allow.
  fileprivate func joined(with other: GateDecision) -> GateDecision {
    var decision = self
    decision.obligations += other.obligations.filter { !obligations.contains($0) }
    decision.waivers += other.waivers.filter { !waivers.contains($0) }
    decision.remarks += other.remarks.filter { !remarks.contains($0) }
    decision.verdicts += other.verdicts
    if other.code == .glassBroken { decision = decision.coded(like: other) }
    return decision
  }

  /// The same under the code and the sentence of another.
  private func coded(like other: GateDecision) -> GateDecision {
    var decision = GateDecision(other.code, other.sentence, request, at: now)
    (decision.approval, decision.obligations, decision.waivers) = (approval, obligations, waivers)
    (decision.pauses, decision.verdicts, decision.remarks) = (pauses, verdicts, remarks)
    return decision
  }
}
