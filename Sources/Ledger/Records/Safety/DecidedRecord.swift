package import CanonicalEncoding
package import Governance

/// An action that was carried out and counts as it stands, until something ends it: a waiver, a threshold, an
/// accreditation, a registered key, a grant.
package struct DecidedRecord: StateRecord {
  package let origin: Origin
  package let action: ProposalAction
  /// The first instant at which it no longer counts.
  package let ends: Timepoint
  /// What ended it before that.
  package private(set) var endedBy: Origin?
  /// The instant from which what was done under it does not count either.
  package private(set) var doubtedSince: Timepoint?
  /// How much of an amount has been drawn.
  package private(set) var drawn: UInt128 = 0

  package static let space = RecordSpace.decided

  package init(_ action: ProposalAction, origin: Origin, ends: Timepoint = .latest) {
    self.origin = origin
    self.action = action
    self.ends = ends
  }

  /// Whether it counts at an instant.
  package func counts(at now: Timepoint) -> Bool {
    origin.at <= now && now < ends && (endedBy.map { now < $0.at } ?? true)
      && (doubtedSince.map { now < $0 } ?? true)
  }

  func ended(by origin: Origin, doubtedSince instant: Timepoint? = nil) -> DecidedRecord {
    var record = self
    record.endedBy = origin
    record.doubtedSince = instant
    return record
  }

  func drawing(_ amount: UInt128) -> DecidedRecord {
    var record = self
    record.drawn = amount
    return record
  }

  /// What records of a kind are looked up by.
  static func partition(_ kind: String, _ subject: [UInt8] = []) -> ByteString {
    ByteString(Array(kind.utf8) + [0x00] + subject)
  }

  func change(_ subject: [UInt8]) -> Change {
    change(Self.partition(action.kind, subject), ByteString(number: origin.number))
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = [.init(key: "action", value: action.json)]
    if let doubtedSince { members.add("doubted_since", number: doubtedSince.milliseconds) }
    members.add("drawn", drawn == 0 ? nil : String(drawn))
    members.add("ended_by", endedBy)
    members.add("ends", number: ends.milliseconds)
    members.add("origin", origin)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    action = try ProposalAction(parsing: try fields.value("action"))
    doubtedSince = fields.contains("doubted_since") ? try fields.timepoint("doubted_since") : nil
    drawn = fields.contains("drawn") ? try fields.amount("drawn") : 0
    endedBy = try fields.origin(ifThere: "ended_by")
    ends = try fields.timepoint("ends")
    origin = try fields.origin()
  }
}
