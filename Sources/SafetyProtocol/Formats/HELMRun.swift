internal import CanonicalEncoding

/// Files of a HELM run. One metric appears once for each split and perturbation, and one that measured
/// nothing has a count of zero and no mean.
struct HELMRun {
  private let document: EvidenceDocument

  init(_ document: EvidenceDocument) { self.document = document }

  func checkStats(_ demand: Completeness.Demand, _ completeness: inout Completeness) {
    let stats = document.children(EvidenceDocument.root)
    let isList = document.kind(EvidenceDocument.root) == .array
    completeness.demand("scored", isList && !stats.isEmpty, "\(stats.count) statistics")
    let names = stats.map { document.value("name", "name", of: $0).flatMap { document.text($0) } ?? "" }
    completeness.demand("named", names.allSatisfy { !$0.isEmpty }, "every statistic has a name")
    if !demand.covers.isEmpty { completeness.demandParts(demand.covers, among: names, noun: "metrics") }
    let wanted = Set(demand.covers.map { ByteText($0) })
    var seen: Set<[UInt8]> = []
    for (place, name) in zip(stats, names) {
      guard let identity = document.value("name", of: place) else { continue }
      if !seen.insert(document.compact(identity)).inserted {
        completeness.demand(
          "once", false, "\(DisplayText.escaped(name, limit: 80)) stands twice for one split")
      }
      guard wanted.contains(ByteText(name)) else { continue }
      let count = document.value("count", of: place).flatMap { document.decimal($0) }
      let mean = document.value("mean", of: place).flatMap { document.decimal($0) }
      completeness.demand(
        "samples", count.map { $0 > .zero } == true && mean != nil,
        "\(DisplayText.escaped(name, limit: 80)) over \(count?.description ?? "no") samples")
    }
  }

  func checkRunSpec(_ completeness: inout Completeness) {
    let name = document.value("name").flatMap { document.text($0) }
    completeness.demand(
      "named", name != nil && document.value("adapter_spec") != nil,
      "run \(DisplayText.escaped(name ?? "without a name", limit: 80))")
  }
}
