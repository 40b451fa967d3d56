public import CanonicalEncoding

/// Opens a later stage of a deployment.
public struct ModelPromotion: Hashable, Sendable {
  /// The proposal that approved the deployment.
  public let deployment: Digest
  /// The stage to be opened.
  public let stage: String
  /// SHA-256 of evidence gathered since.
  public let evidence: [Digest]
}

extension ModelPromotion: ActionBody {
  package static let kind = "model.promote"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    deployment = try fields.digest("deployment")
    evidence = try fields.digests("evidence")
    stage = try fields.plainName("stage")
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: ["deployment": deployment.description, "stage": stage])
    members.add("evidence", texts: evidence.map(\.description))
    return members
  }

  package var words: String {
    "open the stage \(stage) of the deployment decided by \(deployment)"
      + evidence.map { ", on evidence \($0)" }.joined()
  }
}
