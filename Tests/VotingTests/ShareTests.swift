import QuorateTesting
import Testing
import Voting

@Suite struct ShareTests {
  static let read: [(text: String, numerator: UInt64, denominator: UInt64)] = [
    ("1/2", 1, 2), ("2/4", 1, 2), ("0/7", 0, 1), ("7/7", 1, 1),
    ("4294967295/4294967296", 4_294_967_295, 1 << 32),
    ("333333333333333333/1000000000000000000", 333_333_333_333_333_333, 1_000_000_000_000_000_000),
    ("0%", 0, 1), ("4%", 1, 25),
    ("40%", 2, 5), ("100%", 1, 1),
    ("100.0%", 1, 1),
    ("66.67%", 6667, 10_000), ("33.3%", 333, 1000), ("0.000000001%", 1, 100_000_000_000), ("0.5%", 1, 200),
    ("99.999999999%", 99_999_999_999, 100_000_000_000), ("50.00%", 1, 2), ("4.0%", 1, 25),
  ]

  @Test(arguments: read) func `a share is read exactly and in lowest terms`(
    _ row: (text: String, numerator: UInt64, denominator: UInt64)
  ) throws {
    let share = try #require(Share(row.text))
    #expect(share.numerator == row.numerator && share.denominator == row.denominator)
    #expect(Share(share.description) == share)
  }

  @Test(arguments: [
    "", "%", "/", "1", "0.5", ".5%", "5.%", ".%", "1/0", "0/0", "3/2", "101%", "100.000000001%", "-1/2",
    "1/-2", "+1/2",
    "-5%", "+5%", " 5%", "5 %", "5% ", "1 / 2", "1/2/3", "/2", "1/", "01/2", "1/02", "05%", "1e1%", "0x5%",
    "5.0000000000%",
    "5,5%", "٥%", "５%", "1/２", "1/1000000000000000001", "1000000000000000001/1000000000000000001", "2/3%",
    "5%%", "5‰", "½",
    "1.0/2",
    "half",
    "1\u{301}/2", "5\u{301}%", "5.5.5%", "340282366920938463463374607431768211456%",
  ]) func `any other text is no share`(_ text: String) {
    #expect(Share(text) == nil)
  }

  @Test func `no fraction has a whole of zero or is above one`() {
    #expect(Share(0, of: 0) == nil && Share(1, of: 0) == nil && Share(2, of: 1) == nil)
    #expect(Share(.max, of: .max) == Share(1, of: 1))
    #expect(Share(.max - 1, of: .max)?.denominator == .max)
  }

  // MARK: Exactness

  @Test func `attack 41: all comparisons up to a total of sixty agree with whole numbers`() throws {
    for denominator in 1...12 {
      for numerator in 0...denominator {
        let share = try #require(Share(UInt64(numerator), of: UInt64(denominator)))
        for total in 0...60 {
          for part in 0...total { check(share, numerator, denominator, part, total) }
        }
      }
    }
  }

  private func check(_ share: Share, _ numerator: Int, _ denominator: Int, _ part: Int, _ total: Int) {
    let (left, right) = (part * denominator, total * numerator)
    let isReached = total == 0 ? numerator == 0 : left >= right
    #expect(share.isReached(by: Power(UInt128(part)), of: Power(UInt128(total))) == isReached)
    let isExceeded = total > 0 && left > right
    #expect(share.isExceeded(by: Power(UInt128(part)), of: Power(UInt128(total))) == isExceeded)
  }

  @Test func `attack 41: the least powers are least, up to a total of sixty`() throws {
    for denominator in 1...12 {
      for numerator in 0...denominator {
        let share = try #require(Share(UInt64(numerator), of: UInt64(denominator)))
        for total in 0...60 {
          let reaching = (0...total).first { $0 * denominator >= total * numerator }
          #expect(share.leastReaching(of: Power(UInt128(total))) == reaching.map { Power(UInt128($0)) })
          let exceeding = (0...total + 1).first { $0 * denominator > total * numerator }
          #expect(share.leastExceeding(of: Power(UInt128(total))) == exceeding.map { Power(UInt128($0)) })
        }
      }
    }
  }

  @Test func `attack 41: two thirds is not 66.67 percent`() throws {
    let (exact, rounded) = (try #require(Share("2/3")), try #require(Share("66.67%")))
    #expect(exact.isReached(by: Power(2), of: Power(3)))
    #expect(!rounded.isReached(by: Power(2), of: Power(3)))
    // One unit of 10^30: a Double cannot tell these apart.
    let whole = Power(3_000_000_000_000_000_000_000_000_000_000)
    #expect(exact.isReached(by: Power(2_000_000_000_000_000_000_000_000_000_000), of: whole))
    #expect(!exact.isReached(by: Power(1_999_999_999_999_999_999_999_999_999_999), of: whole))
    #expect(!exact.isExceeded(by: Power(2_000_000_000_000_000_000_000_000_000_000), of: whole))
  }

  @Test func `attack 40: comparisons of 256 bits agree with arithmetic on digits`() throws {
    var random = RepeatableNumbers(seed: 40)
    for _ in 0..<4000 {
      let denominator = max(1, random.next() >> UInt64(random.below(64)))
      let share = try #require(Share(random.next() % denominator, of: denominator))
      let whole = random.wide()
      let least = share.leastReaching(of: Power(whole)).units
      let near = least.addingReportingOverflow(UInt128(random.below(3))).partialValue &- 1
      for part in [random.wide(), near, least] {
        let left = WideNumber(part) * WideNumber(UInt128(share.denominator))
        let right = WideNumber(whole) * WideNumber(UInt128(share.numerator))
        let isReached = whole == 0 ? share.numerator == 0 : left >= right
        #expect(share.isReached(by: Power(part), of: Power(whole)) == isReached)
        #expect(share.isExceeded(by: Power(part), of: Power(whole)) == (whole > 0 && left > right))
      }
    }
  }

  @Test func `attack 40: the least powers of large totals agree with arithmetic on digits`() throws {
    var random = RepeatableNumbers(seed: 4040)
    for _ in 0..<4000 {
      let denominator = max(1, random.next() >> UInt64(random.below(64)))
      let share = try #require(Share(random.next() % denominator, of: denominator))
      let whole = random.wide()
      let bar = WideNumber(whole) * WideNumber(UInt128(share.numerator))
      func scaled(_ part: UInt128) -> WideNumber { WideNumber(part) * WideNumber(UInt128(share.denominator)) }
      let reaching = share.leastReaching(of: Power(whole)).units
      #expect(scaled(reaching) >= bar && (reaching == 0 || scaled(reaching - 1) < bar))
      let exceeding = share.leastExceeding(of: Power(whole)).units
      #expect(scaled(exceeding) > bar && exceeding > 0 && scaled(exceeding - 1) <= bar)
    }
  }

  @Test func `attack 40: at the end of the range nothing traps`() throws {
    let all = Power(.max)
    let shares = [
      Share(1, of: 1), Share(.max - 1, of: .max), Share(1, of: .max), Share(0, of: 1), Share(1, of: 2),
    ]
    for share in shares {
      let share = try #require(share)
      #expect(share.isReached(by: all, of: all))
      #expect(share.isExceeded(by: all, of: all) == (share.numerator < share.denominator))
      #expect(share.isReached(by: share.leastReaching(of: all), of: all))
    }
    #expect(Share(1, of: 1)?.leastExceeding(of: all) == all)
    #expect(Share(1, of: 1)?.leastReaching(of: all) == all)
  }
}
