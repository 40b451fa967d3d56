public import CanonicalEncoding

/// Gives the weights of a model away. It cannot be taken back.
public struct WeightsRelease: Hashable, Sendable {
  /// The name people use; display only.
  public let name: String
  /// The model.
  public let model: ModelDigests
  /// The licence, by its SPDX expression or name.
  public let licence: String
  /// SHA-256 of the terms.
  public let terms: Digest
}

extension WeightsRelease: ActionBody {
  package static let kind = "weights.release"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    let dirHash = try fields.digest("dir_hash")
    licence = try fields.label("licence")
    name = try fields.label("name")
    model = ModelDigests(omsRoot: try fields.digest("oms_root"), dirHash: dirHash)
    terms = try fields.digest("terms")
  }

  package var members: [JSONObject.Member] {
    model.members + .init(texts: ["licence": licence, "name": name, "terms": terms.description])
  }

  package var words: String {
    "release the weights of \(name) (\(model.words)) for ever, under \(licence) with the terms \(terms)"
  }
}
