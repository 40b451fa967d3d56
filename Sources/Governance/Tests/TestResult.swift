public import Voting

/// What a test found, with the numbers it compared.
public struct TestResult: Hashable, Sendable {
  /// What would turn the result around.
  public enum Flip: Hashable, Sendable {
    /// So much more power for the named options.
    case adding(Power, to: [String])
    /// So much more power for anything else that the test weighs against them.
    case addingAgainst(Power)
    /// So much less power for the named options.
    case removing(Power, from: [String])
    /// Nothing within 128 bits.
    case nothing
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
  /// The least part that passes against this whole; of a bar that must not be reached, the least that fails.
  public let required: Power
  /// The smallest change that would turn the result around.
  public let flip: Flip
  /// Whether it is asked by the charter that the proposal adopts.
  public private(set) var isOfNewCharter = false

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
      wholeWords: wholeWords, bar: bar, required: required, flip: flip)
    result.isOfNewCharter = true
    return result
  }

  /// What a test finds that asks for nothing.
  static func empty(_ name: String, house: String) -> TestResult {
    TestResult(
      name: name, house: house, passed: true, part: .zero, whole: nil, partWords: "nothing", wholeWords: nil,
      bar: "nothing", required: .zero, flip: .nothing)
  }
}
