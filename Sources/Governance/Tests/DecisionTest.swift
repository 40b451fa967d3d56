package import CanonicalEncoding
public import Voting

/// Something that must hold at the close for a proposal to pass.
package protocol DecisionTest: Sendable {
  /// The kind of test, as a charter names it.
  static var kind: String { get }
  /// The name of this test in its track.
  var name: String { get }
  /// The house whose count it reads.
  var house: String { get }
  /// The options it names, to be checked against the ballot.
  var options: [String] { get }
  /// The test as in a charter.
  var json: JSONValue { get }
  /// Judges a count.
  func judge(_ tally: Tally, options: [String]) -> TestResult
}

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
  /// The least part that passes against this whole.
  public let required: Power
  /// The smallest change that would turn the result around.
  public let flip: Flip

  /// How far the part lies from the bar: at or above it, or below.
  public var margin: (isAbove: Bool, by: Power) {
    part >= required ? (true, part.excess(over: required)) : (false, required.excess(over: part))
  }
}

/// Tests by the kinds charters use.
package enum DecisionTests {
  /// Reads a test.
  package static func parse(_ value: JSONValue) throws(JSONRefusal) -> any DecisionTest {
    guard let kind = value.object?["test"]?.string else { throw .missing(field: "test", in: "a test") }
    switch kind {
    case ShareTest.kind: return try ShareTest(parsing: value)
    case FloorTest.kind: return try FloorTest(parsing: value)
    default: throw .unexpected(field: "test", in: "a test", needs: "share or floor")
    }
  }

  /// The power of some options taken together.
  static func sum(_ names: [String], _ tally: Tally, _ options: [String]) -> Power {
    var sum: UInt128 = 0
    for (position, option) in tally.options.enumerated() where names.contains(options[position]) {
      // Parts of `cast`, whose own sum was checked, so this cannot overflow.
      sum &+= option.power.units
    }
    return Power(sum)
  }

  /// The option names of a test: distinct and at least one.
  static func names(_ key: String, _ fields: inout JSONFields) throws(JSONRefusal) -> [String] {
    let names = try fields.strings(key)
    guard !names.isEmpty, Set(names).count == names.count else {
      throw fields.unexpected(key, "a list of distinct options")
    }
    return names
  }
}
