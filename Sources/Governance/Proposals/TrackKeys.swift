extension ProposalAction {
  /// The keys under which a charter may have a track for this action, the one that says most first.
  ///
  /// Derived from the action, so that who is served and what an amendment changes choose the track, and no label does.
  package var trackKeys: [String] {
    let variant: String? =
      switch self {
      case .deployModel(let deployment): (deployment.audience ?? .public).rawValue
      case .deriveModel(let derivation): (derivation.child.audience ?? .public).rawValue
      case .amendProtocol(let amendment): amendment.change.rawValue
      // Who says nothing of the change takes the harder way.
      case .amendCharter(_, let change): (change ?? .loosening).rawValue
      default: nil
      }
    return (variant.map { ["\(kind)/\($0)"] } ?? []) + [kind]
  }

  /// Every key that a charter may have besides the kinds themselves, sorted.
  package static let variants: [String] = {
    let audiences = [ModelDeployment.kind, ModelDerivation.kind].flatMap { kind in
      Audience.allCases.map { "\(kind)/\($0.rawValue)" }
    }
    let changes = [ProtocolAmendment.kind, CharterAmendment.kind].flatMap { kind in
      ProtocolAmendment.Change.allCases.map { "\(kind)/\($0.rawValue)" }
    }
    return (audiences + changes).sorted()
  }()
}

extension ProposalContent {
  /// The keys under which a charter may have a track for it, the one that says most first.
  package var trackKeys: [String] { actions.first?.trackKeys ?? [kind] }
}
