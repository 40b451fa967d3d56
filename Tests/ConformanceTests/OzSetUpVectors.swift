import CanonicalEncoding
import Governance
import QuorateTesting

extension OzVectors {
  /// What the contracts call each finding, by its code and by the test it is about.
  private static let refusals: [CharterFinding.Code: [String: Set<String>]] = [
    .shareOutOfRange: [
      "quorum": ["GovernorInvalidQuorumFraction"],
      "super-quorum": ["GovernorInvalidSuperQuorumFraction"],
    ],
    // One fault, called by the setter that met it.
    .superQuorumBelowQuorum: [
      "super-quorum": ["GovernorInvalidSuperQuorumTooSmall", "GovernorInvalidQuorumTooLarge"]
    ],
    .timelockBelowMinimum: ["timelock": ["TimelockInsufficientDelay"]],
    .extensionAbovePeriod: ["late_quorum": ["GovernorPreventLateQuorumVoteExtensionTooLarge"]],
  ]

  /// A set-up that the contracts refuse: the charter with these figures has an error, the one without has none.
  @Sendable static func reject(_ row: VectorRow) throws -> [String] {
    var foreign = try ForeignCharter("openzeppelin")
    var circumstances = CharterLint.Circumstances()
    let usual = CharterLint(circumstances).findings(inDocument: foreign.document)
    let track = row.has("extension") ? "tracks.late-quorum" : "tracks.super-quorum"
    if row.has("extension") {
      try foreign.set("\(track).late_quorum.by", length(try row.number("extension")))
      if row.has("votingPeriod") {
        try foreign.set("\(track).period", length(try row.number("votingPeriod")))
      }
    }
    if row.has("numerator") {
      try foreign.set("\(track).tests.quorum.at_least", to: try fraction(row, "numerator"))
    }
    if row.has("superNumerator") {
      try foreign.set(
        "\(track).early.super-quorum.when.super-quorum.at_least", to: try fraction(row, "superNumerator"))
    }
    if row.has("delay") {
      try foreign.set("\(track).timelock", to: span(seconds: try row.number("delay")).description)
    }
    if row.has("minDelay") {
      circumstances.leastTimelock = span(seconds: try row.number("minDelay"))
    }
    let findings = CharterLint(circumstances).findings(inDocument: foreign.document)
    let found = findings.filter { $0.severity == .error && $0.path.hasPrefix(track) }.map { finding in
      let subject = finding.path.split(separator: ".").last { $0 != "at_least" } ?? ""
      return refusals[finding.code]?[String(subject)] ?? [finding.code.rawValue]
    }
    let expected = try row.text("expect")
    return differing("the findings without the row", usual.map(\.code.rawValue), [])
      + (found.contains { $0.contains(expected) } ? [] : ["found \(found), not \(expected)"])
  }
}
