package import CanonicalEncoding
package import Voting

/// A proposal that takes effect unless it is stopped, sooner the more agree and later the more object.
///
/// Bittensor's review track: without votes it is carried out after the initial span; net approval shortens the span
/// towards nothing, net rejection lengthens it towards the longest. Fast-tracking and cancelling are early rules of
/// the track. Shares are parts per thousand million of everybody, rounded down, as Substrate's `Perbill`.
package struct InterpolatedDelay: Hashable, Sendable {
  package let house: String
  package let initial: Span
  package let longest: Span
  package let approve: String
  package let reject: String
  /// Net approval that leaves no delay.
  package let fastTrack: Share
  /// Net rejection that leaves the longest delay.
  package let cancel: Share
  package let curve: AdjustmentCurve
  /// The early rule whose decision it counts as where a vote shortens the delay to less than has passed already.
  package let overtaken: String?

  package init(
    house: String, initial: Span, longest: Span, approve: String, reject: String, fastTrack: Share,
    cancel: Share, curve: AdjustmentCurve, overtaken: String? = nil
  ) {
    self.house = house
    self.initial = initial
    self.longest = longest
    self.approve = approve
    self.reject = reject
    self.fastTrack = fastTrack
    self.cancel = cancel
    self.curve = curve
    self.overtaken = overtaken
  }

  /// From the opening of voting to the execution, as the sums stand.
  ///
  /// Net shares, and what the curve makes of them, are rounded down at every step; an electorate of nobody moves
  /// nothing.
  package func span(_ facts: TestFacts) -> Span {
    let shares = VoterShares(
      ayes: facts.power(of: [approve]).units, nays: facts.power(of: [reject]).units,
      voters: facts.tally.electorate.units)
    let delay = Voting.InterpolatedDelay(
      initial: UInt128(initial.milliseconds), longest: UInt128(longest.milliseconds),
      fastTrack: Perbill(fastTrack), cancel: Perbill(cancel), curve: curve)
    let milliseconds = delay.delay(approval: shares.approval, rejection: shares.rejection)
    // Never more than the longest.
    return Span(milliseconds: UInt64(clamping: milliseconds))
  }
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
    guard let curve = AdjustmentCurve(rawValue: try fields.string("curve")) else {
      throw fields.unexpected("curve", AdjustmentCurve.allCases.map(\.rawValue).joined(separator: " or "))
    }
    self.curve = curve
    overtaken = fields.contains("overtaken") ? try fields.string("overtaken") : nil
    guard initial <= longest else { throw fields.unexpected("longest", "no shorter than initial") }
    try fields.finish()
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "approve", value: .string(approve)),
      .init(key: "cancel", value: .string(cancel.description)),
      .init(key: "curve", value: .string(curve.rawValue)),
      .init(key: "fast_track", value: .string(fastTrack.description)),
      .init(key: "house", value: .string(house)), .init(key: "initial", value: .string(initial.description)),
      .init(key: "longest", value: .string(longest.description)),
      .init(key: "reject", value: .string(reject)),
    ]
    if let overtaken { members.append(.init(key: "overtaken", value: .string(overtaken))) }
    return .object(JSONObject(members))
  }
}
