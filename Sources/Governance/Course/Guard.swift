/// A guardian's rule where it stands.
package struct Guard: Hashable, Sendable {
  package let rule: GuardianRule
  /// The stage whose guardians they are; `nil` for those of all stages.
  package let track: String?

  /// Whether the act can be signed under it while the proposal stands so.
  package func isOpen(in phase: ProposalPhase, stage: String) -> Bool {
    (track == nil || track == stage) && rule.allows(rule.deed, in: phase, stage: stage)
  }
}

extension TrackRules {
  /// Who may do an act to a proposal from outside the vote while a stage goes on: `veto_by` of the proposal in every phase
  /// and every stage, guardians of the stage in the phases that they name.
  /// - Parameter track: The stage.
  package func guards(of deed: Act.Deed, inStage track: String) -> [Guard] {
    let own = (stage(ofTrack: track) ?? self).course.guardians.filter { $0.deed == deed }
    let council = deed == .veto ? veto : nil
    let throughout = council.map {
      Guard(
        rule: GuardianRule(.veto, by: $0, during: ProposalPhase.allCases.filter { $0 != .ended }), track: nil)
    }
    return [throughout].compactMap(\.self) + own.map { Guard(rule: $0, track: track) }
  }
}
