internal import Signing

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
  package var waysToStop: [Stopper] { ways(without: course.barred) { _ in true } }

  private func ways(without barred: [AccountKey], _ applies: (GuardianRule) -> Bool) -> [Stopper] {
    func stopper(_ deed: Act.Deed, _ role: Role) -> Stopper {
      Stopper(deed: deed, needs: role.needs, able: role.members.count { !barred.contains($0) })
    }
    let council = veto.map { [stopper(.veto, $0)] } ?? []
    let guardians = course.guardians.filter { $0.deed.stops && $0.deed != .postpone && applies($0) }
    return (council + guardians.map { stopper($0.deed, $0.role) }).filter { $0.able >= $0.needs }
  }

  /// The same in every stage from this one on.
  private func allWays(without barred: [AccountKey]) -> [Stopper] {
    ways(without: barred) { _ in true } + course.stages.flatMap { $0.rules.allWays(without: barred) }
  }
}

extension TrackRules {
  /// Every council that can still stop a proposal where it stands: in its phase, in one that is ahead of it, or in a
  /// stage to come.
  ///
  /// - Parameter decision: Where it stands; these are its rules from the first stage on.
  package func waysToStop(from decision: Decision) -> [Stopper] {
    guard !decision.state.isFinal, let stage = stage(at: decision.path) else { return [] }
    let (phases, barred) = (ProposalPhase.allCases, course.barred)
    let ahead = Set(phases.drop { $0 != decision.phase })
    let throughout = ways(without: barred) { _ in false }
    let now = stage.ways(without: barred) { rule in
      rule.during.contains(where: ahead.contains) && (rule.stage.map { $0 == decision.track } ?? true)
    }
    let later = stage.course.stages.flatMap { $0.rules.allWays(without: barred) }
    return (throughout + now + later).reduce(into: []) { found, way in
      if !found.contains(way) { found.append(way) }
    }
  }
}
