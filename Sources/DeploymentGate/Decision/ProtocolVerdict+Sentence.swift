internal import Governance
internal import SafetyProtocol

extension ProtocolVerdict {
  /// Why it is not a pass: the first thing in the way.
  var sentence: String {
    if let blocker = verdict.blockers.first {
      return "\(safety.id): an accredited evaluator says that the model failed (\(blocker.id))"
    }
    let lines = verdict.lines.filter(\.isRequired)
    if let line = lines.first(where: { $0.outcome == .fail }) {
      let observed = line.findings.first { $0.finding.outcome == .fail }?.finding.observed
      return "\(safety.id): the rule \(line.rule.id) fails" + (observed.map { " (\($0))" } ?? "")
    }
    if let shortfall = verdict.shortfalls.first {
      let count = shortfall.organisations
      return
        "\(safety.id): evidence \(shortfall.requirement) of \(count) \(count == 1 ? "organisation" : "organisations"), "
        + "and \(shortfall.needed) \(shortfall.needed == 1 ? "is" : "are") needed"
    }
    if let line = lines.first(where: { $0.outcome == .indeterminate }) {
      return "\(safety.id): nothing shows that the rule \(line.rule.id) passes"
    }
    return "\(safety.id): a rule that the open stage requires does not pass"
  }
}
