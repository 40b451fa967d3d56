public import CanonicalEncoding

/// What a proposal does when it is executed. An action nobody understands is refused, never carried along.
public enum ProposalAction: Hashable, Sendable {
  /// Adopts another charter.
  case amendCharter(hash: Digest)
  /// Approves a model for an environment.
  case deployModel(ModelDeployment)

  /// Every kind of proposal there is.
  package static let kinds = ["charter.amend", "model.deploy", "text.resolution"]

  /// Whether proposals of a kind have an action, so that they are not yet in effect when they have passed.
  package static func isCarriedOut(_ kind: String) -> Bool { kind != "text.resolution" }

  /// The kind of proposal whose only action this is.
  public var kind: String {
    switch self {
    case .amendCharter: "charter.amend"
    case .deployModel: "model.deploy"
    }
  }

  /// The action in words, as the wallet and every report show it.
  public var words: String {
    switch self {
    case .amendCharter(let hash): "adopt the charter \(hash)"
    case .deployModel(let deployment): deployment.words
    }
  }

  /// The environment it concerns, if any.
  public var environment: String? {
    if case .deployModel(let deployment) = self { deployment.environment } else { nil }
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an action")
    switch try fields.string("type") {
    case "charter.amend":
      self = .amendCharter(hash: try fields.digest("charter"))
      try fields.finish()
    case "model.deploy": self = .deployModel(try ModelDeployment(parsing: value))
    default: throw fields.unexpected("type", "charter.amend or model.deploy")
    }
  }

  package var json: JSONValue {
    switch self {
    case .amendCharter(let hash):
      .members(["charter": .string(hash.description), "type": .string("charter.amend")])
    case .deployModel(let deployment): deployment.json
    }
  }
}
