extension ProposalAction {
  /// The keys under which a charter may have a track for this action, the one that says most first.
  ///
  /// Derived from the action, so that who is served and what an amendment changes choose the track, and no label does.
  package var trackKeys: [String] {
    let variant: String? =
      switch self {
      case .deployModel(let deployment): (deployment.audience ?? .public).rawValue
      case .deriveModel(let derivation): (derivation.child.audience ?? .public).rawValue
      case .amendProtocol(let amendment): amendment.change.variant
      case .trustAlgorithms(let trust): trust.change.variant
      // Who says nothing of the change takes the harder way.
      case .amendCharter(_, let change): (change ?? .loosening).variant
      default: nil
      }
    return (variant.map { ["\(kind)/\($0)"] } ?? []) + [kind]
  }

  /// Every key that a charter may have besides the kinds themselves, sorted.
  package static let variants: [String] = {
    let audiences = [ModelDeployment.kind, ModelDerivation.kind].flatMap { kind in
      Audience.allCases.map { "\(kind)/\($0.rawValue)" }
    }
    let changes = [ProtocolAmendment.kind, CharterAmendment.kind, DatasetTrust.kind].flatMap { kind in
      Set(ProtocolAmendment.Change.allCases.map(\.variant)).map { "\(kind)/\($0)" }
    }
    return (audiences + changes).sorted()
  }()
}

extension ProtocolAmendment.Change {
  /// What stands for it behind the kind. Who confirms takes the bar of loosening.
  fileprivate var variant: String { (self == .confirming ? .loosening : self).rawValue }
}

extension ProposalAction {
  /// The keys under which a charter may have the track for loosening a document of some kind.
  static func looseningKeys(of kind: String) -> [String] {
    ["\(kind)/\(ProtocolAmendment.Change.loosening.rawValue)", kind]
  }

  /// The same for the document that this action adopts; `nil` where it adopts none.
  var looseningKeys: [String]? {
    switch self {
    case .adoptProtocol, .amendProtocol: Self.looseningKeys(of: ProtocolAmendment.kind)
    case .amendCharter: Self.looseningKeys(of: CharterAmendment.kind)
    default: nil
    }
  }

  /// Whether it says that it only makes rules stricter.
  var isTightening: Bool {
    switch self {
    case .adoptProtocol: true
    case .amendProtocol(let amendment): amendment.change == .tightening
    case .amendCharter(_, let change): change == .tightening
    default: false
    }
  }
}

extension ProposalContent {
  /// The keys under which a charter may have a track for it, the one that says most first.
  package var trackKeys: [String] { actions.first?.trackKeys ?? [kind] }
}
