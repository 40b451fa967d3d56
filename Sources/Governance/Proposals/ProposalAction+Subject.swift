extension ProposalAction {
  /// What an action is about, as far as that can be told without the rest of what it says.
  package enum Subject: Hashable, Sendable {
    /// The same files.
    case model
    /// The same charter.
    case charter
    /// All of it: the actions are one and the same.
    case everything
  }

  /// What this action and another of its kind have in common, or `nil` where they are about different things.
  ///
  /// A model is its digests, whatever it is called and wherever it is to run, and a charter its hash. One byte more is
  /// another, so that nothing is found to be alike that is not, and much that is alike is not found.
  package func subject(sharedWith other: ProposalAction) -> Subject? {
    guard kind == other.kind else { return nil }
    if self == other { return .everything }
    if case (.amendCharter(let first, _), .amendCharter(let second, _)) = (self, other), first == second {
      return .charter
    }
    if let model, model == other.model { return .model }
    return nil
  }
}
