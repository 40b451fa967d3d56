package import CanonicalEncoding
package import Voting

/// How far a stage of voting has been followed: all that must be remembered to go on from there.
///
/// A ledger keeps it with the proposal, so that a ballot costs the same whether it is the first or the millionth.
package struct CourseState: Hashable, Sendable {
  /// The sums of each house.
  package var tallies: [String: Tally]
  /// The sums by which it was decided, once a ballot has come after that; `nil` as long as those are `tallies`.
  package var decisive: [String: Tally]?
  /// The deadline as it stands.
  package var deadline: Timepoint
  /// Whether something has moved it.
  package var isExtended = false
  /// What was decided, if anything was.
  package var verdict: Verdict?
  /// Since when the tests hold without a break.
  package var confirmingSince: Timepoint?
  /// Whether voting goes on although it is decided.
  package var keepsVoting = false
  /// Whether the quorum whose lateness counts has been met.
  package var isQuorumSeen = false
  /// The instant up to which time has been followed.
  package var clock: Timepoint
  /// When the sums are judged next, where a ballot is judged only a while after it came.
  package var due: Timepoint?
  /// What the member chose whom absent members follow.
  package var lead: Choice?

  /// What voting has come to.
  package struct Verdict: Hashable, Sendable {
    package enum Outcome: String, Sendable {
      case passed, defeated, removed
      /// Nobody decided it in time.
      case lapsed
    }

    package let outcome: Outcome
    package let at: Timepoint
    /// The early rule that decided; `nil` at the end of voting.
    package let rule: String?
  }

  /// The sums that are judged: those of the decision, or as long as there is none, all.
  package var judged: [String: Tally] { decisive ?? tallies }

  /// Keeps the sums of a decision before something else is counted that changes nothing any more.
  mutating func keepDecisive() {
    if verdict != nil, decisive == nil { decisive = tallies }
  }

  /// Voting goes on for longer, and so does a confirmation that has begun.
  package mutating func extend(by span: Span) {
    deadline = deadline + span
    confirmingSince = confirmingSince.map { $0 + span }
    isExtended = true
  }

  /// Voting that opens at an instant, with the sums of electorates that have not voted.
  package init(_ rules: TrackRules, opens: Timepoint, tallies: [String: Tally]) {
    self.tallies = tallies
    deadline = opens + rules.period
    clock = rules.course.ends.first(from: opens)
  }
}

extension CourseState {
  package var json: JSONValue {
    func instant(_ value: Timepoint?) -> JSONValue { value.map { .integer($0.milliseconds) } ?? .null }
    var members: [JSONObject.Member] = []
    if let decisive { members.append(.init(key: "decisive", value: Self.json(decisive))) }
    if let due { members.append(.init(key: "due", value: instant(due))) }
    if let lead { members.append(.init(key: "lead", value: .array(lead.positions.map { .integer($0) }))) }
    let always: KeyValuePairs<String, JSONValue> = [
      "clock": .integer(clock.milliseconds), "confirming_since": instant(confirmingSince),
      "deadline": .integer(deadline.milliseconds), "extended": .bool(isExtended),
      "keeps_voting": .bool(keepsVoting), "quorum_seen": .bool(isQuorumSeen),
      "tallies": Self.json(tallies),
      "verdict": verdict.map { verdict in
        .members([
          "at": .integer(verdict.at.milliseconds), "outcome": .string(verdict.outcome.rawValue),
          "rule": verdict.rule.map { .string($0) } ?? .null,
        ])
      } ?? .null,
    ]
    return .object(JSONObject(always.map { .init(key: $0.key, value: $0.value) } + members))
  }

  private static func json(_ tallies: [String: Tally]) -> JSONValue {
    .object(JSONObject(tallies.map { .init(key: $0.key, value: $0.value.json) }))
  }

  private static func tallies(_ value: JSONValue) throws(JSONRefusal) -> [String: Tally] {
    var tallies: [String: Tally] = [:]
    for member in value.object?.members ?? [] { tallies[member.key] = try Tally(parsing: member.value) }
    return tallies
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a course")
    clock = try fields.timepoint("clock")
    confirmingSince = try fields.optionalInstant("confirming_since")
    deadline = try fields.timepoint("deadline")
    isExtended = try fields.truth("extended")
    keepsVoting = try fields.truth("keeps_voting")
    isQuorumSeen = try fields.truth("quorum_seen")
    tallies = try Self.tallies(try fields.value("tallies"))
    if let value = fields.optional("decisive") { decisive = try Self.tallies(value) }
    if fields.contains("due") { due = try fields.timepoint("due") }
    if fields.contains("lead") {
      lead = Choice(
        positions: try fields.array("lead").compactMap { $0.unsigned.flatMap(Int.init(exactly:)) })
    }
    let verdict = try fields.value("verdict")
    self.verdict = verdict == .null ? nil : try Verdict(parsing: verdict)
    try fields.finish()
  }
}

extension CourseState.Verdict {
  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a verdict")
    at = try fields.timepoint("at")
    guard let outcome = Outcome(rawValue: try fields.string("outcome")) else {
      throw fields.unexpected("outcome", "passed, defeated, removed or lapsed")
    }
    self.outcome = outcome
    rule = try fields.value("rule").string
    try fields.finish()
  }
}

extension Tally {
  /// The sums alone, as a ledger keeps them.
  fileprivate var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "ballots", value: .integer(ballots)), .init(key: "cast", value: .string(cast.description)),
      .init(key: "electorate", value: .string(electorate.description)),
      .init(
        key: "options",
        value: .array(
          options.map { .members(["power": .string($0.power.description), "voters": .integer($0.voters)]) })),
    ]
    if let capital {
      members.append(.init(key: "capital", value: .array(capital.map { .string($0.description) })))
    }
    return .object(JSONObject(members))
  }

  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a tally")
    let ballots = Int(try fields.integer("ballots"))
    let cast = Power(try fields.amount("cast"))
    let electorate = Power(try fields.amount("electorate"))
    var options: [Option] = []
    for value in try fields.array("options") {
      var fields = try JSONFields(value, of: "an option")
      options.append(
        Option(power: Power(try fields.amount("power")), voters: Int(try fields.integer("voters"))))
      try fields.finish()
    }
    var capital: [Power]?
    if fields.contains("capital") {
      capital = []
      for text in try fields.strings("capital") {
        guard let units = UInt128(decimal: text) else {
          throw fields.unexpected("capital", "powers")
        }
        capital?.append(Power(units))
      }
    }
    try fields.finish()
    self.init(options: options, cast: cast, ballots: ballots, electorate: electorate, capital: capital)
  }
}

extension JSONFields {
  /// An instant, or null.
  fileprivate mutating func optionalInstant(_ key: String) throws(JSONRefusal) -> Timepoint? {
    let value = try value(key)
    if value == .null { return nil }
    guard let milliseconds = value.unsigned else { throw unexpected(key, "an instant, or null") }
    return Timepoint(milliseconds: milliseconds)
  }
}
