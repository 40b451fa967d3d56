public import CanonicalEncoding
public import Signing

/// Lets somebody bind evidence to models.
public struct EvaluatorAccreditation: Hashable, Sendable {
  /// The account that attests.
  public let account: AccountKey
  /// Who that is.
  public let name: String
  /// The organisation they belong to; evidence has to come from several.
  public let organisation: String
  /// The formats, tools and protocols they may attest for.
  public let scopes: [String]
  /// Their statement on conflicts of interest.
  public let conflicts: String
  /// Organisations whose models they must not judge, besides their own.
  public let barredFrom: [String]
  /// When it ends.
  public let expires: Timepoint
  /// The registered key with which they sign outside the log, if they do.
  public let key: Digest?
}

extension EvaluatorAccreditation: ActionBody {
  package static let kind = "evaluator.accredit"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    account = try fields.account("account")
    barredFrom = try fields.plainNames("barred_from")
    conflicts = try fields.label("conflicts", limit: 1000)
    expires = try fields.instant("expires")
    key = try fields.optionalDigest("key")
    name = try fields.label("name")
    organisation = try fields.plainName("organisation")
    scopes = try fields.clauseNames("scopes")
    guard !scopes.isEmpty else { throw fields.unexpected("scopes", "at least one format, tool or protocol") }
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "account": account.text, "conflicts": conflicts, "expires": expires.description, "name": name,
      "organisation": organisation,
    ])
    members.add("barred_from", texts: barredFrom)
    members.add("key", key)
    members.add("scopes", texts: scopes)
    return members
  }

  package var words: String {
    "accredit \(name) of \(organisation) (\(account.display)\(key.map { ", key \($0)" } ?? "")) until \(expires) for "
      + "\(scopes.joined(separator: ", "))\(barredFrom.isEmpty ? "" : ", not for models of " + barredFrom.joined(separator: ", "))"
      + "; conflicts of interest: \(conflicts)"
  }
}
