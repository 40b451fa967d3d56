import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing
import Voting

/// Rounds of evaluators on record: commitments for ten minutes, reveals for five, four members with stake.
@Suite struct EvaluationTests {
  private static let instant = Span(milliseconds: 1)

  private func dao(_ edit: (from: String, to: String) = SampleEvaluation.edit()) async throws -> MemoryDAO {
    try await memoryDAO(edits: [edit])
  }

  @Test func `a round goes its whole way, and a replay finds the same`() async throws {
    let dao = try await dao()
    let round = try await dao.openRound()
    #expect(round.display == "E-0001" && round.timeAssurance == .operator)
    let scores: [[UInt64]] = [[40, 90], [60, 10], [80, 100]]
    for (member, scores) in scores.enumerated() {
      try await dao.submit(dao.commitment(scores, in: round, by: member), by: member)
    }
    dao.clock.advance(.minutes(10))
    for member in [0, 2] {
      try await dao.submit(dao.reveal(scores[member], in: round, by: member), by: member)
    }
    let findings = try dao.findings(round)
    // 400 of the 600 that were shown support 40 and 90; 200 are fewer than half.
    #expect(findings.consensus == [40, 90])
    #expect(findings.evaluations.map { findings.clipped($0) } == findings.evaluations.map { _ in [40, 90] })
    #expect(findings.exclusions.map(\.evaluator) == [dao.account(1)])
    #expect(findings.exclusions.map(\.reason) == [.notRevealed], "a reveal that is withheld is named")
    #expect(findings.revealed == Power(600) && findings.stake == Power(1000))
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
    #expect(stored.contains { $0.key.space == .score } && stored.contains { $0.key.space == .evaluation })
  }

  @Test func `attack: a clock that is set back lets nobody commit to scores that were seen`() async throws {
    let dao = try await dao()
    let begins = dao.clock.now()
    let round = try await dao.openRound()
    for member in [0, 1] { try await dao.submit(dao.commitment([1, 2], in: round, by: member), by: member) }
    dao.clock.advance(.minutes(11))
    try await dao.submit(dao.reveal([1, 2], in: round, by: 0), by: 0)
    // The operator says that it is the time for commitments again.
    dao.clock.set(begins + .minutes(1))
    _ = try await dao.chamber.correctClock(curves: SampleWitnesses.curves)
    for member in [0, 2] {
      try await expectRefusal(
        "evaluation.commitClosed", of: dao.commitment([9, 9], in: round, by: member), by: member, in: dao)
    }
    try await dao.submit(dao.reveal([1, 2], in: round, by: 1), by: 1)
    #expect(try dao.findings(round).revealed == Power(700))
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test(
    arguments: [
      ("commit", 0, nil), ("commit", 599_999, nil), ("commit", 600_000, "evaluation.commitClosed"),
      ("commit", 900_000, "evaluation.commitClosed"), ("reveal", 0, "evaluation.revealEarly"),
      ("reveal", 599_999, "evaluation.revealEarly"), ("reveal", 600_000, nil), ("reveal", 899_999, nil),
      ("reveal", 900_000, "evaluation.revealClosed"),
    ] as [(String, UInt64, String?)])
  func `each window takes its first instant and not its last`(
    _ deed: String, _ after: UInt64, _ code: String?
  ) async throws {
    let dao = try await dao()
    let round = try await dao.openRound()
    if deed == "reveal" { try await dao.submit(dao.commitment([1, 2], in: round, by: 1), by: 1) }
    dao.clock.advance(Span(milliseconds: after))
    let statement =
      try deed == "commit"
      ? dao.commitment([1, 2], in: round, by: 1) : dao.reveal([1, 2], in: round, by: 1)
    if let code {
      try await expectRefusal(code, of: statement, by: 1, in: dao)
    } else {
      try await dao.submit(statement, by: 1)
    }
  }

  @Test func `attack: a commitment of somebody else's, copied, shows nothing`() async throws {
    let dao = try await dao()
    let round = try await dao.openRound()
    let original = try dao.commitment([50, 50], in: round, by: 0)
    try await dao.submit(original, by: 0)
    guard case .evaluationCommitment(let commitment) = original else { throw SampleFault("no commitment") }
    try await dao.submit(dao.commitment(commitment.commitment, in: round, by: 1), by: 1)
    dao.clock.advance(.minutes(10))
    try await dao.submit(dao.reveal([50, 50], in: round, by: 0), by: 0)
    // Everything that the first has shown is on record, and it is of no use to the second.
    try await expectRefusal(
      "evaluation.mismatch", of: dao.reveal([50, 50], in: round, by: 1), by: 1, in: dao)
    #expect(try dao.findings(round).exclusions.map(\.reason) == [.notRevealed])
  }

  @Test func `attack: scores of one round are of no use in another`() async throws {
    let dao = try await dao()
    let (first, second) = (try await dao.openRound(), try await dao.openRound("Again"))
    #expect(second.display == "E-0002")
    let digest = ScoreReveal(
      evaluator: dao.account(1), at: .founding, scores: [9, 9], salt: SampleEvaluation.salt
    ).digest(in: first.id)
    try await dao.submit(dao.commitment(digest, in: second, by: 1), by: 1)
    dao.clock.advance(.minutes(10))
    try await expectRefusal(
      "evaluation.mismatch", of: dao.reveal([9, 9], in: second, by: 1), by: 1, in: dao)
  }

  @Test func `attacks: a wrong salt, other scores, a second reveal, none committed, no stake`() async throws {
    let dao = try await memoryDAO(holdings: [400, 300, 200, 100, 0], edits: [SampleEvaluation.edit()])
    let round = try await dao.openRound()
    try await expectRefusal(
      "evaluation.noStake", of: dao.commitment([1, 1], in: round, by: 4), by: 4, in: dao)
    try await dao.submit(dao.commitment([50, 60], in: round, by: 1), by: 1)
    dao.clock.advance(.minutes(10))
    let other = [UInt8](repeating: 8, count: 16)
    for (scores, salt, code) in [
      ([50, 60], other, "evaluation.mismatch"), ([50, 61], SampleEvaluation.salt, "evaluation.mismatch"),
      ([50, 60], [UInt8](repeating: 7, count: 15), "evaluation.form"),
      ([50, 60], [UInt8](repeating: 7, count: 65), "evaluation.form"),
      ([50], SampleEvaluation.salt, "evaluation.form"),
      ([50, 101], SampleEvaluation.salt, "evaluation.form"),
    ] as [([UInt64], [UInt8], String)] {
      try await expectRefusal(
        code, of: dao.reveal(scores, in: round, by: 1, salt: salt), by: 1, in: dao)
    }
    let swapped = try dao.reveal([50, 60], in: round, by: 1)
      .with("scores", .texts(["skill=50", "harm=60"]))
    try await expectRefusal("evaluation.form", of: swapped, by: 1, in: dao)
    try await dao.submit(dao.reveal([50, 60], in: round, by: 1), by: 1)
    for scores in [[50, 60], [1, 1]] as [[UInt64]] {
      try await expectRefusal(
        "evaluation.alreadyRevealed", of: dao.reveal(scores, in: round, by: 1), by: 1, in: dao)
    }
    try await expectRefusal(
      "evaluation.notCommitted", of: dao.reveal([1, 1], in: round, by: 2), by: 2, in: dao)
    try await expectRefusal(
      "evaluation.noStake", of: dao.reveal([1, 1], in: round, by: 4), by: 4, in: dao)
    #expect(try dao.findings(round).consensus == [50, 60])
  }

  @Test func `a later commitment takes the place of an earlier one`() async throws {
    let dao = try await dao()
    let round = try await dao.openRound()
    try await dao.submit(dao.commitment([1, 1], in: round, by: 1), by: 1)
    dao.clock.advance(.minutes(1))
    try await dao.submit(dao.commitment([2, 2], in: round, by: 1), by: 1)
    dao.clock.advance(.minutes(9))
    try await expectRefusal(
      "evaluation.mismatch", of: dao.reveal([1, 1], in: round, by: 1), by: 1, in: dao)
    try await dao.submit(dao.reveal([2, 2], in: round, by: 1), by: 1)
    #expect(try dao.findings(round).consensus == [2, 2])
  }

  @Test func `a round is opened by the role that the charter names, with its rules and subjects`()
    async throws
  {
    let dao = try await dao()
    let opening = try dao.roundOpening()
    let digest = FieldValue.digest(.sha256([1]))
    for (key, value, code) in [
      ("kind", .text("skill"), "evaluation.kindUnknown"), ("rules_hash", digest, "evaluation.rulesMismatch"),
      ("subjects", .texts(["harm"]), "evaluation.form"),
      ("subjects", .texts(["skill", "harm"]), "evaluation.form"), ("title", .text(""), "evaluation.form"),
      ("oms_root", digest, "evaluation.form"), ("dir_hash", digest, "evaluation.form"),
    ] as [(String, FieldValue, String)] {
      try await expectRefusal(code, of: opening.with(key, value), by: 0, in: dao)
    }
    try await expectRefusal("role.missing", of: dao.roundOpening(by: 1), by: 1, in: dao)
    let round = try await dao.openRound()
    let commitment = try dao.commitment([1, 1], in: round, by: 1)
    for (key, value, code) in [
      ("round", .text("E-0002"), "ballot.displayMismatch"),
      ("title", .text("Other"), "ballot.displayMismatch"),
      ("round_id", digest, "evaluation.unknown"),
    ] as [(String, FieldValue, String)] {
      try await expectRefusal(code, of: commitment.with(key, value), by: 1, in: dao)
    }
  }

  @Test func `subjects are named by the opening where the charter only limits them`() async throws {
    let dao = try await dao(SampleEvaluation.edit(subjects: "2"))
    for subjects in [[], ["a", "a"], ["a", "b", "c"], ["a\u{202E}"]] {
      try await expectRefusal("evaluation.form", of: dao.roundOpening(subjects: subjects), by: 0, in: dao)
    }
    try await dao.submit(dao.roundOpening(subjects: ["b", "a"]), by: 0)
    #expect(try dao.chamber.read { try $0.rounds() }.map(\.subjects) == [["b", "a"]])
  }
}
