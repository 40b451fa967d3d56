import CanonicalEncoding
import DocumentFiles
import Governance
import Testing
import Voting

@Suite struct CharterTests {
  @Test func `the preset is a charter, and its hash is that of its bytes`() throws {
    let bytes = Array(try Sample.charterText().utf8)
    let charter = try CharterDocument.parse(bytes)
    #expect(charter.hash == .sha256(bytes) && charter.name == "Sample")
    #expect(charter.topics == ["charter", "general", "models"] && charter.series == ["members"])
    #expect(charter.roles["council"]?.needs == 2 && charter.roles["registrar"]?.members.count == 2)
    #expect(charter.delegation == DelegationRules(isAllowed: true, depthLimit: 8))
    let rules = try #require(charter.rules(for: "charter.amend"))
    #expect(rules.name == "constitutional" && rules.period == Span("7d") && rules.veto?.needs == 2)
    #expect(rules.options == ["For", "Against", "Abstain"] && rules.admission == Power(1))
    #expect(charter.rules(for: "text.poem") == nil)
    let commented = try CharterDocument.parse(bytes + Array("# a comment\n".utf8))
    #expect(commented.hash != charter.hash)
  }

  @Test(arguments: [
    "{{founders}}", "{{council_needs}}", "{{name}}", "{{symbol}}", "a: b # c", "it's \"quoted\"", "Ünïcode",
    "- [x]", "*",
  ])
  func `a name stays as it is in the preset, whatever it looks like`(_ name: String) throws {
    let charter = try CharterDocument.parse(Array(Sample.charterText(named: name).utf8))
    #expect(charter.name == name)
  }

  @Test(arguments: ["text.resolution", "model.deploy", "charter.amend"])
  func `frozen rules are read back, with the same hash`(_ kind: String) throws {
    let rules = try #require(try Sample.charter().rules(for: kind))
    let bytes = rules.json.canonicalBytes
    let frozen = try TrackRules(frozen: JSONParser.parse(bytes, form: .canonical))
    #expect(frozen.json.canonicalBytes == bytes && frozen.hash == rules.hash)
    #expect(frozen.topic == rules.topic && frozen.veto == rules.veto)
  }

  @Test func `of frozen rules every member is needed and none is added`() throws {
    let rules = try #require(try Sample.charter().rules(for: "model.deploy"))
    let members = try #require(rules.json.object?.members)
    for dropped in members.indices {
      var rest = members
      let member = rest.remove(at: dropped)
      #expect(throws: JSONRefusal.self, "\(member.key)") { try TrackRules(frozen: .object(JSONObject(rest))) }
      for other in [JSONValue.integer(7), .array([]), .string("?")] {
        let altered = JSONObject(rest + [.init(key: member.key, value: other)])
        guard let read = try? TrackRules(frozen: .object(altered)) else { continue }
        #expect(read.json == .object(altered), "\(member.key)")
      }
    }
    let added = JSONObject(members + [.init(key: "zeal", value: .null)])
    #expect(throws: JSONRefusal.unknown(field: "zeal", in: "frozen rules")) {
      try TrackRules(frozen: .object(added))
    }
  }

  // MARK: Broken charters

  static let broken: [(id: String, old: String, new: String, code: String)] = [
    (id: "another format", old: "charter/1", new: "charter/2", code: "charter.malformed"),
    (id: "another meaning", old: "semantics: 1", new: "semantics: 2", code: "charter.semantics"),
    (id: "meaning as text", old: "semantics: 1", new: "semantics: \"1\"", code: "charter.malformed"),
    (
      id: "unknown field", old: "electorates_by:", new: "extra: 1\nelectorates_by:", code: "charter.malformed"
    ),
    (id: "unknown field of a track", old: "delay: 1d", new: "delai: 1d", code: "charter.malformed"),
    (
      id: "no delegation rules", old: "delegation: {mode: full, depth: 8}", new: "", code: "charter.malformed"
    ),
    (id: "undefined registrar", old: "by: registrar", new: "by: nobody", code: "charter.undefined"),
    (id: "undefined house", old: "houses: [holders]", new: "houses: [holders, x]", code: "charter.undefined"),
    (id: "undefined council", old: "veto_by: council", new: "veto_by: senate", code: "charter.undefined"),
    (id: "undefined track", old: "{track: standard", new: "{track: slow", code: "charter.undefined"),
    (id: "unknown kind", old: "text.resolution:", new: "text.poem:", code: "charter.undefined"),
    (id: "every topic", old: "topic: general", new: "topic: \"*\"", code: "charter.inconsistent"),
    (id: "upper-case topic", old: "topic: general", new: "topic: General", code: "charter.inconsistent"),
    (id: "nobody votes", old: "houses: [holders]", new: "houses: []", code: "charter.inconsistent"),
    (id: "a house twice", old: "[holders]", new: "[holders, holders]", code: "charter.inconsistent"),
    (id: "unknown method", old: "single-choice", new: "show-of-hands", code: "charter.malformed"),
    (id: "one option", old: "[For, Against, Abstain], rep", new: "[For], rep", code: "charter.inconsistent"),
    (id: "an option twice", old: "Abstain], rep", new: "For], rep", code: "charter.inconsistent"),
    (id: "options differ in case", old: "Abstain], rep", new: "for], rep", code: "charter.inconsistent"),
    (
      id: "attack 23: bidi option", old: "Abstain], rep", new: "\"A\\u202Eb\"], rep",
      code: "charter.inconsistent"
    ),
    (
      id: "attack 21: NFD option", old: "Abstain], rep", new: "\"Cafe\\u0301\"], rep",
      code: "charter.inconsistent"
    ),
    (id: "test of no option", old: "count: [For], of", new: "count: [Yes], of", code: "charter.inconsistent"),
    (
      id: "test of no house", old: "approval, house: holders", new: "approval, house: x",
      code: "charter.inconsistent"
    ),
    (id: "no voting period", old: "period: 5d", new: "period: 0s", code: "charter.inconsistent"),
    (id: "a period in words", old: "period: 5d", new: "period: five days", code: "charter.malformed"),
    (id: "a period without unit", old: "period: 5d", new: "period: 5", code: "charter.malformed"),
    (id: "a negative delay", old: "delay: 1d", new: "delay: -1d", code: "charter.malformed"),
    (id: "two tests of one name", old: "name: approval", new: "name: quorum", code: "charter.inconsistent"),
    (id: "a fraction with a point", old: "at_least: 4%", new: "at_least: 0.04", code: "charter.malformed"),
    (id: "two bars", old: "at_least: 4%", new: "at_least: 4%, more_than: 4%", code: "charter.malformed"),
    (id: "no bar", old: ", at_least: 4%", new: "", code: "charter.malformed"),
    (id: "of nobody", old: "of: electorate", new: "of: everybody", code: "charter.malformed"),
    (id: "no option counts", old: "count: [For], of", new: "count: [], of", code: "charter.malformed"),
    (id: "an option counts twice", old: "[For], of", new: "[For, For], of", code: "charter.malformed"),
    (id: "unknown test", old: "test: share", new: "test: mood", code: "charter.malformed"),
    (id: "more signers than members", old: "needs: 2", new: "needs: 3", code: "charter.malformed"),
    (id: "no signer", old: "needs: 2", new: "needs: 0", code: "charter.malformed"),
    (
      id: "an amount as number", old: "propose_with: \"1\"", new: "propose_with: 1", code: "charter.malformed"
    ),
    (
      id: "a fraction of a unit", old: "propose_with: \"1\"", new: "propose_with: \"1.5\"",
      code: "charter.malformed"
    ),
    (id: "unknown source", old: "source: balance", new: "source: luck", code: "charter.malformed"),
    (id: "unknown reading", old: "snapshot-at-submission", new: "whenever", code: "charter.malformed"),
    (id: "deeper than 64", old: "depth: 8", new: "depth: 65", code: "charter.malformed"),
    (id: "a veto by a list", old: "veto_by: council", new: "veto_by: [council]", code: "charter.malformed"),
    (id: "a veto by nothing", old: "veto_by: council", new: "veto_by:", code: "charter.malformed"),
    (id: "attack 79: Norway", old: "replaceable: true", new: "replaceable: yes", code: "charter.malformed"),
    (
      id: "an unreadable name", old: "name: \"Sample\"", new: "name: \"S\\u202Ea\"",
      code: "charter.inconsistent"
    ),
    (id: "an empty name", old: "name: \"Sample\"", new: "name: \" \"", code: "charter.inconsistent"),
    (id: "duplicate key", old: "delay: 1d", new: "delay: 1d\n    delay: 2d", code: "yaml.syntax"),
  ]

  @Test(arguments: broken) func `a broken charter has its code`(
    _ row: (id: String, old: String, new: String, code: String)
  ) throws {
    let text = try Sample.charterText()
    try #require(text.contains(row.old))
    let bytes = Array(text.replacing(row.old, with: row.new, maxReplacements: 1).utf8)
    let error = #expect(throws: (any Error).self) { try CharterDocument.parse(bytes) }
    #expect((error as? any CodedRefusal)?.code == row.code, "\(String(describing: error))")
  }

  @Test func `a track without a test would pass everything and is refused`() throws {
    let text = try Sample.charterText()
    let start = try #require(text.ranges(of: "    tests:\n").last)
    let bytes = Array((text[..<start.lowerBound] + "    tests: []\n").utf8)
    let refusal = #expect(throws: CharterRefusal.self) { try CharterDocument.parse(bytes) }
    #expect(refusal?.code == "charter.inconsistent")
  }

  @Test(arguments: [
    "\"0x1111111111111111111111111111111111111111\", \"0x1111111111111111111111111111111111111111\"",
    "\"0xAAAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "\"0x0000000000000000000000000000000000000000\"",
    "\"0x1111111111111111111111111111111111111111\", \"eip155:1:0x1111111111111111111111111111111111111111\"",
    "\"alice.eth\"", "\"\"", "5",
  ])
  func `a role has distinct accounts with the right checksum`(_ members: String) throws {
    let text = try Sample.charterText()
    let list = try #require(text.firstMatch(of: /members: \[[^\]]*\]/)?.output)
    let bytes = Array(text.replacing(list, with: "members: [\(members)]").utf8)
    let refusal = #expect(throws: CharterRefusal.self) { try CharterDocument.parse(bytes) }
    #expect(refusal?.code == "charter.malformed")
  }

  @Test(arguments: ["Hölders", "hold\u{e9}rs", "Holders", "hold ers", "h\\u202Es"])
  func `attack 23: houses, roles and tracks have plain names`(_ name: String) throws {
    for old in ["holders", "council", "standard"] {
      let text = try Sample.charterText().replacing("\(old):", with: "\"\(name)\":")
        .replacing("[\(old)]", with: "[\"\(name)\"]").replacing(": \(old)", with: ": \"\(name)\"")
      let refusal = #expect(throws: CharterRefusal.self) { try CharterDocument.parse(Array(text.utf8)) }
      #expect(refusal?.code == "charter.malformed", "\(old)")
    }
  }

  @Test(arguments: [
    ("a command to the terminal", "quorum\\e[2J"), ("reversed", "q\\u202Eumoruq"),
    ("zero width", "quo\\u200Brum"),
    ("nothing", "  "), ("a line feed", "quorum\\n  \u{2713} approval"),
    ("long", String(repeating: "q", count: 81)),
  ])
  func `attack 23: tests have names that can be shown`(id: String, _ name: String) throws {
    let text = try Sample.charterText()
    let changed = text.replacing("name: quorum", with: "name: \"\(name)\"")
    #expect(changed != text)
    let refusal = #expect(throws: CharterRefusal.self) { try CharterDocument.parse(Array(changed.utf8)) }
    #expect(refusal?.code == "charter.malformed")
    let early = text.replacing(
      "    tests:\n",
      with:
        "    early:\n      - {name: \"\(name)\", outcome: passed, when: [{test: share, name: a, house: holders, "
        + "count: [For], of: electorate, more_than: 1/2}]}\n    tests:\n")
    #expect(throws: CharterRefusal.self) { try CharterDocument.parse(Array(early.utf8)) }
    let plain = early.replacing("\"\(name)\"", with: "majority")
    #expect(throws: Never.self) { try CharterDocument.parse(Array(plain.utf8)) }
  }
}
