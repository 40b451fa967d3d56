package import CanonicalEncoding
internal import Governance

/// What took back the approvals of a model: a vote, a council, or its end for good.
///
/// A vote is about exactly the model it names. An order of a council is about whatever shares a digest with that: what only
/// denies is better too wide than too narrow, in the log as in a file.
package struct RevocationRecord: StateRecord {
  package let origin: Origin
  /// Where; empty for everywhere.
  package let environments: [String]
  /// From when on; a retirement may begin later than it was decided.
  package let from: Timepoint
  /// Whether no later approval counts either.
  package let isForGood: Bool
  /// Why, where it was voted on.
  package let reason: String

  package static let space = RecordSpace.revocation

  package init(origin: Origin, environments: [String], from: Timepoint, isForGood: Bool, reason: String) {
    self.origin = origin
    self.environments = environments
    self.from = from
    self.isForGood = isForGood
    self.reason = reason
  }

  /// Whether a council ordered it, and no vote.
  package var isCouncilOrder: Bool { origin.number == 0 }

  /// Whether it takes back what was submitted by an entry, in an environment, at an instant.
  package func revokes(submittedBy index: UInt64, in environment: String, at now: Timepoint) -> Bool {
    from <= now && (environments.isEmpty || environments.contains(environment))
      && (isForGood || index < origin.index)
  }

  /// The same with no instant behind one, unless it was meant to begin later; `nil` where there is none.
  func redated(to instant: Timepoint) -> RevocationRecord? {
    guard origin.at > instant else { return nil }
    return RevocationRecord(
      origin: origin.bound(by: instant), environments: environments,
      from: from > origin.at ? from : min(from, instant), isForGood: isForGood, reason: reason)
  }

  func change(of model: ModelDigests) -> Change {
    change(ByteString(model.bytes), ByteString(number: origin.index))
  }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = [.init(key: "for_good", value: .bool(isForGood))]
    members.add("environments", texts: environments)
    members.add("from", number: from.milliseconds)
    members.add("origin", origin)
    members.add("reason", reason.isEmpty ? nil : reason)
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    environments = try fields.plainNames("environments")
    guard let isForGood = try fields.value("for_good").bool else {
      throw fields.unexpected("for_good", "true or false")
    }
    self.isForGood = isForGood
    from = try fields.timepoint("from")
    origin = try fields.origin()
    reason = fields.contains("reason") ? try fields.string("reason") : ""
  }
}
