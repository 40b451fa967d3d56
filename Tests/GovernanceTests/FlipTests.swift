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
  func `attack 41: all small tallies are judged as whole numbers say`(
    _ shape: Shape
  ) throws {
    let test = try Sample.test(shape.json)
    try forEachTally(ofElectorate: shape.whole == nil) { powers, electorate in
      let result = test.judge(Sample.tally(powers, electorate: electorate), options: Self.options)
      try Mismatch.unless(
        result.passed == shape.holds(powers, electorate: electorate), "\(powers) of \(electorate)")
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

  // MARK: Flips

  /// One test of every kind, and several of those with many forms.
  static let every: [String] = {
    let parts = [
      #""test":"share","count":["For"],"of":["For","Against"],"more_than":"1/2""#,
      #""test":"share","count":["For","Abstain"],"of":"electorate","at_least":"1/2""#,
      #""test":"share","count":"cast","of":"electorate","at_least":"40%""#,
      #""test":"share","count":["For"],"of":"cast","at_least":"2/3""#,
      #""test":"share","count":["For"],"of":{"cast_less":["Abstain"]},"at_least":"1/2""#,
      #""test":"share","count":["For"],"of":{"electorate_less":["Abstain"]},"more_than":"1/2""#,
      #""test":"share","count":["For"],"of":{"electorate_share":"1/2"},"at_least":"60%""#,
      #""test":"floor","count":["For","Abstain"],"at_least":"3""#,
      #""test":"floor","count":"cast","at_least":"1""#,
      #""test":"ceiling","count":["Against"],"less_than":"2""#, #""test":"turnout","at_least":"4""#,
      #""test":"turnout","of":"electorate","at_least":"1/2""#,
      #""test":"limit","count":["Against"],"of":"cast","at_most":"1/3""#,
      #""test":"out_of_reach","count":["For"],"of":"electorate","at_least":"1/2""#, #""test":"winner""#,
      #""test":"winner","nothing":["Abstain"]"#, #""test":"winner","ties":"first-listed""#,
      #""test":"winner","nothing":["Abstain"],"ties":"last-listed""#,
    ]
    return parts.map { "{\"name\":\"t\",\"house\":\"h\",\($0)}" }
  }()

  /// All sums of three options up to three, with and without members who have not voted.
  private static let tallies: [(powers: [UInt128], electorate: UInt128)] = (0..<64).flatMap { number in
    let powers = [UInt128(number % 4), UInt128(number / 4 % 4), UInt128(number / 16)]
    let cast = powers.reduce(0, +)
    return [0, 1, 3].map { (powers, cast + $0) }
  }

  /// The sums that so much power could make of others, by kind of change, with the power it takes.
  private static func reachable(
    _ kind: VoteChange.Kind, from powers: [UInt128], electorate: UInt128
  ) -> [(powers: [UInt128], amount: UInt128)] {
    let cast = powers.reduce(0, +)
    let most = Int(electorate) + 1
    return (0..<most * most * most).compactMap { number in
      let new = [number % most, number / most % most, number / most / most].map { UInt128($0) }
      let sum = new.reduce(0, +)
      let gained = zip(new, powers).reduce(UInt128(0)) { $0 + ($1.0 > $1.1 ? $1.0 - $1.1 : 0) }
      let lost = zip(new, powers).reduce(UInt128(0)) { $0 + ($1.1 > $1.0 ? $1.1 - $1.0 : 0) }
      switch kind {
      case .cast: return lost == 0 && gained > 0 && sum <= electorate ? (new, gained) : nil
      case .castAndChanged: return sum > cast && sum <= electorate && lost > 0 ? (new, gained) : nil
      case .changed: return sum == cast && gained > 0 ? (new, gained) : nil
      case .withdrawn: return gained == 0 && lost > 0 ? (new, lost) : nil
      }
    }
  }

  /// The sums once a change has been made, as it is told.
  static func applied(_ change: VoteChange, to powers: [UInt128], of options: [String]) -> [UInt128] {
    var powers = powers
    func positions(_ names: [String]) -> [Int] {
      names.isEmpty ? Array(options.indices) : names.compactMap { options.firstIndex(of: $0) }
    }
    let isAny = change.from.isEmpty && change.kind == .withdrawn
    for source in isAny ? [.init(power: change.power, options: [])] : change.from {
      var left = source.power.units
      for position in positions(source.options) {
        let part = min(left, powers[position])
        powers[position] -= part
        left -= part
      }
    }
    if change.kind != .withdrawn { powers[positions(change.to)[0]] += change.power.units }
    return powers
  }

  @Test(arguments: every)
  func `every flip turns its test when it is made, is within the electorate, and is the least`(
    _ text: String
  ) throws {
    let test = try Sample.test(text)
    let isContest = text.contains("winner")
    for (powers, electorate) in Self.tallies {
      func facts(_ powers: [UInt128]) -> TestFacts {
        TestFacts(Sample.tally(powers, electorate: electorate), options: Self.options)
      }
      let before = test.holds(facts(powers))
      func least(_ kind: VoteChange.Kind) -> UInt128? {
        Self.reachable(kind, from: powers, electorate: electorate)
          .filter { test.holds(facts($0.powers)) != before }.map(\.amount).min()
      }
      let place = "\(powers) of \(electorate)"
      let flip = test.flip(facts(powers))
      guard case .votes(let change) = flip else {
        let none = [VoteChange.Kind.cast, .changed, .withdrawn, .castAndChanged].allSatisfy {
          least($0) == nil
        }
        try Mismatch.unless(flip == .nothing && none, place)
        continue
      }
      let after = Self.applied(change, to: powers, of: Self.options)
      try Mismatch.unless(test.holds(facts(after)) != before, "\(place): \(change)")
      try Mismatch.unless(after.reduce(0, +) <= electorate, "\(place): more than there is")
      try Mismatch.unless(change.kind == .cast || least(.cast) == nil, "\(place): votes to come are first")
      if !isContest || change.kind == .cast {
        try Mismatch.unless(change.power.units == least(change.kind), "\(place): \(change)")
      }
    }
  }

  @Test func `when everybody has voted, nobody is asked to vote more`() throws {
    let test = try Sample.test(Self.every[0])
    let flip = test.flip(TestFacts(Sample.tally([19, 81, 0], electorate: 100), options: Self.options))
    guard case .votes(let change) = flip else {
      Issue.record("\(flip)")
      return
    }
    #expect(change.kind == .changed && change.power == Power(32) && change.uncast == .zero)
    #expect(change.from == [.init(power: Power(32), options: ["Against"])] && change.to == ["For"])
  }

  @Test(arguments: [BallotEffect.indirect("ranked ballots"), .indirect("squares of roots")])
  func `where sums do not say what a ballot does, nothing is said of options, and turnout still is`(
    _ effect: BallotEffect
  ) throws {
    let facts = TestFacts(Sample.tally([1, 2, 0], electorate: 9), options: Self.options)
    guard
      case .notComputed = try Sample.test(#"{"test":"winner","name":"t","house":"h"}"#).flip(facts, effect)
    else {
      Issue.record("a flip of a contest that sums do not decide")
      return
    }
    guard
      case .votes(let change) = try Sample.test(
        #"{"test":"turnout","name":"t","house":"h","at_least":"5"}"#
      ).flip(facts, effect)
    else {
      Issue.record("no flip of a turnout")
      return
    }
    #expect(change.power == Power(2) && change.kind == .cast)
  }

  @Test func `attack 40: close to 2^128 flips are found without a trap`() throws {
    let test = try Sample.test(Self.every[0])
    let extremes: [[UInt128]] = [
      [0, .max / 10 * 3, 0], [0, .max, 0], [.max, 0, 0], [1, .max - 1, 0],
    ]
    for powers in extremes {
      let facts = TestFacts(Sample.tally(powers, electorate: .max), options: Self.options)
      guard case .votes(let change) = test.flip(facts) else {
        Issue.record("\(powers)")
        continue
      }
      #expect(change.power > .zero)
    }
  }

  @Test func `time and what has left are no matter of votes`() throws {
    let facts = TestFacts(Sample.tally([1, 2, 0], electorate: 9), options: Self.options)
    for text in [
      #"{"test":"elapsed","name":"t","house":"h","at_least":"1d"}"#,
      #"{"test":"retention","name":"t","house":"h","at_least":"50%"}"#,
    ] {
      #expect(try Sample.test(text).flip(facts) == .notByVotes)
    }
  }

  @Test func `a test is written back as it was read`() throws {
    for shape in Self.shapes {
      let test = try Sample.test(shape.json)
      #expect(try Sample.test(String(decoding: test.json.canonicalBytes, as: UTF8.self)).json == test.json)
      #expect(test.options.allSatisfy { Self.options.contains($0) })
    }
  }
}
