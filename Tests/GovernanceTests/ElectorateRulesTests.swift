import CanonicalEncoding
import Governance
import Testing

/// The part of a charter about attesters of electorates.
@Suite struct ElectorateRulesTests {
  private static let outside = "0x4444444444444444444444444444444444444444"
  private static let farther = "0x5555555555555555555555555555555555555555"
  private static let third = "0x6666666666666666666666666666666666666666"
  private static let sound = "electorates: {attested_by: attesters, window: 1d, lookback: 2d, max_age: 7d}"

  private func charter(
    _ block: String, attesters: [String] = [outside, farther], needs: Int = 2
  ) throws -> Charter {
    let members = attesters.map { "\"\($0)\"" }.joined(separator: ", ")
    return try CharterText.parse(
      try Sample.charterText()
        .replacing("electorates_by: registrar\n", with: "electorates_by: registrar\n\(block)\n")
        .replacing("\nroles:\n", with: "\nroles:\n  attesters: {members: [\(members)], needs: \(needs)}\n"))
  }

  @Test func `a charter may say who attests electorates, and when they count`() throws {
    #expect(try Sample.charter().electorates == nil)
    let rules = try #require(try charter(Self.sound).electorates)
    let day = Span(milliseconds: 86_400_000)
    #expect(rules.attestedBy == "attesters" && rules.window == day && rules.lookback == day + day)
    #expect(rules.youngest == day + day)
    let bare = try #require(
      try charter("electorates: {attested_by: attesters, window: 1d, max_age: 7d}").electorates)
    #expect(bare.lookback == .zero && bare.youngest == day)
  }

  static let faults: [(id: String, block: String, code: String)] = [
    ("nobody", "electorates: {window: 1d, max_age: 7d}", "charter.malformed"),
    (
      "a role that is not there", "electorates: {attested_by: clerks, window: 1d, max_age: 7d}",
      "charter.undefined"
    ),
    ("no window", "electorates: {attested_by: attesters, max_age: 7d}", "charter.malformed"),
    (
      "a window of nothing", "electorates: {attested_by: attesters, window: 0s, max_age: 7d}",
      "charter.malformed"
    ),
    (
      "an endless window", "electorates: {attested_by: attesters, window: 367d, max_age: 7d}",
      "charter.malformed"
    ),
    ("no greatest age", "electorates: {attested_by: attesters, window: 1d}", "charter.malformed"),
    (
      "an age of nothing", "electorates: {attested_by: attesters, window: 1d, max_age: 0s}",
      "charter.malformed"
    ),
    (
      "an endless lookback", "electorates: {attested_by: attesters, window: 1d, lookback: 367d, max_age: 7d}",
      "charter.malformed"
    ),
    (
      "a share of a day", "electorates: {attested_by: attesters, window: 1, max_age: 7d}", "charter.malformed"
    ),
    (
      "another member", "electorates: {attested_by: attesters, window: 1d, max_age: 7d, needs: 2}",
      "charter.malformed"
    ),
  ]

  @Test(arguments: faults) func `a block about electorates that is not sound is refused`(
    _ row: (id: String, block: String, code: String)
  ) {
    let refusal = #expect(throws: CharterRefusal.self, "\(row.id)") { try charter(row.block) }
    #expect(refusal?.code == row.code, "\(row.id)")
  }

  @Test(
    arguments: [
      ("enough, and in time", sound, [outside, farther, third], 2, []),
      (
        "at the limit", "electorates: {attested_by: attesters, window: 1d, lookback: 2d, max_age: 2d}",
        [outside, farther, third], 2, []
      ),
      ("one alone", sound, [outside, farther, third], 1, [.attestedByOne]),
      (
        "too old before it counts",
        "electorates: {attested_by: attesters, window: 1d, lookback: 8d, max_age: 7d}",
        [outside, farther, third], 2, [.electoratesTooOld]
      ),
      (
        "too old before its window is over", "electorates: {attested_by: attesters, window: 8d, max_age: 7d}",
        [outside, farther, third], 2, [.electoratesTooOld]
      ),
      ("one lost ends it all", sound, [outside, farther], 2, [.everyAttesterNeeded]),
      (
        "the council attests", "electorates: {attested_by: council, window: 1d, max_age: 7d}", [outside], 1,
        [.attestersOperate, .everyAttesterNeeded]
      ),
      (
        "the registrar attests alone", "electorates: {attested_by: registrar, window: 1d, max_age: 7d}",
        [outside], 1, [.attestedByOne, .attestersOperate]
      ),
    ] as [(id: String, block: String, attesters: [String], needs: Int, codes: Set<CharterFinding.Code>)])
  func `what makes attesters worth nothing is found`(
    _ row: (id: String, block: String, attesters: [String], needs: Int, codes: Set<CharterFinding.Code>)
  ) throws {
    let ours: Set<CharterFinding.Code> = [
      .attestedByOne, .attestersOperate, .electoratesTooOld, .everyAttesterNeeded,
    ]
    let findings = CharterLint().findings(
      in: try charter(row.block, attesters: row.attesters, needs: row.needs))
    #expect(Set(findings.map(\.code)).intersection(ours) == row.codes, "\(row.id)")
    let errors = findings.filter { $0.severity == .error }.map(\.code)
    #expect(errors == row.codes.filter { $0 == .electoratesTooOld }, "\(row.id)")
  }
}
