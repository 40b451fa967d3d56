import SafetyProtocol
import Testing

@Suite struct ProtocolLintTests {
  private func codes(_ edits: [(old: String, new: String)], _ of: RatchetProtocols = .probes) throws
    -> [String]
  {
    ProtocolLint.findings(in: try of.terms(replacing: edits)).map { "\($0.code.rawValue) \($0.path)" }
  }

  private let sound = "protocol.noPins evidence.red"

  @Test(arguments: [
    (path: "$..fails", code: ProtocolFinding.Code.descendant), ("$[0:2].fails", .slice),
    ("$[0,1].fails", .union),
    ("$[?@.fails > 0].fails", .filter), ("$[?@.a == 'x' || @.b == 'y'].fails", .filter),
    ("$[?!@.a].fails", .filter),
    ("$[?@.a].fails", .filter), ("$[?@.a != 'x'].fails", .filter), ("$[?$.a == 'x'].fails", .filter),
    ("$[?@.a == @.b].fails", .filter),
    ("$[?match(@.a, 'x')].fails", .function), ("$[?length(@.a) == 2].fails", .function), ("$[0]", .noName),
    ("$[*].fails", .severalValues),
  ])
  func `what a rule should not use of a path`(path: String, code: ProtocolFinding.Code) throws {
    let terms = try RatchetProtocols.probes.terms(replacing: [("$[0].state", path)])
    let findings = ProtocolLint.findings(in: terms).filter { $0.path == "rules.state" }
    #expect(findings.map(\.code) == [code])
    #expect(findings.allSatisfy { $0.severity == .error })
  }

  @Test(arguments: ["$.a", "$['a b'][0].c", "$[-1].a", "$[?@.a == 'x' && @.b.c == 1 && 'y' == @['d']].e"])
  func `what a rule may use of a path`(path: String) throws {
    #expect(try codes([("$[0].state", path)]) == [sound])
  }

  @Test func `all values are for rules about each`() throws {
    let text = "\"select\":\"$[*].state\",\"each\":true"
    #expect(try codes([("\"select\":\"$[0].state\"", text)]) == [sound])
  }

  @Test func `odd evidence is warned of`() throws {
    #expect(try codes([(",\"maxAge\":\"14d\"", "")]) == ["protocol.noMaxAge evidence.red", sound])
    let one =
      "\"maxAge\":\"14d\",\"attestedBy\":{\"role\":\"evaluator\",\"threshold\":1},\"maxUnscored\":\"0.06\""
    #expect(
      try codes([("\"maxAge\":\"14d\"", one)]) == [
        "protocol.oneOrganisation evidence.red", sound, "protocol.manyUnscored evidence.red",
      ])
    #expect(
      try codes([("\"garak.report.jsonl\"", "\"jsonl\"")]) == [sound, "protocol.genericFormat evidence.red"])
    let more = "\"14d\"},{\"id\":\"bench\",\"format\":\"modelbench.record\",\"maxAge\":\"14d\"}"
    #expect(
      try codes([("\"14d\"}", more)]).suffix(2) == [
        "protocol.unreadEvidence evidence.bench", "protocol.unpinnedBenchmark evidence.bench",
      ])
  }

  @Test func `rules that exclude each other are found`() throws {
    let rule =
      "\"rules\":[{\"id\":\"opposite\",\"evidence\":\"red\",\"select\":\"$[0].state\",\"op\":\"==\",\"value\":\"error\"},"
    #expect(try codes([("\"rules\":[", rule)]) == [sound, "protocol.contradiction rules.state"])
    let same = rule.replacing("\"error\"", with: "\"fine\"")
    #expect(try codes([("\"rules\":[", same)]) == [sound])
  }
}
