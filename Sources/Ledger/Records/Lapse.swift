package import CanonicalEncoding
internal import Governance

/// The end that a document carries from its adoption, because fewer agreed to it than it takes to loosen it.
package struct Lapse: Hashable, Sendable {
  /// The first instant at which the document before it is in force again.
  package let at: Timepoint
  /// What confirmed the document, so that it does not lapse.
  package private(set) var confirmedBy: Origin?

  /// The end of what is adopted under a provision, or `nil` for none.
  ///
  /// Built upon something that lapses, it lapses no later: otherwise one small majority after the other would carry the
  /// same tightening on for ever, and what was passed for a time would stay by a change of commas.
  init?(_ provision: Provision?, from now: Timepoint, upon former: Lapse?) {
    guard let provision else { return nil }
    let own = provision.after.map { now + $0 } ?? .latest
    at = min(own, former?.pending ?? .latest)
    guard at < .latest else { return nil }
  }

  /// When it comes, or `nil` where it has been averted.
  package var pending: Timepoint? { confirmedBy == nil ? at : nil }

  func confirmed(by origin: Origin) -> Lapse {
    var lapse = self
    lapse.confirmedBy = origin
    return lapse
  }

  fileprivate var json: JSONValue {
    var members: [JSONObject.Member] = []
    members.add("at", number: at.milliseconds)
    members.add("confirmed_by", confirmedBy)
    return .object(JSONObject(members))
  }

  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a lapse")
    at = try fields.timepoint("at")
    confirmedBy = try fields.origin(ifThere: "confirmed_by")
    try fields.finish()
  }
}

/// A record of a document that may lapse.
package protocol LapsingRecord {
  var lapse: Lapse? { get }
}

extension LapsingRecord {
  /// When it lapses, if nothing averts it.
  package var lapses: Timepoint? { lapse?.pending }

  /// Whether it has lapsed at an instant.
  package func hasLapsed(at now: Timepoint) -> Bool { lapses.map { $0 <= now } ?? false }
}

extension BidirectionalCollection where Element: LapsingRecord {
  /// The place of the newest that has not lapsed: the one rule by which what was there before is in force again.
  func lastUnlapsed(at now: Timepoint) -> Index? { lastIndex { !$0.hasLapsed(at: now) } }
}

extension [JSONObject.Member] {
  mutating func add(_ key: String, _ lapse: Lapse?) {
    if let lapse { append(.init(key: key, value: lapse.json)) }
  }
}

extension JSONFields {
  mutating func lapse(ifThere key: String) throws(JSONRefusal) -> Lapse? {
    contains(key) ? try Lapse(parsing: value(key)) : nil
  }
}
