internal import CanonicalEncoding

/// Releases that nobody can sign, that one alone can sign, or whose keys cannot be taken back.
enum ReleaseLint {
  static func findings(in charter: Charter) -> [CharterFinding] {
    guard let release = charter.release else { return [] }
    var findings: [CharterFinding] = []
    let counting = release.keys.filter { $0.key.algorithm.countsForReleases }
    let holders = Set(counting.map { Array($0.holder.utf8) }).count
    let grows = charter.kinds[KeyRegistration.kind] != nil
    let isAmendable = charter.kinds[CharterAmendment.kind] != nil
    let more =
      grows ? "more come by vote only" : "no vote\(isAmendable ? " but an amendment" : "") can register more"
    if holders < release.needs, !grows || !release.keys.isEmpty {
      findings.append(
        CharterFinding(
          // Only an amendment helps: until then every proposal is submitted under rules that nobody can meet.
          .releaseOutOfReach, grows ? .warning : .error, at: "release.needs",
          "\(release.needs) holders must sign a release, and the charter names P-256 keys of \(holders); \(more)"
        ))
    }
    if release.needs == 1 {
      findings.append(
        CharterFinding(
          .releaseByOne, .warning, at: "release.needs",
          "one key alone signs releases, so that whoever steals it can"))
    }
    if charter.kinds[KeyRevocation.kind] == nil {
      findings.append(
        CharterFinding(
          .releaseKeysStay, .warning, at: "kinds",
          isAmendable
            ? "only an amendment can end a release key, and what that signed still counts: there is no key.revoke"
            : "no vote can take a release key back: there is no key.revoke"))
    }
    return findings
  }
}
