internal import CanonicalEncoding
internal import SafetyProtocol
internal import Signing

/// What became of each attestation under a safety protocol: whether it counts, what rules see in it, and if it does not
/// count, why and what helps.
struct EvidenceLines {
  private let verdict: BoundVerdict

  init(_ verdict: BoundVerdict) { self.verdict = verdict }

  // MARK: For people

  /// A line for each attestation about the model, and below one that does not count a line for each reason.
  var text: [String] {
    guard !verdict.items.isEmpty else { return [] }
    return ["  On record about this model:"]
      + verdict.items.flatMap { item in
        [line(item)]
          + item.faults.flatMap { fault in
            ["        \(fault.code): \(Format.safe(fault.message))", "        next: \(fault.remedy)"]
          }
      }
  }

  /// What a rule sees in each attestation that counts.
  func findings(of line: BoundVerdict.Line) -> [String] {
    line.findings.map { evidence, finding in
      let reason = finding.reason.map { ": \(Format.safe($0))" } ?? ""
      return
        "      \(finding.outcome.mark) \(name(of: evidence)) shows \(Format.safe(finding.observed))\(reason)"
    }
  }

  private func line(_ item: BoundVerdict.Item) -> String {
    let evidence = item.evidence
    let organisation = item.organisation.map { " of \(Format.safe($0))" } ?? ""
    let words =
      verdict.isBlocker(item)
      ? item.counts ? "counts, and blocks by itself" : "blocks by itself, and counts for no rule"
      : item.counts ? "counts" : "does not count"
    return
      "    \(item.counts ? "✓" : "–") entry \(evidence.entry)  \(evidence.claim.rawValue)  "
      + "\(Format.safe(item.requirement ?? evidence.requirement ?? "no requirement"))  "
      + "\(evidence.format.rawValue) by \(evidence.speaker)\(organisation): \(words)"
  }

  /// `entry 12`.
  private func name(of evidence: Digest) -> String {
    verdict.items.first { $0.evidence.id == evidence }.map { "entry \($0.evidence.entry)" } ?? evidence.short
  }

  // MARK: For programs

  func json(_ item: BoundVerdict.Item) -> JSONValue {
    let evidence = item.evidence
    return .members([
      "blocks": .bool(verdict.isBlocker(item)), "counts": .bool(item.counts),
      "entry": .integer(evidence.entry), "evaluator": .string(evidence.speaker),
      "faults": .array(
        item.faults.map { fault in
          .members([
            "code": .string(fault.code), "message": .string(fault.message), "next": .string(fault.remedy),
          ])
        }), "format": .string(evidence.format.rawValue),
      "organisation": item.organisation.map { .string($0) } ?? .null,
      "requirement": item.requirement.map { .string($0) } ?? .null,
      "statement": .string(evidence.id.description), "verdict": .string(evidence.claim.rawValue),
    ])
  }

  func json(findingsOf line: BoundVerdict.Line) -> [JSONValue] {
    line.findings.map { evidence, finding in
      .members([
        "entry": verdict.items.first { $0.evidence.id == evidence }.map { .integer($0.evidence.entry) }
          ?? .null, "observed": .string(finding.observed), "outcome": .string(finding.outcome.rawValue),
        "reason": finding.reason.map { .string($0) } ?? .null,
      ])
    }
  }
}

extension AttestedEvidence {
  /// The evaluator's account as people write it.
  var speaker: String { AccountKey(canonical: evaluator)?.display ?? Format.safe(evaluator) }
}

extension BindingFault {
  /// What helps, for whoever wants the evidence to count.
  var remedy: String {
    switch self {
    case .otherModel: "attest a run of this model"
    case .notAccredited, .accreditationNotInForce:
      "a vote accredits the evaluator (evaluator.accredit); only what is attested after it counts"
    case .outOfScope:
      "a vote accredits the evaluator for the format or the protocol (evaluator.accredit); then attest it anew"
    case .conflictOfInterest: "an evaluator of another organisation, who has no part in the model"
    case .notCommissioned: "quorate evidence commission …, and only then run it, and attest that run"
    case .contradictoryTimes:
      "attest it anew with the instants at which the run began and ended: --started, --ended"
    case .tooOld: "quorate evidence commission …, and attest a new run"
    case .otherConfiguration(let name):
      "attest it anew with --config \(Format.safe(name))=FILE, the file being the one whose digest the protocol pins"
    case .noRequirement:
      "attest it anew with --requirement NAME, one of the protocol's that is of the same format"
    case .fileMissing: "get the log with the file, as whoever attested it has it, or have it attested anew"
    case .incomplete: "run it to its end, and attest that"
    }
  }
}
