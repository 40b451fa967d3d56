public import CanonicalEncoding

/// A rule under which an incident has to be reported within a time.
///
/// The table says what the named provisions said when it was made. It is no legal advice, and it does not say whether a
/// provision applies: the reporter names those that do.
public struct IncidentRegime: Hashable, Sendable {
  /// The name used in reports.
  public let name: String
  /// From discovery to the end of the time.
  public let within: Span
  /// To whom.
  public let recipient: String
  /// What it applies to, in a few words.
  public let occasion: String
  /// The provision.
  public let source: String

  /// When the table was compared with its sources.
  public static let asOf = "2026-11-25"

  /// All of them, by name.
  public static let all: [IncidentRegime] = [
    IncidentRegime(
      name: "eu-ai-act-73-2", within: .days(15), recipient: "market surveillance authority",
      occasion: "any serious incident of a high-risk system",
      source: "Regulation (EU) 2024/1689, Article 73(2)"),
    IncidentRegime(
      name: "eu-ai-act-73-3", within: .days(2), recipient: "market surveillance authority",
      occasion:
        "a widespread infringement, or serious and irreversible disruption of critical infrastructure",
      source: "Regulation (EU) 2024/1689, Article 73(3)"),
    IncidentRegime(
      name: "eu-ai-act-73-4", within: .days(10), recipient: "market surveillance authority",
      occasion: "the death of a person", source: "Regulation (EU) 2024/1689, Article 73(4)"),
    IncidentRegime(
      name: "us-ca-sb53", within: .days(15), recipient: "Office of Emergency Services",
      occasion: "a critical safety incident of a frontier model",
      source: "California Business and Professions Code § 22757.13(c)(1)"),
    IncidentRegime(
      name: "us-ca-sb53-imminent", within: .hours(24), recipient: "an authority with jurisdiction",
      occasion: "an imminent risk of death or serious physical injury",
      source: "California Business and Professions Code § 22757.13(c)(2)"),
    IncidentRegime(
      name: "us-ny-raise", within: .hours(72),
      recipient: "the office in the Department of Financial Services",
      occasion: "a critical safety incident of a frontier model",
      source: "New York General Business Law § 1422"),
    IncidentRegime(
      name: "us-ny-raise-imminent", within: .hours(24),
      recipient: "a law enforcement or public safety agency",
      occasion: "an imminent risk of death or serious physical injury",
      source: "New York General Business Law § 1422"),
  ]

  /// The one of a name, or `nil`.
  public static func named(_ name: String) -> IncidentRegime? { all.first { $0.name.isSpelt(like: name) } }
}

/// Where a duty to report stands.
public struct IncidentClock: Hashable, Sendable {
  /// How it stands at an instant.
  public enum State: String, Sendable {
    /// There is time left.
    case running
    /// It was reported in time.
    case met
    /// The time ran out, and it is not reported.
    case missed
    /// It was reported, and too late.
    case late
  }

  /// The rule.
  public let regime: IncidentRegime
  /// The last instant that is in time.
  public let deadline: Timepoint
  /// When the log first said that it was reported; `nil` while it does not.
  public let notified: Timepoint?

  /// A duty that began with a discovery.
  public init(_ regime: IncidentRegime, discovered: Timepoint, notified: Timepoint?) {
    self.regime = regime
    deadline = discovered + regime.within
    self.notified = notified
  }

  /// How it stands at an instant. A breach stays one.
  public func state(at now: Timepoint) -> State {
    if let notified, notified <= now { return notified <= deadline ? .met : .late }
    return now <= deadline ? .running : .missed
  }
}

extension Span {
  fileprivate static func hours(_ count: UInt64) -> Span { Span(milliseconds: count * 3_600_000) }
  fileprivate static func days(_ count: UInt64) -> Span { Span(milliseconds: count * 86_400_000) }
}
