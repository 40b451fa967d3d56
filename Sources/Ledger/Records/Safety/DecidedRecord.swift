package import CanonicalEncoding
package import Governance

/// An action that was carried out and counts as it stands, until something ends it: a waiver, a threshold, an
/// accreditation, a registered key, a grant.
package struct DecidedRecord: StateRecord {
  package private(set) var origin: Origin
  package let action: ProposalAction
  /// The first instant at which it no longer counts.
  package let ends: Timepoint
  /// What ended it before that.
  package private(set) var endedBy: Origin?
  /// The instant from which what was done under it does not count either.
  package private(set) var doubtedSince: Timepoint?
  /// How much of an amount has been drawn.
  package private(set) var drawn: UInt128 = 0
  /// How much of that in the newest period, where the grant has a pace.
  package private(set) var period: DrawnPeriod?

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

  /// When it ends or ended.
  package var end: Timepoint { min(ends, endedBy?.at ?? .latest) }

  func ended(by origin: Origin, doubtedSince instant: Timepoint? = nil) -> DecidedRecord {
    var record = self
    record.endedBy = origin
    record.doubtedSince = instant
    return record
  }

  /// The same with no instant behind one; `nil` where there is none.
  func redated(to instant: Timepoint) -> DecidedRecord? {
    var record = self
    record.origin = origin.bound(by: instant)
    record.endedBy = endedBy?.bound(by: instant)
    return record == self ? nil : record
  }

  /// - Parameters:
  ///   - drawn: All that has been drawn.
  ///   - period: What of it was drawn in the newest period.
  func having(drawn: UInt128, in period: DrawnPeriod?) -> DecidedRecord {
    var record = self
    record.drawn = drawn
    record.period = period
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
    if let period {
      members.add("period", number: period.number)
      members.add("period_drawn", String(period.drawn))
    }
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    action = try ProposalAction(parsing: try fields.value("action"))
    doubtedSince = fields.contains("doubted_since") ? try fields.timepoint("doubted_since") : nil
    drawn = fields.contains("drawn") ? try fields.amount("drawn") : 0
    endedBy = try fields.origin(ifThere: "ended_by")
    ends = try fields.timepoint("ends")
    origin = try fields.origin()
    if fields.contains("period") {
      period = DrawnPeriod(
        number: try fields.integer("period"), drawn: try fields.amount("period_drawn"))
    }
  }
}

/// What was drawn in one period of a grant.
package struct DrawnPeriod: Hashable, Sendable {
  /// Which period; the first is 0.
  package let number: UInt64
  /// How much, in the grant's unit.
  package let drawn: UInt128
}
