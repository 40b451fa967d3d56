internal import CanonicalEncoding
internal import Governance
internal import Signing

extension LedgerView {
  /// A report adds to what was reported and takes nothing back.
  func admit(_ report: IncidentReport, _ id: Digest, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(report)
    try checkForm(of: report, at: position.received)
    guard try isKnown(report.header.signer, at: position.received) else { throw IncidentRefusal.notMember }
    let newest = try reports(on: report.incident).last
    guard report.previous == newest?.statement ?? .zero else {
      throw IncidentRefusal.stale(newest: newest?.statement ?? .zero)
    }
    if let newest {
      guard newest.discovered == report.discoveredAt else {
        throw IncidentRefusal.rewritten(field: "discovered_at")
      }
      guard Set(newest.regimes).isSubset(of: report.regimes) else {
        throw IncidentRefusal.rewritten(field: "regimes")
      }
      guard Set(newest.notified).isSubset(of: report.notified) else {
        throw IncidentRefusal.rewritten(field: "notified")
      }
    }
    return [sequence, IncidentRecord(report, id, at: position).change]
  }

  private func checkForm(of report: IncidentReport, at now: Timepoint) throws {
    guard DisplayText.fault(of: report.incident, limit: 80) == nil else {
      throw IncidentRefusal.form(field: "incident")
    }
    let isReadable = report.systems.allSatisfy { DisplayText.fault(of: $0, limit: 120) == nil }
    guard 1...32 ~= report.systems.count, isReadable else { throw IncidentRefusal.form(field: "systems") }
    guard report.discoveredAt <= now else { throw IncidentRefusal.form(field: "discovered_at") }
    guard Set(report.regimes).count == report.regimes.count else {
      throw IncidentRefusal.form(field: "regimes")
    }
    for name in report.regimes where IncidentRegime.named(name) == nil {
      throw IncidentRefusal.regimeUnknown(name)
    }
    guard Set(report.notified).count == report.notified.count,
      Set(report.notified).isSubset(of: report.regimes)
    else { throw IncidentRefusal.form(field: "notified") }
    guard try report.facts == .zero || documents.holds(report.facts) else {
      throw AdmissionRefusal.documentMissing(report.facts)
    }
  }

  /// Whether an account has a role, an accreditation, or holds something in an electorate.
  private func isKnown(_ account: AccountKey, at now: Timepoint) throws -> Bool {
    if try isSeated(account, at: now) { return true }
    if try accreditation(of: account, at: now) != nil { return true }
    return try writtenCharter(at: now)?.series.contains { series in
      try membership(series: series, at: now).flatMap { try rows(of: $0) }?.holding(of: account) != nil
    } ?? false
  }
}
