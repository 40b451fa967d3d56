package import CanonicalEncoding
package import Voting

/// Some options together must reach a share that falls while voting goes on.
///
/// OpenGov's approval and support (`pallet-referenda` `is_passing`): the share of the part, and how far the period
/// has passed, are parts per billion rounded down, and the share passes if it is at least the curve there. Approval
/// weighs votes as conviction multiplied them; support counts the capital behind them, unmultiplied.
///
/// The curve never rises, so that a count that passes goes on passing until it changes; confirmation relies on it.
package struct CurveTest: DecisionTest {
  package static let kind = "curve"

  /// What is measured of a vote.
  package enum Measure: String, Sendable {
    /// What it counts.
    case power
    /// What stands behind it, before anything multiplied it.
    case capital
  }

  package let label: TestLabel
  package let part: [String]
  package let measure: Measure
  package let whole: Whole
  package let curve: ThresholdCurve
  /// Whether nothing of an empty whole is all of it, as `Perbill::from_rational(0, 0)` is; otherwise it is none.
  package let passesEmpty: Bool

  package init(
    _ label: TestLabel, part: [String], measure: Measure = .power, of whole: Whole, curve: ThresholdCurve,
    passesEmpty: Bool = false
  ) {
    self.label = label
    self.part = part
    self.measure = measure
    self.whole = whole
    self.curve = curve
    self.passesEmpty = passesEmpty
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a curve test")
    label = try TestLabel(reading: &fields)
    part = try DecisionTests.names("count", &fields)
    whole = try Whole(parsing: try fields.value("of"), in: "a curve test")
    curve = try ThresholdCurve(declared: try fields.value("curve"))
    guard curve.neverRises else { throw fields.unexpected("curve", "a curve that never rises") }
    passesEmpty = try fields.flag("empty_passes")
    switch fields.optional("measure") {
    case nil: measure = .power
    case .string(Measure.capital.rawValue) where whole == .electorate: measure = .capital
    default: throw fields.unexpected("measure", "capital, of the electorate, or left out")
    }
    try fields.finish()
  }

  package var name: String { label.name }
  package var house: String { label.house }
  package var onFailure: DepositFate? { label.onFailure }
  package var weighed: [[String]] { [part, whole.options] }
  package var options: [String] { part + whole.options }

  package var json: JSONValue {
    var members = label.members(kind: Self.kind)
    members.append(.init(key: "count", value: .array(part.map { .string($0) })))
    members.append(.init(key: "of", value: whole.json))
    members.append(.init(key: "curve", value: curve.json))
    if passesEmpty { members.append(.init(key: "empty_passes", value: .bool(true))) }
    if measure != .power { members.append(.init(key: "measure", value: .string(measure.rawValue))) }
    return .object(JSONObject(members))
  }

  /// The share that must be reached now.
  package func threshold(_ facts: TestFacts) -> Perbill {
    let progress = Perbill(UInt128(facts.elapsed.milliseconds), of: UInt128(facts.period.milliseconds))
    return curve.threshold(at: progress)
  }

  package func holds(_ facts: TestFacts) -> Bool {
    holds(measured(facts), of: whole.power(in: facts), threshold(facts))
  }

  private func holds(_ part: Power, of whole: Power, _ threshold: Perbill) -> Bool {
    if whole == .zero, !passesEmpty { return threshold == .zero }
    return Perbill(part.units, of: whole.units) >= threshold
  }

  private func measured(_ facts: TestFacts) -> Power {
    measure == .power ? facts.power(of: part) : facts.capital(of: part)
  }

  package func judge(_ facts: TestFacts) -> TestResult {
    let (measured, base, threshold) = (measured(facts), whole.power(in: facts), threshold(facts))
    // The least p with ⌊10^9 · p ÷ whole⌋ ≥ threshold; the threshold is at most one, so it is at most the whole.
    let least = mulDiv(base.units, UInt128(threshold.parts), UInt128(Perbill.scale), rounding: .up)
    let isVoid = base == .zero && !passesEmpty && threshold > .zero
    let required = isVoid ? Power(1) : Power(least ?? base.units)
    return TestResult(
      name: name, house: house, passed: holds(measured, of: base, threshold), part: measured, whole: base,
      partWords: part.joined(separator: " + ") + (measure == .capital ? ", unmultiplied" : ""),
      wholeWords: whole.words, bar: "at least \(threshold.words) by now", required: required)
  }
}

extension Perbill {
  /// The share in percent, with as many decimals as it has: `62.5 %`.
  fileprivate var words: String {
    let (whole, rest) = parts.quotientAndRemainder(dividingBy: Perbill.scale / 100)
    guard rest > 0 else { return "\(whole) %" }
    let digits = String(rest)
    var decimals = String(repeating: "0", count: 7 - digits.utf8.count) + digits
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(whole).\(decimals) %"
  }
}
