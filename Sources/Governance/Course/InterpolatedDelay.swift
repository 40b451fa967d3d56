package import CanonicalEncoding
package import Voting

/// A proposal that takes effect unless it is stopped, sooner the more agree and later the more object.
///
/// Bittensor's review track: without votes it is carried out after the initial span; net approval shortens the span
/// towards nothing, net rejection lengthens it towards the longest. Fast-tracking and cancelling are early rules of
/// the track. Shares are parts per thousand million of everybody, rounded down, as Substrate's `Perbill`.
package struct InterpolatedDelay: Hashable, Sendable {
  /// How progress between no net vote and the bar becomes progress between the two spans.
  package enum Curve: String, Sendable {
    case linear
    /// 1 − (1 − p)³: most of the effect early on.
    case easeOut = "ease-out"
  }

  package let house: String
  package let initial: Span
  package let longest: Span
  package let approve: String
  package let reject: String
  /// Net approval that leaves no delay.
  package let fastTrack: Share
  /// Net rejection that leaves the longest delay.
  package let cancel: Share
  package let curve: Curve

  package init(
    house: String, initial: Span, longest: Span, approve: String, reject: String, fastTrack: Share,
    cancel: Share, curve: Curve
  ) {
    self.house = house
    self.initial = initial
    self.longest = longest
    self.approve = approve
    self.reject = reject
    self.fastTrack = fastTrack
    self.cancel = cancel
    self.curve = curve
  }

  /// From the opening of voting to the execution, as the sums stand.
  package func span(_ facts: TestFacts) -> Span { initial }
}

extension InterpolatedDelay {
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "interpolated_delay")
    house = try fields.string("house")
    initial = try fields.span("initial")
    longest = try fields.span("longest")
    approve = try fields.string("approve")
    reject = try fields.string("reject")
    guard let fastTrack = try fields.share("fast_track"), fastTrack.numerator > 0 else {
      throw fields.unexpected("fast_track", "a share above 0")
    }
    guard let cancel = try fields.share("cancel"), cancel.numerator > 0 else {
      throw fields.unexpected("cancel", "a share above 0")
    }
    self.fastTrack = fastTrack
    self.cancel = cancel
    guard let curve = Curve(rawValue: try fields.string("curve")) else {
      throw fields.unexpected("curve", "linear or ease-out")
    }
    self.curve = curve
    guard initial <= longest else { throw fields.unexpected("longest", "no shorter than initial") }
    try fields.finish()
  }

  package var json: JSONValue {
    .members([
      "approve": .string(approve), "cancel": .string(cancel.description), "curve": .string(curve.rawValue),
      "fast_track": .string(fastTrack.description), "house": .string(house),
      "initial": .string(initial.description), "longest": .string(longest.description),
      "reject": .string(reject),
    ])
  }
}
