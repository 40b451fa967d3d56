package import CanonicalEncoding
package import Governance

/// How the time of a proposal is witnessed: the rules frozen with it, and what witnesses have shown since.
///
/// For such a proposal the instant that counts is the last one at which enough witnesses had seen the log. Nothing
/// follows from the operator's clock.
package struct ProposalWitnessing: Hashable, Sendable {
  /// The rules of the charter as they were when it was submitted.
  package let rules: WitnessRules
  /// By when enough witnesses had seen the submission: it counts as submitted then.
  package var seen: Timepoint?
  /// The stages of its voting, first to last: one more with every stage that is settled and followed by another.
  package private(set) var stages = [StageWitnessing()]

  package init(_ rules: WitnessRules) { self.rules = rules }

  /// The stage that is voted on, or was last.
  package var current: StageWitnessing {
    get { stages.last ?? StageWitnessing() }
    set { stages = stages.dropLast() + [newValue] }
  }

  /// Goes on to the stage behind the one that was settled.
  mutating func beginStage() { stages.append(StageWitnessing()) }

  /// What witnesses have shown of a stage, from 0; `nil` where it has not begun for them.
  package func stage(_ number: Int) -> StageWitnessing? {
    stages.indices.contains(number) ? stages[number] : nil
  }

  /// When the last stage was settled, and with it the vote; `nil` while it is open.
  package var settled: Timepoint? { current.settled }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "rules", value: rules.json),
      .init(key: "seen", value: seen.map { .integer($0.milliseconds) } ?? .null),
    ]
    members += stages.first?.members ?? []
    let later = stages.dropFirst().map { JSONValue.object(JSONObject($0.members)) }
    if !later.isEmpty { members.append(.init(key: "later", value: .array(later))) }
    return .object(JSONObject(members))
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the witnessing of a proposal")
    stages = [try StageWitnessing(reading: &fields)]
    if fields.contains("later") {
      for value in try fields.array("later") {
        var stage = try JSONFields(value, of: "the witnessing of a stage")
        stages.append(try StageWitnessing(reading: &stage))
        try stage.finish()
      }
    }
    rules = try WitnessRules(frozen: try fields.value("rules"))
    seen = try fields.optionalNumber("seen").map { Timepoint(milliseconds: $0) }
    try fields.finish()
  }
}

/// On whose word the time of an outcome rests.
package enum TimeAssurance: Hashable, Sendable {
  /// On the operator's.
  case `operator`
  /// On enough witnesses', who had seen the log last at this instant; `nil` where they never have.
  case witnessed(Timepoint?)

  /// When witnesses had seen the log last, where time is theirs and they have.
  package var time: Timepoint? {
    switch self {
    case .operator: nil
    case .witnessed(let time): time
    }
  }

  /// The word for programs.
  package var word: String {
    switch self {
    case .operator: "operator"
    case .witnessed: "witnessed"
    }
  }
}
