public import CanonicalEncoding
public import Signing

/// Lets an algorithm compute on data that stays where it is, both named by their content.
public struct DataAccess: Hashable, Sendable {
  /// SHA-256 of the data, or of its manifest.
  public let dataset: Digest
  /// SHA-256 of the algorithm's container or source.
  public let algorithm: Digest
  /// Who may run it.
  public let holder: AccountKey
  /// What for.
  public let purpose: String
  /// When it ends.
  public let expires: Timepoint
}

extension DataAccess: ActionBody {
  package static let kind = "data.access"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    algorithm = try fields.digest("algorithm")
    dataset = try fields.digest("dataset")
    expires = try fields.instant("expires")
    holder = try fields.account("holder")
    purpose = try fields.label("purpose", limit: 300)
  }

  package var members: [JSONObject.Member] {
    .init(texts: [
      "algorithm": algorithm.description, "dataset": dataset.description, "expires": expires.description,
      "holder": holder.text, "purpose": purpose,
    ])
  }

  package var words: String {
    "let \(holder.display) compute \(algorithm) on \(dataset) until \(expires) for \(purpose)"
  }
}
