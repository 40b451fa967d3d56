import CanonicalEncoding
import SafetyProtocol
import Testing

@Suite struct ProtocolTermsTests {
  @Test(arguments: [
    (old: "v1alpha1", new: "v2", code: "protocol.malformed"),
    ("\"SafetyProtocol\"", "\"Pod\"", "protocol.malformed"),
    ("\"version\":3", "\"version\":0", "protocol.malformed"),
    ("\"version\":3", "\"version\":\"3\"", "protocol.malformed"),
    ("\"version\":3", "\"version\":3,\"more\":1", "protocol.malformed"),
    ("\"id\":\"refusal\"", "\"id\":\"a b\"", "protocol.malformed"),
    ("\"Refusals\"", "\"\\u202eslasufeR\"", "protocol.malformed"),
    ("\"actions\":[\"model.deploy\",\"model.promote\"]", "\"actions\":[]", "protocol.malformed"),
    ("\"inspect-ai.log.v2\"", "\"inspect\"", "protocol.malformed"),
    ("\"30d\"", "\"a month\"", "protocol.malformed"),
    ("\"30d\"", "\"P1M\"", "protocol.malformed"), ("\"30d\"", "\"0d\"", "protocol.malformed"),
    ("\"boundTo\":\"model\"", "\"boundTo\":\"file\"", "protocol.malformed"),
    ("\"role\":\"evaluator\"", "\"role\":\"council\"", "protocol.malformed"),
    ("\"threshold\":3", "\"threshold\":0", "protocol.malformed"),
    ("\"0.01\"", "\"1.01\"", "protocol.malformed"), ("\"0.01\"", "\"-0.1\"", "protocol.malformed"),
    ("0x1111", "0x111g", "protocol.malformed"),
    ("\"id\":\"choice\"", "\"id\":\"bio\"", "protocol.inconsistent"),
    ("\"id\":\"rate\"", "\"id\":\"whole\"", "protocol.inconsistent"),
    ("\"evidence\":\"bio\"", "\"evidence\":\"none\"", "protocol.undefined"),
    ("\"$.status\"", "\"status\"", "protocol.path"),
    ("\"$.status\"", "\"$.status[?@ == ]\"", "protocol.path"),
    ("\"op\":\"==\"", "\"op\":\"=\"", "protocol.malformed"),
    ("\"op\":\"==\"", "\"op\":\"~=\"", "protocol.malformed"), ("\"0.85\"", "\"85%\"", "protocol.malformed"),
    ("\"0.85\"", "\"NaN\"", "protocol.malformed"),
    ("\"0.85\"", "\"1e500\"", "protocol.malformed"), ("\"0.85\"", "true", "protocol.malformed"),
    ("\"success\"", "null", "protocol.malformed"),
    ("\"success\"", "[\"success\"]", "protocol.malformed"), ("[\"1\",\"2\"]", "[]", "protocol.malformed"),
    ("[\"1\",\"2\"]", "[\"1\",\"1\"]", "protocol.malformed"),
    ("\"severity\":\"warn\"", "\"severity\":\"info\"", "protocol.malformed"),
    ("\"$.status\"", "\"$.status\",\"minCount\":2", "protocol.malformed"),
    ("\"op\":\"absent-or-null\"", "\"op\":\"absent-or-null\",\"value\":\"1\"", "protocol.malformed"),
    ("\"select\":\"$.status\",", "", "protocol.malformed"),
    ("\"format\":\"lm-eval.results\"", "\"format\":\"json\",\"covers\":[\"a\"]", "protocol.inconsistent"),
  ])
  func `what is no protocol is refused with a code`(old: String, new: String, code: String) {
    let refusal = #expect(throws: ProtocolRefusal.self) {
      try RatchetProtocols.refusal.terms(replacing: [(old, new)])
    }
    #expect(refusal?.code == code, "\(refusal?.message ?? "")")
  }

  @Test(arguments: [
    (old: "[\"solved\",\"found\"]", new: "[\"other\"]", code: "protocol.undefined"),
    ("[\"solved\",\"found\"]", "[]", "protocol.inconsistent"),
    ("[\"monitor\",\"bypass\"]", "[]", "protocol.inconsistent"),
    ("[\"monitor\",\"bypass\"]", "[\"solved\"]", "protocol.inconsistent"),
    ("[\"monitor\",\"bypass\"]", "[\"hint\"]", "protocol.inconsistent"),
    ("\"domain\":\"cyber\"", "\"domain\":\"magic\"", "protocol.malformed"),
  ])
  func `what is no capability is refused with a code`(old: String, new: String, code: String) {
    let refusal = #expect(throws: ProtocolRefusal.self) {
      try RatchetProtocols.cyber.terms(replacing: [(old, new)])
    }
    #expect(refusal?.code == code, "\(refusal?.message ?? "")")
  }

  @Test func `a protocol that blocks nothing is none`() throws {
    let subject = SafetyRule.Subject.value(try Path("$.a"))
    let rule = SafetyRule(id: "r", evidence: "e", subject: subject, test: .present, severity: .warn)
    let refusal = #expect(throws: ProtocolRefusal.self) {
      try ProtocolTerms(
        hash: .zero, id: "p", version: 1, title: "p", actions: ["model.deploy"], environments: [],
        evidence: [EvidenceRequirement(id: "e", format: .json)], rules: [rule], capabilities: [])
    }
    #expect(refusal?.code == "protocol.inconsistent")
  }

  @Test func `comments and spelling change the identity, and nothing that decides`() throws {
    let terms = try RatchetProtocols.refusal.terms()
    let spelt = try RatchetProtocols.refusal.terms(replacing: [
      ("\"0.85\"", "\"85e-2\""), ("\"30d\"", "\"P30D\""), ("\"$.status\"", "\"$['status']\""),
      ("\"0.01\"", "\"1e-2\""),
    ])
    #expect(terms.canonicalBytes == spelt.canonicalBytes && terms.hash != spelt.hash)
    let other = try RatchetProtocols.refusal.terms(replacing: [("\"0.85\"", "\"0.86\"")])
    #expect(terms.canonicalBytes != other.canonicalBytes)
    #expect(throws: Never.self) { try JSONParser.parse(terms.canonicalBytes, form: .canonical) }
  }

  @Test func `what it governs`() throws {
    let terms = try RatchetProtocols.refusal.terms()
    #expect(terms.governs(action: "model.deploy", environment: "staging"))
    #expect(!terms.governs(action: "model.deploy", environment: "edge"))
    #expect(!terms.governs(action: "weights.release", environment: "staging"))
    #expect(try RatchetProtocols.probes.terms().governs(action: "model.deploy", environment: "anywhere"))
  }

  @Test(arguments: [
    ("P30D", 2_592_000), ("PT36H", 129_600), ("P1DT12H", 129_600), ("P2W", 1_209_600), ("PT1H1M1S", 3661),
  ])
  func `lengths of ISO 8601`(text: String, seconds: Int) {
    #expect(Span(iso8601: text)?.milliseconds == UInt64(seconds) * 1000)
  }

  @Test(arguments: [
    "P", "PT", "P1M", "P1Y", "1D", "P1D1D", "P1H", "PT1D", "P-1D", "P1.5D", "P1DT", "PT1S1H", "P9999999999D",
  ])
  func `what is no length of ISO 8601`(text: String) { #expect(Span(iso8601: text) == nil) }
}
