package import CanonicalEncoding
package import Voting

/// Some options together must reach, or exceed, a share of something.
///
/// With `of: electorate` it is a turnout quorum, and which options count towards it is written down: OpenZeppelin
/// counts for and abstain, Compound for alone, Snapshot everything. With a list of options it is an approval
/// threshold, and abstentions count there only if they are listed.
package struct ShareTest: DecisionTest {
  package static let kind = "share"

  /// What the part is measured against.
  package enum Whole: Hashable, Sendable {
    /// All power of the electorate, voting or not.
    case electorate
    /// The power of all ballots that count.
    case cast
    /// The power of these options.
    case options([String])
  }

  package let name: String
  package let house: String
  package let part: [String]
  package let whole: Whole
  package let share: Share
  /// Whether the part must be more than the share (>); otherwise at least (≥).
  package let isStrict: Bool

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a share test")
    _ = try fields.string("test")
    name = try fields.string("name")
    house = try fields.string("house")
    part = try DecisionTests.names("count", &fields)
    let whole = try fields.value("of")
    switch whole {
    case .string("electorate"): self.whole = .electorate
    case .string("cast"): self.whole = .cast
    case .array: self.whole = .options(try DecisionTests.names("of", &fields))
    default: throw fields.unexpected("of", "electorate, cast or a list of options")
    }
    let atLeast = fields.optional("at_least")
    let moreThan = fields.optional("more_than")
    guard (atLeast == nil) != (moreThan == nil) else {
      throw fields.unexpected("at_least", "given, or more_than, and not both")
    }
    isStrict = moreThan != nil
    guard let text = (atLeast ?? moreThan)?.string, let share = Share(text) else {
      throw fields.unexpected(isStrict ? "more_than" : "at_least", "a share such as 2/3 or 4%")
    }
    // A strict share of 1 can never be exceeded, and a share of 0 asks for nothing.
    guard isStrict ? share.numerator < share.denominator : share.numerator > 0 else {
      throw fields.unexpected(isStrict ? "more_than" : "at_least", isStrict ? "below 1" : "above 0")
    }
    self.share = share
    try fields.finish()
  }

  package var options: [String] {
    if case .options(let names) = whole { part + names } else { part }
  }

  package var json: JSONValue {
    let of: JSONValue =
      switch whole {
      case .electorate: .string("electorate")
      case .cast: .string("cast")
      case .options(let names): .array(names.map { .string($0) })
      }
    return .object(
      JSONObject([
        .init(key: "test", value: .string(Self.kind)), .init(key: "name", value: .string(name)),
        .init(key: "house", value: .string(house)),
        .init(key: "count", value: .array(part.map { .string($0) })),
        .init(key: "of", value: of),
        .init(key: isStrict ? "more_than" : "at_least", value: .string(share.description)),
      ]))
  }

  package func judge(_ tally: Tally, options: [String]) -> TestResult {
    let measured = DecisionTests.sum(part, tally, options)
    let base: Power
    let words: String
    switch whole {
    case .electorate: (base, words) = (tally.electorate, "the electorate")
    case .cast: (base, words) = (tally.cast, "all ballots")
    case .options(let names):
      (base, words) = (DecisionTests.sum(names, tally, options), names.joined(separator: " + "))
    }
    let passed = holds(measured, of: base)
    return TestResult(
      name: name, house: house, passed: passed, part: measured, whole: base,
      partWords: part.joined(separator: " + "),
      wholeWords: words, bar: (isStrict ? "more than " : "at least ") + share.words,
      required: required(of: base), flip: flip(measured, of: base, passed: passed))
  }

  /// Whether the part passes. Where nobody stands in the whole, nothing is approved.
  private func holds(_ part: Power, of whole: Power) -> Bool {
    whole > .zero && (isStrict ? share.isExceeded(by: part, of: whole) : share.isReached(by: part, of: whole))
  }

  private func required(of whole: Power) -> Power {
    whole == .zero ? Power(1) : isStrict ? share.leastExceeding(of: whole) : share.leastReaching(of: whole)
  }

  /// Whether power added to the part also adds to the whole.
  private var isPartInWhole: Bool {
    switch whole {
    case .electorate: false
    case .cast: true
    case .options(let names): part.allSatisfy { names.contains($0) }
    }
  }

  private func flip(_ part: Power, of whole: Power, passed: Bool) -> TestResult.Flip {
    if case .electorate = self.whole, whole == .zero { return .nothing }
    if passed {
      let opposing = !self.part.isEmpty && isPartInWhole
      if opposing {
        return least { amount in
          whole.units.addingReportingOverflow(amount)
        } until: { larger in
          !self.holds(part, of: Power(larger))
        }.map { .addingAgainst(Power($0)) } ?? .nothing
      }
      let surplus = part.excess(over: required(of: whole))
      return surplus.units == .max ? .nothing : .removing(Power(surplus.units + 1), from: self.part)
    }
    guard isPartInWhole else { return .adding(required(of: whole).excess(over: part), to: self.part) }
    return least { amount in
      whole.units.addingReportingOverflow(amount)
    } until: { larger in
      let added = larger - whole.units
      let (sum, overflow) = part.units.addingReportingOverflow(added)
      return !overflow && self.holds(Power(sum), of: Power(larger))
    }.map { .adding(Power($0), to: self.part) } ?? .nothing
  }

  /// The least amount, by bisection over 128 bits, for which a monotone condition holds.
  private func least(
    adding: (UInt128) -> (partialValue: UInt128, overflow: Bool), until holds: (UInt128) -> Bool
  ) -> UInt128? {
    func isEnough(_ amount: UInt128) -> Bool {
      let (sum, overflow) = adding(amount)
      return !overflow && holds(sum)
    }
    var high: UInt128 = 1
    while !isEnough(high) {
      let (doubled, overflow) = high.multipliedReportingOverflow(by: 2)
      if overflow || adding(doubled).overflow {
        // The largest amount that leaves the sum within 128 bits.
        high = .max - adding(0).partialValue
        if !isEnough(high) { return nil }
        break
      }
      high = doubled
    }
    var low: UInt128 = 0
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
