package import CanonicalEncoding
package import Signing
package import Voting

/// The rules a proposal is decided by: a composition of primitives, fixed when it is submitted.
///
/// It carries everything the decision depends on (houses, delegation, the council that may veto), so that a later
/// charter changes nothing about a proposal that is already under way.
package struct TrackRules: Sendable {
  package let name: String
  /// The topic whose delegations count.
  package let topic: String
  /// The houses that vote, by name.
  package let houses: [House]
  package let delegation: DelegationRules
  /// How ballots are read and added up, in houses without a method of their own.
  package let method: any CountingMethod
  /// What can be chosen, in order.
  package let options: [String]
  /// Whether a voter may replace a ballot while voting is open, in houses without a rule of their own.
  package let isReplaceable: Bool
  /// The least power in the first house a proposer must have.
  package let admission: Power
  /// From submission to the opening of voting.
  package let delay: Span
  /// From the opening of voting to its close; the closing instant itself is outside.
  package let period: Span
  /// From queueing to the first instant of execution.
  package let timelock: Span
  /// How long a proposal that succeeded may wait to be queued, and a queued one to be executed.
  package let grace: Span
  /// What must hold at the close.
  package let tests: [any DecisionTest]
  /// Who may stop a proposal until it is executed.
  package let veto: Role?
  /// How it goes from submission to its end, besides delay and period.
  package private(set) var course: Course

  /// The canonical form: what is frozen and hashed.
  package var json: JSONValue {
    let plain: KeyValuePairs<String, JSONValue> = [
      "admission": .string(admission.description),
      "delay": .integer(delay.milliseconds),
      "delegation": delegation.json,
      "format": .string("quorate.rules/1"),
      "grace": .integer(grace.milliseconds),
      "houses": .array(houses.map(\.frozen)),
      "method": method.json,
      "options": .array(options.map { .string($0) }),
      "period": .integer(period.milliseconds),
      "replaceable": .bool(isReplaceable),
      "tests": .array(tests.map(\.json)),
      "timelock": .integer(timelock.milliseconds),
      "topic": .string(topic),
      "track": .string(name),
      "veto": veto.map(\.json) ?? .null,
    ]
    return .object(
      JSONObject(plain.map { JSONObject.Member(key: $0.key, value: $0.value) } + course.frozen))
  }

  /// The same rules with a longer period: where witnesses were silent while this stage was voted on.
  package func lengthened(by span: Span) -> TrackRules {
    guard span > .zero else { return self }
    return replacing(
      houses: houses, delay: delay, period: period + span, timelock: timelock, course: course)
  }

  /// The houses that vote in any stage, each once.
  package var allHouses: [House] {
    var all = houses
    for stage in course.stages {
      all += stage.rules.allHouses.filter { house in !all.contains { $0.name == house.name } }
    }
    return all
  }

  /// Whether the same houses vote in every stage.
  package var areHousesTheSame: Bool {
    let own = Set(houses.map(\.name))
    return course.stages.allSatisfy {
      Set($0.rules.houses.map(\.name)) == own && $0.rules.areHousesTheSame
    }
  }

  /// The rules of a later stage, by the name of its track: the same, whichever way leads there.
  package func stage(ofTrack track: String) -> TrackRules? {
    if name == track { return self }
    return course.stages.lazy.compactMap { $0.rules.stage(ofTrack: track) }.first
  }

  /// The same rules without what follows them.
  package var firstStageAlone: TrackRules {
    var course = course
    course.stages = []
    return replacing(houses: houses, delay: delay, period: period, timelock: timelock, course: course)
  }

  /// The same rules under which what passed never lapses: what voting came to, whatever became of it.
  package var neverLapsing: TrackRules {
    var course = course
    course.neverLapses = true
    return replacing(houses: houses, delay: delay, period: period, timelock: timelock, course: course)
  }

  /// The same rules with other houses, spans and course.
  func replacing(
    houses: [House], delay: Span, period: Span, timelock: Span, course: Course
  ) -> TrackRules {
    TrackRules(
      name: name, topic: topic, houses: houses, delegation: delegation, method: method, options: options,
      isReplaceable: isReplaceable, admission: admission, delay: delay, period: period, timelock: timelock,
      grace: grace, tests: tests, veto: veto, course: course)
  }

  private static let tag = DomainTag("quorate/rules/v1")

  /// The digest that every ballot signs.
  package var hash: Digest { Self.tag.digest(json.canonicalBytes) }
}

extension TrackRules {
  /// The same rules for a proposal that adopts something under a provision.
  func adopting(under provision: Provision?) -> TrackRules {
    var rules = self
    rules.course.provision = provision
    return rules
  }

  /// The same rules with another member whom absent ones follow, where they follow somebody.
  package func withAbsentees(following leader: AccountKey?) -> TrackRules {
    guard let rule = course.absentees else { return self }
    var rules = self
    rules.course.absentees = AbsenteeRule(house: rule.house, leader: leader, otherwise: rule.otherwise)
    return rules
  }

  /// The same rules for a kind of proposal with nothing to carry out: at the end of its timelock it has taken effect.
  package var takingEffectByItself: TrackRules {
    var rules = self
    rules.course.takesEffectByItself = true
    rules.course.stages = course.stages.map { stage in
      Course.Stage(
        after: stage.after, start: stage.start, rules: stage.rules.takingEffectByItself,
        keepsBallots: stage.keepsBallots)
    }
    return rules
  }

  /// Whether a choice can be made in this stage: it names no option that only other stages take.
  package func takes(_ choice: Choice) -> Bool {
    course.only.isEmpty
      || choice.positions.allSatisfy { options.indices.contains($0) && course.only.contains(options[$0]) }
  }

  /// The rule that lets somebody besides the voters do something to a proposal as it stands, or `nil`.
  package func guardian(_ deed: GuardianRule.Deed, in decision: Decision) -> GuardianRule? {
    (stage(ofTrack: decision.track) ?? self).course.guardians.first {
      $0.allows(deed, in: decision.phase, stage: decision.track)
    }
  }

  /// Reads the canonical form back.
  package init(frozen value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "frozen rules")
    admission = Power(try fields.amount("admission"))
    delay = Span(milliseconds: try fields.integer("delay"))
    delegation = try DelegationRules(parsing: try fields.value("delegation"))
    guard try fields.string("format") == "quorate.rules/1" else {
      throw fields.unexpected("format", "quorate.rules/1")
    }
    grace = Span(milliseconds: try fields.integer("grace"))
    var houses: [House] = []
    for house in try fields.array("houses") { houses.append(try House(frozen: house)) }
    self.houses = houses
    method = try CountingMethods.parse(try fields.value("method"))
    options = try fields.strings("options")
    period = Span(milliseconds: try fields.integer("period"))
    isReplaceable = try fields.truth("replaceable")
    var tests: [any DecisionTest] = []
    for test in try fields.array("tests") { tests.append(try DecisionTests.parse(test)) }
    self.tests = tests
    timelock = Span(milliseconds: try fields.integer("timelock"))
    topic = try fields.string("topic")
    name = try fields.string("track")
    let veto = try fields.value("veto")
    self.veto = veto == .null ? nil : try Role(parsing: veto, named: "veto")
    course = try Course(reading: &fields, names: .frozen)
    try fields.finish()
  }
}
