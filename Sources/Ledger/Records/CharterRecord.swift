package import CanonicalEncoding
internal import Governance

/// The adoption of a charter.
package struct CharterRecord: StateRecord, LapsingRecord {
  /// The amendment, or for the first charter the genesis with the number zero.
  package let origin: Origin
  /// SHA-256 of the charter's bytes.
  package let charter: Digest
  /// When it lapses; `nil` where it was adopted for good.
  package private(set) var lapse: Lapse?

  package static let space = RecordSpace.charter

  init(_ charter: Digest, origin: Origin, lapse: Lapse? = nil) {
    self.charter = charter
    self.origin = origin
    self.lapse = lapse
  }

  func confirmed(by origin: Origin) -> CharterRecord {
    var record = self
    record.lapse = lapse?.confirmed(by: origin)
    return record
  }

  static let partition = ByteString([])

  var change: Change { change(Self.partition, ByteString(number: origin.index)) }

  package var members: [JSONObject.Member] {
    var members = [JSONObject.Member](texts: ["charter": charter.description])
    members.add("lapse", lapse)
    members.add("origin", origin)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    charter = try fields.digest("charter")
    lapse = try fields.lapse(ifThere: "lapse")
    origin = try fields.origin()
  }
}
