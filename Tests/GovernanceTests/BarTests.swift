import CanonicalEncoding
@testable import Governance
import QuorateTesting
import Testing
import Voting

/// Bars against whole numbers worked out by hand, for all small parts and wholes.
@Suite struct BarTests {
  /// A bar with everything that can be said about it.
  struct Shape: Sendable, CustomTestStringConvertible {
    /// The share, or an amount over 0.
    let asked: (UInt64, UInt64)
    let isStrict: Bool
    let isRoundedDown: Bool
    let floor: UInt128
    let isCapped: Bool
    let passesEmpty: Bool

    var testDescription: String { json }
    var json: String {
      var json = "{\"\(isStrict ? "more_than" : "at_least")\":\""
      json += asked.1 == 0 ? "\(asked.0)\"" : "\(asked.0)/\(asked.1)\""
      if isRoundedDown { json += ",\"rounded_down\":true" }
      if floor > 0 { json += ",\"no_less_than\":\"\(floor)\"" }
      if isCapped { json += ",\"capped\":true" }
      if passesEmpty { json += ",\"empty_passes\":true" }
      return json + "}"
    }

    /// Whether it reads.
    var isAllowed: Bool {
      if asked.1 == 0 { return !isStrict && !isRoundedDown }
      return !isStrict || !isRoundedDown
    }

    /// Whether a part is enough, by counting up to it.
    func isEnough(_ part: UInt128, of whole: UInt128) -> Bool {
      if whole == 0, !passesEmpty { return !isStrict && asked.0 == 0 && part >= floor }
      // A share of nothing is passed by nothing, also one that must be exceeded.
      if whole == 0, asked.1 > 0 { return part >= floor }
      var least: UInt128 = 0
      while !reaches(least, of: whole) { least += 1 }
      if isCapped, least > whole { least = whole }
      return part >= least && part >= floor
    }

    private func reaches(_ part: UInt128, of whole: UInt128) -> Bool {
      let (numerator, denominator) = (UInt128(asked.0), UInt128(asked.1))
      if denominator == 0 { return part >= numerator }
      if isStrict { return part * denominator > whole * numerator }
      // Rounded down: less than one unit is missing.
      return isRoundedDown
        ? (part + 1) * denominator > whole * numerator : part * denominator >= whole * numerator
    }
  }

  static let shapes: [Shape] = {
    let asked: [(UInt64, UInt64)] = [(0, 1), (1, 3), (1, 2), (2, 3), (7, 20), (1, 1), (0, 0), (1, 0), (5, 0)]
    return asked.flatMap { asked in
      (0..<48).map { number in
        Shape(
          asked: asked, isStrict: number % 2 == 1, isRoundedDown: number / 2 % 2 == 1,
          floor: [0, 2, 9][number / 16], isCapped: number / 4 % 2 == 1, passesEmpty: number / 8 % 2 == 1)
      }
    }
  }()

  private struct Holder {
    let bar: Bar

    init(_ text: String) throws {
      var fields = try JSONFields(CourseSample.json(text), of: "a test")
      bar = try Bar(reading: &fields)
      try fields.finish()
    }
  }

  @Test func `every bar asks for what its words say`() throws {
    var allowed = 0
    for shape in Self.shapes {
      guard let bar = try? Holder(shape.json).bar else {
        #expect(!shape.isAllowed, "\(shape.json)")
        continue
      }
      #expect(shape.isAllowed, "\(shape.json)")
      #expect(JSONValue.object(JSONObject(bar.members)) == (try CourseSample.json(shape.json)))
      allowed += 1
      for whole in UInt128(0)...21 {
        for part in UInt128(0)...12 {
          let holds = bar.holds(Power(part), of: Power(whole))
          try Mismatch.unless(
            holds == shape.isEnough(part, of: whole), "\(shape.json): \(part) of \(whole)")
          if whole > 0 || shape.passesEmpty {
            try Mismatch.unless(
              holds == (Power(part) >= bar.required(of: Power(whole))), "\(shape.json): least of \(whole)")
          }
        }
      }
    }
    #expect(allowed > 200)
  }

  @Test(arguments: [
    #"{"at_least":"3/10","rounded_down":true,"arithmetic":"decimal18"}"#,
    #"{"more_than":"1/1","capped":true,"arithmetic":"decimal18"}"#,
    #"{"more_than":"1/2","capped":true,"arithmetic":"decimal18"}"#,
  ]) func `what decimals do not know is refused, not left out of the count`(text: String) {
    #expect(throws: JSONRefusal.self) { try Holder(text) }
    #expect(throws: Never.self) { try Holder(text.replacing(#","arithmetic":"decimal18""#, with: "")) }
  }

  @Test func `a turnout is counted in whole units`() {
    let text = #"{"test":"turnout","name":"t","house":"h","of":"electorate","at_least":"1/2"}"#
    #expect(throws: Never.self) { try TurnoutTest(parsing: CourseSample.json(text)) }
    #expect(throws: JSONRefusal.self) {
      try TurnoutTest(parsing: CourseSample.json(text.replacing("}", with: #","arithmetic":"decimal18"}"#)))
    }
  }

  @Test func `a bar says what it asks for`() throws {
    #expect(try Holder("{\"at_least\":\"5\",\"capped\":true}").bar.words == "at least 5 or all of it")
    #expect(
      try Holder("{\"at_least\":\"7/20\",\"rounded_down\":true,\"no_less_than\":\"9\"}").bar.words
        == "at least 35 % rounded down and no less than 9")
  }
}
