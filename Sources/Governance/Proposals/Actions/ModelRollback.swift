package import CanonicalEncoding

/// Withdraws a model from some environments in favour of one that was approved there before.
///
/// It gives the other model no approval: that must have one which is still unexpired, and must pass the protocols of
/// the day.
public struct ModelRollback: Hashable, Sendable {
  /// The model that is withdrawn.
  public let model: ModelDigests
  /// Where.
  public let environments: [String]
  /// The model to go back to.
  public let target: ModelDigests
  /// Why.
  public let reason: String
}

extension ModelRollback: ActionBody {
  package static let kind = "model.rollback"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    environments = try fields.plainNames("environments")
    model = try ModelDigests(parsing: fields.value("model"))
    reason = try fields.label("reason", limit: 300)
    target = try ModelDigests(parsing: fields.value("target"))
    guard !environments.isEmpty else { throw fields.unexpected("environments", "at least one environment") }
    guard target != model else { throw fields.unexpected("target", "another model") }
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = [
      .init(key: "model", value: model.json), .init(key: "target", value: target.json),
    ]
    members.add("environments", texts: environments)
    members.add("reason", reason)
    return members
  }

  package var words: String {
    "withdraw \(model.words) from \(environments.joined(separator: " and ")) and go back to \(target.words): \(reason)"
  }
}
