package import CanonicalEncoding
internal import Signing
internal import Voting

extension Course {
  /// How the two forms of a course differ: a charter names roles and tracks, frozen rules hold them in full.
  package struct Names: Sendable {
    let role: @Sendable (JSONValue) throws(JSONRefusal) -> Role
    let track: @Sendable (JSONValue) throws(JSONRefusal) -> TrackRules
    /// Whether the rules are those of a proposal, with what a charter that it adopts asks of it.
    var isFrozen = false

    /// The form of frozen rules.
    package static let frozen = Names(
      role: { value throws(JSONRefusal) in try Role(parsing: value, named: "guardian") },
      track: { value throws(JSONRefusal) in try TrackRules(frozen: value) }, isFrozen: true)
  }

  /// Takes the members of a course out of those of a track. Stages of a charter are read apart, since they name other
  /// tracks.
  package init(reading fields: inout JSONFields, names: Names) throws(JSONRefusal) {
    if let value = fields.optional("deposit") { deposit = try DepositRules(parsing: value) }
    review = try fields.optionalSpan("review")
    if fields.contains("active_at_most") {
      let most = try fields.integer("active_at_most")
      guard most > 0 else { throw fields.unexpected("active_at_most", "above 0") }
      mostActive = most
    }
    switch fields.optional("delay_from") {
    case nil: break
    case .string("submission"): delaysFromSubmission = true
    default: throw fields.unexpected("delay_from", "submission, or left out")
    }
    if let value = fields.optional("ends") { ends = try Ends(parsing: value) }
    lag = try fields.optionalSpan("judged_after") ?? .zero
    if fields.contains("early") {
      for value in try fields.array("early") { early.append(try EarlyRule(parsing: value)) }
    }
    if let value = fields.optional("wait_for_quiet") { waitForQuiet = try WaitForQuiet(parsing: value) }
    if let value = fields.optional("late_quorum") { lateQuorum = try LateQuorum(parsing: value) }
    if let value = fields.optional("confirmation") { confirmation = try Confirmation(parsing: value) }
    if let value = fields.optional("interpolated_delay") {
      interpolatedDelay = try InterpolatedDelay(parsing: value)
    }
    if let value = fields.optional("absentees") {
      absentees = try AbsenteeRule(parsing: value, role: names.role)
    }
    if let value = fields.optional("silence") {
      guard let silence = value.string.flatMap({ Silence(rawValue: $0) }) else {
        throw fields.unexpected("silence", "executes or lapses, or left out")
      }
      self.silence = silence
    }
    queuesItself = try fields.flag("queues_itself")
    takesEffectByItself = try fields.execution()
    neverLapses = try fields.flag("never_lapses")
    queuesAnyTime = try fields.flag("queue_any_time")
    if fields.contains("only") { only = try DecisionTests.names("only", &fields) }
    if fields.contains("guardians") {
      for value in try fields.array("guardians") {
        guardians.append(try GuardianRule(parsing: value, role: names.role))
      }
    }
    if fields.contains("stages") {
      for value in try fields.array("stages") { stages.append(try Stage(parsing: value, names: names)) }
    }
    if names.isFrozen { isWithdrawable = try fields.flag("withdrawable") }
    if names.isFrozen, let value = fields.optional("house_ballots") {
      houseBallots = try HouseBallot.table(value)
    }
    if names.isFrozen, let value = fields.optional("successor") {
      successor = try SuccessorRules(parsing: value)
    }
    if names.isFrozen, let value = fields.optional("provision") {
      provision = try Provision(parsing: value)
    }
    if names.isFrozen, fields.contains("barred") { barred = try fields.accounts("barred", atMost: 1_000) }
  }

  /// The members of frozen rules; what is left out has none.
  package var frozen: [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    func add(_ key: String, _ value: JSONValue?) {
      if let value { members.append(.init(key: key, value: value)) }
    }
    func list(_ values: [JSONValue]) -> JSONValue? { values.isEmpty ? nil : .array(values) }
    add("deposit", deposit?.json)
    add("review", review.map { .string($0.description) })
    add("active_at_most", mostActive.map { .integer($0) })
    add("delay_from", delaysFromSubmission ? .string("submission") : nil)
    add("ends", ends == .usual ? nil : ends.json)
    add("judged_after", lag == .zero ? nil : .string(lag.description))
    add("early", list(early.map(\.json)))
    add("wait_for_quiet", waitForQuiet?.json)
    add("late_quorum", lateQuorum?.json)
    add("confirmation", confirmation?.json)
    add("interpolated_delay", interpolatedDelay?.json)
    add("absentees", absentees?.frozen)
    add("silence", silence.map { .string($0.rawValue) })
    add("withdrawable", isWithdrawable ? .bool(true) : nil)
    let ballots = houseBallots.sorted { $0.key < $1.key }.map {
      JSONObject.Member(key: $0.key, value: $0.value.json)
    }
    add("house_ballots", ballots.isEmpty ? nil : .object(JSONObject(ballots)))
    add("queues_itself", queuesItself ? .bool(true) : nil)
    add("execution", takesEffectByItself ? .string("by-itself") : nil)
    add("never_lapses", neverLapses ? .bool(true) : nil)
    add("queue_any_time", queuesAnyTime ? .bool(true) : nil)
    add("only", list(only.map { .string($0) }))
    add("guardians", list(guardians.map(\.frozen)))
    add("stages", list(stages.map(\.frozen)))
    add("successor", successor?.json)
    add("provision", provision?.json)
    add("barred", list(barred.map { .string($0.text) }))
    return members
  }
}

extension Course.Stage {
  init(parsing value: JSONValue, names: Course.Names) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a stage")
    guard let after = Occasion(rawValue: try fields.string("after")) else {
      throw fields.unexpected("after", "passed or failed")
    }
    self.after = after
    start = try StageStart(try fields.string("start"))
    rules = try names.track(try fields.value("track"))
    keepsBallots = try fields.keptBallots()
    try fields.finish()
  }

  var frozen: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "after", value: .string(after.rawValue)), .init(key: "start", value: .string(start.text)),
      .init(key: "track", value: rules.json),
    ]
    if keepsBallots { members.append(.init(key: "ballots", value: .string("kept"))) }
    return .object(JSONObject(members))
  }
}

extension JSONFields {
  /// Whether a stage keeps the ballots of the one before.
  mutating func keptBallots() throws(JSONRefusal) -> Bool {
    guard let value = optional("ballots") else { return false }
    guard value == .string("kept") else { throw unexpected("ballots", "kept, or left out") }
    return true
  }

  /// Whether what passes takes effect by itself.
  mutating func execution() throws(JSONRefusal) -> Bool {
    guard let value = optional("execution") else { return false }
    guard value == .string("by-itself") else { throw unexpected("execution", "by-itself, or left out") }
    return true
  }
}
