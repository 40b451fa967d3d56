internal import CanonicalEncoding

/// Attesters who add nothing to the registrar's word, and electorates that are too old before they count.
enum ElectorateLint {
  static func findings(in charter: Charter) -> [CharterFinding] {
    guard let rules = charter.electorates, let attesters = charter.roles[rules.attestedBy] else { return [] }
    var findings: [CharterFinding] = []
    if rules.maxAge < rules.youngest {
      findings.append(
        CharterFinding(
          .electoratesTooOld, .error, at: "electorates.max_age",
          "a block is at least \(rules.youngest) old when its electorate counts, and may be \(rules.maxAge) old at most"
        ))
    }
    if attesters.needs < 2 {
      findings.append(
        CharterFinding(
          .attestedByOne, .warning, at: "roles.\(rules.attestedBy).needs",
          "one attester alone is one word for another: let at least 2 have to agree"))
    }
    if attesters.needs == attesters.members.count {
      findings.append(
        CharterFinding(
          .everyAttesterNeeded, .warning, at: "roles.\(rules.attestedBy).needs",
          "all attesters have to agree: with one of them lost no electorate counts and nothing can be voted on"
        ))
    }
    for name in [charter.registrar, "council"] {
      guard let role = charter.roles[name], role.members.contains(where: attesters.members.contains) else {
        continue
      }
      findings.append(
        CharterFinding(
          .attestersOperate, .warning, at: "electorates.attested_by",
          "some attesters are in the role \(name) too; name attesters who are not the operator"))
    }
    return findings
  }
}
