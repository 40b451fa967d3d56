public import CanonicalEncoding

/// Lets a model run although a rule does not pass, for a while and in one environment.
public struct WaiverGrant: Hashable, Sendable {
  /// The protocol the rule is of.
  public let safety: String
  /// The rule.
  public let rule: String
  /// The model.
  public let model: ModelDigests
  /// Where.
  public let environment: String
  /// What is done instead.
  public let control: String
  /// When it ends.
  public let expires: Timepoint
  /// Why.
  public let reason: String
}

extension WaiverGrant: ActionBody {
  package static let kind = "waiver.grant"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    control = try fields.label("control", limit: 300)
    let dirHash = try fields.digest("dir_hash")
    environment = try fields.plainName("environment")
    expires = try fields.instant("expires")
    model = ModelDigests(omsRoot: try fields.digest("oms_root"), dirHash: dirHash)
    safety = try fields.clauseName("protocol")
    reason = try fields.label("reason", limit: 300)
    rule = try fields.clauseName("rule")
  }

  package var members: [JSONObject.Member] {
    model.members
      + .init(texts: [
        "control": control, "environment": environment, "expires": expires.description, "protocol": safety,
        "reason": reason, "rule": rule,
      ])
  }

  package var words: String {
    "waive the rule \(rule) of \(safety) for \(model.words) in \(environment) until \(expires), with \(control) "
      + "instead: \(reason)"
  }
}
