import QuorateTesting
import Testing
import Voting

/// Delays that net votes move, as Bittensor's review does.
@Suite struct AdjustmentCurveTests {
  @Test func `ease-out is one less the cube of the rest, never below it`() {
    for parts in stride(from: 0, through: 1_000_000_000, by: 7_654_321) {
      let progress = Perbill(saturating: UInt128(parts))
      let rest = UInt128(1_000_000_000 - parts)
      let scale: UInt128 = 1_000_000_000
      let result = UInt128(AdjustmentCurve.easeOut.applied(to: progress).parts)
      // result ≥ 1 − rest³ > result − one part
      #expect((scale - result) * scale * scale <= rest * rest * rest)
      #expect((scale - result + 1) * scale * scale > rest * rest * rest)
      #expect(AdjustmentCurve.linear.applied(to: progress) == progress)
    }
  }

  static let points: [(percent: UInt128, parts: UInt32)] = [
    (0, 0), (1, 29_701_000), (10, 271_000_000), (50, 875_000_000), (90, 999_000_000), (100, 1_000_000_000),
  ]

  @Test(arguments: points) func `ease-out at round shares`(_ point: (percent: UInt128, parts: UInt32)) {
    #expect(AdjustmentCurve.easeOut.applied(to: Perbill(point.percent, of: 100)).parts == point.parts)
  }

  /// Votes of three for and against, and the delay of 100 of at most 200 with thresholds of 75 % and 51 %.
  static let delays: [(ayes: UInt128, nays: UInt128, linear: UInt128, easeOut: UInt128)] = [
    (0, 0, 100, 100), (1, 0, 55, 17), (2, 0, 11, 0), (3, 0, 0, 0), (1, 1, 100, 100), (0, 1, 165, 195),
    (0, 2, 200, 200), (1, 2, 165, 195), (2, 1, 55, 17),
  ]

  @Test(arguments: delays) func `net votes move the delay`(
    _ row: (ayes: UInt128, nays: UInt128, linear: UInt128, easeOut: UInt128)
  ) {
    for (curve, expected) in [(AdjustmentCurve.linear, row.linear), (.easeOut, row.easeOut)] {
      let delay = InterpolatedDelay(
        initial: 100, longest: 200, fastTrack: Perbill(75, of: 100), cancel: Perbill(51, of: 100),
        curve: curve)
      let (approval, rejection) = (Perbill(row.ayes, of: 3), Perbill(row.nays, of: 3))
      #expect(delay.delay(approval: approval, rejection: rejection) == expected)
    }
  }

  @Test func `delays at the ends of the range do not trap`() {
    let widest = InterpolatedDelay(
      initial: 1, longest: .max, fastTrack: .zero, cancel: .zero, curve: .linear)
    #expect(widest.delay(approval: .zero, rejection: .one) == .max)
    #expect(widest.delay(approval: .zero, rejection: .zero) == 0)
    let narrow = InterpolatedDelay(
      initial: .max, longest: 0, fastTrack: .one, cancel: .one, curve: .easeOut)
    #expect(narrow.delay(approval: .zero, rejection: .one) == .max)
    #expect(narrow.delay(approval: .zero, rejection: .zero) == .max)
    #expect(narrow.delay(approval: .one, rejection: .zero) == 0)
  }
}

@Suite struct VoterSharesTests {
  @Test func `what rounding loses counts for nobody`() {
    let shares = VoterShares(ayes: 1, nays: 1, voters: 3)
    #expect(shares.approval.parts == 333_333_333 && shares.rejection.parts == 333_333_333)
    #expect(shares.abstention.parts == 333_333_333)
    #expect(VoterShares(ayes: 2, nays: 1, voters: 3).abstention == .zero)
  }

  @Test func `each share is of the whole list, rounded down`() {
    for voters in 1...20 {
      for ayes in 0...voters {
        for nays in 0...voters - ayes {
          let shares = VoterShares(ayes: UInt128(ayes), nays: UInt128(nays), voters: UInt128(voters))
          #expect(Int(shares.approval.parts) == ayes * 1_000_000_000 / voters)
          #expect(Int(shares.rejection.parts) == nays * 1_000_000_000 / voters)
          #expect(Int(shares.abstention.parts) == (voters - ayes - nays) * 1_000_000_000 / voters)
        }
      }
    }
  }

  @Test func `an empty list has abstained, and more votes than voters do not trap`() {
    let nobody = VoterShares(ayes: 0, nays: 0, voters: 0)
    #expect(nobody.abstention == .one && nobody.approval == .zero && nobody.rejection == .zero)
    let tooMany = VoterShares(ayes: .max, nays: 2, voters: 2)
    #expect(tooMany.approval == .one && tooMany.rejection == .one && tooMany.abstention == .zero)
  }
}
