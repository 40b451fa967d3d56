import QuorateTesting
import SafetyProtocol
import Testing

@Suite struct ExactDecimalTests {
  /// A number as so many thousandths.
  private static let small: [(text: String, thousandths: Int)] = {
    var all: [(String, Int)] = []
    for whole in [0, 1, 9, 10, 12] {
      for fraction in ["", ".0", ".5", ".050", ".001", ".999", ".10"] {
        let digits = fraction.dropFirst().padding(to: 3)
        let value = whole * 1000 + (Int(digits) ?? 0)
        all += [("\(whole)\(fraction)", value), ("-\(whole)\(fraction)", -value)]
        for (exponent, factor) in [("e1", 10), ("E+2", 100), ("e0", 1), ("e-0", 1)] {
          all.append(("\(whole)\(fraction)\(exponent)", value * factor))
        }
      }
    }
    return all
  }()

  @Test func `numbers are ordered as their thousandths`() throws {
    for (left, first) in Self.small {
      let decimal = try #require(ExactDecimal(left))
      for (right, second) in Self.small {
        let other = try #require(ExactDecimal(right))
        #expect((decimal < other) == (first < second), "\(left) \(right)")
        #expect((decimal == other) == (first == second), "\(left) \(right)")
      }
    }
  }

  @Test func `products are those of their thousandths`() throws {
    for (left, first) in Self.small {
      for (right, second) in Self.small {
        let (decimal, other) = (try #require(ExactDecimal(left)), try #require(ExactDecimal(right)))
        #expect(decimal.times(other) == ExactDecimal("\(first * second)e-6"), "\(left) \(right)")
      }
    }
  }

  @Test func `what is written is read back`() throws {
    for text in Self.small.map(\.text) + ["1e999999999", "-1e-999999999", "123456789012345678901234567890.5"]
    {
      let decimal = try #require(ExactDecimal(text))
      #expect(ExactDecimal(decimal.description) == decimal, "\(text)")
    }
  }

  @Test(arguments: [
    "", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", "1 ", " 1", "1_000", "NaN", "Infinity", "１",
  ])
  func `what is no JSON number is none`(text: String) { #expect(ExactDecimal(text) == nil) }

  @Test func `huge exponents cost nothing and are exact`() throws {
    let huge = try #require(ExactDecimal("1e999999999999999999"))
    let larger = try #require(ExactDecimal("1.0000000000000000001e999999999999999999"))
    let tiny = try #require(ExactDecimal("1e-999999999999999999"))
    #expect(huge < larger && tiny < huge && .zero < tiny)
    #expect(huge.times(tiny) == ExactDecimal("1"))
    #expect(ExactDecimal("1e1000000000000000000") == nil)
    #expect(ExactDecimal("1e0000000000000000000000001") == ExactDecimal("10"))
    #expect(ExactDecimal("0e99999999999999999999999999") == .zero)
  }

  @Test func `a tenth and two tenths are three tenths, and a float's third is no third`() throws {
    #expect(ExactDecimal("0.3") == ExactDecimal("3e-1"))
    let shown = try #require(ExactDecimal("0.30000000000000004"))
    let third = try #require(ExactDecimal("0.3"))
    #expect(third < shown)
  }

  @Test func `a number of very many digits is compared but not multiplied`() throws {
    let long = try #require(ExactDecimal(String(repeating: "1", count: 100_000)))
    let longer = try #require(ExactDecimal("1e100000"))
    #expect(long < longer)
    #expect(long.times(long) == nil)
  }
}

extension Substring {
  fileprivate func padding(to length: Int) -> String { self + String(repeating: "0", count: length - count) }
}
