import SafetyProtocol
import Testing

/// Each single edit of each clause of three protocols, judged by hand.
@Suite struct RatchetTests {
  typealias Row = (old: String, new: String, clause: String, tightness: Tightness)

  private static let refusal: [Row] = [
    ("\"id\":\"refusal\"", "\"id\":\"other\"", "id", .loosening),
    ("\"version\":3", "\"version\":4", "version", .neutral),
    ("\"version\":3", "\"version\":2", "version", .loosening),
    ("\"Refusals\"", "\"Refusing\"", "title", .neutral),
    ("\"model.promote\"]", "\"model.promote\",\"weights.release\"]", "appliesTo.actions", .tightening),
    (",\"model.promote\"]", "]", "appliesTo.actions", .loosening),
    ("\"model.promote\"]", "\"weights.release\"]", "appliesTo.actions", .loosening),
    ("\"production\"]", "\"production\",\"edge\"]", "appliesTo.environments", .tightening),
    ("\"staging\",", "", "appliesTo.environments", .loosening),
    (",\"environments\":[\"staging\",\"production\"]", "", "appliesTo.environments", .tightening),
    ("\"inspect-ai.log.v2\"", "\"modelbench.record\"", "evidence.bio.format", .loosening),
    ("\"30d\"", "\"20d\"", "evidence.bio.maxAge", .tightening),
    ("\"30d\"", "\"31d\"", "evidence.bio.maxAge", .loosening),
    ("\"maxAge\":\"30d\",", "", "evidence.bio.maxAge", .loosening),
    ("\"threshold\":3", "\"threshold\":4", "evidence.bio.attestedBy", .tightening),
    ("\"threshold\":3", "\"threshold\":2", "evidence.bio.attestedBy", .loosening),
    ("\"threshold\":3", "\"threshold\":1", "evidence.bio.attestedBy", .loosening),
    (
      ",\n   \"attestedBy\":{\"role\":\"evaluator\",\"threshold\":3}", "", "evidence.bio.attestedBy",
      .loosening
    ),
    ("[\"refusal\"]", "[\"refusal\",\"bias\"]", "evidence.bio.covers", .tightening),
    ("[\"refusal\"]", "[\"bias\"]", "evidence.bio.covers", .loosening),
    (",\"covers\":[\"refusal\"]", "", "evidence.bio.covers", .loosening),
    ("\"0.01\"", "\"0.009\"", "evidence.bio.maxUnscored", .tightening),
    ("\"0.01\"", "\"0.02\"", "evidence.bio.maxUnscored", .loosening),
    (",\"maxUnscored\":\"0.01\"", "", "evidence.bio.maxUnscored", .tightening),
    ("0x1111", "0x2111", "evidence.bio.pins", .loosening),
    ("{\"task\":", "{\"work\":", "evidence.bio.pins", .loosening),
    (
      "{\"task\":\"0x1111111111111111111111111111111111111111111111111111111111111111\"}", "{}",
      "evidence.bio.pins", .loosening
    ),
    (
      "{\"task\":",
      "{\"data\":\"0x2222222222222222222222222222222222222222222222222222222222222222\",\"task\":",
      "evidence.bio.pins", .tightening
    ),
    (
      "\"lm-eval.results\"}", "\"lm-eval.results\",\"maxAge\":\"90d\"}", "evidence.choice.maxAge", .tightening
    ),
    ("\"lm-eval.results\"}", "\"lm-eval.results\",\"covers\":[\"a\"]}", "evidence.choice.covers", .loosening),
    (
      "\"lm-eval.results\"}", "\"lm-eval.results\",\"maxUnscored\":\"0.1\"}", "evidence.choice.maxUnscored",
      .loosening
    ),
    (
      "\"lm-eval.results\"}", "\"lm-eval.results\",\"attestedBy\":{\"role\":\"evaluator\",\"threshold\":3}}",
      "evidence.choice.attestedBy", .tightening
    ),
    (
      "\"lm-eval.results\"}]", "\"lm-eval.results\"},{\"id\":\"more\",\"format\":\"json\"}]", "evidence.more",
      .tightening
    ),
    ("\"success\"", "\"started\"", "rules.whole.test", .loosening),
    (
      "\"op\":\"==\",\"value\":\"success\"", "\"op\":\"in\",\"value\":[\"success\",\"error\"]",
      "rules.whole.test", .loosening
    ),
    (
      "\"op\":\"==\",\"value\":\"success\"", "\"op\":\"in\",\"value\":[\"success\"]", "rules.whole.test",
      .neutral
    ),
    (
      "\"op\":\"==\",\"value\":\"success\"", "\"op\":\"!=\",\"value\":\"error\"", "rules.whole.test",
      .loosening
    ),
    ("\"op\":\"==\",\"value\":\"success\"", "\"op\":\"present\"", "rules.whole.test", .loosening),
    ("\"$.status\"", "\"$.state\"", "rules.whole.subject", .loosening),
    ("\"$.status\",", "\"$.status\",\"each\":true,", "rules.whole.subject", .loosening),
    (
      "\"$.status\",\"op\":\"==\",\"value\":\"success\"}",
      "\"$.status\",\"op\":\"==\",\"value\":\"success\",\"severity\":\"warn\"}", "rules.whole.role",
      .loosening
    ),
    (
      "\"id\":\"whole\",\"evidence\":\"bio\"", "\"id\":\"whole\",\"evidence\":\"choice\"",
      "rules.whole.evidence", .loosening
    ),
    (
      "{\"id\":\"whole\",\"evidence\":\"bio\",\"select\":\"$.status\",\"op\":\"==\",\"value\":\"success\"},",
      "", "rules.whole", .loosening
    ),
    ("\"id\":\"whole\"", "\"id\":\"entire\"", "rules.whole", .loosening),
    ("\"0.85\"", "\"0.9\"", "rules.rate.test", .tightening),
    ("\"0.85\"", "\"0.84\"", "rules.rate.test", .loosening),
    (
      "\"op\":\">=\",\"value\":\"0.85\"", "\"op\":\">\",\"value\":\"0.85\"", "rules.rate.test", .tightening
    ),
    ("\"op\":\">=\",\"value\":\"0.85\"", "\"op\":\">\",\"value\":\"0.8\"", "rules.rate.test", .loosening),
    ("\"op\":\">=\",\"value\":\"0.85\"", "\"op\":\"==\",\"value\":\"1\"", "rules.rate.test", .loosening),
    ("\"op\":\">=\",\"value\":\"0.85\"", "\"op\":\"<=\",\"value\":\"0.85\"", "rules.rate.test", .loosening),
    ("\"op\":\">=\",\"value\":\"0.85\"", "\"op\":\"<\",\"value\":\"0.85\"", "rules.rate.test", .loosening),
    ("\"10d\"", "\"9d\"", "rules.rate.maxAge", .tightening),
    ("\"10d\"", "\"11d\"", "rules.rate.maxAge", .loosening),
    (",\"maxAge\":\"10d\"", "", "rules.rate.maxAge", .loosening),
    ("one in seven", "one in six", "rules.rate.note", .neutral),
    (",\"note\":\"one in seven\"", "", "rules.rate.note", .neutral),
    ("\"op\":\"<\",\"value\":\"5\"", "\"op\":\"<\",\"value\":\"4\"", "rules.most.test", .tightening),
    ("\"op\":\"<\",\"value\":\"5\"", "\"op\":\"<\",\"value\":\"6\"", "rules.most.test", .loosening),
    ("\"op\":\"<\",\"value\":\"5\"", "\"op\":\"<=\",\"value\":\"5\"", "rules.most.test", .loosening),
    ("\"op\":\"<\",\"value\":\"5\"", "\"op\":\"<=\",\"value\":\"4.999\"", "rules.most.test", .tightening),
    ("\"op\":\"absent-or-null\"", "\"op\":\"present\"", "rules.limit.test", .loosening),
    ("\"op\":\"absent-or-null\"", "\"op\":\"==\",\"value\":\"0\"", "rules.limit.test", .loosening),
    ("[\"1\",\"2\"]", "[\"1\"]", "rules.tool.test", .tightening),
    ("[\"1\",\"2\"]", "[\"1\",\"2\",\"3\"]", "rules.tool.test", .loosening),
    ("[\"1\",\"2\"]", "[\"2\",\"1\"]", "rules.tool.test", .neutral),
    ("[\"1\",\"2\"]", "[\"3\"]", "rules.tool.test", .loosening),
    (
      "\"op\":\"in\",\"value\":[\"1\",\"2\"]", "\"op\":\"==\",\"value\":\"2\"", "rules.tool.test", .tightening
    ),
    (",\"severity\":\"warn\"", "", "rules.slow.role", .tightening),
    ("\"60\"", "\"50\"", "rules.slow.test", .tightening),
    ("\"60\"", "\"70\"", "rules.slow.test", .loosening),
    (
      ",\n  {\"id\":\"slow\",\"evidence\":\"choice\",\"select\":\"$.seconds\",\"op\":\"<=\",\"value\":\"60\",\"severity\":\"warn\"}",
      "", "rules.slow", .loosening
    ),
    (
      "\"rules\":[",
      "\"rules\":[{\"id\":\"new\",\"evidence\":\"bio\",\"select\":\"$.x\",\"op\":\"present\"},", "rules.new",
      .tightening
    ),
    (
      "\"rules\":[",
      "\"rules\":[{\"id\":\"new\",\"evidence\":\"bio\",\"select\":\"$.x\",\"op\":\"present\",\"severity\":\"warn\"},",
      "rules.new", .neutral
    ),
  ]

  private static let probes: [Row] = [
    (
      "[\"model.deploy\"]}", "[\"model.deploy\"],\"environments\":[\"production\"]}",
      "appliesTo.environments", .loosening
    ),
    ("\"0.05\"", "\"0.04\"", "rules.asr.test", .tightening),
    ("\"0.05\"", "\"0.06\"", "rules.asr.test", .loosening),
    ("\"op\":\"<=\",\"value\":\"0.05\"", "\"op\":\"<\",\"value\":\"0.05\"", "rules.asr.test", .tightening),
    ("\"op\":\"<=\",\"value\":\"0.05\"", "\"op\":\"!=\",\"value\":\"0.05\"", "rules.asr.test", .loosening),
    ("'a'].fails", "'b'].fails", "rules.asr.subject", .loosening),
    ("'a'].total_evaluated", "'a'].total_processed", "rules.asr.subject", .loosening),
    (
      "\"ratio\":{\"num\":\"$[?@.probe=='a'].fails\",\"den\":\"$[?@.probe=='a'].total_evaluated\"}",
      "\"select\":\"$[?@.probe=='a'].fails\"", "rules.asr.subject", .loosening
    ),
    ("\"minCount\":3", "\"minCount\":4", "rules.nones.subject", .tightening),
    ("\"minCount\":3", "\"minCount\":2", "rules.nones.subject", .loosening),
    (",\"minCount\":3", "", "rules.nones.subject", .loosening),
    (",\"each\":true,\"minCount\":3", "", "rules.nones.subject", .loosening),
    ("'eval'].nones", "'eval' && @.probe=='a'].nones", "rules.nones.subject", .loosening),
    ("\"op\":\"==\",\n   \"value\":\"0\"", "\"op\":\"<=\",\"value\":\"0\"", "rules.nones.test", .loosening),
    ("passed\",\"each\":true", "passed\",\"each\":true,\"minCount\":1", "", .neutral),
    ("passed\",\"each\":true", "passed\"", "rules.some.subject", .tightening),
    ("\"op\":\">\",\"value\":\"0\"", "\"op\":\">\",\"value\":\"1\"", "rules.some.test", .tightening),
    ("\"op\":\">\",\"value\":\"0\"", "\"op\":\">=\",\"value\":\"0\"", "rules.some.test", .loosening),
    ("\"op\":\">\",\"value\":\"0\"", "\"op\":\">=\",\"value\":\"1e-30\"", "rules.some.test", .tightening),
    ("\"op\":\"present\"", "\"op\":\"absent-or-null\"", "rules.ended.test", .loosening),
    ("completion'].end_time", "completion']['end_time']", "", .neutral),
    ("\"op\":\"present\"", "\"op\":\"!=\",\"value\":\"\"", "rules.ended.test", .loosening),
    ("\"op\":\"!=\",\"value\":\"error\"", "\"op\":\"!=\",\"value\":\"none\"", "rules.state.test", .loosening),
    (
      "\"op\":\"!=\",\"value\":\"error\"", "\"op\":\"==\",\"value\":\"done\"", "rules.state.test", .tightening
    ),
    (
      "\"op\":\"!=\",\"value\":\"error\"", "\"op\":\"==\",\"value\":\"error\"", "rules.state.test", .loosening
    ),
    (
      "\"op\":\"!=\",\"value\":\"error\"", "\"op\":\"in\",\"value\":[\"done\",\"error\"]", "rules.state.test",
      .loosening
    ),
    ("\"value\":true", "\"value\":false", "rules.flag.test", .loosening),
    ("\"value\":true", "\"value\":\"true\"", "rules.flag.test", .loosening),
    ("\"op\":\"==\",\"value\":true", "\"op\":\"!=\",\"value\":false", "rules.flag.test", .loosening),
  ]

  private static let cyber: [Row] = [
    // A trigger turns the other way: the more values show the capability, the tighter.
    ("\"0.2\"", "\"0.1\"", "rules.solved.test", .tightening),
    ("\"0.2\"", "\"0.3\"", "rules.solved.test", .loosening),
    ("\"op\":\">=\",\"value\":\"0.2\"", "\"op\":\">\",\"value\":\"0.2\"", "rules.solved.test", .loosening),
    ("\"op\":\">\",\"value\":\"10\"", "\"op\":\">=\",\"value\":\"10\"", "rules.found.test", .tightening),
    ("\"op\":\">=\",\"value\":\"0.2\"", "\"op\":\"present\"", "rules.solved.test", .loosening),
    ("\"minCount\":2", "\"minCount\":3", "rules.found.subject", .tightening),
    ("\"minCount\":2", "\"minCount\":1", "rules.found.subject", .loosening),
    ("\"$.solved\"", "\"$.solves\"", "rules.solved.subject", .loosening),
    (
      "\"id\":\"tasks\",\"format\":\"json\",\"maxAge\":\"60d\"",
      "\"id\":\"tasks\",\"format\":\"json\",\"maxAge\":\"50d\"", "evidence.tasks.maxAge", .tightening
    ),
    ("[\"solved\",\"found\"]", "[\"solved\"]", "capabilities.high.triggers", .loosening),
    ("[\"solved\",\"found\"]", "[\"solved\",\"found\",\"base\"]", "capabilities.high.triggers", .tightening),
    ("[\"monitor\",\"bypass\"]", "[\"monitor\"]", "capabilities.high.safeguards", .loosening),
    ("[\"monitor\",\"bypass\"]", "[\"monitor\",\"bypass\",\"base\"]", "rules.base.role", .loosening),
    ("\"0.01\"", "\"0.005\"", "rules.bypass.test", .tightening),
    ("\"0.01\"", "\"0.02\"", "rules.bypass.test", .loosening),
    ("\"level\":\"High\"", "\"level\":\"Critical\"", "capabilities.high.level", .neutral),
    ("\"domain\":\"cyber\"", "\"domain\":\"autonomy\"", "capabilities.high.level", .neutral),
    ("\"id\":\"high\"", "\"id\":\"top\"", "capabilities.high", .loosening),
    (
      "\"capabilities\":[",
      "\"capabilities\":[{\"id\":\"low\",\"domain\":\"cyber\",\"level\":\"Low\",\"triggers\":[\"found\"],\"safeguards\":[\"monitor\"]},",
      "capabilities.low", .tightening
    ),
    (
      "\"rules\":[",
      "\"rules\":[{\"id\":\"new\",\"evidence\":\"guard\",\"select\":\"$.x\",\"op\":\"present\"},",
      "evidence.guard.due", .tightening
    ),
    (
      "\"evidence\":\"guard\",\"select\":\"$.bypass\"", "\"evidence\":\"tasks\",\"select\":\"$.bypass\"",
      "rules.bypass.evidence", .loosening
    ),
    (
      ",\n\"capabilities\":[\n  {\"id\":\"high\",\"domain\":\"cyber\",\"level\":\"High\",\"triggers\":[\"solved\",\"found\"],\n   \"safeguards\":[\"monitor\",\"bypass\"]}]",
      "", "capabilities.high", .loosening
    ),
    (
      "\"op\":\"present\",\"severity\":\"warn\"", "\"op\":\"absent-or-null\",\"severity\":\"warn\"",
      "rules.hint.test", .loosening
    ),
  ]

  static let table: [(id: String, of: RatchetProtocols, row: Row)] = {
    func rows(_ rows: [Row], _ name: RatchetProtocols) -> [(String, RatchetProtocols, Row)] {
      rows.enumerated().map { ("\(name) \($0.offset) \($0.element.clause)", name, $0.element) }
    }
    return rows(refusal, .refusal) + rows(probes, .probes) + rows(cyber, .cyber)
  }()

  @Test(arguments: table)
  func `a single edit turns the way that was judged by hand`(
    id: String, of: RatchetProtocols, row: Row
  ) throws {
    let ratchet = Ratchet(from: try of.terms(), to: try of.terms(replacing: [(row.old, row.new)]))
    let change = ratchet.changes.first { $0.clause == row.clause }
    if row.clause.isEmpty {
      #expect(ratchet.changes.isEmpty)
    } else {
      #expect(change?.tightness == row.tightness, "\(ratchet.changes)")
    }
    // An edit of one clause may show in others; of these none may hide what it is.
    if row.tightness == .loosening { #expect(ratchet.tightness == .loosening) }
  }

  @Test(arguments: RatchetProtocols.allCases)
  func `nothing changed is neutral`(of: RatchetProtocols) throws {
    #expect(Ratchet(from: try of.terms(), to: try of.terms()).changes.isEmpty)
  }

  @Test func `trust 20: many small steps are judged each and together`() throws {
    let edits = [("\"0.85\"", "\"0.9\""), ("\"30d\"", "\"20d\""), ("\"60\"", "\"61\"")]
    let ratchet = Ratchet(
      from: try RatchetProtocols.refusal.terms(), to: try RatchetProtocols.refusal.terms(replacing: edits))
    #expect(ratchet.changes.map(\.tightness) == [.tightening, .tightening, .loosening])
    #expect(ratchet.tightness == .loosening)
  }
}
