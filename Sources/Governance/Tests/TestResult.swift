public import Voting

/// What a test found, with the numbers it compared.
public struct TestResult: Hashable, Sendable {
  /// How the part is held against what is required.
  public enum Sense: String, Hashable, Sendable {
    /// It must be at least that much.
    case least
    /// It must be less.
    case below
    /// It must be at most that much.
    case most
    /// It is what the leading option has, which must be more than what any other has.
    case contest
    /// Both are milliseconds, and it must be at least as long.
    case time
  }

  /// What the part and what is required are counted in.
  public enum Measure: String, Hashable, Sendable {
    /// The power of the house, or milliseconds.
    case power
    /// What the counting method's sums are counted in.
    case sums
    /// Two for every other option beaten, and one for every tie.
    case points
  }

  /// The test's name in its track.
  public let name: String
  /// The house whose count it read.
  public let house: String
  /// Whether it holds.
  public let passed: Bool
  /// What was measured.
  public let part: Power
  /// What it was measured against; `nil` for an absolute bar.
  public let whole: Power?
  /// What the part is, in words: `For`.
  public let partWords: String
  /// What the whole is, in words: `For + Against`.
  public let wholeWords: String?
  /// The bar in words: `more than 1/2`.
  public let bar: String
  /// The least part that passes against this whole; where it must be below, the least that fails, and where it may be
  /// at most so much, the most that passes.
  public let required: Power
  /// How the part is held against that.
  public let sense: Sense
  /// What part and required are counted in; anything but power only in a contest.
  public let measure: Measure
  /// What it would mean to have what is required: `would be ahead of every other option`.
  public let requiredWords: String?
  /// Whether it is asked by the charter that the proposal adopts.
  public private(set) var isOfNewCharter = false

  init(
    name: String, house: String, passed: Bool, part: Power, whole: Power?, partWords: String,
    wholeWords: String?, bar: String, required: Power, sense: Sense = .least, measure: Measure = .power,
    requiredWords: String? = nil
  ) {
    self.name = name
    self.house = house
    self.passed = passed
    self.part = part
    self.whole = whole
    self.partWords = partWords
    self.wholeWords = wholeWords
    self.bar = bar
    self.required = required
    self.sense = sense
    self.measure = measure
    self.requiredWords = requiredWords
  }

  /// How far the part lies from the bar: at or above it, or below.
  public var margin: (isAbove: Bool, by: Power) {
    part >= required ? (true, part.excess(over: required)) : (false, required.excess(over: part))
  }
}

extension TestResult {
  /// The same numbers under another name, as found for a charter that is to be adopted.
  func ofNewCharter(named name: String, passed: Bool) -> TestResult {
    var result = TestResult(
      name: name, house: house, passed: passed, part: part, whole: whole, partWords: partWords,
      wholeWords: wholeWords, bar: bar, required: required, sense: sense, measure: measure,
      requiredWords: requiredWords)
    result.isOfNewCharter = true
    return result
  }

  /// What a test finds that asks for nothing.
  static func empty(_ name: String, house: String) -> TestResult {
    TestResult(
      name: name, house: house, passed: true, part: .zero, whole: nil, partWords: "nothing", wholeWords: nil,
      bar: "nothing", required: .zero)
  }
}
