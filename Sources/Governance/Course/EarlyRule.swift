package import CanonicalEncoding
internal import Voting

/// A set of tests that, once all of them hold, decides a proposal before its time is over.
///
/// Absolute majorities, the first option to reach a bar, super-quorums, tipping and optimistic objections are all
/// written with it; they differ in their tests.
package struct EarlyRule: Sendable {
  /// What it decides.
  package typealias Outcome = CourseState.Verdict.Outcome

  package let name: String
  package let outcome: Outcome
  package let when: [any DecisionTest]
  /// How long voting must have been open before it decides anything (Snapshot X' minimum duration).
  package let from: Span
  /// Whether ballots are still taken once it has decided, without changing anything (the Internet Computer does,
  /// for rewards).
  package let keepsVoting: Bool
  /// Whether it decides only as long as its tests hold and nobody has acted on it: voting goes on, and a later ballot
  /// can undo it (Snapshot X between its minimum and maximum duration).
  package let isReversible: Bool
  /// The timelock of a proposal that it passed, where that is not the track's: Bittensor carries out at once what
  /// nobody objected to, and in the next block what was put on the fast track.
  package let timelock: Span?
  /// Other rules that can never hold together with it. The charter is refused where that does not follow from the
  /// tests, so that no count can be decided either way.
  package let excludes: [String]

  package init(
    name: String, outcome: Outcome, when: [any DecisionTest], from: Span = .zero, keepsVoting: Bool = false,
    isReversible: Bool = false, timelock: Span? = nil, excludes: [String] = []
  ) {
    self.name = name
    self.outcome = outcome
    self.when = when
    self.from = from
    self.keepsVoting = keepsVoting
    self.isReversible = isReversible
    self.timelock = timelock
    self.excludes = excludes
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an early decision")
    name = try fields.label("name", limit: 80)
    guard let outcome = Outcome(rawValue: try fields.string("outcome")), outcome != .lapsed else {
      throw fields.unexpected("outcome", "passed, defeated or removed")
    }
    self.outcome = outcome
    when = try DecisionTests.parse(list: try fields.array("when"))
    guard !when.isEmpty else { throw fields.unexpected("when", "at least one test") }
    from = try fields.optionalSpan("from") ?? .zero
    keepsVoting = try fields.flag("keeps_voting")
    isReversible = try fields.flag("reversible")
    timelock = try fields.optionalSpan("timelock")
    guard timelock == nil || outcome == .passed else {
      throw fields.unexpected("timelock", "left out where nothing passes")
    }
    excludes = fields.contains("excludes") ? try DecisionTests.names("excludes", &fields) : []
    try fields.finish()
  }

  /// The same rule with a timelock of its own that is no shorter than this, where it has one.
  func waiting(atLeast span: Span) -> EarlyRule {
    guard let timelock, timelock < span else { return self }
    return EarlyRule(
      name: name, outcome: outcome, when: when, from: from, keepsVoting: keepsVoting,
      isReversible: isReversible, timelock: span, excludes: excludes)
  }

  /// The instants at which it can begin to decide without a ballot, counted from the opening of voting.
  var turns: [Span] { [from] + when.compactMap(\.turnsAfter).map { max($0, from) } }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "name", value: .string(name)), .init(key: "outcome", value: .string(outcome.rawValue)),
      .init(key: "when", value: .array(when.map(\.json))),
    ]
    if from > .zero { members.append(.init(key: "from", value: .string(from.description))) }
    if isReversible { members.append(.init(key: "reversible", value: .bool(true))) }
    if let timelock { members.append(.init(key: "timelock", value: .string(timelock.description))) }
    if !excludes.isEmpty {
      members.append(.init(key: "excludes", value: .array(excludes.map { .string($0) })))
    }
    if keepsVoting { members.append(.init(key: "keeps_voting", value: .bool(true))) }
    return .object(JSONObject(members))
  }
}

extension JSONFields {
  /// A length of time such as `5d` or `36h`.
  mutating func span(_ key: String) throws(JSONRefusal) -> Span {
    guard let span = Span(try string(key)) else {
      throw unexpected(key, "a length of time such as 5d, 36h or 0s")
    }
    return span
  }

  /// The same where it may be left out.
  mutating func optionalSpan(_ key: String) throws(JSONRefusal) -> Span? {
    contains(key) ? try span(key) : nil
  }

  /// A share such as `2/3` that may be left out.
  mutating func share(_ key: String) throws(JSONRefusal) -> Share? {
    guard let value = optional(key) else { return nil }
    guard let share = value.string.flatMap({ Share($0) }) else {
      throw unexpected(key, "a share such as 2/3 or 4%")
    }
    return share
  }
}
