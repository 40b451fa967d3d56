import CanonicalEncoding
import Governance
import Signing
import Testing

/// The parts of a charter about brakes and gates.
@Suite struct SafetyCharterTests {
  private func charter(_ more: String, kinds: Bool = true) throws -> Charter {
    let ratify = "  emergency.ratify: {track: standard, topic: safety}\n"
    let lift = "  emergency.lift: {track: standard, topic: safety}\n"
    let text = try Sample.charterText().replacing(
      "electorates_by: registrar\n", with: "electorates_by: registrar\n\(more)\n"
    )
    .replacing("  charter.amend:", with: (kinds ? ratify + lift : "") + "  charter.amend:")
    return try CharterText.parse(text)
  }

  @Test func `a charter that says nothing has no brake and the usual figures`() throws {
    let charter = try Sample.charter()
    #expect(charter.brake == nil && charter.gate == .usual)
    #expect(charter.gate.approvalAtMost == Span("90d") && charter.gate.failureWindow == Span("90d"))
  }

  @Test func `a brake has figures of its own, and what lapse means for each kind of scope`() throws {
    let brake = try #require(
      try charter(
        "brake: {pause_by: council, at_most: 24h, budget: 48h, within: 30d, ratified_at_most: 20d, after_lapse: {model: needs-approval}}"
      ).brake)
    #expect(brake.atMost == Span("1d") && brake.budget == Span("2d") && brake.within == Span("30d"))
    #expect(brake.lapse(of: .all) == .reopens && brake.lapse(of: .family("x")) == .reopens)
    let digests = ModelDigests(omsRoot: Sample.digest(1), dirHash: Sample.digest(2))
    #expect(brake.lapse(of: .model(digests, environment: nil)) == .needsApproval)
    #expect(brake.role(for: .pause) == "council" && brake.role(for: .revoke) == nil)
  }

  static let faults: [(more: String, code: String)] = [
    ("brake: {pause_by: senate}", "charter.undefined"),
    ("brake: {pause_by: council, revoke_by: senate}", "charter.undefined"),
    ("brake: {}", "charter.malformed"), ("brake: 5", "charter.malformed"),
    ("brake: {pause_by: council, at_most: 73h}", "charter.malformed"),
    ("brake: {pause_by: council, at_most: 0s}", "charter.malformed"),
    ("brake: {pause_by: council, budget: 73h}", "charter.malformed"),
    ("brake: {pause_by: council, at_most: 48h, budget: 24h}", "charter.malformed"),
    ("brake: {pause_by: council, within: 13d}", "charter.malformed"),
    ("brake: {pause_by: council, after_lapse: {galaxy: reopens}}", "charter.malformed"),
    ("brake: {pause_by: council, after_lapse: {all: closed}}", "charter.malformed"),
    ("brake: {pause_by: council, after_lapse: {}}", "charter.malformed"),
    ("brake: {pause_by: council, other: 1}", "charter.malformed"),
    ("gate: {approval_at_most: 367d}", "charter.malformed"),
    ("gate: {waiver_at_most: 31d}", "charter.malformed"),
    ("gate: {stale_after: 0s}", "charter.malformed"), ("gate: {failure_window: 0s}", "charter.malformed"),
    ("gate: {break_glass: {by: council, at_most: 25h}}", "charter.malformed"),
    ("gate: {break_glass: {by: senate, at_most: 4h}}", "charter.undefined"),
    ("gate: {break_glass: {by: council}}", "charter.malformed"),
    ("gate: {turnover: {within: 90d}}", "charter.malformed"), ("gate: {other: 1}", "charter.malformed"),
  ]

  @Test(arguments: faults) func `trust 17: figures can be narrower than the limits and never wider`(
    _ row: (more: String, code: String)
  ) {
    let refusal = #expect(throws: CharterRefusal.self) { try charter(row.more) }
    #expect(refusal?.code == row.code)
  }

  @Test func `a brake without votes to ratify and lift is refused`() {
    let refusal = #expect(throws: CharterRefusal.self) {
      try charter("brake: {pause_by: council}", kinds: false)
    }
    #expect(refusal?.code == "charter.inconsistent")
  }

  @Test func `the lint finds a pause that ends before the vote on it can`() throws {
    let slow = try charter("brake: {pause_by: council}")
    let findings = CharterLint().findings(in: slow).filter { $0.code == .ratificationLongerThanPause }
    #expect(findings.map(\.path) == ["tracks.standard"])
    let text = try Sample.charterText().replacing("period: 5d", with: "period: 10h").replacing(
      "delay: 1d", with: "delay: 1h"
    )
    .replacing("timelock: 2d", with: "timelock: 1h")
    .replacing("electorates_by: registrar\n", with: "electorates_by: registrar\nbrake: {pause_by: council}\n")
    .replacing(
      "  charter.amend:",
      with:
        "  emergency.ratify: {track: standard, topic: x}\n  emergency.lift: {track: standard, topic: x}\n  charter.amend:"
    )
    // The council could keep up its own pause by a veto, which is another finding.
    let others = CharterLint().findings(in: try CharterText.parse(text))
    #expect(others.map(\.code) == [.unlimitedVeto] && others.map(\.path) == ["tracks.standard"])
  }

  @Test func `members who were elected have the role wherever the charter names it`() throws {
    let charter = try Sample.charter()
    let role = Role(members: [try Sample.account(0x77)], needs: 1)
    let seated = charter.seating(["council": role])
    #expect(try #require(seated.rules(for: "text.resolution")).veto == role)
    #expect(seated.roles["council"] == role && seated.roles["registrar"] == charter.roles["registrar"])
    #expect(try #require(charter.rules(for: "text.resolution")).veto != role && seated.hash == charter.hash)
  }
}
