internal import CanonicalEncoding
internal import Governance
internal import Signing

extension LedgerView {
  func admit(_ electorate: ElectorateRegistration, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(electorate)
    guard let charter = try charter(at: position.received), let registrar = charter.roles[charter.registrar],
      registrar.members.contains(electorate.header.signer)
    else { throw AdmissionRefusal.roleMissing("registrar") }
    guard charter.series.contains(electorate.series) else {
      throw AdmissionRefusal.seriesUnknown(electorate.series)
    }
    guard DisplayText.fault(of: electorate.source, limit: 200) == nil else {
      throw AdmissionRefusal.displayMismatch(field: "source")
    }
    guard let commitment = try documents.commitment(file: electorate.file) else {
      throw AdmissionRefusal.documentMissing(electorate.file)
    }
    guard commitment.root == electorate.root else { throw AdmissionRefusal.rootMismatch(field: "root") }
    guard commitment.rows == electorate.rows, commitment.rows > 0 else {
      throw AdmissionRefusal.rootMismatch(field: "number of rows")
    }
    guard commitment.totals == electorate.totals else { throw AdmissionRefusal.rootMismatch(field: "total") }
    try commitment.checkShares()
    let record = ElectorateRecord(electorate, index: position.index, received: position.received)
    return [Change(record.key, Array(record.json.canonicalBytes)), sequence]
  }
}
