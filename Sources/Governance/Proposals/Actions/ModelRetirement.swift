public import CanonicalEncoding

/// Ends a model for good: from an instant on nothing opens a gate for it.
public struct ModelRetirement: Hashable, Sendable {
  /// What is done with the files.
  public enum Handling: String, CaseIterable, Sendable {
    /// They are kept where they are.
    case keep
    /// They are moved away from where they can be served.
    case archive
    /// They are destroyed.
    case destroy
  }

  /// The model.
  public let model: ModelDigests
  /// The first instant at which it is denied.
  public let from: Timepoint
  /// What is done with the files.
  public let handling: Handling
  /// Why.
  public let reason: String
}

extension ModelRetirement: ActionBody {
  package static let kind = "model.retire"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    let dirHash = try fields.digest("dir_hash")
    from = try fields.instant("from")
    handling = try fields.word("handling")
    model = ModelDigests(omsRoot: try fields.digest("oms_root"), dirHash: dirHash)
    reason = try fields.label("reason", limit: 300)
  }

  package var members: [JSONObject.Member] {
    model.members
      + .init(texts: ["from": from.description, "handling": handling.rawValue, "reason": reason])
  }

  package var words: String {
    "retire \(model.words) for good from \(from) and \(handling.rawValue) its files: \(reason)"
  }
}
