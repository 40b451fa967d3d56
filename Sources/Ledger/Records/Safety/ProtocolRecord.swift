package import CanonicalEncoding
package import Governance

/// A version of a safety protocol that is or was in force.
package struct ProtocolRecord: StateRecord {
  package let origin: Origin
  package let safety: ProtocolReference
  /// The last instant before which it serves what was approved under it; `nil` while it is in force.
  package private(set) var servesUntil: Timepoint?
  /// What took it out of force.
  package private(set) var endedBy: Origin?

  package static let space = RecordSpace.safetyProtocol

  package init(_ safety: ProtocolReference, origin: Origin) {
    self.safety = safety
    self.origin = origin
  }

  package var isInForce: Bool { endedBy == nil }

  /// Whether it was in force, or within its grace, at an instant.
  package func serves(at now: Timepoint) -> Bool { servesUntil.map { now < $0 } ?? true }

  func ended(by origin: Origin, grace: Span) -> ProtocolRecord {
    var record = self
    record.endedBy = origin
    record.servesUntil = origin.at + grace
    return record
  }

  var change: Change { change(ByteString(utf8: safety.id), ByteString(number: safety.version)) }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = [.init(key: "protocol", value: safety.json)]
    members.add("ended_by", endedBy)
    members.add("origin", origin)
    if let servesUntil { members.add("serves_until", number: servesUntil.milliseconds) }
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    endedBy = try fields.origin(ifThere: "ended_by")
    origin = try fields.origin()
    safety = try ProtocolReference(parsing: fields.value("protocol"))
    servesUntil = fields.contains("serves_until") ? try fields.timepoint("serves_until") : nil
  }
}
