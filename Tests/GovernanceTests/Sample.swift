import CanonicalEncoding
import DocumentFiles
import Governance
import Signing
import Testing
import Voting

/// Accounts, a charter, rules and counts that are the same on every run.
enum Sample {
  static func digest(_ number: Int) -> Digest { .sha256(Array("sample \(number)".utf8)) }

  static func account(_ number: UInt8) throws -> AccountKey {
    try #require(AccountKey(family: .evm, bytes: ByteString([UInt8](repeating: number, count: 20))))
  }

  /// The text of the preset, with two founders.
  static func charterText(named name: String = "Sample") throws -> String {
    let preset = try #require(Preset.named("token-majority"))
    let founders = [try account(0x11), try account(0x22)]
    return String(
      decoding: preset.expanded(name: name, founders: founders, symbol: "TOK", decimals: 18), as: UTF8.self)
  }

  static func charter() throws -> Charter { try CharterDocument.parse(Array(charterText().utf8)) }

  /// Rules with a delay of 3 ms, a period of 4, a timelock of 2 and a grace of 3.
  static func quickRules() throws -> TrackRules {
    let rules = try #require(try charter().rules(for: "text.resolution"))
    let spans = ["delay": 3, "period": 4, "timelock": 2, "grace": 3]
    let members = rules.json.object?.members.map { member in
      JSONObject.Member(key: member.key, value: spans[member.key].map { .integer($0) } ?? member.value)
    }
    return try TrackRules(frozen: .object(JSONObject(try #require(members))))
  }

  /// The count of one member who chose an option.
  static func facts(choosing option: Int) throws -> CountFacts {
    let voter = try account(1)
    var counting = Counting(
      ballots: [StandingBallot(voter: voter, choice: Choice(positions: [option]))], delegations: [:],
      depthLimit: 8, source: BalancePower(asset: "token"),
      at: Timepoint(milliseconds: 0))
    try counting.add(Holding(account: voter, amounts: [.init(asset: "token", units: 5)]))
    return CountFacts(counts: ["holders": try counting.finish(method: SingleChoice(), options: 3)])
  }

  static func tally(_ powers: [UInt128], electorate: UInt128) -> Tally {
    Tally(
      options: powers.map { .init(power: Power($0), voters: $0 == 0 ? 0 : 1) },
      cast: Power(powers.reduce(0, +)), ballots: powers.count { $0 > 0 }, electorate: Power(electorate))
  }

  static func test(_ text: String) throws -> any DecisionTest {
    try DecisionTests.parse(JSONParser.parse(Array(text.utf8)))
  }
}

extension DecisionTest {
  /// Judges sums alone, at no particular moment of voting.
  func judge(_ tally: Tally, options: [String]) -> TestResult { judge(TestFacts(tally, options: options)) }
}

/// Charters from their text.
enum CharterText {
  static func parse(_ text: String) throws -> Charter { try CharterDocument.parse(Array(text.utf8)) }
}
