/// A guardian's rule where it stands.
package struct Guard: Hashable, Sendable {
  package let rule: GuardianRule
  /// The stage whose guardians they are; `nil` for those of all stages.
  package let track: String?
  /// Whether they are the council that `veto_by` names, and not guardians.
  package let isCouncil: Bool

  /// Guardians of a stage.
  init(_ rule: GuardianRule, inStage track: String) {
    self.rule = rule
    self.track = track
    isCouncil = false
  }

  /// The council named by `veto_by`, in every phase before the end.
  init(vetoBy council: Role, inStage track: String?) {
    let phases = ProposalPhase.allCases.filter { $0 != .ended }
    rule = GuardianRule(.veto, by: council, during: phases)
    self.track = track
    isCouncil = true
  }

  /// Whether the act can be signed under it while the proposal stands so.
  package func isOpen(in phase: ProposalPhase, stage: String) -> Bool {
    (track == nil || track == stage) && rule.allows(rule.deed, in: phase, stage: stage)
  }
}

extension TrackRules {
  /// Who may do an act to a proposal from outside the vote while a stage goes on: `veto_by` of the proposal's own track in
  /// every phase and every stage, that of a later stage in every phase of it, and guardians of the stage in the phases that
  /// they name.
  /// - Parameter track: The stage.
  package func guards(of deed: Act.Deed, inStage track: String) -> [Guard] {
    let stage = stage(ofTrack: track) ?? self
    let guardians = stage.course.guardians.filter { $0.deed == deed }.map { Guard($0, inStage: track) }
    guard deed == .veto else { return guardians }
    let throughout = veto.map { Guard(vetoBy: $0, inStage: nil) }
    let ofStage = stage.veto == veto ? nil : stage.veto.map { Guard(vetoBy: $0, inStage: track) }
    return [throughout, ofStage].compactMap(\.self) + guardians
  }
}
