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
  package var waysToStop: [Stopper] {
    func stopper(_ deed: Act.Deed, _ role: Role) -> Stopper {
      Stopper(
        deed: deed, needs: role.needs, able: role.members.count { !course.barred.contains($0) })
    }
    let council = veto.map { [stopper(.veto, $0)] } ?? []
    let guardians = course.guardians.filter { $0.deed.stops && $0.deed != .postpone }
    return (council + guardians.map { stopper($0.deed, $0.role) }).filter { $0.able >= $0.needs }
  }
}
