internal import CanonicalEncoding

/// Adopts another charter.
struct CharterAmendment: ActionBody {
  /// SHA-256 of its YAML bytes.
  let hash: Digest
  /// What the proposer says the change does, as for protocols; left out it takes the bar of loosening.
  let change: ProtocolAmendment.Change?

  static let kind = "charter.amend"

  init(hash: Digest, change: ProtocolAmendment.Change?) {
    self.hash = hash
    self.change = change
  }

  init(reading fields: inout JSONFields) throws(JSONRefusal) {
    change = fields.contains("change") ? try fields.word("change") : nil
    hash = try fields.digest("charter")
  }

  var members: [JSONObject.Member] {
    var members = [JSONObject.Member](texts: ["charter": hash.description])
    members.add("change", change?.rawValue)
    return members
  }

  var words: String {
    if change == .confirming { return "confirm the charter \(hash), so that it does not lapse" }
    return "adopt the charter \(hash)" + (change.map { ", \($0.rawValue)" } ?? "")
  }
}
