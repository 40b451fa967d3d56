/// A council that can stop a proposal without a vote of a house.
package struct Stopper: Hashable, Sendable {
  /// What it does.
  package let deed: Act.Deed
  /// How many signatures it takes.
  package let needs: Int
  /// How many may sign: the council without those whom the proposal is about.
  package let able: Int
}

extension TrackRules {
  /// Every council that can stop a proposal by signatures alone, and has as many left as that takes.
  package var waysToStop: [Stopper] { ways { _ in true } }

  private func ways(_ applies: (GuardianRule) -> Bool) -> [Stopper] {
    func stopper(_ deed: Act.Deed, _ role: Role) -> Stopper {
      Stopper(
        deed: deed, needs: role.needs, able: role.members.count { !course.barred.contains($0) })
    }
    let council = veto.map { [stopper(.veto, $0)] } ?? []
    let guardians = course.guardians.filter { $0.deed.stops && $0.deed != .postpone && applies($0) }
    return (council + guardians.map { stopper($0.deed, $0.role) }).filter { $0.able >= $0.needs }
  }
}

extension TrackRules {
  /// Every council that can still stop a proposal where it stands: in its phase, in one that is ahead of it, or in a
  /// stage to come.
  ///
  /// - Parameter decision: Where it stands; its track is this one.
  package func waysToStop(from decision: Decision) -> [Stopper] {
    guard !decision.state.isFinal else { return [] }
    let phases = ProposalPhase.allCases
    let ahead = Set(phases.drop { $0 != decision.phase })
    let now = ways { rule in
      rule.during.contains(where: ahead.contains) && (rule.stage.map { $0 == decision.track } ?? true)
    }
    let later = course.stages.flatMap { $0.rules.waysToStop }
    return (now + later).reduce(into: []) { found, way in
      if !found.contains(way) { found.append(way) }
    }
  }
}
