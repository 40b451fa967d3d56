internal import CanonicalEncoding

/// The report of garak. A probe that could not be loaded is skipped with a line on the console only, and the
/// report still ends as if all had run.
struct GarakReport {
  private let document: EvidenceDocument
  /// The lines by their `entry_type`.
  private let entries: [String: [EvidenceDocument.Place]]

  init(_ document: EvidenceDocument) {
    self.document = document
    entries = Dictionary(grouping: document.children(EvidenceDocument.root)) { place in
      document.value("entry_type", of: place).flatMap { document.text($0) } ?? ""
    }
  }

  func check(_ demand: Completeness.Demand, _ completeness: inout Completeness) {
    let completions = entries["completion"] ?? []
    completeness.demand(
      "finished", completions.count == 1,
      completions.count == 1 ? "it ends with a completion" : "\(completions.count) completions, one is needed"
    )
    let runs = (entries["init"] ?? []) + completions
    let names = Set(runs.map { text("run", of: $0) ?? "" }.map { ByteText($0) })
    completeness.demand(
      "oneRun", runs.count == 2 && names.count == 1,
      runs.count == 2 && names.count == 1 ? "one run" : "it begins and ends with different runs, or several")
    let rows = entries["eval"] ?? []
    completeness.demand("scored", !rows.isEmpty, "\(rows.count) rows of results")
    checkProbes(demand, rows, &completeness)
    let wanted = demand.covers.isEmpty ? nil : Set(demand.covers.map { ByteText($0) })
    for row in rows {
      guard wanted?.contains(ByteText(text("probe", of: row) ?? "")) != false else { continue }
      check(row, demand, &completeness)
    }
  }

  /// Every probe that was to run has results, and no pair of probe and detector has them twice.
  private func checkProbes(
    _ demand: Completeness.Demand, _ rows: [EvidenceDocument.Place], _ completeness: inout Completeness
  ) {
    let found = rows.map { text("probe", of: $0) ?? "" }
    let announced = (entries["start_run setup"] ?? []).first.flatMap {
      document.value("transient.active_probes", of: $0)
    }
    let active = announced.map { document.children($0).compactMap { document.text($0) } } ?? []
    let wanted = demand.covers.isEmpty ? active.map(Self.withoutPrefix) : demand.covers
    completeness.demand(
      "announced", !wanted.isEmpty,
      wanted.isEmpty
        ? "it does not say which probes were to run; name them with covers" : "\(wanted.count) probes")
    completeness.demandParts(wanted, among: found, noun: "probes")
    let pairs = rows.map { ByteText((text("probe", of: $0) ?? "") + "\n" + (text("detector", of: $0) ?? "")) }
    completeness.demand(
      "once", Set(pairs).count == pairs.count,
      Set(pairs).count == pairs.count
        ? "no result stands twice" : "\(pairs.count - Set(pairs).count) results stand twice")
  }

  private static func withoutPrefix(_ name: String) -> String {
    name.hasPrefix("probes.") ? String(name.dropFirst(7)) : name
  }

  /// The counts of a row add up, and few enough outputs were left without a judgement.
  private func check(
    _ row: EvidenceDocument.Place, _ demand: Completeness.Demand, _ completeness: inout Completeness
  ) {
    let name = DisplayText.escaped(
      "\(text("probe", of: row) ?? "?") by \(text("detector", of: row) ?? "?")", limit: 120)
    func count(_ key: String) -> UInt64? {
      document.value(key, of: row).flatMap { document.digits($0) }.flatMap {
        UInt64(String(decoding: $0, as: UTF8.self))
      }.flatMap { $0 < 1 << 60 ? $0 : nil }
    }
    guard let passed = count("passed"), let fails = count("fails"), let nones = count("nones"),
      let evaluated = count("total_evaluated"), let processed = count("total_processed")
    else {
      return completeness.demand(
        "counts", false, "\(name): the row lacks counts, as those of old versions do")
    }
    completeness.demand(
      "counts", passed + fails == evaluated && evaluated + nones == processed,
      "\(name): \(passed) + \(fails) of \(evaluated) evaluated, \(processed) processed")
    completeness.demandScored(
      "unscored", unscored: ExactDecimal(String(nones)), of: ExactDecimal(String(processed)),
      atMost: demand.unscored, name)
  }

  private func text(_ key: String, of place: EvidenceDocument.Place) -> String? {
    document.value(key, of: place).flatMap { document.text($0) }
  }
}
