import CanonicalEncoding
import QuorateTesting
import SafetyProtocol

/// Random protocols, random amendments of them, and random evidence that passes often enough to tell them
/// apart.
struct RandomProtocols {
  var numbers: RepeatableNumbers
  /// Files of the two formats the protocols ask for.
  let logs: [EvidenceDocument]
  let facts: [EvidenceDocument]

  /// The instant everything is asked at.
  static let now = Timepoint(milliseconds: 20 * 86_400_000)

  init(seed: UInt64) throws {
    numbers = RepeatableNumbers(seed: seed)
    var (logs, facts): ([EvidenceDocument], [EvidenceDocument]) = ([], [])
    for _ in 0..<400 {
      logs.append(try EvidenceDocument(parsing: Array(Self.log(&numbers).utf8)))
      facts.append(try EvidenceDocument(parsing: Array(Self.fact(&numbers).utf8)))
    }
    (self.logs, self.facts) = (logs, facts)
  }

  private static func pick<Element>(_ choices: [Element], _ numbers: inout RepeatableNumbers) -> Element {
    choices[numbers.below(choices.count)]
  }

  mutating func pick<Element>(_ choices: [Element]) -> Element { Self.pick(choices, &numbers) }

  mutating func chance(_ parts: Int, of whole: Int) -> Bool { numbers.below(whole) < parts }

  // MARK: Evidence

  private static func log(_ numbers: inout RepeatableNumbers) -> String {
    let status = pick(
      ["success", "success", "success", "success", "success", "success", "success", "error"], &numbers)
    let limit = numbers.below(10) > 0 ? "null" : "5"
    let scores = ["a", "b", "c"].prefix(numbers.below(3) + 1).map { name in
      let unscored = pick([0, 0, 0, 0, 0, 0, 1, 2], &numbers)
      return
        #"{"name":"\#(name)","scored_samples":\#(10 - unscored),"unscored_samples":\#(unscored),"v":\#(numbers.below(3))}"#
    }
    let day = pick(["10", "15", "19", "19"], &numbers)
    return """
      {"version":2,"status":"\(status)","eval":{"config":{"limit":\(limit)}},"results":{"total_samples":10,
      "completed_samples":10,"scores":[\(scores.joined(separator: ","))]},
      "stats":{"completed_at":"1970-01-\(day)T00:00:00Z"}}
      """
  }

  private static func fact(_ numbers: inout RepeatableNumbers) -> String {
    let values = ["0", "0.5", "1", "2", "1", "0", "\"x\"", "\"y\"", "\"1\"", "true", "false", "null", "NaN"]
    let list = (0..<numbers.below(4)).map { _ in pick(["0", "1", "1", "2", "null"], &numbers) }
    var members = ["\"l\":[\(list.joined(separator: ","))]"]
    for name in ["x", "y", "n", "d"] where numbers.below(8) > 0 {
      members.append("\"\(name)\":\(pick(values, &numbers))")
    }
    return "{\(members.joined(separator: ","))}"
  }

  /// One set of files; now and then one is missing.
  mutating func files() -> [String: EvidenceDocument] {
    var files: [String: EvidenceDocument] = [:]
    if !chance(1, of: 50) { files["log"] = pick(logs) }
    if !chance(1, of: 50) { files["facts"] = pick(facts) }
    if chance(1, of: 2) { files["more"] = pick(facts) }
    return files
  }

  // MARK: Protocols

  /// The parts of a protocol, before they are checked against each other.
  struct Draft {
    var evidence: [EvidenceRequirement]
    var rules: [SafetyRule]
    var capabilities: [CapabilityThreshold]

    var terms: ProtocolTerms? {
      try? ProtocolTerms(
        hash: .zero, id: "random", version: 1, title: "random", actions: ["model.deploy"], environments: [],
        evidence: evidence, rules: rules, capabilities: capabilities)
    }
  }

  mutating func draft() throws -> Draft {
    var draft = Draft(
      evidence: [requirement("log", .inspect), requirement("facts", .json)], rules: [], capabilities: [])
    for number in 0..<pick([1, 1, 1, 2, 3]) { draft.rules.append(try rule("r\(number)")) }
    if draft.rules.count > 2, chance(1, of: 2) {
      draft.capabilities = [capability("k", draft.rules.map(\.id).shuffled(using: &numbers))]
    }
    return draft
  }

  private func capability(_ id: String, _ rules: [String]) -> CapabilityThreshold {
    CapabilityThreshold(
      id: id, domain: .cyber, level: "High", triggers: Array(rules.prefix(1)),
      safeguards: Array(rules.dropFirst().prefix(1)))
  }

  private mutating func requirement(_ id: String, _ format: EvidenceFormat) -> EvidenceRequirement {
    EvidenceRequirement(
      id: id, format: format, maxAge: age(),
      covers: format == .inspect ? pick([[], ["a"], ["a", "b"]]) : [],
      maxUnscored: decimal(["0", "0.1", "0.2"]), threshold: numbers.below(4) + 1)
  }

  private mutating func age() -> Span? {
    pick([nil, 2, 6, 12] as [UInt64?]).map { Span(milliseconds: $0 * 86_400_000) }
  }

  private mutating func decimal(_ choices: [String]) -> ExactDecimal { ExactDecimal(pick(choices)) ?? .zero }

  private mutating func rule(_ id: String) throws -> SafetyRule {
    let isLog = chance(1, of: 3)
    return SafetyRule(
      id: id, evidence: isLog ? "log" : "facts", subject: try subject(isLog: isLog), test: test(),
      severity: chance(1, of: 6) ? .warn : .block, maxAge: chance(1, of: 5) ? age() : nil)
  }

  private mutating func subject(isLog: Bool) throws -> SafetyRule.Subject {
    if isLog {
      return pick([
        .value(try Path("$.results.scores[?@.name=='a'].v")),
        .each(try Path("$.results.scores[*].v"), atLeast: numbers.below(3) + 1),
      ])
    }
    return pick([
      .value(try Path("$.x")), .value(try Path("$.y")), .value(try Path("$.l[*]")),
      .each(try Path("$.l[*]"), atLeast: numbers.below(3) + 1),
      .ratio(of: try Path("$.n"), to: try Path("$.d")),
    ])
  }

  private mutating func test() -> RuleTest {
    let limit = decimal(["0", "0.5", "1", "2"])
    let values: [RuleValue] = [
      .text(ByteText("0")), .text(ByteText("1")), .text(ByteText("x")), .text(ByteText("y")), .boolean(true),
      .boolean(false),
    ]
    switch numbers.below(10) {
    case 0: return .less(limit)
    case 1, 2: return .atMost(limit)
    case 3: return .greater(limit)
    case 4, 5: return .atLeast(limit)
    case 6: return .equal(pick(values))
    case 7: return .notEqual(pick(values))
    case 8: return .isOne(of: Array(Set([pick(values), pick(values), pick(values)])))
    default: return pick([.present, .absentOrNull])
    }
  }

  // MARK: Amendments

  /// Changes some clauses.
  mutating func amend(_ draft: Draft) throws -> Draft {
    var draft = draft
    for _ in 0..<numbers.below(2) + 1 { try amend(&draft) }
    return draft
  }

  private mutating func amend(_ draft: inout Draft) throws {
    let position = numbers.below(draft.rules.count)
    let rule = draft.rules[position]
    func replaced(
      subject: SafetyRule.Subject? = nil, test: RuleTest? = nil, severity: SafetyRule.Severity? = nil,
      maxAge: Span?? = nil
    ) -> SafetyRule {
      SafetyRule(
        id: rule.id, evidence: rule.evidence, subject: subject ?? rule.subject, test: test ?? rule.test,
        severity: severity ?? rule.severity, maxAge: maxAge ?? rule.maxAge)
    }
    switch numbers.below(10) {
    case 0...2: draft.rules[position] = replaced(test: test())
    case 3:
      if case .each(let path, _) = rule.subject {
        draft.rules[position] = replaced(
          subject: chance(1, of: 3) ? .value(path) : .each(path, atLeast: numbers.below(4) + 1))
      } else {
        draft.rules[position] = replaced(subject: try subject(isLog: rule.evidence == "log"))
      }
    case 4: draft.rules[position] = replaced(severity: pick([.block, .warn]))
    case 5: draft.rules[position] = replaced(maxAge: .some(age()))
    case 6: draft.rules.append(try self.rule("n\(numbers.below(100))"))
    case 7:
      let place = numbers.below(draft.evidence.count)
      let old = draft.evidence[place]
      draft.evidence[place] = requirement(old.id, old.format)
    case 8: if draft.evidence.count < 3 { draft.evidence.append(requirement("more", .json)) }
    default: try amendCapabilities(&draft)
    }
  }

  private mutating func amendCapabilities(_ draft: inout Draft) throws {
    let names = draft.rules.map(\.id).shuffled(using: &numbers)
    guard let old = draft.capabilities.first, names.count > 2 else {
      if names.count > 1 { draft.capabilities = [capability("k", names)] }
      return
    }
    func more(_ list: [String]) -> [String] { list + names.prefix(1).filter { !list.contains($0) } }
    let isTrigger = chance(1, of: 2)
    draft.capabilities = [
      CapabilityThreshold(
        id: old.id, domain: .cyber, level: "High", triggers: isTrigger ? more(old.triggers) : old.triggers,
        safeguards: isTrigger ? old.safeguards : more(old.safeguards))
    ]
  }
}
