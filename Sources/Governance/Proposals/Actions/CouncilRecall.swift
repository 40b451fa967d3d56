package import CanonicalEncoding
public import Signing

/// Takes members out of a role.
public struct CouncilRecall: Hashable, Sendable {
  /// The role.
  public let role: String
  /// Who leaves it.
  public let accounts: [AccountKey]
  /// Why.
  public let reason: String
}

extension CouncilRecall: ActionBody {
  package static let kind = "council.recall"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    accounts = try fields.accounts("accounts", atMost: 50)
    reason = try fields.label("reason", limit: 300)
    role = try fields.plainName("role")
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: ["reason": reason, "role": role])
    members.add("accounts", texts: accounts.map(\.text))
    return members
  }

  package var words: String {
    "recall \(accounts.map(\.display).joined(separator: ", ")) from \(role): \(reason)"
  }
}
