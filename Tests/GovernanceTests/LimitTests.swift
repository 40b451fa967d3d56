import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// What must stay below a share, and what must be there at all.
@Suite struct LimitTests {
  static let options = ["Yes", "No", "Abstain"]

  /// A limit with its parts as plain numbers.
  struct Shape: Sendable, CustomTestStringConvertible {
    let of: String
    let numerator: UInt128
    let denominator: UInt128
    let mayReach: Bool

    var testDescription: String { json }
    var json: String {
      let bar = "\"\(mayReach ? "at_most" : "less_than")\":\"\(numerator)/\(denominator)\""
      return "{\"test\":\"limit\",\"name\":\"t\",\"house\":\"h\",\"count\":[\"No\"],\"of\":\(of),\(bar)}"
    }

    func whole(_ powers: [UInt128], electorate: UInt128) -> UInt128 {
      switch of {
      case "\"electorate\"": electorate
      case "\"cast\"": powers.reduce(0, +)
      default: powers[0] + powers[2]
      }
    }

    func holds(_ powers: [UInt128], electorate: UInt128) -> Bool {
      let (left, right) = (powers[1] * denominator, whole(powers, electorate: electorate) * numerator)
      return powers[1] == 0 || (mayReach ? left <= right : left < right)
    }
  }

  static let shapes: [Shape] = ["\"electorate\"", "\"cast\"", "[\"Yes\",\"Abstain\"]"].flatMap { of in
    [(1, 3), (1, 10), (2, 3)].flatMap { share in
      [true, false].map {
        Shape(of: of, numerator: share.0, denominator: share.1, mayReach: $0)
      }
    } + [Shape(of: of, numerator: 1, denominator: 1, mayReach: false)]
  }

  @Test(arguments: shapes)
  func `all small tallies are judged as whole numbers say, and the flip turns them`(_ shape: Shape) throws {
    let test = try Sample.test(shape.json)
    for number in 0..<UInt128(512) {
      let powers = [number % 8, number / 8 % 8, number / 64]
      for electorate in [powers.reduce(0, +), 24] {
        let result = test.judge(Sample.tally(powers, electorate: electorate), options: Self.options)
        try Mismatch.unless(
          result.passed == shape.holds(powers, electorate: electorate), "\(powers) of \(electorate)")
        try Mismatch.unless(
          turns(result, shape, powers, electorate), "\(powers) of \(electorate): \(result.flip)")
        // The bar lies on the side that the result says.
        try Mismatch.unless(
          result.passed ? result.part <= result.required : result.part > result.required,
          "\(powers) of \(electorate): \(result.required)")
      }
    }
  }

  private func turns(
    _ result: TestResult, _ shape: Shape, _ powers: [UInt128], _ electorate: UInt128
  ) -> Bool {
    func holds(_ position: Int, _ change: (inout UInt128) -> Void) -> Bool {
      var powers = powers
      change(&powers[position])
      return shape.holds(powers, electorate: electorate)
    }
    switch result.flip {
    case .adding(let power, let names):
      return names == ["No"] && result.passed && !holds(1) { $0 += power.units }
        && holds(1) { $0 += power.units - 1 }
    case .addingAgainst(let power):
      return !result.passed && holds(0) { $0 += power.units } && !holds(0) { $0 += power.units - 1 }
    case .removing(let power, let names):
      return names == ["No"] && !result.passed && holds(1) { $0 -= power.units }
    // Less than all of what it is itself part of is never reached while anybody else has voted.
    case .nothing: return result.passed && holds(1) { $0 += 1 << 100 }
    }
  }

  @Test func `a limit is written back as it was read, and takes one bar`() throws {
    for shape in Self.shapes {
      let test = try Sample.test(shape.json)
      #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
    }
    for bar in [
      #""at_most":"1/3","less_than":"1/3""#, #""at_least":"1/3""#, #""at_most":"1/1""#, #""less_than":"0/1""#,
    ] {
      #expect(throws: JSONRefusal.self, "\(bar)") {
        try Sample.test(
          #"{"test":"limit","name":"t","house":"h","count":["No"],"of":"cast",\#(bar)}"#)
      }
    }
  }

  @Test(
    arguments: [(electorate: 0, passes: false), (1, true), (5, true)] as [(electorate: UInt128, passes: Bool)]
  )
  func `that there is an electorate at all can be asked for`(_ row: (electorate: UInt128, passes: Bool))
    throws
  {
    let test = try Sample.test(
      #"{"test":"floor","name":"t","house":"h","count":"electorate","at_least":"1"}"#)
    let result = test.judge(Sample.tally([0, 0, 0], electorate: row.electorate), options: Self.options)
    #expect(result.passed == row.passes && result.flip == .nothing && test.options.isEmpty)
    #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
  }
}
