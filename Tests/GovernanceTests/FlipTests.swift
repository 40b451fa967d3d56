import CanonicalEncoding
import Governance
import QuorateTesting
import Testing
import Voting

/// What a test finds, and the smallest change that it says would turn it around.
@Suite struct FlipTests {
  static let options = ["For", "Against", "Abstain"]

  /// A share test with its parts as plain numbers.
  struct Shape: Sendable, CustomTestStringConvertible {
    let part: [Int]
    /// Positions of the whole; `nil` for the electorate, all three for everything cast.
    let whole: [Int]?
    let isCast: Bool
    let numerator: UInt128
    let denominator: UInt128
    let isStrict: Bool

    var testDescription: String { json }
    private func names(_ positions: [Int]) -> String {
      "[" + positions.map { "\"\(FlipTests.options[$0])\"" }.joined(separator: ",") + "]"
    }
    var json: String {
      let of = isCast ? "\"cast\"" : whole.map { names($0) } ?? "\"electorate\""
      let bar = "\"\(isStrict ? "more_than" : "at_least")\":\"\(numerator)/\(denominator)\""
      return
        "{\"test\":\"share\",\"name\":\"t\",\"house\":\"h\",\"count\":\(names(part)),\"of\":\(of),\(bar)}"
    }

    func holds(_ powers: [UInt128], electorate: UInt128) -> Bool {
      let measured = part.reduce(0) { $0 + powers[$1] }
      let base = whole.map { $0.reduce(0) { $0 + powers[$1] } } ?? electorate
      let (left, right) = (measured * denominator, base * numerator)
      return base > 0 && (isStrict ? left > right : left >= right)
    }
  }

  static let shapes: [Shape] = {
    let wholes: [(part: [Int], whole: [Int]?, isCast: Bool)] = [
      ([0, 1, 2], nil, false), ([0, 2], nil, false), ([0], nil, false), ([0], [0, 1], false),
      ([0], [0, 1, 2], true), ([0, 2], [0, 1, 2], false),
    ]
    let shares: [(UInt128, UInt128)] = [(1, 2), (2, 3), (1, 25), (1, 3), (1, 1), (9, 10)]
    return wholes.flatMap { shape in
      shares.flatMap { share in
        [false, true].filter { !$0 || share.0 < share.1 }.map {
          Shape(
            part: shape.part, whole: shape.whole, isCast: shape.isCast, numerator: share.0,
            denominator: share.1,
            isStrict: $0)
        }
      }
    }
  }()

  private func forEachTally(ofElectorate: Bool, _ body: ([UInt128], UInt128) throws -> Void) rethrows {
    for number in 0..<UInt128(729) {
      let powers = [number % 9, number / 9 % 9, number / 81]
      let cast = powers.reduce(0, +)
      let last = ofElectorate ? max(cast, 24) : cast
      for electorate in cast...last { try body(powers, electorate) }
    }
  }

  @Test(arguments: shapes)
  func `attack 41: all small tallies are judged as whole numbers say, and the flip is exactly least`(
    _ shape: Shape
  ) throws {
    let test = try Sample.test(shape.json)
    try forEachTally(ofElectorate: shape.whole == nil) { powers, electorate in
      let result = test.judge(Sample.tally(powers, electorate: electorate), options: Self.options)
      try Mismatch.unless(
        result.passed == shape.holds(powers, electorate: electorate), "\(powers) of \(electorate)")
      try Mismatch.unless(
        isLeast(result, shape, powers, electorate), "\(powers) of \(electorate): \(result.flip)")
    }
  }

  /// Whether the flip turns the result and one unit less does not, wherever its power goes.
  private func isLeast(
    _ result: TestResult, _ shape: Shape, _ powers: [UInt128], _ electorate: UInt128
  ) -> Bool {
    func turns(_ position: Int, adding amount: UInt128) -> Bool {
      var powers = powers
      powers[position] += amount
      return shape.holds(powers, electorate: electorate) != result.passed
    }
    switch result.flip {
    case .adding(let power, let names):
      return !result.passed && power > .zero && names == shape.part.map { Self.options[$0] }
        && shape.part.allSatisfy { turns($0, adding: power.units) && !turns($0, adding: power.units - 1) }
    case .addingAgainst(let power):
      let opposing = (shape.whole ?? []).filter { !shape.part.contains($0) }
      return result.passed && power > .zero && !opposing.isEmpty
        && opposing.allSatisfy { turns($0, adding: power.units) && !turns($0, adding: power.units - 1) }
    case .removing(let power, let names):
      let measured = shape.part.reduce(0) { $0 + powers[$1] }
      guard result.passed, names == shape.part.map({ Self.options[$0] }), 1...measured ~= power.units else {
        return false
      }
      func passes(_ amount: UInt128) -> Bool {
        let left = (measured - amount) * shape.denominator
        return shape.isStrict ? left > electorate * shape.numerator : left >= electorate * shape.numerator
      }
      return shape.whole == nil && !passes(power.units) && passes(power.units - 1)
    case .nothing:
      return !result.passed && shape.part.allSatisfy { !turns($0, adding: 100_000) }
    }
  }

  @Test(arguments: shapes) func `the part required is the least that passes against the same whole`(
    _ shape: Shape
  ) throws {
    let test = try Sample.test(shape.json)
    try forEachTally(ofElectorate: shape.whole == nil) { powers, electorate in
      let result = test.judge(Sample.tally(powers, electorate: electorate), options: Self.options)
      let base = shape.whole.map { $0.reduce(0) { $0 + powers[$1] } } ?? electorate
      let least = (0...base + 1).first {
        let (left, right) = ($0 * shape.denominator, base * shape.numerator)
        return base > 0 ? (shape.isStrict ? left > right : left >= right) : $0 > 0
      }
      try Mismatch.unless(result.required.units == least, "\(powers) of \(electorate)")
      let measured = shape.part.reduce(0) { $0 + powers[$1] }
      let isAbove = measured >= result.required.units
      try Mismatch.unless(result.margin.isAbove == isAbove, "\(powers) of \(electorate)")
    }
  }

  @Test(arguments: [1, 7, 8, 9] as [UInt128]) func `a floor is absolute, and its flip is least`(
    _ floor: UInt128
  ) throws {
    let test = try Sample.test(
      #"{"test":"floor","name":"t","house":"h","count":["For","Abstain"],"at_least":"\#(floor)"}"#)
    try forEachTally(ofElectorate: false) { powers, electorate in
      let result = test.judge(Sample.tally(powers, electorate: electorate), options: Self.options)
      let measured = powers[0] + powers[2]
      let flip: TestResult.Flip =
        measured >= floor
        ? .removing(Power(measured - floor + 1), from: ["For", "Abstain"])
        : .adding(Power(floor - measured), to: ["For", "Abstain"])
      try Mismatch.unless(result.passed == (measured >= floor) && result.flip == flip, "\(powers): \(result)")
    }
  }

  // MARK: The end of the range

  private func approval(_ bar: String) throws -> any DecisionTest {
    try Sample.test(
      #"{"test":"share","name":"t","house":"h","count":["For"],"of":["For","Against"],\#(bar)}"#)
  }

  @Test func `attack 40: close to 2^128 the flip is still found and still least`() throws {
    let against = UInt128.max / 10 * 3
    let result = try approval(#""at_least":"2/3""#).judge(
      Sample.tally([0, against, 0], electorate: .max), options: Self.options)
    #expect(result.flip == .adding(Power(2 * against), to: ["For"]))
    let most = try approval(#""more_than":"1/2""#).judge(
      Sample.tally([0, .max / 2, 0], electorate: .max), options: Self.options)
    #expect(most.flip == .adding(Power(.max / 2 + 1), to: ["For"]))
  }

  @Test func `attack 40: where 128 bits do not suffice nothing turns the result`() throws {
    for against in [UInt128.max / 2 + 1, .max - 1, .max] {
      let result = try approval(#""more_than":"1/2""#).judge(
        Sample.tally([0, against, 0], electorate: .max), options: Self.options)
      #expect(!result.passed && result.flip == .nothing)
    }
    let passed = try approval(#""at_least":"1/3""#).judge(
      Sample.tally([.max, 0, 0], electorate: .max), options: Self.options)
    #expect(passed.passed && passed.flip == .nothing)
  }

  @Test func `of an electorate without power nothing passes and nothing turns it`() throws {
    let quorum = try Sample.test(
      #"{"test":"share","name":"t","house":"h","count":["For"],"of":"electorate","at_least":"1/2"}"#)
    let result = quorum.judge(Sample.tally([0, 0, 0], electorate: 0), options: Self.options)
    #expect(!result.passed && result.flip == .nothing)
  }

  @Test func `a test is written back as it was read`() throws {
    for shape in Self.shapes {
      let test = try Sample.test(shape.json)
      #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
      #expect(test.options.allSatisfy { Self.options.contains($0) })
    }
  }
}
