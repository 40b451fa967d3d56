internal import Signing
internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate

/// An incident as it is on record, in words.
struct IncidentWords {
  private let reports: [IncidentRecord]
  private let newest: IncidentRecord
  private let clocks: [IncidentClock]
  private let now: Timepoint
  private let session: Session

  init(_ incident: String, _ session: Session) throws {
    let (reports, clocks) = try session.chamber.read { view in
      (try view.reports(on: incident), try view.clocks(of: incident))
    }
    guard let newest = reports.last else {
      throw Failure(
        .notFound, "incident.unknown", "there is no incident \(Format.safe(incident))",
        hint: "quorate incident list")
    }
    (self.reports, self.newest, self.clocks, self.session) = (reports, newest, clocks, session)
    now = try session.now()
  }

  /// Whether a duty was missed or met too late.
  var isMissed: Bool { clocks.contains { [.missed, .late].contains($0.state(at: now)) } }

  /// Where a duty stands: `due in 2d 3h`, `MISSED 4h ago`.
  static func state(_ clock: IncidentClock, at now: Timepoint) -> String {
    switch clock.state(at: now) {
    case .running: "due in \(clock.deadline.since(now).brief) (\(clock.deadline.sentence))"
    case .met: "reported in time"
    case .missed: "MISSED: was due \(now.since(clock.deadline).brief) ago (\(clock.deadline.sentence))"
    case .late: "reported LATE, by \((clock.notified ?? now).since(clock.deadline).brief)"
    }
  }

  static func json(_ incident: String, _ clock: IncidentClock, at now: Timepoint) -> JSONValue {
    .members([
      "deadline": .string(clock.deadline.description), "incident": .string(incident),
      "notified": clock.notified.map { .string($0.description) } ?? .null,
      "regime": .string(clock.regime.name), "state": .string(clock.state(at: now).rawValue),
    ])
  }

  /// How bad it is by the newest report, and how bad it was by earlier ones: a report takes nothing back.
  private var severity: String {
    let worst = reports.map(\.severity.rawValue).min() ?? newest.severity.rawValue
    return newest.severity.rawValue
      + (worst < newest.severity.rawValue ? " (\(worst) by an earlier report)" : "")
  }

  var row: [String] {
    let duties = clocks.map { "\($0.regime.name) \($0.state(at: now).rawValue)" }
    return [
      Format.safe(newest.incident), severity, newest.discovered.sentence,
      duties.isEmpty ? "none named" : duties.joined(separator: ", "),
    ]
  }

  var json: JSONValue {
    .members([
      "clocks": .array(clocks.map { Self.json(newest.incident, $0, at: now) }),
      "discovered": .string(newest.discovered.description), "facts": .string(newest.facts.description),
      "incident": .string(newest.incident), "reports": .integer(UInt64(reports.count)),
      "severities": .array(reports.map { .string($0.severity.rawValue) }),
      "severity": .string(newest.severity.rawValue),
      "systems": .array(newest.systems.map { .string($0) }),
    ])
  }

  func answer() -> Answer {
    var lines = [
      "\(Format.safe(newest.incident))  \(severity)  "
        + newest.systems.map(Format.safe).joined(separator: ", "),
      "  discovered \(newest.discovered.sentence), \(Format.number(reports.count, "report"))",
    ]
    lines += clocks.map { clock in
      "  \(clock.regime.name)  \(Self.state(clock, at: now))\n    to: \(clock.regime.recipient)"
    }
    if clocks.isEmpty { lines.append("  no duty to report was named") }
    lines += reports.map { report in
      "  entry \(report.index)  \(report.received.sentence)  \(report.severity.rawValue)  "
        + report.reporter.display
        + (report.facts == .zero ? "" : "  facts \(report.facts.short)")
    }
    return Answer(
      schema: "quorate.incident/1", data: json, text: lines.joined(separator: "\n"),
      brief: isMissed ? "missed" : "ok", warnings: session.warnings)
  }
}
