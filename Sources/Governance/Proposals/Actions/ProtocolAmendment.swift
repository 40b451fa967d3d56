public import CanonicalEncoding

/// Puts another version of a safety protocol in force.
public struct ProtocolAmendment: Hashable, Sendable {
  /// What the change does to what may run. Anything that is not provably tighter is looser.
  public enum Change: String, CaseIterable, Sendable {
    /// Whatever passes under the new version passed under the old.
    case tightening
    /// The same passes under both.
    case neutral
    /// Something may pass that did not.
    case loosening
    /// The document stays as it is, and no longer lapses.
    case confirming
  }

  /// The version to be in force.
  public let safety: ProtocolReference
  /// The version it replaces, by its content.
  public let replaces: Digest
  /// What the proposer says it does; admission recomputes it.
  public let change: Change
  /// How long what was approved under the old version goes on under it; what the charter says where it is left out.
  public let grace: Span?
}

extension ProtocolAmendment: ActionBody {
  package static let kind = "protocol.amend"

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    change = try fields.word("change")
    grace = fields.contains("grace") ? try fields.plainSpan("grace") : nil
    replaces = try fields.digest("replaces")
    safety = try ProtocolReference(reading: &fields)
    let isConfirmed = change == .confirming
    guard (replaces == safety.hash) == isConfirmed else {
      throw fields.unexpected("replaces", isConfirmed ? "the version itself" : "another version")
    }
    guard safety.version >= 2 || isConfirmed else { throw fields.unexpected("version", "from 2 on") }
    guard grace == nil || !isConfirmed else { throw fields.unexpected("grace", "left out: nothing ends") }
  }

  package var members: [JSONObject.Member] {
    var members = safety.members
    members.add("change", change.rawValue)
    members.add("grace", grace)
    members.add("replaces", replaces)
    return members
  }

  package var words: String {
    if change == .confirming {
      return "confirm the safety protocol \(safety.words), so that it does not lapse"
    }
    return "amend the safety protocol to \(safety.words), \(change.rawValue) \(replaces)"
      + (grace.map { ", which goes on for \($0)" } ?? "")
  }
}
