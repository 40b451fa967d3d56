internal import CanonicalEncoding
internal import Voting

/// A track as a charter's YAML states it, before roles and houses are looked up.
struct TrackDraft {
  let name: String
  let houses: [String]
  let method: any CountingMethod
  let options: [String]
  let isReplaceable: Bool
  let admission: Power
  /// The role whose members alone may propose; everybody with the power where it is left out.
  let proposers: String?
  let quota: ProposalQuota?
  let delay: Span
  let period: Span
  let timelock: Span
  let grace: Span
  let tests: [any DecisionTest]
  let veto: String?
  /// Everything but the stages, which name other tracks.
  let course: Course
  let stages: [StageDraft]
  /// The guardian rules of its course, in their order, as the charter states them: a role by its name, since its
  /// members change.
  let guardians: [GuardianDraft]
  /// The rule for absent members in the same form.
  let absentees: JSONValue?

  /// A stage that follows, by the name of its track.
  struct StageDraft {
    let after: Course.Stage.Occasion
    let start: StageStart
    let track: String
    let keepsBallots: Bool
  }

  /// What a guardian may do, with the role by name.
  struct GuardianDraft {
    let deed: Act.Deed
    let json: JSONValue
  }

  init(parsing value: JSONValue, named name: String, roles: [String: Role]) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the track \(name)")
    self.name = name
    houses = try fields.strings("houses")
    var ballot = try JSONFields(try fields.value("ballot"), of: "the ballot of \(name)")
    method = try CountingMethods.parse(try ballot.value("method"))
    options = try ballot.strings("options")
    isReplaceable = try ballot.truth("replaceable")
    let isWithdrawable = try ballot.flag("withdrawable")
    let houseBallots = try ballot.optional("houses").map(HouseBallot.table) ?? [:]
    try ballot.finish()
    admission = Power(try fields.amount("propose_with"))
    proposers = fields.contains("propose_by") ? try fields.string("propose_by") : nil
    quota = try fields.optional("quota").map(ProposalQuota.init(parsing:))
    delay = try fields.span("delay")
    period = try fields.span("period")
    timelock = try fields.span("timelock")
    grace = try fields.span("grace")
    tests = try DecisionTests.parse(list: try fields.array("tests"))
    veto = fields.optional("veto_by") == nil ? nil : try fields.string("veto_by")
    stages = try Self.stages(&fields)
    var course = try Course(reading: &fields, names: .of(roles))
    course.isWithdrawable = isWithdrawable
    course.houseBallots = houseBallots
    self.course = course
    guardians = zip(course.guardians, value.object?["guardians"]?.array ?? []).map { rule, form in
      GuardianDraft(deed: rule.deed, json: rule.json(by: form.object?["by"] ?? .null))
    }
    absentees = course.absentees?.json(as: value.object?["absentees"]?.object?["as"])
    try fields.finish()
  }

  private static func stages(_ fields: inout JSONFields) throws(JSONRefusal) -> [StageDraft] {
    guard fields.contains("then") else { return [] }
    var stages: [StageDraft] = []
    for value in try fields.array("then") {
      var stage = try JSONFields(value, of: "a stage")
      guard let after = Course.Stage.Occasion(rawValue: try stage.string("after")) else {
        throw stage.unexpected("after", "passed or failed")
      }
      let start = stage.contains("start") ? try StageStart(try stage.string("start")) : .atOnce
      let track = try stage.string("track")
      stages.append(
        StageDraft(after: after, start: start, track: track, keepsBallots: try stage.keptBallots()))
      try stage.finish()
    }
    return stages
  }

  /// Whether a ballot of another track says the same on this one.
  func readsBallots(of other: TrackDraft) -> Bool {
    Set(houses) == Set(other.houses) && options == other.options
      && houses.allSatisfy { ballot(in: $0).method.json == other.ballot(in: $0).method.json }
  }

  /// The fault of the values taken together, or `nil`.
  var fault: String? {
    if houses.isEmpty { return "no house votes on it" }
    if Set(houses).count != houses.count { return "a house stands twice" }
    if !(2...100 ~= options.count) { return "a ballot needs from 2 to 100 options" }
    for option in options {
      if let fault = DisplayText.fault(of: option, limit: 80) {
        return "the option \"\(DisplayText.escaped(option, limit: 40))\" \(fault.words)"
      }
    }
    let folded = Set(options.map { $0.lowercased() })
    if folded.count != options.count { return "two options differ only in case" }
    if let fault = method.fault(of: options) ?? faultOfHouseBallots { return fault }
    if let fault = faultOfWithdrawal { return fault }
    return faultOfSilence ?? faultOfTests ?? faultOfCourse
  }

  /// Why ballots out of drop-boxes cannot come in at its close, or `nil`.
  package var dropBoxFault: String? {
    if stages.contains(where: \.keepsBallots) {
      return "hands its ballots on to another stage, which begins with those that came in by themselves"
    }
    if ballots.contains(where: \.isWithdrawable) {
      return "lets ballots be withdrawn, of which a drop-box may hold an older one"
    }
    if course.confirmation != nil { return "confirms, so that a ballot at the close would open it again" }
    if course.interpolatedDelay != nil {
      return "closes by what was voted, so that a ballot at the close moves it"
    }
    return nil
  }

  /// Whether the ballot has this option, spelt exactly so.
  private func isOption(_ name: String) -> Bool { options.contains { $0.isSpelt(like: name) } }

  private var faultOfWithdrawal: String? {
    guard ballots.contains(where: \.isWithdrawable) else { return nil }
    if options.contains(where: { $0.utf8.elementsEqual(Ballot.withdrawal.utf8) }) {
      return "the option \"\(Ballot.withdrawal)\" is what a ballot says that is withdrawn"
    }
    return course.absentees == nil ? nil : "absent members count as somebody votes, who could withdraw again"
  }

  private var faultOfSilence: String? {
    switch course.silence {
    case .executes?: nil
    case .lapses?:
      !tests.isEmpty
        ? "silence lapses, so its tests would never be judged"
        : course.early.isEmpty ? "silence lapses and no early rule decides, so nothing would pass" : nil
    case nil: tests.isEmpty ? "it has no test, so everything would pass" : nil
    }
  }

  private var faultOfTests: String? {
    for list in [tests] + course.early.map(\.when) where Set(list.map(\.name)).count != list.count {
      return "two tests have one name"
    }
    for test in tests + course.earlyTests {
      if let unknown = test.options.first(where: { !isOption($0) }) {
        return "test \(test.name) names the option \"\(unknown)\", which is not on the ballot"
      }
      if !houses.contains(test.house) {
        return "test \(test.name) names the house \"\(test.house)\", which does not vote"
      }
    }
    return nil
  }

  private var faultOfExclusions: String? {
    for rule in course.early {
      for name in rule.excludes {
        guard let other = course.early.first(where: { $0.name == name }), name != rule.name else {
          return "early rule \(rule.name) excludes \"\(name)\", which is no other early rule"
        }
        guard ballots.allSatisfy({ $0.method is SingleChoice }), rule.provablyExcludes(other) else {
          return "early rules \(rule.name) and \(name) could both hold"
        }
      }
    }
    if let name = course.interpolatedDelay?.overtaken, !course.early.contains(where: { $0.name == name }) {
      return "interpolated_delay names the early rule \"\(name)\", which the track does not have"
    }
    return nil
  }

  private var faultOfCourse: String? {
    if course.isOrdered || !stages.isEmpty,
      let method = ballots.map(\.method).first(where: { !$0.isAdditive })
    {
      return "the method \(method.name) has no running sums, which its rules or its stages need"
    }
    if Set(stages.map(\.after)).count != stages.count { return "two stages follow the same outcome" }
    if course.takesEffectByItself { return "what takes effect by itself is said by kinds, not by tracks" }
    if let unknown = course.only.first(where: { !isOption($0) }) {
      return "only names the option \"\(unknown)\", which is not on the ballot"
    }
    if Set(course.early.map(\.name)).count != course.early.count { return "two early rules have one name" }
    if let fault = faultOfExclusions { return fault }
    if course.delaysFromSubmission, course.deposit == nil, course.review == nil, course.mostActive == nil {
      return "delay_from says nothing where a proposal waits for no deposit, review or place"
    }
    if course.lag > .zero, course.waitForQuiet != nil {
      return "wait_for_quiet goes by single ballots, which judged_after takes together"
    }
    if let late = course.lateQuorum, !tests.contains(where: { $0.name == late.test }) {
      return "late_quorum names the test \"\(late.test)\", which the track does not have"
    }
    var names: [(house: String, options: [String], by: String)] = []
    if let quiet = course.waitForQuiet {
      names.append((quiet.house, [quiet.option, quiet.against], "wait_for_quiet"))
    }
    if let delay = course.interpolatedDelay {
      names.append((delay.house, [delay.approve, delay.reject], "interpolated_delay"))
    }
    if let delay = course.interpolatedDelay, delay.initial != period {
      return "interpolated_delay begins with another span than the period"
    }
    if let absentees = course.absentees {
      names.append((absentees.house, [absentees.otherwise], "absentees"))
    }
    for use in names {
      if !houses.contains(use.house) {
        return "\(use.by) names the house \"\(use.house)\", which does not vote"
      }
      if let unknown = use.options.first(where: { !isOption($0) }) {
        return "\(use.by) names the option \"\(unknown)\", which is not on the ballot"
      }
    }
    return nil
  }
}

extension Course.Names {
  /// The form of a charter with these roles.
  fileprivate static func of(_ roles: [String: Role]) -> Course.Names {
    Course.Names(
      role: { value throws(JSONRefusal) in
        guard let role = value.string.flatMap({ roles[$0] }) else {
          throw .unexpected(field: "by", in: "a guardian rule", needs: "a role of the charter")
        }
        return role
      },
      track: { _ throws(JSONRefusal) in
        throw .unexpected(field: "stages", in: "a track", needs: "left out; stages are named by then")
      })
  }
}
