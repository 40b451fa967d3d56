internal import CanonicalEncoding
internal import SafetyProtocol

/// What a protocol says of files, in words and for programs.
struct ProtocolWords {
  let terms: ProtocolTerms
  let report: ProtocolReport
  let files: [String: EvidenceFile]

  /// For people.
  var text: String {
    var lines = ["\(Format.safe(terms.title)) (\(terms.id), version \(terms.version))", "", "Evidence"]
    lines += evidence
    lines += ["", "Rules"] + rules
    for capability in terms.capabilities {
      let isReached = report.reached.contains(capability)
      let name = "\(capability.id) (\(capability.domain.rawValue) \(Format.safe(capability.level)))"
      lines.append(
        isReached
          ? "  ! \(name) counts as reached: its safeguards must pass"
          : "  · \(name) is shown not to be reached")
    }
    return (lines + [""] + pins + [conclusion]).joined(separator: "\n")
  }

  /// What the protocol pins and a file by itself does not show.
  private var pins: [String] {
    terms.evidence.filter { !$0.pins.isEmpty }.map {
      "Pins of \($0.id) (\($0.pins.keys.sorted().joined(separator: ", "))) were not looked at: "
        + "a gate holds what evaluators attest against them."
    }
  }

  private static func mark(_ outcome: Outcome) -> String {
    switch outcome {
    case .pass: "✓"
    case .fail: "✗"
    case .indeterminate: "?"
    }
  }

  private var evidence: [String] {
    let rows = report.evidence.map { standing in
      let id = standing.requirement.id
      guard let file = files[id] else {
        return ["  ? \(id)", "missing", "a file of format \(standing.requirement.format.rawValue)"]
      }
      let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
      let when = standing.claimed.map { "ended \($0.sentence)" } ?? "does not say when it ended"
      return ["  \(standing.counts ? "✓" : "?") \(id)", Format.safe(name), when]
    }
    return Self.table(
      rows, notes: report.evidence.map { standing in standing.isPresent ? standing.faults : [] })
  }

  /// Rows in columns, each with its notes below.
  private static func table(_ rows: [[String]], notes: [[String]]) -> [String] {
    let lines = Format.table(rows[0], Array(rows.dropFirst()), forTerminal: true).split(separator: "\n")
    return zip(lines, notes).flatMap { line, notes in
      [String(line).trimmingSpaces] + notes.map { "      \(Format.safe($0))" }
    }
  }

  private var rules: [String] {
    let rows = report.lines.map { line in
      [
        "  \(Self.mark(line.outcome)) \(line.rule.id)", role(line), line.finding.observed,
        Format.safe(line.rule.test.words),
      ]
    }
    return Self.table(
      [["  RULE", "", "OBSERVED", "REQUIRED"]] + rows,
      notes: [[]] + report.lines.map { line in reason(line).map { [$0] } ?? [] })
  }

  private func role(_ line: ProtocolReport.Line) -> String {
    switch line.role {
    case .block: ""
    case .warn: "warns"
    case .trigger: "trigger"
    case .safeguard: line.isRequired ? "safeguard" : "not needed"
    }
  }

  private func reason(_ line: ProtocolReport.Line) -> String? {
    if let reason = line.finding.reason { return reason }
    guard line.outcome != line.finding.outcome else { return nil }
    return "\(line.finding.outcome.rawValue) on evidence that does not count"
  }

  /// The verdict with what it comes from.
  private var conclusion: String {
    let failed = report.lines.filter { $0.isRequired && $0.outcome == .fail }.map(\.rule.id)
    let doubtful = report.lines.filter { $0.isRequired && $0.outcome == .indeterminate }.map(\.rule.id)
    let uncounted = report.evidence.filter { !$0.counts }.map(\.requirement.id)
    switch report.verdict {
    case .pass: return "PASS: every rule that must pass does"
    case .fail: return "FAIL: \(failed.joined(separator: ", "))"
    case .indeterminate:
      let parts = [
        uncounted.isEmpty ? nil : "no evidence that counts for \(uncounted.joined(separator: ", "))",
        doubtful.isEmpty ? nil : "undecided: \(doubtful.joined(separator: ", "))",
      ]
      return "INDETERMINATE: " + parts.compactMap { $0 }.joined(separator: "\n  ")
    }
  }

  /// For programs.
  var json: JSONValue {
    .members([
      "capabilities": .array(
        terms.capabilities.map {
          .members(["id": .string($0.id), "reached": .bool(report.reached.contains($0))])
        }),
      "evidence": .array(report.evidence.map(json(of:))),
      "protocol": .members([
        "hash": .string(terms.hash.description), "id": .string(terms.id), "version": .integer(terms.version),
      ]),
      "rules": .array(report.lines.map(json(of:))), "verdict": .string(report.verdict.rawValue),
    ])
  }

  private func json(of standing: ProtocolReport.EvidenceStanding) -> JSONValue {
    let file = files[standing.requirement.id]
    return .members([
      "counts": .bool(standing.counts), "ended": standing.claimed.map { .string($0.description) } ?? .null,
      "faults": .array(standing.faults.map { .string($0) }),
      "file": file.map { .string($0.path) } ?? .null, "format": .string(standing.requirement.format.rawValue),
      "id": .string(standing.requirement.id), "sha256": file.map { .string($0.hash.description) } ?? .null,
    ])
  }

  private func json(of line: ProtocolReport.Line) -> JSONValue {
    .members([
      "evidence": .string(line.rule.evidence), "finding": .string(line.finding.outcome.rawValue),
      "id": .string(line.rule.id), "observed": .string(line.finding.observed),
      "outcome": .string(line.outcome.rawValue), "places": .array(line.finding.places.map { .string($0) }),
      "reason": line.finding.reason.map { .string($0) } ?? .null, "required": .bool(line.isRequired),
      "role": .string(line.role.rawValue), "test": .string(line.rule.test.words),
    ])
  }
}

extension String {
  /// Without spaces at the end.
  fileprivate var trimmingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }
}
