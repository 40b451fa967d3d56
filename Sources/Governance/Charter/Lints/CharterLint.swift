package import CanonicalEncoding
package import Voting

/// Looks for what makes a charter do other than it says.
///
/// What the systems we know check when they are set up, and what they were harmed by for want of a check. Each family
/// of findings is a file of its own.
package struct CharterLint: Sendable {
  /// What is known besides the charter; what is not known is not looked at.
  package struct Circumstances: Sendable {
    /// The power of the electorate of each house.
    package var electorates: [String: Power] = [:]
    /// The houses that have no electorate yet, where that was looked at.
    package var unregistered: Set<String> = []
    /// The shortest timelock that is allowed (OpenZeppelin's `minDelay`).
    package var leastTimelock: Span?
    /// How long emergency measures last, by the track that has to ratify them.
    package var pauses: [String: Span] = [:]

    package init() {}
  }

  package let circumstances: Circumstances

  package init(_ circumstances: Circumstances = Circumstances()) { self.circumstances = circumstances }

  /// What is found in the values of a charter's document, errors first, then by path.
  package func findings(inDocument document: JSONValue) -> [CharterFinding] {
    var findings = ShareLint.findings(in: document)
    do throws(CharterRefusal) {
      findings += self.findings(in: try Charter(parsing: document, hash: .zero, anyReading: true))
    } catch {
      // A share out of range is refused as well; it is told once.
      if findings.isEmpty {
        findings.append(
          error.finding ?? CharterFinding(.unreadable, .error, at: error.path, error.message))
      }
    }
    return Self.sorted(findings)
  }

  /// The shares of a document that no living DAO may ask for.
  package static func shares(inDocument document: JSONValue) -> [CharterFinding] {
    ShareLint.findings(in: document)
  }

  /// What is found in a charter that reads, errors first, then by path.
  package func findings(in charter: Charter) -> [CharterFinding] {
    var findings = ReleaseLint.findings(in: charter) + ElectorateLint.findings(in: charter)
    findings += VetoLint.findings(in: charter) + SeenPowerLint.findings(in: charter)
    findings += circumstances.unregistered.compactMap { charter.houses[$0] }.map { house in
      CharterFinding(
        .electorateMissing, .note, at: "houses.\(house.name)",
        "no electorate of the series \(house.series) counts yet: bars were not held against one")
    }
    var pauses = circumstances.pauses
    if let brake = charter.brake, let rule = charter.kinds[EmergencyRatification.kind] {
      pauses[rule.track] = brake.atMost
    }
    for track in charter.trackNames.compactMap({ charter.rules(ofTrack: $0, topic: "") }) {
      let path = "tracks.\(track.name)"
      findings += SuperQuorumLint.findings(in: track, at: path, circumstances.electorates)
      findings += EarlyPairLint.findings(in: track, at: path)
      findings += ReachabilityLint.findings(in: track, at: path, circumstances.electorates)
      findings += MinorityLint.findings(in: track, at: path)
      findings += SplittingLint.findings(in: track, at: path)
      findings += IdleRuleLint.findings(in: track, at: path)
      findings += LateQuorumLint.findings(in: track, at: path)
      if let least = circumstances.leastTimelock {
        findings += TimelockLint.findings(in: track, at: path, least: least)
      }
      if let pause = pauses[track.name] {
        findings += RatificationLint.findings(in: track, at: path, pause: pause)
      }
    }
    return Self.sorted(findings)
  }

  private static func sorted(_ findings: [CharterFinding]) -> [CharterFinding] {
    findings.sorted {
      ($0.severity.place, $0.path, $0.code.rawValue) < ($1.severity.place, $1.path, $1.code.rawValue)
    }
  }
}

extension CharterFinding.Severity {
  /// Errors first; notes, which ask for nothing, last.
  fileprivate var place: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
}
