internal import CanonicalEncoding

/// A log of Inspect, version 2. Logs in its own container (`.eval`) are converted by `inspect log convert`.
struct InspectLog {
  private let document: EvidenceDocument

  init(_ document: EvidenceDocument) { self.document = document }

  func check(_ demand: Completeness.Demand, _ completeness: inout Completeness) {
    let version = text("version") ?? "none"
    completeness.demand("version", version == "2", "log version \(version), and 2 is understood")
    let status = document.value("status").flatMap { document.text($0) } ?? "none"
    completeness.demand("finished", status == "success", "status \(DisplayText.escaped(status, limit: 40))")
    let isInvalidated = document.value("invalidated").flatMap { document.boolean($0) } ?? false
    completeness.demand(
      "valid", !isInvalidated, isInvalidated ? "its authors invalidated the log" : "not invalidated")
    checkSelection(&completeness)
    let (done, total) = (number("completed_samples"), number("total_samples"))
    completeness.demand(
      "allSamples", done != nil && done == total && done.map { $0 > .zero } == true,
      "\(done?.description ?? "?") of \(total?.description ?? "?") samples completed")
    checkScores(demand, &completeness)
  }

  /// A run over part of the task looks like one over all of it, but for these settings.
  private func checkSelection(_ completeness: inout Completeness) {
    let chosen = ["limit", "sample_id"].filter { key in
      guard let place = document.value("eval", "config", key) else { return false }
      return document.kind(place) != .null
    }
    completeness.demand(
      "noLimit", chosen.isEmpty,
      chosen.isEmpty ? "no limit" : "only part of the samples was run (\(chosen.joined(separator: ", ")))")
  }

  private func checkScores(_ demand: Completeness.Demand, _ completeness: inout Completeness) {
    let scores = document.value("results", "scores").map { document.children($0) } ?? []
    let names = scores.map { document.value("name", of: $0).flatMap { document.text($0) } ?? "" }
    completeness.demand(
      "scored", !scores.isEmpty && Set(names.map { ByteText($0) }).count == names.count,
      scores.isEmpty
        ? "there are no scores" : "scores \(names.map { DisplayText.escaped($0) }.joined(separator: ", "))")
    if !demand.covers.isEmpty {
      completeness.demandParts(demand.covers, among: names, noun: "scores")
    }
    for (score, name) in zip(scores, names) {
      guard demand.covers.isEmpty || demand.covers.contains(where: { $0.isSpelt(like: name) }) else {
        continue
      }
      let unscored = document.value("unscored_samples", of: score).flatMap { document.decimal($0) }
      let scored = document.value("scored_samples", of: score).flatMap { document.decimal($0) }
      completeness.demandScored(
        "unscored", unscored: unscored, of: Self.sum(scored, unscored), atMost: demand.unscored,
        "score \(DisplayText.escaped(name, limit: 60))")
    }
  }

  private static func sum(_ left: ExactDecimal?, _ right: ExactDecimal?) -> ExactDecimal? {
    // Counts of samples are small whole numbers; what is none of those says nothing.
    guard let left = left.flatMap({ UInt64($0.description) }),
      let right = right.flatMap({ UInt64($0.description) }),
      left < 1 << 60, right < 1 << 60
    else { return nil }
    return ExactDecimal(String(left + right))
  }

  private func text(_ key: String) -> String? {
    document.value(key).flatMap { document.digits($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private func number(_ key: String) -> ExactDecimal? {
    document.value("results", key).flatMap { document.decimal($0) }
  }
}
