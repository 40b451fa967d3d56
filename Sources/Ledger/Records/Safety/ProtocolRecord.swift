package import CanonicalEncoding
package import Governance

/// A version of a safety protocol that is or was in force.
package struct ProtocolRecord: StateRecord, LapsingRecord {
  package let origin: Origin
  package let safety: ProtocolReference
  /// The last instant before which it serves what was approved under it; `nil` while it is in force.
  package private(set) var servesUntil: Timepoint?
  /// What took it out of force.
  package private(set) var endedBy: Origin?
  /// When it lapses; `nil` where it was adopted for good.
  package private(set) var lapse: Lapse?

  package static let space = RecordSpace.safetyProtocol

  package init(_ safety: ProtocolReference, origin: Origin, lapse: Lapse? = nil) {
    self.lapse = lapse
    self.safety = safety
    self.origin = origin
  }

  /// The same out of force for good, so that nothing comes back where it would have lapsed.
  func retired(by origin: Origin, grace: Span) -> ProtocolRecord {
    var record = ended(by: origin, grace: grace)
    record.lapse = nil
    return record
  }

  func confirmed(by origin: Origin) -> ProtocolRecord {
    var record = self
    record.lapse = lapse?.confirmed(by: origin)
    return record
  }

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
    members.add("lapse", lapse)
    members.add("origin", origin)
    if let servesUntil { members.add("serves_until", number: servesUntil.milliseconds) }
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    endedBy = try fields.origin(ifThere: "ended_by")
    lapse = try fields.lapse(ifThere: "lapse")
    origin = try fields.origin()
    safety = try ProtocolReference(parsing: fields.value("protocol"))
    servesUntil = fields.contains("serves_until") ? try fields.timepoint("serves_until") : nil
  }
}

/// The versions of one protocol, oldest first.
extension [ProtocolRecord] {
  /// The version in force at an instant, or `nil`.
  ///
  /// It is the newest that has not lapsed, unless a vote ended it other than by putting in its place what has lapsed
  /// since: then it is in force again.
  package func inForce(at now: Timepoint) -> ProtocolRecord? {
    guard let place = lastUnlapsed(at: now) else { return nil }
    let record = self[place]
    guard let ended = record.endedBy else { return record }
    return self[(place + 1)...].contains { $0.origin == ended } ? record : nil
  }

  /// Whether one of them was in force, or within its grace, at an instant: by it what was approved under it is judged.
  package func serves(_ record: ProtocolRecord, at now: Timepoint) -> Bool {
    if inForce(at: now) == record { return true }
    return record.servesUntil.map { now < $0 } ?? false
  }

  /// The version by which something that was approved is judged at an instant; `nil` where the protocol is over.
  ///
  /// The version of then, as long as it serves; else the one in force; and where none is, because the newest has lapsed,
  /// that one: a lapse must not deny what the protocol did not.
  package func judging(_ approval: Origin, rollingBack: Bool, at now: Timepoint) -> ProtocolRecord? {
    let today = inForce(at: now)
    // Who goes back needs what is asked today.
    guard !rollingBack else { return today }
    let then = last { $0.origin.index < approval.index && !$0.hasLapsed(at: approval.at) }
    if let then, serves(then, at: now) { return then }
    return today ?? last.flatMap { $0.hasLapsed(at: now) ? $0 : nil }
  }
}
