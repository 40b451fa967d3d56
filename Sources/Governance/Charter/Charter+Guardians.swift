package import Signing

extension Charter {
  /// Whether an account may do something to a proposal from outside the vote, on any track of this charter.
  ///
  /// Who may do it to a proposal is frozen with it; who has left every such role meanwhile may no longer.
  /// - Complexity: O(tracks × members).
  package func gives(_ deed: Act.Deed, to account: AccountKey) -> Bool {
    tracks.values.contains { track in
      let council = deed == .veto ? track.veto.flatMap { roles[$0] } : nil
      return council?.members.contains(account) ?? false
        || track.course.guardians.contains { $0.deed == deed && $0.role.members.contains(account) }
    }
  }
}
