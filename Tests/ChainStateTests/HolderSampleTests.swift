import CanonicalEncoding
import ChainState
import QuorateTesting
import Testing

@Suite struct HolderSampleTests {
  private static let seed = Digest.sha256([1])

  @Test func `a sample follows from its seed alone`() {
    let sample = HolderSample(draws: 100, of: 1000, seed: Self.seed)
    #expect(sample == HolderSample(draws: 100, of: 1000, seed: Self.seed))
    #expect(sample != HolderSample(draws: 100, of: 1000, seed: .sha256([2])))
    #expect(sample.places.count == 100 && sample.places.allSatisfy { $0 < 1000 })
    // A longer sample begins with the shorter one, so that looking closer does not look elsewhere.
    let longer = HolderSample(draws: 200, of: 1000, seed: Self.seed)
    #expect(sample.places.allSatisfy { longer.places.contains($0) })
  }

  @Test func `each unit has the same chance`() {
    let sample = HolderSample(draws: 10_000, of: 8, seed: Self.seed)
    for unit in UInt128(0)..<8 {
      let share = sample.places.count { $0 == unit }
      // 1,250 expected; six standard deviations are 200.
      #expect((1050...1450).contains(share), "\(unit): \(share)")
    }
    // Where a remainder would favour the lower units, three in four are still above a quarter.
    let large = HolderSample(draws: 10_000, of: UInt128.max / 2 + UInt128.max / 4, seed: Self.seed)
    #expect((7240...7760).contains(large.places.count { $0 >= UInt128.max / 16 * 3 }))
  }

  @Test func `every draw falls on the row that has its unit`() {
    var random = RepeatableNumbers(seed: 5)
    for round in 0..<200 {
      let rows = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        UInt128.random(in: 0...5, using: &random)
      }
      let total = rows.reduce(0, +)
      let sample = HolderSample(draws: 30, of: total, seed: .sha256([UInt8(round)]))
      let owners = rows.enumerated().flatMap { Array(repeating: $0.offset, count: Int($0.element)) }
      var walk = HolderSample.Walk(sample)
      let found = rows.map { walk.draws(on: $0) }
      let expected = rows.indices.map { row in sample.places.count { owners[Int($0)] == row } }
      #expect(found == expected)
    }
  }

  @Test func `totals at the edge of 128 bits do not trap`() {
    let sample = HolderSample(draws: 50, of: .max, seed: Self.seed)
    var walk = HolderSample.Walk(sample)
    let draws = walk.draws(on: .max - 1) + walk.draws(on: 5) + walk.draws(on: .max)
    #expect(draws == 50)
    #expect(HolderSample(draws: 50, of: 0, seed: Self.seed).places.isEmpty)
    #expect(HolderSample(draws: -1, of: 5, seed: Self.seed).places.isEmpty)
    #expect(HolderSample(draws: .max, of: 5, seed: Self.seed).places.count == HolderSample.limit)
  }

  @Test(arguments: [
    (0, 5, 1_000_000), (1, 5, 950_000), (2, 50, 250_000), (59, 5, 48_495), (60, 0, 1_000_000), (60, 100, 0),
    (500, 100, 0), (10_000, 1, 1),
  ]) func `the chance to miss is told and rounded up`(draws: Int, percent: Int, millionths: Int) {
    #expect(HolderSample(draws: draws, of: 100, seed: Self.seed).missed(percent: percent) == millionths)
  }
}
