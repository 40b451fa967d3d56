/// What can come of a kind of proposal: whether a harder way to it makes a charter tighter.
enum KindNature {
  /// It lets something happen that could not: the harder it is, the tighter.
  case grants
  /// It can only take away or ask for more: having it at all is tighter, and nothing is proven of how hard it is.
  case denies
  /// It changes who decides or by what; nothing is proven of it either way.
  case governs

  private static let granting: Set<String> = [
    ModelDeployment.kind, ModelDerivation.kind, ModelPromotion.kind, WeightsRelease.kind,
    ProtocolRetirement.kind,
    WaiverGrant.kind, EmergencyLifting.kind, AccessGrant.kind, DatasetApproval.kind, ComputeRun.kind,
    ResourceAllocation.kind, DataAccess.kind, "text.resolution",
    "\(ProtocolAmendment.kind)/\(ProtocolAmendment.Change.loosening.rawValue)",
    "\(DatasetTrust.kind)/\(ProtocolAmendment.Change.loosening.rawValue)",
  ]

  private static let denying: Set<String> = [
    ModelRevocation.kind, ModelRetirement.kind, ModelRollback.kind, ProtocolAdoption.kind,
    ThresholdAdoption.kind, EmergencyRatification.kind, GrantRevocation.kind,
  ]

  /// The nature of a kind, or of a variant of one.
  init(of key: String) {
    let kind = key.split(separator: "/").first.map(String.init) ?? key
    self =
      if Self.granting.contains(key) || Self.granting.contains(kind) {
        .grants
      } else if Self.denying.contains(kind) {
        .denies
      } else {
        .governs
      }
  }
}
