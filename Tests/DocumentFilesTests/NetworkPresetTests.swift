import CanonicalEncoding
import DocumentFiles
import Governance
import Signing
import Testing
import Voting

/// The presets of networks: that they are charters, and that their figures are those of the systems.
@Suite struct NetworkPresetTests {
  private func charter(_ name: String, founders: Int = 3) throws -> Charter {
    let preset = try #require(Preset.named(name))
    let members = try (1...founders).map { number in
      try #require(AccountKey(family: .evm, bytes: ByteString([UInt8](repeating: UInt8(number), count: 20))))
    }
    let bytes = preset.expanded(name: "A body", founders: members, symbol: "TOK", decimals: 6)
    let value = try YAMLDocument.parse(String(decoding: bytes, as: UTF8.self))
    return try Charter(parsing: value, hash: .sha256(bytes))
  }

  @Test(arguments: Preset.all.map(\.name), [1, 3])
  func `every preset is a charter that a DAO can be founded with, and its frozen rules are read back`(
    _ name: String, founders: Int
  ) throws {
    let charter = try charter(name, founders: founders)
    for track in charter.trackNames {
      let rules = try #require(charter.rules(ofTrack: track, topic: "general"))
      let bytes = rules.json.canonicalBytes
      let frozen = try TrackRules(frozen: JSONParser.parse(bytes, form: .canonical))
      #expect(frozen.json.canonicalBytes == bytes, "\(track)")
    }
    for kind in ["text.resolution", "model.deploy", "charter.amend"] {
      #expect(charter.rules(for: kind) != nil, "\(kind)")
    }
  }

  @Test(arguments: Preset.all.map(\.name)) func `the example of every preset reads as a charter`(
    _ name: String
  ) throws {
    let preset = try #require(Preset.named(name))
    #expect(!String(decoding: preset.example, as: UTF8.self).contains("{{"))
    let charter = try CharterDocument.parse(preset.example, anyReading: true)
    #expect(!charter.trackNames.isEmpty)
  }

  /// Votes in stages too have a cut-off for every stage.
  @Test(arguments: Preset.all.map(\.name))
  func `every kind of every preset can go by the time of witnesses`(_ name: String) throws {
    let preset = try #require(Preset.named(name))
    let founder = try #require(AccountKey(family: .evm, bytes: ByteString([UInt8](repeating: 1, count: 20))))
    let bytes = preset.expanded(name: "A body", founders: [founder], symbol: "TOK", decimals: 6)
    let kinds = try #require(
      try YAMLDocument.parse(String(decoding: bytes, as: UTF8.self)).object?["kinds"]?.object)
    let names = kinds.members.map(\.key).joined(separator: ", ")
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard !lines.contains("witnesses:") else { return }
    let block = """

      witnesses:
        policy: "\(Digest.zero)"
        max_gap: 6h
        grace: 10m
        required_for: [\(names)]

      """
    let value = try YAMLDocument.parse(lines.joined(separator: "\n") + block)
    let charter = try Charter(parsing: value, hash: .sha256(bytes), anyReading: true)
    #expect(charter.witnesses?.requiredFor.count == kinds.members.count)
  }

  @Test func `attack 47: quadratic counting over accounts that nobody vouches for is refused`() throws {
    let preset = try #require(Preset.named("ocean-dao"))
    let founder = try #require(AccountKey(family: .evm, bytes: ByteString([UInt8](repeating: 1, count: 20))))
    let bytes = preset.expanded(name: "A body", founders: [founder], symbol: "TOK", decimals: 6)
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let unvouched = lines.filter { !$0.contains("vouched_by") }.joined(separator: "\n")
    #expect(unvouched.utf8.count < bytes.count)
    let value = try YAMLDocument.parse(unvouched)
    let refusal = #expect(throws: CharterRefusal.self) {
      try Charter(parsing: value, hash: .sha256(Array(unvouched.utf8)), anyReading: true)
    }
    #expect(refusal?.message.contains("needs vouched_by") == true, "\(String(describing: refusal))")
  }

  private func share(_ test: String, in rules: TrackRules) throws -> String? {
    let json = try #require(rules.tests.first { $0.name == test }).json.object
    return ["at_least", "more_than", "at_most", "less_than"].compactMap { json?[$0]?.string }.first
  }

  static let networks: [(preset: String, track: String, quorum: String, threshold: String, days: UInt64)] = [
    ("cosmos", "standard", "167/500", "1/2", 2), ("cosmos-expedited", "expedited", "167/500", "667/1000", 1),
    ("cosmos-expedited", "standard", "167/500", "1/2", 2),
    ("cosmos-next", "expedited", "167/500", "667/1000", 1),
    ("fetch", "standard", "167/500", "1/2", 5), ("akash", "standard", "1/5", "1/2", 3),
    ("akash", "expedited", "1/5", "667/1000", 1), ("asi-alliance", "standard", "167/500", "1/2", 5),
  ]

  @Test(arguments: networks) func `the figures of chains with x/gov are theirs`(
    _ row: (preset: String, track: String, quorum: String, threshold: String, days: UInt64)
  ) throws {
    let rules = try #require(try charter(row.preset).rules(ofTrack: row.track, topic: "general"))
    #expect(try share("quorum", in: rules) == row.quorum)
    #expect(try share("threshold", in: rules) == row.threshold)
    #expect(try share("veto", in: rules) == "167/500")
    #expect(rules.period == Span(milliseconds: row.days * 86_400_000))
    let fates = rules.tests.map { $0.onFailure?.rawValue ?? "returned" }
    let burns = ["fetch", "asi-alliance"].contains(row.preset)
    let ownChecks = rules.tests.contains { $0.name == "spam" } ? ["returned", "burned"] : ["returned"]
    #expect(fates == ownChecks + [burns ? "burned" : "returned", "burned", "returned"])
  }

  @Test func `Akash asks for 2,500 AKT within two weeks, two fifths of them at once`() throws {
    let rules = try #require(try charter("akash").rules(ofTrack: "standard", topic: "general"))
    let deposit = try #require(rules.course.deposit)
    #expect(deposit.amounts.map(\.units) == [2_500_000_000] && deposit.within == Span("14d"))
    #expect(deposit.initialShare == Share(2, of: 5) && deposit.leastShare == Share(1, of: 100))
  }

  /// Units of one token each, and what they make together.
  @Test func `the alliance counts at the ratios of the merger, over their decimals`() throws {
    let charter = try charter("asi-alliance")
    let source = try #require(charter.houses["holders"]).power
    let account = try #require(AccountKey(family: .evm, bytes: ByteString([UInt8](repeating: 1, count: 20))))
    let one: UInt128 = 1_000_000_000_000_000_000
    func power(_ amounts: [(String, UInt128)]) throws -> UInt128 {
      let holding = Holding(account: account, amounts: amounts.map { .init(asset: $0.0, units: $0.1) })
      return try source.power(of: holding, at: .earliest).units
    }
    #expect(try power([("fet", one)]) == one)
    #expect(try power([("agix", 100_000_000)]) == 433_350_000_000_000_000)
    #expect(try power([("ocean", one)]) == 433_226_000_000_000_000)
    #expect(try power([("fet", 1), ("agix", 1), ("ocean", 3)]) == 4_333_500_002)
  }

  @Test func `an emergency at Render takes a fifth of the supply, and no first vote`() throws {
    let charter = try charter("render")
    for (track, quorum) in [("final", "3/20"), ("emergency", "1/5"), ("amendment", "3/20")] {
      let rules = try #require(charter.rules(ofTrack: track, topic: "general"))
      #expect(try share("quorum", in: rules) == quorum && rules.course.stages.isEmpty)
    }
    let initial = try #require(charter.rules(ofTrack: "initial", topic: "general"))
    #expect(initial.course.stages.map(\.rules.name) == ["final"] && initial.period == Span("72h"))
  }
}
