package import CanonicalEncoding

/// Takes back what was approved for a model, in some environments or in all.
///
/// A later proposal may approve it again.
public struct ModelRevocation: Hashable, Sendable {
  /// The model.
  public let model: ModelDigests
  /// Where; empty for everywhere.
  public let environments: [String]
  /// Why.
  public let reason: String
}

extension ModelRevocation: ActionBody {
  package static let kind = "model.revoke"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    let dirHash = try fields.digest("dir_hash")
    environments = try fields.plainNames("environments")
    model = ModelDigests(omsRoot: try fields.digest("oms_root"), dirHash: dirHash)
    reason = try fields.label("reason", limit: 300)
  }

  package var members: [JSONObject.Member] {
    var members = model.members
    members.add("environments", texts: environments)
    members.add("reason", reason)
    return members
  }

  package var words: String {
    let place = environments.isEmpty ? "everywhere" : "in " + environments.joined(separator: " and ")
    return "revoke every approval of \(model.words) \(place): \(reason)"
  }
}
