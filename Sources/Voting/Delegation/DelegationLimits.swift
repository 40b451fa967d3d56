package import CanonicalEncoding

/// What a charter limits about delegations whatever their mode: `cap: 10%` and `lasts_at_most: 180d`.
///
/// The cap stops a delegate from voting with more than a share of the electorate's power; what is lent beyond it
/// counts for nobody and is reported. A member's own power is never cut: a holder above the cap merely gains
/// nothing by being lent to. ICP clears following that was not renewed for months, which `lasts_at_most` expresses.
package struct DelegationLimits: Hashable, Sendable {
  /// The most a delegate may vote with, as a share of the electorate's power, rounded down.
  package let cap: Share?
  /// The longest a delegation may be made for.
  package let lastsAtMost: Span?

  /// No limits.
  package static let none = DelegationLimits(cap: nil, lastsAtMost: nil)

  package init(cap: Share?, lastsAtMost: Span?) {
    self.cap = cap
    self.lastsAtMost = lastsAtMost
  }

  init(parsing fields: inout JSONFields, withCap: Bool) throws(JSONRefusal) {
    cap = withCap && fields.contains("cap") ? try Self.share(&fields) : nil
    lastsAtMost = fields.contains("lasts_at_most") ? try Self.span(&fields) : nil
  }

  private static func share(_ fields: inout JSONFields) throws(JSONRefusal) -> Share {
    guard let share = Share(try fields.string("cap")), share.numerator > 0 else {
      throw fields.unexpected("cap", "a share above 0, such as 1/10 or 10%")
    }
    return share
  }

  private static func span(_ fields: inout JSONFields) throws(JSONRefusal) -> Span {
    guard let span = Span(try fields.string("lasts_at_most")), span > .zero else {
      throw fields.unexpected("lasts_at_most", "a length of time, such as 180d")
    }
    return span
  }

  var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    if let cap { members.append(.init(key: "cap", value: .string(cap.description))) }
    if let lastsAtMost {
      members.append(.init(key: "lasts_at_most", value: .string(lastsAtMost.description)))
    }
    return members
  }

  /// Whether a delegation that is made at an instant may count until another.
  package func allows(from made: Timepoint, until expires: Timepoint) -> Bool {
    lastsAtMost.map { expires.since(made) <= $0 } ?? true
  }

  /// How much of what is lent to a delegate counts, given its own power.
  ///
  /// The rest up to `lent` counts for nobody.
  package func counted(lent: Power, own: Power, electorate: Power) -> Power {
    guard let cap else { return lent }
    return min(lent, cap.floor(of: electorate).excess(over: own))
  }
}
