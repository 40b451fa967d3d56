import CanonicalEncoding
import Governance
import SafetyProtocol
import Testing

@Suite struct EvaluationKindTests {
  private static let text =
    #"{"commit":"3d","highest":65535,"majority":"1/2","needs":"1/3","opened_by":"registrar","reveal":"1d","#
    + #""stake":{"house":"holders","role":"council"},"subjects":["harm","skill"]}"#

  private static func kind(_ text: String = text) throws -> EvaluationKind {
    try EvaluationKind(parsing: JSONParser.parse(Array(text.utf8)), named: "safety")
  }

  @Test func `a kind of round is read back to the same bytes, and every part of it is hashed`() throws {
    let kind = try Self.kind()
    #expect(String(decoding: kind.json.canonicalBytes, as: UTF8.self) == Self.text)
    var hashes: Set = [kind.hash(over: nil)]
    for (old, new) in [
      ("3d", "4d"), ("65535", "65534"), ("1/2", "2/3"), (#""needs":"1/3","#, ""), ("registrar", "council"),
      (#""1d""#, #""2d""#), (#""house":"holders","#, ""), (#","role":"council""#, ""),
      (#"["harm","skill"]"#, #"["skill","harm"]"#), (#"["harm","skill"]"#, "2"),
    ] {
      let other = Self.text.replacing(old, with: new, maxReplacements: 1)
      let changed = try Self.kind(other)
      #expect(String(decoding: changed.json.canonicalBytes, as: UTF8.self) == other)
      #expect(hashes.insert(changed.hash(over: nil)).inserted, "\(new)")
    }
    let house = try #require(try Sample.charter().houses["holders"])
    #expect(hashes.insert(kind.hash(over: house)).inserted)
  }

  @Test(arguments: [
    ("3d", "0s"), (#""1d""#, #""0s""#), ("3d", "367d"), ("65535", "0"), ("1/2", "0/1"), ("1/2", "3/2"),
    ("1/3", "0/2"), (#"["harm","skill"]"#, "[]"), (#"["harm","skill"]"#, #"["harm","harm"]"#),
    (#"["harm","skill"]"#, "0"), (#"["harm","skill"]"#, "257"), (#"["harm","skill"]"#, #"["harm",1]"#),
    (#"{"house":"holders","role":"council"}"#, "{}"), ("{", #"{"zeal":1,"#),
  ]) func `what is no kind of round is refused`(_ old: String, _ new: String) {
    #expect(throws: (any Error).self) {
      try Self.kind(Self.text.replacing(old, with: new, maxReplacements: 1))
    }
  }

  @Test func `subjects are those of the charter, or as many as it allows`() throws {
    let named = try Self.kind()
    #expect(named.rules(on: ["harm", "skill"])?.subjects == ["harm", "skill"])
    for subjects in [[], ["harm"], ["skill", "harm"], ["harm", "skill", "x"]] {
      #expect(named.rules(on: subjects) == nil)
    }
    let open = try Self.kind(Self.text.replacing(#"["harm","skill"]"#, with: "2"))
    #expect(open.rules(on: ["a", "b"]) != nil)
    for subjects in [[], ["a", "b", "c"], ["a", "a"], [""], ["a\u{202E}"], ["e\u{301}"]] {
      #expect(open.rules(on: subjects) == nil, "\(subjects)")
    }
  }

  // MARK: In a charter

  private static func text(_ block: String) throws -> String {
    try Sample.charterText()
      + "\nevaluations: {safety: {subjects: 2, highest: 9, commit: 1h, reveal: 1h, majority: 1/2, \(block)}}\n"
  }

  @Test(
    arguments: [
      ("stake: {role: council}, opened_by: registrar", nil),
      ("stake: {house: holders}, opened_by: council", nil),
      ("stake: {role: council}, opened_by: nobody", "opened_by"),
      ("stake: {role: nobody}, opened_by: council", "stake.role"),
      ("stake: {house: nobody}, opened_by: council", "stake.house"),
    ] as [(String, String?)])
  func `a charter's rounds name roles and houses that there are`(_ block: String, _ path: String?) throws {
    let parse = { try CharterText.parse(try Self.text(block)) }
    guard let path else {
      #expect(try parse().evaluations.keys.sorted() == ["safety"])
      return
    }
    let refusal = #expect(throws: CharterRefusal.self) { try parse() }
    #expect(refusal?.code == "charter.undefined" && refusal?.message.contains(path) == true)
  }

  @Test func `a house that reads power later is no stake`() throws {
    let text = try Self.text("stake: {house: holders}, opened_by: council")
      .replacing("read: snapshot-at-submission", with: "read: at-close")
    let refusal = #expect(throws: CharterRefusal.self) { try CharterText.parse(text) }
    #expect(refusal?.message.contains("frozen when a round is opened") == true)
  }

  @Test func `another rule is loosening; one kind more or less is neither`() throws {
    let old = try CharterText.parse(try Self.text("stake: {role: council}, opened_by: council"))
    let new = try CharterText.parse(try Self.text("stake: {role: registrar}, opened_by: council"))
    let none = try CharterText.parse(try Sample.charterText())
    #expect(CharterRatchet(from: old, to: new).changes.map(\.tightness) == [.loosening])
    #expect(CharterRatchet(from: old, to: none).changes.map(\.tightness) == [.neutral])
    #expect(CharterRatchet(from: none, to: old).changes.map(\.tightness) == [.neutral])
    #expect(CharterRatchet(from: old, to: old).changes.isEmpty)
  }

  // MARK: Scores

  @Test(
    arguments: [
      ("harm=61000", "harm", 61_000), ("a=b=0", "a=b", 0), ("x=9007199254740991", "x", 9_007_199_254_740_991),
      ("=\u{338}=1", "=\u{338}", 1),
    ] as [(String, String, UInt64)])
  func `a score is read from its line by bytes`(_ line: String, _ subject: String, _ score: UInt64) {
    #expect(SubjectScore(line) == SubjectScore(subject, score) && SubjectScore(line)?.line == line)
  }

  @Test(arguments: [
    "", "harm", "=1", "harm=", "harm=01", "harm=-1", "harm=1 ", "harm=9007199254740992", "a=1\u{301}",
  ])
  func `what is no score is refused`(_ line: String) { #expect(SubjectScore(line) == nil) }
}
