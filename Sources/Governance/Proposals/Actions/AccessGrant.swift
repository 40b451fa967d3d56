public import CanonicalEncoding
public import Signing

/// Lets somebody use something of the DAO for a purpose.
public struct AccessGrant: Hashable, Sendable {
  /// Who.
  public let holder: AccountKey
  /// What.
  public let resource: String
  /// What for.
  public let purpose: String
  /// When it ends.
  public let expires: Timepoint
}

extension AccessGrant: ActionBody {
  package static let kind = "access.grant"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    expires = try fields.instant("expires")
    holder = try fields.account("holder")
    purpose = try fields.label("purpose", limit: 300)
    resource = try fields.plainName("resource")
  }

  package var members: [JSONObject.Member] {
    .init(texts: [
      "expires": expires.description, "holder": holder.text, "purpose": purpose, "resource": resource,
    ])
  }

  package var words: String { "let \(holder.display) use \(resource) until \(expires) for \(purpose)" }
}
