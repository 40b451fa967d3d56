internal import CanonicalEncoding

/// The output of promptfoo. A test that ended in an error, or whose grader did, was not judged.
struct PromptfooResults {
  private let document: EvidenceDocument

  init(_ document: EvidenceDocument) { self.document = document }

  func check(_ demand: Completeness.Demand, _ completeness: inout Completeness) {
    let version = document.value("results", "version").flatMap { document.decimal($0) }
    completeness.demand(
      "version", version == ExactDecimal("3"),
      "results version \(version?.description ?? "none"), and 3 is understood")
    func count(_ key: String) -> UInt64? {
      document.value("results", "stats", key).flatMap { document.digits($0) }.flatMap {
        UInt64(String(decoding: $0, as: UTF8.self))
      }.flatMap { $0 < 1 << 60 ? $0 : nil }
    }
    guard let successes = count("successes"), let failures = count("failures"), let errors = count("errors")
    else {
      return completeness.demand("counts", false, "it does not say how many tests passed")
    }
    let results = document.value("results", "results").map { document.children($0) } ?? []
    let total = successes + failures + errors
    completeness.demand(
      "counts", total > 0 && UInt64(results.count) == total, "\(results.count) results for \(total) tests")
    let broken = UInt64(results.count { isBroken($0) })
    completeness.demandScored(
      "unscored", unscored: ExactDecimal(String(max(errors, broken))), of: ExactDecimal(String(total)),
      atMost: demand.unscored, "the run")
  }

  /// Whether a result is an error, of the model or of the grader, and no judgement.
  private func isBroken(_ result: EvidenceDocument.Place) -> Bool {
    let reason = document.value("failureReason", of: result).flatMap { document.decimal($0) }
    if reason == ExactDecimal("2") { return true }
    let metadata = document.value("gradingResult", "metadata", "graderError", of: result)
    return metadata.map { document.boolean($0) != false && document.kind($0) != .null } ?? false
  }
}
