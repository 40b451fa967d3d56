import CanonicalEncoding
import Governance
import QuorateTesting
import Signing
import Testing
import Voting

@Suite struct EvaluationRoundTests {
  static let rules = EvaluationRules(
    subjects: ["safety", "skill"], highest: 100, commit: Span(milliseconds: 10),
    reveal: Span(milliseconds: 5), majority: .half)
  static let salt = [UInt8](repeating: 7, count: 16)

  private func round(_ rules: EvaluationRules = rules) -> EvaluationRound {
    EvaluationRound(rules, id: Sample.digest(1), opened: Timepoint(milliseconds: 100))
  }

  private func reveal(
    _ evaluator: UInt8, _ scores: [UInt64], at instant: UInt64 = 110, salt: [UInt8] = salt
  ) throws -> ScoreReveal {
    ScoreReveal(
      evaluator: try Sample.account(evaluator), at: Timepoint(milliseconds: instant), scores: scores,
      salt: salt)
  }

  private func commitment(
    _ evaluator: UInt8, _ scores: [UInt64], at instant: UInt64 = 105, salt: [UInt8] = salt, round: Int = 1
  ) throws -> ScoreCommitment {
    ScoreCommitment(
      evaluator: try Sample.account(evaluator), at: Timepoint(milliseconds: instant),
      digest: try reveal(evaluator, scores, salt: salt).digest(in: Sample.digest(round)))
  }

  private func stakes(_ powers: [UInt128]) throws -> [AccountKey: Power] {
    var stakes: [AccountKey: Power] = [:]
    for (number, power) in powers.enumerated() where power > 0 {
      stakes[try Sample.account(UInt8(number + 1))] = Power(power)
    }
    return stakes
  }

  @Test func `the highest score that half of the stake supports, and who is above is cut down to it`() throws
  {
    let scores: [[UInt64]] = [[10, 90], [20, 50], [30, 0]]
    let findings = try round().findings(
      stakes: try stakes([49, 2, 49]),
      commitments: try scores.enumerated().map { try commitment(UInt8($0 + 1), $1) },
      reveals: try scores.enumerated().map { try reveal(UInt8($0 + 1), $1) })
    #expect(findings.consensus == [20, 50] && findings.exclusions.isEmpty)
    #expect(findings.evaluations.map { findings.clipped($0) } == [[10, 50], [20, 50], [20, 0]])
    #expect(findings.revealed == Power(100) && findings.stake == Power(100))
  }

  /// One evaluator of three departs from the rules; the others agree on 40.
  @Test(arguments: EvaluationExclusion.Reason.allCases)
  func `what departs from the rules is excluded by name, and changes nothing`(
    _ reason: EvaluationExclusion.Reason
  ) throws {
    let odd: [UInt64] = [100, 100]
    let short = [UInt8](repeating: 1, count: 15)
    var commitments = try [commitment(1, [40, 40]), commitment(2, [40, 40])]
    var reveals = try [reveal(1, [40, 40]), reveal(2, [40, 40])]
    let third: (commitment: ScoreCommitment?, reveal: ScoreReveal?) =
      switch reason {
      case .noStake, .revealedEarly:
        (try commitment(3, odd), try reveal(3, odd, at: reason == .noStake ? 110 : 109))
      case .notCommitted: (nil, try reveal(3, odd))
      case .committedOutOfTime: (try commitment(3, odd, at: 110), try reveal(3, odd))
      case .notRevealed: (try commitment(3, odd), nil)
      case .revealedLate: (try commitment(3, odd), try reveal(3, odd, at: 115))
      case .mismatched: (try commitment(3, [99, 99]), try reveal(3, odd))
      case .saltTooShort: (try commitment(3, odd, salt: short), try reveal(3, odd, salt: short))
      case .malformed: (try commitment(3, [101, 1]), try reveal(3, [101, 1]))
      }
    if let commitment = third.commitment { commitments.append(commitment) }
    if let reveal = third.reveal { reveals.append(reveal) }
    let findings = try round().findings(
      stakes: try stakes([1, 1, reason == .noStake ? 0 : 90]), commitments: commitments, reveals: reveals)
    #expect(findings.exclusions.map(\.reason) == [reason])
    #expect(findings.exclusions.first?.evaluator == (try Sample.account(3)))
    #expect(findings.consensus == [40, 40] && findings.evaluations.count == 2)
  }

  @Test func `a commitment is of one evaluator and one round, and cannot be copied`() throws {
    let copied = ScoreCommitment(
      evaluator: try Sample.account(2), at: Timepoint(milliseconds: 106),
      digest: try commitment(1, [5, 5]).digest)
    let findings = try round().findings(
      stakes: try stakes([1, 1, 1]),
      commitments: [try commitment(1, [5, 5]), copied, try commitment(3, [5, 5], round: 2)],
      reveals: [try reveal(1, [5, 5]), try reveal(2, [5, 5]), try reveal(3, [5, 5])])
    #expect(findings.exclusions.map(\.reason) == [.mismatched, .mismatched])
    #expect(findings.evaluations.map(\.evaluator) == [try Sample.account(1)])
  }

  @Test func `the last commitment in time counts, whatever the order in which all are handed over`() throws {
    var numbers = RepeatableNumbers(seed: 4)
    let commitments = try [
      commitment(1, [1, 1], at: 101), commitment(1, [2, 2], at: 109), commitment(1, [3, 3], at: 110),
      commitment(1, [4, 4], at: 99), commitment(2, [7, 7]),
    ]
    let reveals = try [
      reveal(1, [1, 1]), reveal(1, [2, 2], at: 114), reveal(1, [2, 2], at: 109), reveal(1, [3, 3]),
      reveal(2, [7, 7]),
    ]
    for _ in 0..<50 {
      let findings = try round().findings(
        stakes: try stakes([3, 1]), commitments: commitments.shuffled(using: &numbers),
        reveals: reveals.shuffled(using: &numbers))
      #expect(findings.consensus == [2, 2] && findings.exclusions.isEmpty)
    }
  }

  @Test func `too little revealed stake finds nothing, and none at all neither`() throws {
    let asking = EvaluationRules(
      subjects: ["safety", "skill"], highest: 100, commit: Span(milliseconds: 10),
      reveal: Span(milliseconds: 5), majority: .half, needs: .half)
    for (silent, finds) in [(1, true), (2, false)] as [(UInt128, Bool)] {
      let findings = try round(asking).findings(
        stakes: try stakes([1, silent]), commitments: [try commitment(1, [5, 6])],
        reveals: [try reveal(1, [5, 6])])
      #expect((findings.consensus == [5, 6]) == finds && findings.revealed == Power(1))
    }
    #expect(try round().findings(stakes: [:], commitments: [], reveals: []).consensus == nil)
    #expect(throws: CountRefusal.overflow) {
      try round().findings(stakes: try stakes([.max, 1]), commitments: [], reveals: [])
    }
  }

  /// Every distribution of four stakes and scores from 0 to 3 against the definition.
  @Test(arguments: [(1, 2), (1, 3), (2, 3), (1, 1)] as [(UInt64, UInt64)])
  func `the consensus is the definition's, for all small rounds`(_ share: (UInt64, UInt64)) throws {
    let majority = try #require(Share(share.0, of: share.1))
    let rules = EvaluationRules(
      subjects: ["one"], highest: 3, commit: Span(milliseconds: 10), reveal: Span(milliseconds: 5),
      majority: majority)
    for number in 0..<UInt64(512) {
      let scores: [UInt64] = [0, 3, 6].map { number >> $0 & 3 }
      let powers: [UInt128] = [2, 5, 8].map { UInt128(number >> $0 & 1) * 2 + UInt128($0 / 3) }
      let findings = try round(rules).findings(
        stakes: try stakes(powers),
        commitments: try scores.enumerated().map { try commitment(UInt8($0 + 1), [$1]) },
        reveals: try scores.enumerated().map { try reveal(UInt8($0 + 1), [$1]) })
      let total = powers.reduce(0, +)
      let expected = (UInt64(0)...3).last { candidate in
        var support: UInt128 = 0
        for (score, power) in zip(scores, powers) where score >= candidate { support += power }
        return support * UInt128(share.1) >= total * UInt128(share.0)
      }
      try Mismatch.unless(findings.consensus == expected.map { [$0] }, "\(scores) \(powers)")
    }
  }
}
