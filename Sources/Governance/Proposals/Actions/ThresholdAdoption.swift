package import CanonicalEncoding

/// Makes safeguards mandatory for models that have a capability.
///
/// Where a trigger rule holds, every safeguard rule must pass as well.
public struct ThresholdAdoption: Hashable, Sendable {
  /// What the capability is about.
  public enum Domain: String, CaseIterable, Sendable {
    /// Chemical, biological, radiological and nuclear weapons.
    case cbrn
    /// Attacks on computers.
    case cyber
    /// Research on AI itself.
    case aiResearch = "ai-rnd"
    /// Influence on people.
    case manipulation
    /// Action without people.
    case autonomy
  }

  /// What it is about.
  public let domain: Domain
  /// The name of the level.
  public let level: String
  /// The protocol whose rules are meant.
  public let safety: String
  /// Rules of which any one says that the capability is there.
  public let triggers: [String]
  /// Rules that must then pass.
  public let safeguards: [String]
}

extension ThresholdAdoption: ActionBody {
  package static let kind = "capability.threshold"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    domain = try fields.word("domain")
    level = try fields.clauseName("level")
    safety = try fields.clauseName("protocol")
    safeguards = try fields.clauseNames("safeguards")
    triggers = try fields.clauseNames("triggers")
    guard !safeguards.isEmpty else { throw fields.unexpected("safeguards", "at least one rule") }
    guard !triggers.isEmpty else { throw fields.unexpected("triggers", "at least one rule") }
    guard Set(safeguards).isDisjoint(with: triggers) else {
      throw fields.unexpected("safeguards", "other rules than the triggers")
    }
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "domain": domain.rawValue, "level": level, "protocol": safety,
    ])
    members.add("safeguards", texts: safeguards)
    members.add("triggers", texts: triggers)
    return members
  }

  package var words: String {
    "set the \(domain.rawValue) threshold \(level) in \(safety): where \(triggers.joined(separator: " or ")) holds, "
      + "\(safeguards.joined(separator: " and ")) must pass"
  }
}
