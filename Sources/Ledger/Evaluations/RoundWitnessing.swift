package import CanonicalEncoding
internal import Governance

/// How the time of a round is witnessed, where the charter names witnesses.
///
/// The round is open once they have seen its opening; nothing is shown until they have seen that nobody can commit any more;
/// and it is over once they have seen that. So a commitment that the operator dates back comes too late: nothing is received
/// before an instant that witnesses have seen, and before that nobody has shown anything that could be copied.
package struct RoundWitnessing: Hashable, Sendable {
  /// SHA-256 of the policy of the witnesses.
  package let policy: Digest
  /// By when they had seen the opening: it counts as opened then.
  package private(set) var seen: Timepoint?
  /// By when they had seen the log after the end of commitments: reveals are taken from then on.
  package private(set) var sealed: Timepoint?
  /// By when they had seen it after the end of reveals.
  package private(set) var settled: Timepoint?

  init(policy: Digest) { self.policy = policy }

  /// Takes in what witnesses have seen.
  /// - Parameters:
  ///   - size: How many entries they had seen.
  ///   - time: By when.
  ///   - isNewest: Whether no earlier entry shows a later time.
  /// - Returns: Whether anything has changed.
  mutating func see(_ size: UInt64, at time: Timepoint, isNewest: Bool, round: RoundRecord) -> Bool {
    guard let seen else {
      guard size > round.index else { return false }
      self.seen = time
      return true
    }
    guard isNewest, settled == nil else { return false }
    guard let sealed else {
      guard time >= seen + round.kind.commit else { return false }
      self.sealed = time
      return true
    }
    guard time >= sealed + round.kind.reveal else { return false }
    settled = time
    return true
  }

  var json: JSONValue {
    var members = [JSONObject.Member](texts: ["policy": policy.description])
    for (key, instant) in [("seen", seen), ("sealed", sealed), ("settled", settled)] {
      if let instant { members.add(key, number: instant.milliseconds) }
    }
    return .object(JSONObject(members))
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the witnessing of a round")
    policy = try fields.digest("policy")
    sealed = fields.contains("sealed") ? try fields.timepoint("sealed") : nil
    seen = fields.contains("seen") ? try fields.timepoint("seen") : nil
    settled = fields.contains("settled") ? try fields.timepoint("settled") : nil
    try fields.finish()
  }
}

/// The rounds whose time is witnessed and not settled yet: one record, since there are few.
extension UnsettledIDs {
  static let rounds = RecordKey(.witnessed, ByteString(utf8: "unsettled-rounds"), ByteString([]))
}
