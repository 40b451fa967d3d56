import QuorateTesting
import Testing
import Voting

/// The stake-weighted consensus of scores, beside a count of who supports what.
@Suite struct WeightedMedianTests {
  private func median(_ scores: [Int], _ stakes: [Int], _ majority: Share) throws -> Int? {
    try WeightedMedian.of(scores, stakes: stakes.map { Power(UInt128($0)) }, majority: majority)
  }

  /// The greatest score whose supporters hold enough, else the least.
  private func reference(_ scores: [Int], _ stakes: [Int], _ part: Int, of whole: Int) -> Int? {
    let total = stakes.reduce(0, +)
    let supported = scores.filter { score in
      let support = zip(scores, stakes).filter { $0.0 >= score }.map(\.1).reduce(0, +)
      return total > 0 && support * whole >= total * part
    }
    return supported.max() ?? scores.min()
  }

  @Test func `all tables of three voters agree with the count of supporters`() throws {
    for (part, whole) in [(0, 1), (1, 4), (1, 3), (1, 2), (51, 100), (2, 3), (1, 1)] {
      let majority = try #require(Share(UInt64(part), of: UInt64(whole)))
      for code in 0..<3 * 3 * 3 * 4 * 4 * 4 {
        let scores = [code % 3, code / 3 % 3, code / 9 % 3]
        let stakes = [code / 27 % 4, code / 108 % 4, code / 432]
        let expected = reference(scores, stakes, part, of: whole)
        try Mismatch.unless(
          try median(scores, stakes, majority) == expected, "\(scores) \(stakes) \(part)/\(whole)")
      }
    }
  }

  @Test func `support of exactly the share is enough`() throws {
    let half = try #require(Share(1, of: 2))
    #expect(try median([3, 7], [5, 5], half) == 7)
    #expect(try median([3, 7], [6, 5], half) == 3)
    #expect(try median([3, 7], [5, 5], try #require(Share("51%"))) == 3)
  }

  @Test func `nobody has no consensus, and voters without stake have the least score`() throws {
    let half = try #require(Share(1, of: 2))
    #expect(try median([], [], half) == nil)
    #expect(try median([4, 2, 9], [0, 0, 0], half) == 2)
  }

  @Test func `stake of 2^128 is an overflow, not a trap`() throws {
    let half = try #require(Share(1, of: 2))
    #expect(throws: CountRefusal.overflow) {
      try WeightedMedian.of([1, 2], stakes: [Power(.max), Power(1)], majority: half)
    }
    #expect(try WeightedMedian.of([1, 2], stakes: [Power(.max - 1), Power(1)], majority: half) == 1)
  }

  @Test func `columns leave out voters without stake and rows of another length`() throws {
    let half = try #require(Share(1, of: 2))
    let stakes = [Power(0), Power(3), Power(2), Power(100)]
    let medians = try WeightedMedian.ofColumns(
      [[9, 9], [1, 5], [2, 0], [7]], nothing: 0, stakes: stakes, majority: half)
    #expect(medians == [1, 5])
    let nobody = try WeightedMedian.ofColumns([[1, 2]], nothing: 0, stakes: [.zero], majority: half)
    #expect(nobody == [0, 0])
    #expect(try WeightedMedian.ofColumns([[Int]](), nothing: 0, stakes: [], majority: half).isEmpty)
  }

  @Test func `what is beyond the consensus is cut off`() {
    #expect(WeightedMedian.clipped([[0, 2, 3], [4, 5, 6]], to: [0, 5, 4]) == [[0, 2, 3], [0, 5, 4]])
    #expect(WeightedMedian.clipped([[0, 2], [4]], to: [0, 5]) == nil)
    #expect(WeightedMedian.clipped([[Int]](), to: []) == [])
  }
}

@Suite struct ExactDecimalTests {
  static let read: [(text: String, digits: UInt128, places: Int)] = [
    ("0", 0, 0), ("0.0", 0, 0), ("0e9999", 0, 0), ("12", 12, 0), ("1.0", 1, 0), ("0.340", 34, 2),
    ("1e-9", 1, 9),
    ("10", 10, 0), ("1.5e1", 15, 0), ("1.25E+1", 125, 1), ("100e-2", 1, 0), ("1e3", 1000, 0),
    ("0.00000000000000000000000000000000000001", 1, 38),
    ("340282366920938463463374607431768211455", .max, 0),
    ("3.40282366920938463463374607431768211455", .max, 38),
  ]

  @Test(arguments: read) func `a number is read digit by digit`(
    _ row: (text: String, digits: UInt128, places: Int)
  ) throws {
    let number = try #require(ExactDecimal(row.text))
    #expect(number.digits == row.digits && number.places == row.places)
  }

  @Test(arguments: [
    "", "-1", "+1", ".5", "1.", "1e", "1e+", "01", "1,5", "1e99999", "1e39", "1e-39", "x", "1.2.3", "1e1.5",
    "NaN",
    "340282366920938463463374607431768211456", "0.000000000000000000000000000000000000001",
  ]) func `any other text is no exact decimal`(_ text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test func `numbers are ordered by value, and alike however they are written`() throws {
    let texts = ["0", "1e-38", "1e-9", "0.09", "0.1", "0.49", "0.5", "1", "1.000000001", "2", "1e38"]
    let numbers = try texts.map { try #require(ExactDecimal($0)) }
    for (lower, higher) in zip(numbers, numbers.dropFirst()) { #expect(lower < higher && !(higher < lower)) }
    #expect(ExactDecimal("0.50") == ExactDecimal("5e-1") && ExactDecimal("10e0") == ExactDecimal("1e1"))
  }

  @Test func `units of a place`() throws {
    let number = try #require(ExactDecimal("0.49"))
    #expect(number.units(places: 2) == 49 && number.units(places: 4) == 4900)
    #expect(number.units(places: 1) == nil && number.units(places: 39) == nil)
    #expect(ExactDecimal(whole: .max).units(places: 0) == .max)
    #expect(ExactDecimal(whole: .max).units(places: 1) == nil)
  }
}
