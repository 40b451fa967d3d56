package import CanonicalEncoding
package import Voting

/// How much of a whole is enough: a share or an amount, with everything that decides at its edge.
///
/// The same "40 %" means five things: reached or exceeded, rounded or exact, with a floor under it or a cap over it.
/// All of it is written in the charter and none of it in a program.
package struct Bar: Hashable, Sendable {
  /// What is asked for.
  package enum Measure: Hashable, Sendable {
    /// A share of the whole.
    case share(Share)
    /// So much power, whatever the whole: a weight of Sputnik, which is capped by the whole.
    case units(Power)
  }

  /// What is asked for, before the cap and the floor.
  package let measure: Measure
  /// Whether the part must be more than the share (>); otherwise at least (≥).
  package let isStrict: Bool
  /// Whether the bar is rounded down to a whole unit first, so that a part a fraction below the share passes:
  /// OpenZeppelin's quorum is ⌊supply · n ÷ d⌋. Otherwise the comparison is exact. Only with `at_least`.
  package let isRoundedDown: Bool
  /// The bar is never below this much power: House of Stake's quorum floor, Sputnik's quorum.
  package let floor: Power
  /// Whether the bar before the floor is at most the whole, so that everybody together always suffice: Sputnik's
  /// min(⌊n · whole ÷ d⌋ + 1, whole) and min(weight, whole).
  package let isCapped: Bool
  /// Whether shares are compared as Cosmos compares them: quotients of 18 decimals, rounded half to even.
  package let isInDecimals: Bool
  /// Whether an empty whole passes. SNS: no ballots at all reject a proposal, since 0 ≥ 0.
  package let passesEmpty: Bool

  package init(
    share: Share, isStrict: Bool, isRoundedDown: Bool = false, floor: Power = .zero, isCapped: Bool = false,
    isInDecimals: Bool = false, passesEmpty: Bool = false
  ) {
    self.init(
      .share(share), isStrict: isStrict, isRoundedDown: isRoundedDown, floor: floor, isCapped: isCapped,
      isInDecimals: isInDecimals, passesEmpty: passesEmpty)
  }

  /// A bar of so much power.
  package init(units: Power, floor: Power = .zero, isCapped: Bool = false, passesEmpty: Bool = false) {
    self.init(
      .units(units), isStrict: false, isRoundedDown: false, floor: floor, isCapped: isCapped,
      isInDecimals: false, passesEmpty: passesEmpty)
  }

  private init(
    _ measure: Measure, isStrict: Bool, isRoundedDown: Bool, floor: Power, isCapped: Bool, isInDecimals: Bool,
    passesEmpty: Bool
  ) {
    self.measure = measure
    self.isStrict = isStrict
    self.isRoundedDown = isRoundedDown
    self.floor = floor
    self.isCapped = isCapped
    self.isInDecimals = isInDecimals
    self.passesEmpty = passesEmpty
  }

  /// The least part that passes against a whole in whole units; an empty whole is passed by nothing less than one
  /// unit, unless the charter says that it passes.
  package func required(of whole: Power) -> Power {
    if whole == .zero {
      guard passesEmpty || asksForNothing else { return max(Power(1), floor) }
      // A share of nothing is nothing, also one that must be exceeded.
      if share != nil { return floor }
    }
    let asked = asked(of: whole)
    return max(isCapped ? min(asked, whole) : asked, floor)
  }

  /// The bar before the cap and the floor.
  private func asked(of whole: Power) -> Power {
    switch measure {
    case .units(let units): units
    case .share(let share) where isStrict: share.leastExceeding(of: whole)
    case .share(let share): isRoundedDown ? share.floor(of: whole) : share.leastReaching(of: whole)
    }
  }

  /// Whether a part passes against a whole, exactly.
  ///
  /// An empty whole passes only where the charter says so, or where nothing is asked for: a share of 0 that is to
  /// be reached.
  package func holds(_ part: Power, of whole: Power) -> Bool {
    if whole == .zero, !passesEmpty { return asksForNothing && part >= floor }
    return part >= required(of: whole)
  }

  private var asksForNothing: Bool {
    switch measure {
    case .share(let share): !isStrict && share.numerator == 0
    case .units(let units): units == .zero
    }
  }

  /// The bar in words: `more than 1/2`, `at least 35 % and no less than 10000`.
  package var words: String {
    var text = (isStrict ? "more than " : "at least ") + measure.words
    if isRoundedDown { text += " rounded down" }
    if isCapped { text += " or all of it" }
    if floor > .zero { text += " and no less than \(floor)" }
    return text
  }
}

extension Bar.Measure {
  /// As in a charter: a share has a bar or a percent sign, an amount has neither.
  fileprivate var text: String {
    switch self {
    case .share(let share): share.description
    case .units(let units): units.description
    }
  }

  fileprivate var words: String {
    switch self {
    case .share(let share): share.words
    case .units(let units): units.description
    }
  }

  /// Reads the value of `at_least` or `more_than`.
  fileprivate init?(_ value: JSONValue?) {
    guard let text = value?.string else { return nil }
    if let share = Share(text) {
      self = .share(share)
    } else if let units = UInt128(decimal: text) {
      self = .units(Power(units))
    } else {
      return nil
    }
  }
}

extension Bar {
  /// Takes the bar out of the fields of a test.
  ///
  /// Shares that nothing or everything passes read as well: systems outside have them. No charter of a live DAO may
  /// (`ShareLint`).
  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    let atLeast = fields.optional("at_least")
    let moreThan = fields.optional("more_than")
    guard (atLeast == nil) != (moreThan == nil) else {
      throw fields.unexpected("at_least", "given, or more_than, and not both")
    }
    isStrict = moreThan != nil
    let key = isStrict ? "more_than" : "at_least"
    guard let measure = Measure(atLeast ?? moreThan) else {
      throw fields.unexpected(key, "a share such as 2/3 or 4%")
    }
    self.measure = measure
    isCapped = try fields.flag("capped")
    if case .units = measure, isStrict { throw fields.unexpected(key, "a share such as 2/3 or 4%") }
    isRoundedDown = try fields.flag("rounded_down")
    if isRoundedDown {
      guard case .share = measure, !isStrict else {
        throw fields.unexpected("rounded_down", "with a share and at_least only")
      }
    }
    floor = fields.contains("no_less_than") ? Power(try fields.amount("no_less_than")) : .zero
    passesEmpty = try fields.flag("empty_passes")
    isInDecimals = try Self.isInDecimals(reading: &fields)
    // Quotients of decimals know neither; a bar that did not do what it says would be worse than none.
    guard !isInDecimals || !(isCapped || isRoundedDown) else {
      throw fields.unexpected("arithmetic", "left out with capped or rounded_down")
    }
  }

  /// The fields of a test that hold it; what has its usual value is left out.
  package var members: [JSONObject.Member] {
    var members = [
      JSONObject.Member(key: isStrict ? "more_than" : "at_least", value: .string(measure.text))
    ]
    if isRoundedDown { members.append(.init(key: "rounded_down", value: .bool(true))) }
    if floor > .zero { members.append(.init(key: "no_less_than", value: .string(floor.description))) }
    if isCapped { members.append(.init(key: "capped", value: .bool(true))) }
    if passesEmpty { members.append(.init(key: "empty_passes", value: .bool(true))) }
    if isInDecimals { members.append(.init(key: "arithmetic", value: .string("decimal18"))) }
    return members
  }
}

extension JSONFields {
  /// A truth value that is false where it is left out, and never written as false.
  mutating func flag(_ key: String) throws(JSONRefusal) -> Bool {
    guard let value = optional(key) else { return false }
    guard value == .bool(true) else { throw unexpected(key, "true, or left out") }
    return true
  }
}
