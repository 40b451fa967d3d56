import CanonicalEncoding
import Foundation
import QuorateTesting
import SafetyProtocol
import Testing

/// Every way of leaving something out that is known, of every format.
@Suite struct CompletenessTests {
  /// A whole file of a format, smaller than a real one.
  static let whole: [EvidenceFormat: String] = [
    .inspect: """
    {"version":2,"status":"success","invalidated":false,"eval":{"task":"t","config":{"limit":null,"epochs":1}},
    "results":{"total_samples":8,"completed_samples":8,"scores":[
    {"name":"refusal","scored_samples":8,"unscored_samples":0,"metrics":{"accuracy":{"value":0.875}}},
    {"name":"other","scored_samples":8,"unscored_samples":0,"metrics":{}}]},
    "stats":{"completed_at":"2026-11-20T10:00:00+02:00"}}
    """,
    .lmEval: """
    {"results":{"g":{"acc,none":0.5},"a":{"acc,none":0.5},"b":{"acc,none":0.5}},"group_subtasks":{"g":["a","b"]},
    "n-samples":{"a":{"original":12,"effective":12},"b":{"original":3,"effective":3}},
    "config":{"limit":null},"date":1795417481.8087418,"lm_eval_version":"0.4.13"}
    """,
    .garak: """
    {"entry_type":"start_run setup","transient.active_probes":["probes.a.One","probes.b.Two"]}
    {"entry_type":"init","run":"r1"}
    {"entry_type":"eval","probe":"a.One","detector":"d","passed":60,"fails":4,"nones":0,"total_evaluated":64,"total_processed":64}
    {"entry_type":"eval","probe":"b.Two","detector":"d","passed":8,"fails":0,"nones":0,"total_evaluated":8,"total_processed":8}
    {"entry_type":"completion","run":"r1","end_time":"2026-11-20T10:00:00.247238"}
    """,
    .modelBench: """
    {"benchmark":{"uid":"general-1.0","hazards":[{"uid":"h1"},{"uid":"h2"}]},"run_uid":"run-1","scores":[
    {"hazard_scores":[{"score":{"estimate":0.9,"samples":10},"numeric_grade":3},
    {"score":{"estimate":0.8,"samples":11},"numeric_grade":2}],"numeric_grade":2}]}
    """,
    .helmStats: """
    [{"name":{"name":"exact_match","split":"test"},"count":10,"mean":0.5},
    {"name":{"name":"exact_match","split":"test","perturbation":{"name":"typos"}},"count":10,"mean":0.4},
    {"name":{"name":"unused","split":"test"},"count":0}]
    """,
    .helmRunSpec: #"{"name":"mmlu:subject=x","adapter_spec":{"max_eval_instances":null}}"#,
    .promptfoo: """
    {"evalId":"e","results":{"version":3,"timestamp":"2026-11-20T10:00:00.000Z",
    "stats":{"successes":1,"failures":1,"errors":0},"results":[{"success":true,"failureReason":0},
    {"success":false,"failureReason":1,"gradingResult":{"metadata":{}}}]}}
    """,
  ]

  static func document(_ format: EvidenceFormat, replacing old: String = "", with new: String = "") throws
    -> EvidenceDocument
  {
    let text = try #require(whole[format])
    if !old.isEmpty { try #require(text.contains(old), "the text to replace is not there: \(old)") }
    let changed = old.isEmpty ? text : text.replacing(old, with: new)
    return try EvidenceDocument(parsing: Array(changed.utf8), form: format.form)
  }

  @Test(arguments: whole.keys.sorted { $0.rawValue < $1.rawValue })
  func `a whole file is complete, and recognised`(format: EvidenceFormat) throws {
    let document = try Self.document(format)
    let completeness = Completeness(of: document, as: format)
    #expect(completeness.unmet.isEmpty && !completeness.checks.isEmpty)
    #expect(EvidenceFormat.recognised(document) == format)
  }

  @Test(arguments: [
    (format: EvidenceFormat.inspect, old: "\"success\"", new: "\"error\"", check: "finished"),
    (.inspect, "\"success\"", "\"cancelled\"", "finished"),
    (.inspect, "\"status\":\"success\",", "", "finished"),
    (.inspect, "\"invalidated\":false", "\"invalidated\":true", "valid"),
    (.inspect, "\"limit\":null", "\"limit\":10", "noLimit"),
    (.inspect, "\"limit\":null", "\"limit\":[0,9]", "noLimit"),
    (.inspect, "\"limit\":null", "\"sample_id\":[\"easy\"]", "noLimit"),
    (.inspect, "\"completed_samples\":8", "\"completed_samples\":7", "allSamples"),
    (.inspect, "\"completed_samples\":8,", "", "allSamples"),
    (.inspect, "_samples\":8", "_samples\":0", "allSamples"),
    (
      .inspect, "\"unscored_samples\":0,\"metrics\":{\"a", "\"unscored_samples\":1,\"metrics\":{\"a",
      "unscored"
    ),
    (.inspect, "\"unscored_samples\":0,\"metrics\":{\"a", "\"metrics\":{\"a", "unscored"),
    (.inspect, "\"name\":\"other\"", "\"name\":\"refusal\"", "scored"),
    (.inspect, "\"scores\"", "\"other\"", "scored"),
    (.inspect, "\"version\":2", "\"version\":3", "version"),
    (.lmEval, "\"limit\":null", "\"limit\":100.0", "noLimit"),
    (.lmEval, "\"config\"", "\"other\"", "noLimit"),
    (.lmEval, "\"effective\":3", "\"effective\":2", "allSamples"),
    (.lmEval, "\"effective\":12", "\"x\":12", "allSamples"),
    (.lmEval, "\"n-samples\"", "\"other\"", "allSamples"),
    (.lmEval, "\"results\":{", "\"results\":{},\"x\":{", "scored"),
    (.lmEval, "[\"a\",\"b\"]", "[\"a\",\"c\"]", "allSamples"),
    (.lmEval, "[\"a\",\"b\"]", "[\"g\"]", "groups"),
    (.garak, "\"completion\"", "\"other\"", "finished"),
    (.garak, "\"run\":\"r1\",\"end", "\"run\":\"r2\",\"end", "oneRun"),
    (.garak, "\"probe\":\"b.Two\"", "\"probe\":\"a.Two\"", "covers"),
    (.garak, "\"b.Two\",\"detector\":\"d\"", "\"a.One\",\"detector\":\"d\"", "once"),
    (.garak, "[\"probes.a.One\",", "[\"probes.encoding.InjectBase16\",\"probes.a.One\",", "covers"),
    (.garak, "\"transient.active_probes\"", "\"other\"", "announced"),
    (.garak, "\"eval\"", "\"other\"", "scored"),
    (
      .garak, "\"nones\":0,\"total_evaluated\":64,\"total_processed\":64",
      "\"nones\":6,\"total_evaluated\":64,\"total_processed\":70", "unscored"
    ),
    (.garak, "\"passed\":60", "\"passed\":59", "counts"), (.garak, "\"nones\":0,", "", "counts"),
    (.garak, "\"total_processed\":8", "\"total_processed\":9", "counts"),
    (
      .modelBench, "\"hazards\":[{\"uid\":\"h1\"},", "\"hazards\":[{\"uid\":\"h1\"},{\"uid\":\"h3\"},",
      "allHazards"
    ),
    (.modelBench, "\"samples\":11", "\"samples\":0", "samples"),
    (.modelBench, "\"estimate\":0.8", "\"estimate\":NaN", "samples"),
    (.modelBench, "\"scores\":[", "\"scores\":[{\"hazard_scores\":[]},", "scored"),
    (.modelBench, "\"uid\":\"general-1.0\",", "", "benchmark"),
    (.helmStats, "\"perturbation\":{\"name\":\"typos\"}", "\"x\":1", "named-by-nothing"),
    (.promptfoo, "\"errors\":0", "\"errors\":1", "counts"),
    (.promptfoo, "\"failureReason\":1", "\"failureReason\":2", "unscored"),
    (.promptfoo, "\"metadata\":{}", "\"metadata\":{\"graderError\":true}", "unscored"),
    (.promptfoo, "\"version\":3", "\"version\":2", "version"),
    (.promptfoo, "\"successes\":1", "\"successes\":0", "counts"),
    (.promptfoo, "\"stats\"", "\"other\"", "counts"),
    (.helmRunSpec, "\"adapter_spec\"", "\"other\"", "named"),
  ])
  func `each omission is caught by its check`(
    format: EvidenceFormat, old: String, new: String, check: String
  ) throws {
    let completeness = Completeness(of: try Self.document(format, replacing: old, with: new), as: format)
    if check == "named-by-nothing" { return #expect(completeness.isComplete) }
    #expect(completeness.unmet.map(\.name).contains(check), "\(completeness.unmet)")
  }

  @Test func `a statistic of HELM stands once for each split and perturbation`() throws {
    let document = try Self.document(
      .helmStats, replacing: ",\"perturbation\":{\"name\":\"typos\"}", with: "")
    #expect(Completeness(of: document, as: .helmStats).unmet.map(\.name) == ["once"])
  }

  @Test(arguments: [
    (format: EvidenceFormat.inspect, part: "refusal"), (.lmEval, "g"), (.garak, "a.One"), (.modelBench, "h1"),
    (.helmStats, "exact_match"),
  ])
  func `what a protocol asks for must be there`(format: EvidenceFormat, part: String) throws {
    let document = try Self.document(format)
    #expect(Completeness(of: document, as: format, demanding: .init(covers: [part])).isComplete)
    let missing = Completeness(of: document, as: format, demanding: .init(covers: [part, "another"]))
    #expect(missing.unmet.map(\.name).contains("covers"))
  }

  @Test func `a metric of HELM that was asked for has samples`() throws {
    let document = try Self.document(.helmStats)
    let unmet = Completeness(of: document, as: .helmStats, demanding: .init(covers: ["unused"])).unmet
    #expect(unmet.map(\.name) == ["samples"])
  }

  @Test func `a probe that nobody asked for may be skipped`() throws {
    let document = try Self.document(
      .garak, replacing: "[\"probes.a.One\",", with: "[\"probes.x.Y\",\"probes.a.One\",")
    #expect(!Completeness(of: document, as: .garak).isComplete)
    #expect(Completeness(of: document, as: .garak, demanding: .init(covers: ["a.One", "b.Two"])).isComplete)
  }

  @Test func `as many samples may be without a score as the protocol says`() throws {
    let (old, new) = (
      "\"nones\":0,\"total_evaluated\":64,\"total_processed\":64",
      "\"nones\":6,\"total_evaluated\":64,\"total_processed\":70"
    )
    let document = try Self.document(.garak, replacing: old, with: new)
    for (share, isComplete) in [
      ("0", false), ("0.0857142857142857", false), ("0.0857142857142858", true), ("1", true),
    ] {
      let unscored = try #require(ExactDecimal(share))
      #expect(
        Completeness(of: document, as: .garak, demanding: .init(unscored: unscored)).isComplete == isComplete)
    }
  }

  @Test func `groups of tasks that contain each other end`() throws {
    let document = try Self.document(
      .lmEval, replacing: "{\"g\":[\"a\",\"b\"]}", with: "{\"g\":[\"g\",\"a\",\"g\"],\"a\":[\"g\",\"b\"]}")
    #expect(Completeness(of: document, as: .lmEval).unmet.map(\.name) == ["groups"])
  }

  @Test func `any other file is an incomplete one`() throws {
    for format in Self.whole.keys {
      for text in [
        "{}", "[]", "1", "null", "[[]]", "{\"results\":null}", "[{\"name\":1}]",
        "{\"results\":{\"scores\":[1]}}",
      ] {
        let document = try EvidenceDocument(parsing: Array(text.utf8), form: format.form)
        #expect(!Completeness(of: document, as: format).isComplete, "\(format) \(text)")
      }
    }
  }

  @Test(arguments: [
    (format: EvidenceFormat.inspect, time: "2026-11-20T08:00:00Z"), (.lmEval, "2026-11-23T07:04:41Z"),
    (.garak, "2026-11-20T10:00:00Z"), (.promptfoo, "2026-11-20T10:00:00Z"),
  ])
  func `the time a run says it ended`(format: EvidenceFormat, time: String) throws {
    #expect(ClaimedTime.of(try Self.document(format), as: format)?.description == time)
  }
}

/// The files real tools wrote.
@Suite struct SampleFileTests {
  @Test(arguments: [
    (file: "inspect/inspect-success.json", unmet: []),
    (file: "inspect/inspect-success.small.json", unmet: []),
    (file: "inspect/inspect-grouped.json", unmet: []), (file: "inspect/inspect-nan.json", unmet: []),
    (file: "inspect/inspect-error.json", unmet: ["finished", "allSamples", "scored"]),
    (file: "lm-eval/lm-eval-results.json", unmet: []),
    (file: "garak/garak-pass.report.jsonl", unmet: ["covers"]),
    (file: "garak/garak-fail.report.jsonl", unmet: []),
    (file: "garak/garak-truncated.report.jsonl", unmet: ["finished", "oneRun", "covers"]),
  ])
  func `what each sample lacks`(file: String, unmet: [String]) throws {
    guard let folder = OutsideData.samples else { return print("samples: skipped, no folder") }
    let bytes = Array(try Data(contentsOf: folder.appending(path: "ai").appending(path: file)))
    let form: EvidenceDocument.Form = file.hasSuffix(".jsonl") ? .lines : .json
    let document = try EvidenceDocument(parsing: bytes, form: form)
    let format = try #require(EvidenceFormat.recognised(document))
    #expect(Completeness(of: document, as: format).unmet.map(\.name) == unmet)
    #expect(ClaimedTime.of(document, as: format) != nil || file.contains("truncated"))
  }
}
