package import CanonicalEncoding
package import Governance
package import Signing

/// One report of an incident; the newest says how it stands.
package struct IncidentRecord: StateRecord {
  package let statement: Digest
  package let incident: String
  package let reporter: AccountKey
  package let severity: IncidentReport.Severity
  package let systems: [String]
  package let discovered: Timepoint
  package let facts: Digest
  package let regimes: [String]
  package let notified: [String]
  package let index: UInt64
  package let received: Timepoint

  package static let space = RecordSpace.incident

  init(_ report: IncidentReport, _ id: Digest, at position: LogPosition) {
    statement = id
    incident = report.incident
    reporter = report.header.signer
    severity = report.severity
    systems = report.systems
    discovered = report.discoveredAt
    facts = report.facts
    regimes = report.regimes
    notified = report.notified
    index = position.index
    received = position.received
  }

  static func partition(_ incident: String) -> ByteString { ByteString(utf8: incident) }

  var change: Change { change(Self.partition(incident), ByteString(number: index)) }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "facts": facts.description, "incident": incident, "reporter": reporter.text,
      "severity": severity.rawValue, "statement": statement.description,
    ])
    members.add("discovered", number: discovered.milliseconds)
    members.add("index", number: index)
    members.append(.init(key: "notified", value: .array(notified.map { .string($0) })))
    members.add("received", number: received.milliseconds)
    members.append(.init(key: "regimes", value: .array(regimes.map { .string($0) })))
    members.append(.init(key: "systems", value: .array(systems.map { .string($0) })))
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    discovered = try fields.timepoint("discovered")
    facts = try fields.digest("facts")
    incident = try fields.string("incident")
    index = try fields.integer("index")
    notified = try fields.strings("notified")
    received = try fields.timepoint("received")
    regimes = try fields.strings("regimes")
    reporter = try fields.account("reporter")
    severity = try fields.word("severity")
    statement = try fields.digest("statement")
    systems = try fields.strings("systems")
  }
}
