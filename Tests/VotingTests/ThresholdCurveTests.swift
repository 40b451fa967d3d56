import CanonicalEncoding
import QuorateTesting
import Testing
import Voting

/// Falling thresholds, beside exact lines and beside the tracks of Polkadot.
@Suite struct ThresholdCurveTests {
  static func parts(_ parts: Int) -> Perbill { Perbill(saturating: UInt128(parts)) }
  static func percent(_ percent: Int) -> Perbill { Perbill(UInt128(percent), of: 100) }

  /// Shares of a period, with the instants at and beside every percent.
  static let instants: [Perbill] = (0...100).flatMap { percent in
    (-1...1).map { parts(max(0, percent * 10_000_000 + $0)) }
  }

  private func linear(_ length: Int, _ floor: Int, _ ceiling: Int) throws -> LinearDecreasingCurve {
    try #require(
      LinearDecreasingCurve(
        length: Self.parts(length), floor: Self.parts(floor), ceiling: Self.parts(ceiling)))
  }

  @Test func `a line is never below the exact one, and at most two parts above it`() throws {
    for (length, floor, ceiling) in [
      (1_000_000_000, 0, 500_000_000), (357_142_857, 500_000_000, 1_000_000_000),
      (333_333_333, 1, 999_999_999),
    ] {
      let curve = try linear(length, floor, ceiling)
      for instant in Self.instants {
        let way = Int128(min(Int(instant.parts), length))
        let fall = Int128(ceiling - floor)
        let exact = Int128(ceiling) * Int128(length) - way * fall
        let above = Int128(curve.threshold(at: instant).parts) * Int128(length) - exact
        #expect(0 <= above && above <= 2 * Int128(length), "\(length) at \(instant.parts)")
      }
    }
  }

  @Test func `a line without length has its floor at once`() throws {
    let curve = try linear(0, 200, 800)
    #expect(curve.threshold(at: .zero).parts == 200 && curve.threshold(at: .one).parts == 200)
    #expect(LinearDecreasingCurve(length: .one, floor: .one, ceiling: .zero) == nil)
  }

  @Test func `a line's estimate is where a share begins to pass`() throws {
    let curve = try linear(1_000_000_000, 0, 500_000_000)
    #expect(curve.delay(of: .one) == .zero && curve.delay(of: .zero) == .one)
    #expect(curve.delay(of: Self.percent(25)) == Self.percent(50))
    #expect(try linear(500_000_000, 100, 800).delay(of: Self.parts(99)) == .one)
    #expect(try linear(500_000_000, 100, 800).delay(of: Self.parts(801)) == .zero)
    #expect(try linear(500_000_000, 300, 300).delay(of: Self.parts(300)).parts == 500_000_000)
  }

  @Test func `steps fall at the first instant of an interval and not before`() throws {
    let curve = try #require(
      SteppedDecreasingCurve(
        begin: Self.percent(80), end: Self.percent(30), step: Self.percent(10), period: Self.percent(15)))
    for step in 0...6 {
      let start = step * 150_000_000
      let expected = UInt32(max(300_000_000, 800_000_000 - step * 100_000_000))
      #expect(curve.threshold(at: Self.parts(start)).parts == expected)
      #expect(curve.threshold(at: Self.parts(min(1_000_000_000, start + 149_999_999))).parts == expected)
    }
    let wrapped = ThresholdCurve.stepped(curve)
    for share in Self.instants where share >= Self.percent(30) {
      let delay = curve.delay(of: share)
      #expect(wrapped.isPassing(share, at: delay), "\(share.parts)")
      let before = Self.parts(max(0, Int(delay.parts) - 1))
      #expect(delay == .zero || !wrapped.isPassing(share, at: before), "\(share.parts) passes earlier")
    }
    #expect(curve.delay(of: Self.parts(299_999_999)) == .one)
  }

  @Test func `steps that do not fall are refused`() {
    let (one, tenth) = (Perbill.one, Self.percent(10))
    #expect(SteppedDecreasingCurve(begin: one, end: .zero, step: .zero, period: tenth) == nil)
    #expect(SteppedDecreasingCurve(begin: one, end: .zero, step: tenth, period: .zero) == nil)
    #expect(SteppedDecreasingCurve(begin: .zero, end: tenth, step: tenth, period: tenth) == nil)
    let steep = SteppedDecreasingCurve(begin: tenth, end: .zero, step: one, period: Self.parts(1))
    #expect(steep?.threshold(at: .one) == .zero && steep?.threshold(at: .zero) == tenth)
    #expect(steep?.delay(of: .zero).parts == 1)
  }

  // MARK: Reciprocal

  /// Tracks of Polkadot: days until the level, days in all, level, floor, ceiling in percent.
  static let tracks: [(delay: UInt64, period: UInt64, level: Int, floor: Int, ceiling: Int)] = [
    (4, 28, 80, 50, 100), (16, 672, 96, 50, 100), (1, 28, 20, 5, 50), (12, 28, 1, 0, 50), (1, 28, 4, 0, 50),
    (20, 28, 1, 0, 50), (8, 28, 1, 0, 50),
  ]

  @Test(arguments: tracks) func `a fitted curve goes through its three points`(
    _ track: (delay: UInt64, period: UInt64, level: Int, floor: Int, ceiling: Int)
  ) throws {
    let fitted = ReciprocalCurve(
      delay: track.delay, period: track.period, level: Self.percent(track.level),
      floor: Self.percent(track.floor), ceiling: Self.percent(track.ceiling))
    let curve = try #require(fitted)
    let moment = try #require(FixedI64(track.delay, of: track.period)?.share)
    // Nine decimals of each part leave the ends off by what one part of the offset moves a steep curve.
    for (instant, percent, tolerance) in [
      (Perbill.zero, track.ceiling, 400), (moment, track.level, 400), (.one, track.floor, 10),
    ] {
      let distance = Int(curve.threshold(at: instant).parts) - Int(Self.percent(percent).parts)
      #expect(abs(distance) <= tolerance, "\(distance) at \(instant.parts)")
    }
    try checkFall(curve)
  }

  private func checkFall(_ curve: ReciprocalCurve) throws {
    let wrapped = ThresholdCurve.reciprocal(curve)
    for (earlier, later) in zip(Self.instants, Self.instants.dropFirst()) {
      try Mismatch.unless(curve.threshold(at: earlier) >= curve.threshold(at: later), "\(later.parts) rises")
    }
    for share in Self.instants {
      let delay = curve.delay(of: share)
      try Mismatch.unless(delay == .one || wrapped.isPassing(share, at: delay), "\(share.parts) at its delay")
      guard delay.parts > 0, delay != .one else { continue }
      // A part earlier, factor ÷ (x + xOffset) + yOffset is above the share, before it is rounded.
      let height = Int128(share.parts) - Int128(curve.yOffset.units)
      let width = Int128(delay.parts) - 1 + Int128(curve.xOffset.units)
      let isBelow = Int128(curve.factor.units) * 1_000_000_000 > height * width
      try Mismatch.unless(isBelow, "\(share.parts) is reached before its delay")
    }
  }

  @Test func `the curve of the root track has the parts that the chain publishes`() throws {
    let root = ReciprocalCurve(
      delay: 4, period: 28, level: Self.percent(80), floor: Self.percent(50), ceiling: .one)
    let curve = try #require(root)
    #expect(curve.factor.units == 222_222_224)
    #expect(curve.xOffset.units == 333_333_335)
    #expect(curve.yOffset.units == 333_333_332)
  }

  @Test func `parts at the ends of the range give a threshold and do not trap`() {
    let ends: [Int64] = [.min, -1_000_000_000, -1, 0, 1, 1_000_000_000, .max]
    for factor in ends {
      for xOffset in ends {
        for yOffset in ends {
          let curve = ReciprocalCurve(
            factor: FixedI64(units: factor), xOffset: FixedI64(units: xOffset),
            yOffset: FixedI64(units: yOffset))
          for share in [Perbill.zero, Self.percent(50), .one] {
            #expect(curve.threshold(at: share) <= .one && curve.delay(of: share) <= .one)
          }
        }
      }
    }
    let flat = ReciprocalCurve(factor: .zero, xOffset: .zero, yOffset: FixedI64(units: 5))
    #expect(flat.threshold(at: .zero) == .one && flat.threshold(at: .one).parts == 5)
  }

  @Test func `points that no falling curve goes through are refused`() {
    let half = Self.percent(50)
    #expect(ReciprocalCurve(delay: 1, period: 0, level: half, floor: .zero, ceiling: .one) == nil)
    #expect(ReciprocalCurve(delay: 2, period: 1, level: half, floor: .zero, ceiling: .one) == nil)
    #expect(ReciprocalCurve(delay: 1, period: 2, level: half, floor: half, ceiling: half) == nil)
  }

  // MARK: Form

  static let forms = [
    #"{"linear_decreasing":{"ceiling":1000000000,"floor":500000000,"length":357142857}}"#,
    #"{"stepped_decreasing":{"begin":800000000,"end":300000000,"period":150000000,"step":100000000}}"#,
    #"{"reciprocal":{"factor":1620729,"x_offset":3231018,"y_offset":-1615509}}"#,
  ]

  @Test(arguments: forms) func `a curve reads back from its canonical form`(_ text: String) throws {
    let value = try JSONParser.parse(Array(text.utf8), form: .canonical)
    #expect(try ThresholdCurve(json: value).json == value)
  }

  @Test(arguments: [
    "{}", "1", "[]", #"{"cubic":{}}"#, #"{"linear_decreasing":{},"reciprocal":{}}"#,
    #"{"linear_decreasing":{"ceiling":1,"floor":2,"length":3}}"#,
    #"{"linear_decreasing":{"ceiling":1000000001,"floor":2,"length":3}}"#,
    #"{"linear_decreasing":{"ceiling":3,"floor":2,"length":3,"other":1}}"#,
    #"{"linear_decreasing":{"ceiling":3,"floor":2}}"#,
    #"{"linear_decreasing":{"ceiling":"3","floor":2,"length":3}}"#,
    #"{"stepped_decreasing":{"begin":8,"end":3,"period":0,"step":1}}"#,
    #"{"reciprocal":{"factor":1.5,"x_offset":3,"y_offset":1}}"#,
    #"{"reciprocal":{"factor":9007199254740992,"x_offset":3,"y_offset":1}}"#,
  ]) func `any other form is no curve`(_ text: String) throws {
    let value = try JSONParser.parse(Array(text.utf8))
    #expect(throws: JSONRefusal.self) { try ThresholdCurve(json: value) }
  }
}
