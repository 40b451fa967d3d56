public import CanonicalEncoding

/// A step of a rollout: how much traffic a model may have until the next step is opened.
public struct RolloutStage: Hashable, Sendable {
  /// Its name.
  public let name: String
  /// The most traffic, in thousandths of the whole.
  public let maxTrafficPermille: UInt64
  /// How long it must have been open before the next one is.
  public let minDwell: Span
  /// The rules that must pass before it is opened.
  public let requires: [String]

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a stage")
    maxTrafficPermille = try fields.integer("max_traffic_permille")
    minDwell = fields.contains("min_dwell") ? try fields.plainSpan("min_dwell") : .zero
    name = try fields.plainName("name")
    requires = try fields.clauseNames("requires")
    try fields.finish()
    guard 1...1000 ~= maxTrafficPermille else {
      throw fields.unexpected("max_traffic_permille", "from 1 to 1000")
    }
    guard !fields.contains("min_dwell") || minDwell > .zero else {
      throw fields.unexpected("min_dwell", "a length of time above zero, or left out")
    }
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = []
    members.add("max_traffic_permille", number: maxTrafficPermille)
    if minDwell > .zero { members.add("min_dwell", minDwell) }
    members.add("name", name)
    members.add("requires", texts: requires)
    return .object(JSONObject(members))
  }

  /// `canary up to 5 % for at least 1d after refusals`.
  var words: String {
    var text = "\(name) up to \(Self.percent(maxTrafficPermille))"
    if minDwell > .zero { text += " for at least \(minDwell)" }
    if !requires.isEmpty { text += " after \(requires.joined(separator: " and "))" }
    return text
  }

  /// Thousandths in percent, exactly: 5 is `0.5 %`.
  package static func percent(_ permille: UInt64) -> String {
    let tenth = permille % 10
    return "\(permille / 10)\(tenth == 0 ? "" : ".\(tenth)") %"
  }

  /// Reads the stages of a rollout, in order; none where they are left out.
  static func list(_ fields: inout JSONFields) throws(JSONRefusal) -> [RolloutStage] {
    guard fields.contains("stages") else { return [] }
    var stages: [RolloutStage] = []
    for value in try fields.array("stages") { stages.append(try RolloutStage(parsing: value)) }
    let isRising = zip(stages, stages.dropFirst()).allSatisfy {
      $0.maxTrafficPermille < $1.maxTrafficPermille
    }
    guard 1...16 ~= stages.count, isRising, Set(stages.map(\.name)).count == stages.count else {
      throw fields.unexpected(
        "stages", "from 1 to 16 stages with distinct names, each with more traffic than the one before")
    }
    return stages
  }
}

/// Who is served by a deployment.
public enum Audience: String, CaseIterable, Comparable, Sendable {
  /// People of the operator.
  case `internal`
  /// Known people outside.
  case limited
  /// Anybody.
  case `public`

  /// Narrower comes first.
  public static func < (left: Audience, right: Audience) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
