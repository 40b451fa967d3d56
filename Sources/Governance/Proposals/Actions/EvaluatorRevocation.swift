public import CanonicalEncoding
public import Signing

/// Ends the accreditation of an evaluator.
public struct EvaluatorRevocation: Hashable, Sendable {
  /// The evaluator.
  public let account: AccountKey
  /// The instant from which what they attested does not count; from now on where it is left out.
  public let since: Timepoint?
  /// Why.
  public let reason: String
}

extension EvaluatorRevocation: ActionBody {
  package static let kind = "evaluator.revoke"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    account = try fields.account("account")
    reason = try fields.label("reason", limit: 300)
    since = try fields.instant(ifThere: "since")
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: ["account": account.text, "reason": reason])
    members.add("since", since)
    return members
  }

  package var words: String {
    "end the accreditation of \(account.display)\(since.map { " as of \($0)" } ?? ""): \(reason)"
  }
}
