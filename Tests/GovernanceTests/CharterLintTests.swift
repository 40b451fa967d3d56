import CanonicalEncoding
import DocumentFiles
import Governance
import Testing
import Voting

/// What is found in charters that do other than they say: each fault is put into one that has none.
@Suite struct CharterLintTests {
  /// One edit of the preset `token-majority`, and what it makes of it.
  struct Row: Sendable, CustomTestStringConvertible {
    let id: String
    let code: CharterFinding.Code
    let from: String
    let to: String
    let path: String
    var testDescription: String { id }
  }

  private static let early = "    tests:\n"

  private static func rule(_ name: String, _ outcome: String, _ option: String, _ bar: String) -> String {
    "      - {name: \(name), outcome: \(outcome), when: [{test: share, name: \(name), house: holders, "
      + "count: [\(option)], of: electorate, at_least: \(bar)}]}\n"
  }

  static let rows: [Row] = [
    Row(
      id: "attack 46: a threshold above everybody", code: .shareOutOfRange, from: "at_least: 4%",
      to: "at_least: 104%", path: "tests.quorum.at_least"),
    Row(
      id: "attack 46: a threshold of nothing", code: .shareOutOfRange, from: "at_least: 4%",
      to: "at_least: 0%", path: "tests.quorum.at_least"),
    Row(
      id: "a share that cannot be exceeded", code: .shareOutOfRange, from: "more_than: 1/2",
      to: "more_than: 1/1", path: "tests.approval.more_than"),
    Row(
      id: "attack 46: a super-quorum below the quorum", code: .superQuorumBelowQuorum, from: early,
      to: "    early:\n" + rule("fast", "passed", "For", "3%") + early, path: "early.fast"),
    Row(
      id: "two early rules that can both hold", code: .contradictoryEarlyRules, from: early,
      to: "    early:\n" + rule("yes", "passed", "For", "50%") + rule("no", "defeated", "Against", "50%")
        + early,
      path: "early.no"),
    Row(
      id: "a quorum that everybody together misses", code: .unreachableQuorum,
      from: early,
      to: early + "      - {test: floor, name: many, house: holders, count: [For], at_least: \"1001\"}\n",
      path: "tests.many"),
    Row(
      id: "an objection that everybody together could not raise", code: .unreachableObjection, from: early,
      to: early
        + "      - {test: ceiling, name: objection, house: holders, count: [Against], less_than: \"1001\"}\n",
      path: "tests.objection"),
    Row(
      id: "what 1 % for and 99 % against pass", code: .minorityPasses, from: "more_than: 1/2",
      to: "more_than: 1%", path: "tests.approval"),
    Row(
      id: "a timelock below the minimum", code: .timelockBelowMinimum, from: "timelock: 2d",
      to: "timelock: 1h",
      path: "timelock"),
    Row(
      id: "a late quorum that adds more than the vote takes", code: .extensionAbovePeriod, from: early,
      to: "    late_quorum: {test: quorum, by: 8d}\n" + early, path: "late_quorum"),
    Row(
      id: "a guardian without a phase", code: .neverApplies, from: early,
      to: "    guardians: [{act: veto, by: council, during: []}]\n" + early, path: "guardians.veto"),
    Row(
      id: "a guardian of a stage of another name", code: .neverApplies, from: early,
      to: "    guardians: [{act: veto, by: council, during: [voting], stage: elsewhere}]\n" + early,
      path: "guardians.veto"),
  ]

  private static func findings(_ text: String) throws -> [CharterFinding] {
    var circumstances = CharterLint.Circumstances()
    circumstances.electorates = ["holders": Power(1000)]
    circumstances.leastTimelock = Span("1d")
    return CharterLint(circumstances).findings(inDocument: try YAMLDocument.parse(text))
  }

  @Test func `each test that no close judges is told`() throws {
    let delay =
      "interpolated_delay: {house: holders, initial: 5d, longest: 10d, approve: For, reject: Against, "
      + "fast_track: 75%, cancel: 51%, curve: linear}"
    let text = try Sample.charterText().replacing("period: 5d ", with: "\(delay)\n    period: 5d ")
    let found = try Self.findings(text).filter { $0.code == .neverApplies }
    #expect(found.map(\.path) == ["tracks.standard.tests.approval", "tracks.standard.tests.quorum"])
    #expect(found.allSatisfy { $0.severity == .warning })
  }

  @Test func `a house without an electorate is noted, and none of its bars is out of reach`() throws {
    var circumstances = CharterLint.Circumstances()
    circumstances.unregistered = ["holders"]
    let found = CharterLint(circumstances).findings(inDocument: try YAMLDocument.parse(Sample.charterText()))
    let note = try #require(found.first { $0.code == .electorateMissing })
    #expect(note.severity == .note && note.path == "houses.holders" && found.last == note)
    #expect(!found.contains { $0.code == .unreachableQuorum })
  }

  @Test func `no preset lets a minority pass what more are against`() throws {
    for preset in Preset.all {
      let found = try CharterLint().findings(in: PresetTracks.charter(preset.name))
      #expect(!found.contains { $0.code == .minorityPasses }, "\(preset.name): \(found)")
    }
  }

  @Test func `the preset itself has none of them`() throws {
    let codes = Set(Self.rows.map(\.code))
    #expect(try Self.findings(Sample.charterText()).filter { codes.contains($0.code) }.isEmpty)
  }

  @Test(arguments: rows) func `each fault is found where it is`(_ row: Row) throws {
    let text = try Sample.charterText()
    #expect(text.contains(row.from))
    let found = try Self.findings(text.replacing(row.from, with: row.to)).filter { $0.code == row.code }
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.path.hasPrefix("tracks.") && $0.path.hasSuffix(row.path) }, "\(found)")
  }

  @Test func `attack 47: quadratic counting over accounts that nobody vouches for is found`() throws {
    let rules = try PresetTracks.charter("ocean-dao")
    #expect(!CharterLint().findings(in: rules).contains { $0.code == .unvouchedAccounts })
    let preset = try #require(Preset.named("ocean-dao"))
    let text = String(
      decoding: preset.expanded(name: "A body", founders: [try Sample.account(1)]), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let unvouched = lines.filter { !$0.contains("vouched_by") }.joined(separator: "\n")
    let refusal = #expect(throws: CharterRefusal.self) { try CharterText.parse(unvouched) }
    #expect(refusal?.message.contains("vouched_by") == true)
  }

  @Test func `power seen with each ballot is a warning over what can be handed on, and not over locks`()
    throws
  {
    let text = try Sample.charterText()
    #expect(text.contains("read: snapshot-at-submission"))
    let found = try Self.findings(text.replacing("read: snapshot-at-submission", with: "read: as-seen"))
      .filter { $0.code == .seenTwice }
    #expect(found.map(\.path) == ["houses.holders.read"] && found.map(\.severity) == [.warning])
    let locks = CharterLint().findings(in: try PresetTracks.charter("ve-ocean"))
    #expect(!locks.contains { $0.code == .seenTwice })
  }

  @Test func `a share that is capped by the whole may ask for more than itself`() throws {
    let text = try Sample.charterText().replacing(
      "more_than: 1/2", with: "more_than: 1/1, capped: true")
    #expect(try !Self.findings(text).contains { $0.code == .shareOutOfRange })
  }
}
