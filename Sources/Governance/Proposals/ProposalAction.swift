public import CanonicalEncoding

/// What a proposal does when it is executed. An action nobody understands is refused, never carried along.
public enum ProposalAction: Hashable, Sendable {
  /// Adopts another charter; what the change is said to do chooses the track, and is recomputed.
  case amendCharter(hash: Digest, change: ProtocolAmendment.Change? = nil)
  /// Approves a model for an environment.
  case deployModel(ModelDeployment)
  /// Opens a later stage of a deployment.
  case promoteModel(ModelPromotion)
  /// Goes back to a model that was approved before.
  case rollBackModel(ModelRollback)
  /// Takes back what was approved for a model.
  case revokeModel(ModelRevocation)
  /// Ends a model for good.
  case retireModel(ModelRetirement)
  /// Approves a model that was made from another.
  case deriveModel(ModelDerivation)
  /// Gives weights away.
  case releaseWeights(WeightsRelease)
  /// Puts a safety protocol in force.
  case adoptProtocol(ProtocolAdoption)
  /// Puts another version of a safety protocol in force.
  case amendProtocol(ProtocolAmendment)
  /// Takes a safety protocol out of force.
  case retireProtocol(ProtocolRetirement)
  /// Makes safeguards mandatory for a capability.
  case setThreshold(ThresholdAdoption)
  /// Keeps a pause in force.
  case ratifyPause(EmergencyRatification)
  /// Ends a pause.
  case liftPause(EmergencyLifting)
  /// Lets somebody bind evidence.
  case accreditEvaluator(EvaluatorAccreditation)
  /// Ends that.
  case revokeEvaluator(EvaluatorRevocation)
  /// Fills the seats of a role.
  case electCouncil(CouncilElection)
  /// Takes members out of a role.
  case recallCouncil(CouncilRecall)
  /// Puts a key on record.
  case registerKey(KeyRegistration)
  /// Puts a new key in the place of one.
  case rotateKey(KeyRotation)
  /// Takes a key out of use.
  case revokeKey(KeyRevocation)
  /// Lets a model run although a rule does not pass.
  case grantWaiver(WaiverGrant)
  /// Lets somebody use something.
  case grantAccess(AccessGrant)
  /// Approves data for a use.
  case approveDataset(DatasetApproval)
  /// Lets somebody train with a budget.
  case runCompute(ComputeRun)
  /// Grants an amount of something.
  case allocateResource(ResourceAllocation)
  /// Lets an algorithm compute on data.
  case accessData(DataAccess)
  /// Takes a grant back.
  case revokeGrant(GrantRevocation)
  /// Says which algorithms may be run on data.
  case trustAlgorithms(DatasetTrust)

  /// What every kind of action is read by.
  private static let readers: [String: @Sendable (JSONValue) throws(JSONRefusal) -> ProposalAction] = [
    CharterAmendment.kind: { value throws(JSONRefusal) in
      let amendment = try CharterAmendment(parsing: value)
      return .amendCharter(hash: amendment.hash, change: amendment.change)
    },
    ModelDeployment.kind: { value throws(JSONRefusal) in .deployModel(try ModelDeployment(parsing: value)) },
    ModelPromotion.kind: { value throws(JSONRefusal) in .promoteModel(try ModelPromotion(parsing: value)) },
    ModelRollback.kind: { value throws(JSONRefusal) in .rollBackModel(try ModelRollback(parsing: value)) },
    ModelRevocation.kind: { value throws(JSONRefusal) in .revokeModel(try ModelRevocation(parsing: value)) },
    ModelRetirement.kind: { value throws(JSONRefusal) in .retireModel(try ModelRetirement(parsing: value)) },
    ModelDerivation.kind: { value throws(JSONRefusal) in .deriveModel(try ModelDerivation(parsing: value)) },
    WeightsRelease.kind: { value throws(JSONRefusal) in .releaseWeights(try WeightsRelease(parsing: value)) },
    ProtocolAdoption.kind: { value throws(JSONRefusal) in
      .adoptProtocol(try ProtocolAdoption(parsing: value))
    },
    ProtocolAmendment.kind: { value throws(JSONRefusal) in
      .amendProtocol(try ProtocolAmendment(parsing: value))
    },
    ProtocolRetirement.kind: { value throws(JSONRefusal) in
      .retireProtocol(try ProtocolRetirement(parsing: value))
    },
    ThresholdAdoption.kind: { value throws(JSONRefusal) in
      .setThreshold(try ThresholdAdoption(parsing: value))
    },
    EmergencyRatification.kind: { value throws(JSONRefusal) in
      .ratifyPause(try EmergencyRatification(parsing: value))
    },
    EmergencyLifting.kind: { value throws(JSONRefusal) in .liftPause(try EmergencyLifting(parsing: value)) },
    EvaluatorAccreditation.kind: { value throws(JSONRefusal) in
      .accreditEvaluator(try EvaluatorAccreditation(parsing: value))
    },
    EvaluatorRevocation.kind: { value throws(JSONRefusal) in
      .revokeEvaluator(try EvaluatorRevocation(parsing: value))
    },
    CouncilElection.kind: { value throws(JSONRefusal) in .electCouncil(try CouncilElection(parsing: value)) },
    CouncilRecall.kind: { value throws(JSONRefusal) in .recallCouncil(try CouncilRecall(parsing: value)) },
    KeyRegistration.kind: { value throws(JSONRefusal) in .registerKey(try KeyRegistration(parsing: value)) },
    KeyRotation.kind: { value throws(JSONRefusal) in .rotateKey(try KeyRotation(parsing: value)) },
    KeyRevocation.kind: { value throws(JSONRefusal) in .revokeKey(try KeyRevocation(parsing: value)) },
    WaiverGrant.kind: { value throws(JSONRefusal) in .grantWaiver(try WaiverGrant(parsing: value)) },
    AccessGrant.kind: { value throws(JSONRefusal) in .grantAccess(try AccessGrant(parsing: value)) },
    DatasetApproval.kind: { value throws(JSONRefusal) in .approveDataset(try DatasetApproval(parsing: value))
    },
    ComputeRun.kind: { value throws(JSONRefusal) in .runCompute(try ComputeRun(parsing: value)) },
    ResourceAllocation.kind: { value throws(JSONRefusal) in
      .allocateResource(try ResourceAllocation(parsing: value))
    },
    DataAccess.kind: { value throws(JSONRefusal) in .accessData(try DataAccess(parsing: value)) },
    GrantRevocation.kind: { value throws(JSONRefusal) in .revokeGrant(try GrantRevocation(parsing: value)) },
    DatasetTrust.kind: { value throws(JSONRefusal) in .trustAlgorithms(try DatasetTrust(parsing: value)) },
  ]

  /// Every kind of proposal there is, sorted.
  package static let kinds = (readers.keys + ["text.resolution"]).sorted()

  /// Whether proposals of a kind have an action, so that they are not yet in effect when they have passed.
  package static func isCarriedOut(_ kind: String) -> Bool { kind != "text.resolution" }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an action")
    guard let read = Self.readers[try fields.string("type")] else {
      throw fields.unexpected("type", "one of \(Self.readers.keys.sorted().joined(separator: ", "))")
    }
    self = try read(value)
  }

  private var body: any ActionBody {
    switch self {
    case .amendCharter(let hash, let change): CharterAmendment(hash: hash, change: change)
    case .deployModel(let body): body
    case .promoteModel(let body): body
    case .rollBackModel(let body): body
    case .revokeModel(let body): body
    case .retireModel(let body): body
    case .deriveModel(let body): body
    case .releaseWeights(let body): body
    case .adoptProtocol(let body): body
    case .amendProtocol(let body): body
    case .retireProtocol(let body): body
    case .setThreshold(let body): body
    case .ratifyPause(let body): body
    case .liftPause(let body): body
    case .accreditEvaluator(let body): body
    case .revokeEvaluator(let body): body
    case .electCouncil(let body): body
    case .recallCouncil(let body): body
    case .registerKey(let body): body
    case .rotateKey(let body): body
    case .revokeKey(let body): body
    case .grantWaiver(let body): body
    case .grantAccess(let body): body
    case .approveDataset(let body): body
    case .runCompute(let body): body
    case .allocateResource(let body): body
    case .accessData(let body): body
    case .revokeGrant(let body): body
    case .trustAlgorithms(let body): body
    }
  }

  /// The kind of proposal whose only action this is.
  public var kind: String { type(of: body).kind }

  /// The action in words, as the wallet and every report show it.
  public var words: String { body.words }

  /// The canonical form.
  package var json: JSONValue { body.json }

  /// The environment it concerns, if it is one.
  public var environment: String? {
    switch self {
    case .deployModel(let deployment): deployment.environment
    case .deriveModel(let derivation): derivation.child.environment
    case .grantWaiver(let waiver): waiver.environment
    default: nil
    }
  }
}

extension ProposalAction {
  /// The model it is about, or `nil`; of a derivation the child, of a rollback the one that is left.
  package var model: ModelDigests? {
    switch self {
    case .deployModel(let deployment): deployment.model
    case .deriveModel(let derivation): derivation.child.model
    case .rollBackModel(let rollback): rollback.model
    case .revokeModel(let revocation): revocation.model
    case .retireModel(let retirement): retirement.model
    case .releaseWeights(let release): release.model
    case .grantWaiver(let waiver): waiver.model
    default: nil
    }
  }
}
