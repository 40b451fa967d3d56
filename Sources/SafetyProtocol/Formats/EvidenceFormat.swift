/// The output formats of evaluation tools that are understood.
package enum EvidenceFormat: String, Hashable, Sendable, CaseIterable {
  /// A log of Inspect (UK AI Security Institute), version 2, as JSON.
  case inspect = "inspect-ai.log.v2"
  /// `results_….json` of EleutherAI's lm-evaluation-harness.
  case lmEval = "lm-eval.results"
  /// The report of garak, one JSON value a line.
  case garak = "garak.report.jsonl"
  /// The record of ModelBench, behind MLCommons AILuminate.
  case modelBench = "modelbench.record"
  /// `stats.json` of HELM.
  case helmStats = "helm.stats"
  /// `run_spec.json` of HELM.
  case helmRunSpec = "helm.run-spec"
  /// The JSON output of promptfoo.
  case promptfoo = "promptfoo.results"
  /// Any JSON. Nothing is known about when it is complete.
  case json
  /// Any JSON, one value a line. Nothing is known about when it is complete.
  case lines = "jsonl"

  /// How the file is cut into values.
  package var form: EvidenceDocument.Form {
    switch self {
    case .garak, .lines: .lines
    default: .json
    }
  }

  /// The tool it comes from: `garak`.
  package var family: String { String(rawValue.prefix { $0 != "." }) }

  /// What `covers` lists for this format, in the plural; `nil` where a file has no such parts.
  package var parts: String? {
    switch self {
    case .inspect: "scores"
    case .lmEval: "tasks"
    case .garak: "probes"
    case .modelBench: "hazards"
    case .helmStats: "metrics"
    case .helmRunSpec, .promptfoo, .json, .lines: nil
    }
  }

  /// Whether a finished run is told from one that is not.
  package var knowsCompleteness: Bool { ![.json, .lines].contains(self) }

  /// The format of a document by its own marks, or `nil`.
  ///
  /// For convenience only: what a protocol asks for is named in it, and a file that is not of that format
  /// fails its checks.
  package static func recognised(_ document: EvidenceDocument) -> EvidenceFormat? {
    let root = EvidenceDocument.root
    if document.kind(root) == .array {
      guard let first = document.element(0, of: root), document.kind(first) == .object else { return nil }
      if document.value("entry_type", of: first) != nil { return .garak }
      return document.value("name", "name", of: first) != nil ? .helmStats : nil
    }
    if document.value("eval", "task") != nil, document.value("status") != nil { return .inspect }
    if document.value("lm_eval_version") != nil || document.value("n-samples") != nil { return .lmEval }
    if document.value("benchmark", "uid") != nil, document.value("scores") != nil { return .modelBench }
    if document.value("adapter_spec") != nil { return .helmRunSpec }
    if document.value("results", "stats") != nil, document.value("evalId") != nil { return .promptfoo }
    return nil
  }
}
