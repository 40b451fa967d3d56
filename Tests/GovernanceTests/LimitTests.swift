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
          turns(test, shape, powers, electorate), "\(powers) of \(electorate)")
        // The bar lies on the side that the result says.
        try Mismatch.unless(
          result.passed ? result.part <= result.required : result.part > result.required,
          "\(powers) of \(electorate): \(result.required)")
      }
    }
  }

  /// Whether the votes that are said to turn the test do so, and where there are none, nobody could.
  private func turns(
    _ test: any DecisionTest, _ shape: Shape, _ powers: [UInt128], _ electorate: UInt128
  ) -> Bool {
    let facts = TestFacts(Sample.tally(powers, electorate: electorate), options: Self.options)
    let before = shape.holds(powers, electorate: electorate)
    guard case .votes(let change) = test.flip(facts) else {
      return PresetTracks.splits(Int(electorate), options: 3).allSatisfy {
        shape.holds($0.map { UInt128($0) }, electorate: electorate) == before
      }
    }
    let after = FlipTests.applied(change, to: powers, of: Self.options)
    return shape.holds(after, electorate: electorate) != before
  }

  @Test func `a limit is written back as it was read, and takes one bar`() throws {
    for shape in Self.shapes {
      let test = try Sample.test(shape.json)
      #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
    }
    for bar in [#""at_most":"1/3","less_than":"1/3""#, #""at_least":"1/3""#] {
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
    #expect(result.passed == row.passes && test.options.isEmpty)
    let facts = TestFacts(Sample.tally([0, 0, 0], electorate: row.electorate), options: Self.options)
    #expect(test.flip(facts) == .notByVotes)
    #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
  }
}
