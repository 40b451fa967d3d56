public import CanonicalEncoding

/// Approves a set of data for a use, by its content.
public struct DatasetApproval: Hashable, Sendable {
  /// What it may be used for.
  public enum Use: String, CaseIterable, Sendable {
    /// Training from the beginning.
    case training
    /// Further training.
    case fineTuning = "fine-tuning"
    /// Evaluation.
    case evaluation
  }

  /// The name people use; display only.
  public let name: String
  /// SHA-256 of the data, or of its manifest.
  public let dataset: Digest
  /// What it may be used for.
  public let use: Use
  /// The licence, by its SPDX expression or name.
  public let licence: String
  /// When it ends.
  public let expires: Timepoint
}

extension DatasetApproval: ActionBody {
  package static let kind = "dataset.approve"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    dataset = try fields.digest("dataset")
    expires = try fields.instant("expires")
    licence = try fields.label("licence")
    name = try fields.label("name")
    use = try fields.word("use")
  }

  package var members: [JSONObject.Member] {
    .init(texts: [
      "dataset": dataset.description, "expires": expires.description, "licence": licence, "name": name,
      "use": use.rawValue,
    ])
  }

  package var words: String {
    "approve the data \(name) (\(dataset)) for \(use.rawValue) under \(licence) until \(expires)"
  }
}
