package import CanonicalEncoding

extension ProtocolTerms {
  /// The values of the head that are understood.
  package static let head = (apiVersion: "quorate.dev/v1alpha1", kind: "SafetyProtocol")
  /// The most rules.
  package static let ruleLimit = 500
  /// The most evidence files, and capabilities.
  package static let listLimit = 64

  /// Reads the values of a document.
  /// - Parameter hash: The SHA-256 of its bytes.
  package init(parsing value: JSONValue, hash: Digest) throws(ProtocolRefusal) {
    var fields = try ProtocolFields(value, at: "")
    guard try fields.string("apiVersion") == Self.head.apiVersion else {
      throw fields.unexpected("apiVersion", Self.head.apiVersion)
    }
    guard try fields.string("kind") == Self.head.kind else { throw fields.unexpected("kind", Self.head.kind) }
    let id = try fields.name("id")
    let version = try fields.integer("version", 1...1_000_000)
    let title = try fields.label("title", limit: 120) ?? id
    var scope = try fields.table("appliesTo")
    let actions = try scope.names("actions", limit: Self.listLimit)
    guard !actions.isEmpty else { throw scope.unexpected("actions", "at least one kind of proposal") }
    let environments =
      scope.contains("environments") ? try scope.names("environments", limit: Self.listLimit) : []
    try scope.finish()
    var evidence: [EvidenceRequirement] = []
    for item in try fields.list("evidence", 1...Self.listLimit) {
      evidence.append(try EvidenceRequirement(parsing: item))
    }
    var rules: [SafetyRule] = []
    for item in try fields.list("rules", 1...Self.ruleLimit) { rules.append(try SafetyRule(parsing: item)) }
    var capabilities: [CapabilityThreshold] = []
    if fields.contains("capabilities") {
      for item in try fields.list("capabilities", 0...Self.listLimit) {
        capabilities.append(try CapabilityThreshold(parsing: item))
      }
    }
    try fields.finish()
    try self.init(
      hash: hash, id: id, version: version, title: title, actions: actions, environments: environments,
      evidence: evidence, rules: rules, capabilities: capabilities)
  }
}

extension EvidenceRequirement {
  fileprivate init(parsing item: ProtocolFields) throws(ProtocolRefusal) {
    var fields = item
    let id = try fields.name("id")
    fields = fields.moved(to: "evidence.\(id)")
    guard let format = EvidenceFormat(rawValue: try fields.string("format")) else {
      throw fields.unexpected(
        "format", "one of \(EvidenceFormat.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let maxAge = try fields.span("maxAge")
    if fields.contains("boundTo"), try fields.string("boundTo") != "model" {
      throw fields.unexpected("boundTo", "model")
    }
    var threshold = EvidenceRequirement.fewestOrganisations
    if fields.contains("attestedBy") {
      var attested = try fields.table("attestedBy")
      guard try attested.string("role") == "evaluator" else { throw attested.unexpected("role", "evaluator") }
      threshold = Int(try attested.integer("threshold", 1...100))
      try attested.finish()
    }
    let covers = fields.contains("covers") ? try fields.texts("covers", limit: 1000) : []
    if !covers.isEmpty, format.parts == nil {
      throw .inconsistent(path: fields.path, "a file of format \(format.rawValue) has no parts to cover")
    }
    let unscored = fields.contains("maxUnscored") ? try fields.decimal("maxUnscored") : .zero
    guard !unscored.isNegative, unscored <= ExactDecimal(isNegative: false, digits: [1], exponent: 1) else {
      throw fields.unexpected("maxUnscored", "a share from 0 to 1")
    }
    let pins = fields.contains("pins") ? try fields.digests("pins", limit: 64) : [:]
    try fields.finish()
    self.init(
      id: id, format: format, maxAge: maxAge, covers: covers, maxUnscored: unscored, threshold: threshold,
      pins: pins)
  }
}

extension SafetyRule {
  fileprivate init(parsing item: ProtocolFields) throws(ProtocolRefusal) {
    var fields = item
    let id = try fields.name("id")
    fields = fields.moved(to: "rules.\(id)")
    let evidence = try fields.name("evidence")
    let subject = try Self.subject(&fields)
    let test = try Self.test(&fields)
    switch (subject, test) {
    case (.ratio, .isOne), (.ratio, .absentOrNull), (.ratio, .present):
      throw fields.unexpected("op", "a comparison with one number, for a ratio")
    case (.ratio, .equal(let value)), (.ratio, .notEqual(let value)):
      if value.decimal == nil { throw fields.unexpected("value", "a number, for a ratio") }
    default: break
    }
    var severity = Severity.block
    if fields.contains("severity") {
      guard let named = Severity(rawValue: try fields.string("severity")) else {
        throw fields.unexpected("severity", "block or warn")
      }
      severity = named
    }
    let maxAge = try fields.span("maxAge")
    let note = try fields.label("note", limit: 500) ?? ""
    try fields.finish()
    self.init(
      id: id, evidence: evidence, subject: subject, test: test, severity: severity, maxAge: maxAge, note: note
    )
  }

  private static func subject(_ fields: inout ProtocolFields) throws(ProtocolRefusal) -> Subject {
    if fields.contains("ratio") {
      var ratio = try fields.table("ratio")
      let subject = Subject.ratio(of: try ratio.selection("num"), to: try ratio.selection("den"))
      try ratio.finish()
      return subject
    }
    let path = try fields.selection("select")
    let isEach = fields.contains("each") ? try fields.boolean("each") : false
    guard isEach else {
      if fields.contains("minCount") { throw fields.unexpected("minCount", "absent without each: true") }
      return .value(path)
    }
    let least = fields.contains("minCount") ? try fields.integer("minCount", 1...1_000_000) : 1
    return .each(path, atLeast: Int(least))
  }

  private static func test(_ fields: inout ProtocolFields) throws(ProtocolRefusal) -> RuleTest {
    switch try fields.string("op") {
    case "==": return .equal(try fields.ruleValue("value"))
    case "!=": return .notEqual(try fields.ruleValue("value"))
    case "<": return .less(try fields.decimal("value"))
    case "<=": return .atMost(try fields.decimal("value"))
    case ">": return .greater(try fields.decimal("value"))
    case ">=": return .atLeast(try fields.decimal("value"))
    case "in": return .isOne(of: try fields.ruleValues("value"))
    case "absent-or-null": return .absentOrNull
    case "present": return .present
    default: throw fields.unexpected("op", "one of \(RuleTest.operators.joined(separator: " "))")
    }
  }
}

extension CapabilityThreshold {
  fileprivate init(parsing item: ProtocolFields) throws(ProtocolRefusal) {
    var fields = item
    let id = try fields.name("id")
    fields = fields.moved(to: "capabilities.\(id)")
    guard let domain = Domain(rawValue: try fields.string("domain")) else {
      throw fields.unexpected("domain", "one of \(Domain.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let level = try fields.label("level", limit: 80) ?? ""
    let triggers = try fields.names("triggers", limit: ProtocolTerms.ruleLimit)
    let safeguards = try fields.names("safeguards", limit: ProtocolTerms.ruleLimit)
    try fields.finish()
    self.init(id: id, domain: domain, level: level, triggers: triggers, safeguards: safeguards)
  }
}
