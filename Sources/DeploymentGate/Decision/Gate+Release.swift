internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// The weights of a model, which nobody can call back.
extension Gate {
  /// A release that was voted on, unless the model was revoked since, or a pause of it lapsed.
  func release(
    _ request: GateRequest, _ brakes: Brakes, _ subjects: [BrakeScope.Subject]
  ) throws -> GateDecision {
    guard let model = request.model else {
      return GateDecision(.unnamed, "weights are released by both of their digests", request, at: now)
    }
    guard let release = try view.decided(WeightsRelease.kind, model.bytes).last(where: { $0.counts(at: now) })
    else {
      return GateDecision(
        .noApproval, "no vote released exactly these weights", request, at: now)
    }
    let submission = try view.submission(of: release.origin)
    let isRevoked = try view.revocations(of: model).contains {
      $0.revokes(submittedBy: submission.index, in: request.environment, at: now)
    }
    let name = release.origin.display
    let stops = subjects.compactMap { brakes.fault(of: submission, about: $0) }
    if isRevoked || stops.contains(.revoked) {
      return GateDecision(.revoked, "what \(name) released was taken back", request, at: now)
    }
    guard stops.isEmpty else {
      return GateDecision(
        .lapsed, "a pause lapsed since \(name): it must be voted on again", request, at: now)
    }
    if let doubt = try view.doubt(about: release.origin) {
      return GateDecision(.doubted, doubt.sentence(about: release.origin), request, at: now)
    }
    return GateDecision(.allowed, "\(name) released these weights", request, at: now)
  }
}
