import QuorateTesting
import Testing
import Voting

@Suite struct ConcentrationTests {
  static let known: [(id: String, powers: [UInt128], majority: Int, gini: UInt64, text: String)] = [
    (id: "nobody", powers: [], majority: 0, gini: 0, text: "0.000"),
    (id: "nothing", powers: [0, 0], majority: 0, gini: 0, text: "0.000"),
    (id: "one", powers: [9], majority: 1, gini: 0, text: "0.000"),
    (id: "equals", powers: [5, 5, 5, 5], majority: 3, gini: 0, text: "0.000"),
    (id: "exactly half is no majority", powers: [2, 1, 1], majority: 2, gini: 166_666, text: "0.166"),
    (id: "three to two", powers: [2, 3], majority: 1, gini: 100_000, text: "0.100"),
    (id: "three to one", powers: [1, 3], majority: 1, gini: 250_000, text: "0.250"),
    (
      id: "one of ten has all", powers: [0, 0, 0, 0, 0, 0, 0, 0, 0, 8], majority: 1, gini: 900_000,
      text: "0.900"
    ),
    (id: "one to ten", powers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], majority: 4, gini: 300_000, text: "0.300"),
    (id: "the largest sum", powers: [.max - 2, 1, 1], majority: 1, gini: 666_666, text: "0.666"),
  ]

  @Test(arguments: known) func `known distributions have their numbers`(
    _ row: (id: String, powers: [UInt128], majority: Int, gini: UInt64, text: String)
  ) throws {
    let found = try Concentration(row.powers.map { Power($0) })
    #expect(found.majority == row.majority)
    #expect(found.giniNumerator == row.gini)
    #expect(found.giniText == row.text)
    #expect(found.largest.units == row.powers.max() ?? 0)
  }

  @Test func `random small distributions agree with differences of all pairs`() throws {
    var random = RepeatableNumbers(seed: 1912)
    for _ in 0..<3000 {
      let values = (0..<1 + random.below(14)).map { _ in random.below(1 << random.below(30)) }
      let found = try Concentration(values.map { Power(UInt128($0)) })
      let (total, count) = (values.reduce(0, +), values.count)
      let differences = values.reduce(0) { sum, left in sum + values.reduce(0) { $0 + abs($1 - left) } }
      let gini = total == 0 ? 0 : UInt128(differences) * 1_000_000 / UInt128(2 * count * total)
      #expect(UInt128(found.giniNumerator) == gini)
      let sorted = values.sorted(by: >)
      let majority = (0...count).first { sorted.prefix($0).reduce(0, +) * 2 > total } ?? 0
      #expect(found.majority == majority)
      #expect(found.topTen.units == UInt128(sorted.prefix(10).reduce(0, +)))
      #expect(found.total.units == UInt128(total))
      let shuffled = try Concentration(values.shuffled(using: &random).map { Power(UInt128($0)) })
      #expect(shuffled.giniNumerator == found.giniNumerator)
    }
  }

  @Test func `multiplying all powers changes no number, up to the end of the range`() throws {
    var random = RepeatableNumbers(seed: 128)
    for _ in 0..<500 {
      let values = (0..<1 + random.below(20)).map { _ in UInt128(random.below(1 << 40)) }
      let small = try Concentration(values.map { Power($0) })
      let large = try Concentration(values.map { Power($0 << 80) })
      #expect(large.majority == small.majority)
      #expect(small.giniNumerator - min(small.giniNumerator, large.giniNumerator) <= 1)
      #expect(max(small.giniNumerator, large.giniNumerator) - small.giniNumerator <= 1)
    }
  }

  @Test func `attack 40: powers beyond 2^128 together are an overflow`() {
    #expect(throws: CountRefusal.overflow) { try Concentration([Power(.max), Power(1)]) }
  }
}
