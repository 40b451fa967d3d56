internal import CanonicalEncoding

/// The record of a ModelBench run. A grade is relative to reference models that change with the benchmark's
/// version, so that rules should pin `$.benchmark.uid`.
struct ModelBenchRecord {
  private let document: EvidenceDocument

  init(_ document: EvidenceDocument) { self.document = document }

  func check(_ demand: Completeness.Demand, _ completeness: inout Completeness) {
    let benchmark = document.value("benchmark", "uid").flatMap { document.text($0) }
    let run = document.value("run_uid").flatMap { document.text($0) }
    completeness.demand("benchmark", benchmark != nil && run != nil, "benchmark \(shown(benchmark))")
    let hazards = document.value("benchmark", "hazards").map { document.children($0) } ?? []
    let names = hazards.compactMap { document.value("uid", of: $0).flatMap { document.text($0) } }
    completeness.demandParts(demand.covers.isEmpty ? names : demand.covers, among: names, noun: "hazards")
    let scores = document.value("scores").map { document.children($0) } ?? []
    completeness.demand("scored", scores.count == 1, "\(scores.count) systems, one is needed")
    for score in scores {
      let parts = document.value("hazard_scores", of: score).map { document.children($0) } ?? []
      completeness.demand(
        "allHazards", !parts.isEmpty && parts.count == hazards.count,
        "\(parts.count) of \(hazards.count) hazards are scored")
      for part in parts { check(part, &completeness) }
    }
  }

  private func check(_ part: EvidenceDocument.Place, _ completeness: inout Completeness) {
    let estimate = document.value("score", "estimate", of: part).flatMap { document.decimal($0) }
    let samples = document.value("score", "samples", of: part).flatMap { document.decimal($0) }
    completeness.demand(
      "samples", estimate != nil && samples.map { $0 > .zero } == true,
      "a hazard with \(samples?.description ?? "no") samples")
  }

  private func shown(_ text: String?) -> String { text.map { DisplayText.escaped($0, limit: 80) } ?? "none" }
}
