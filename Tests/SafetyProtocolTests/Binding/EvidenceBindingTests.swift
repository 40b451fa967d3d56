import CanonicalEncoding
import SafetyProtocol
import Testing

/// A model, two evaluators of two organisations, and one commission for each.
private struct Scene {
  static let day: UInt64 = 86_400_000
  static let subject = EvidenceSubject(omsRoot: .sha256([1]), dirHash: .sha256([2]))
  static let pin = Digest.sha256([7])

  var terms: ProtocolTerms
  var accreditations = [
    accreditation("ada", "institute"), accreditation("bob", "university"), accreditation("eve", "institute"),
  ]
  var commissions = [commission(1, "ada"), commission(2, "bob"), commission(3, nil)]
  var producers: Set<String> = ["maker", "dan"]
  var evidence = [attested("ada", 1), attested("bob", 2)]
  var files: [Digest: EvidenceDocument]
  var now = time(day: 20)

  init() throws {
    let rules = [
      SafetyRule(
        id: "rate", evidence: "log", subject: .value(try Path("$.rate")), test: .atLeast(try decimal("0.9")))
    ]
    terms = try ProtocolTerms(
      hash: .zero, id: "refusal", version: 1, title: "refusal", actions: ["model.deploy"], environments: [],
      evidence: [
        EvidenceRequirement(
          id: "log", format: .json, maxAge: Span(milliseconds: 10 * Self.day), pins: ["task": Self.pin])
      ], rules: rules, capabilities: [])
    files = [:]
    for (evaluator, rate) in [("ada", "0.95"), ("bob", "0.97"), ("eve", "0.99")] {
      files[.sha256(Array(evaluator.utf8))] = try EvidenceDocument(parsing: Array("{\"rate\":\(rate)}".utf8))
    }
  }

  static func time(day: UInt64) -> Timepoint { Timepoint(milliseconds: day * Self.day) }

  static func accreditation(
    _ evaluator: String, _ organisation: String, scopes: Set<String> = ["json"], conflicts: Set<String> = [],
    from: UInt64 = 1, until: UInt64 = 100, revokedSince: UInt64? = nil
  ) -> Accreditation {
    Accreditation(
      evaluator: evaluator, organisation: organisation, scopes: scopes, conflicts: conflicts,
      from: time(day: from), until: time(day: until), revokedSince: revokedSince.map { time(day: $0) })
  }

  static func commission(
    _ number: UInt8, _ evaluator: String?, subject: EvidenceSubject = subject, format: EvidenceFormat = .json,
    placed: UInt64 = 10, until: UInt64 = 30
  ) -> Commission {
    Commission(
      id: .sha256([number]), evaluator: evaluator, subject: subject, format: format,
      placedAt: time(day: placed), until: time(day: until))
  }

  static func attested(
    _ evaluator: String, _ commission: UInt8?, claim: AttestedEvidence.Claim = .passed,
    subject: EvidenceSubject = subject, format: EvidenceFormat = .json, requirement: String? = "log",
    configuration: [String: Digest] = ["task": pin, "data": .zero], file: String? = nil, started: UInt64 = 12,
    ended: UInt64 = 13, recorded: UInt64 = 14
  ) -> AttestedEvidence {
    AttestedEvidence(
      id: .sha256(Array("\(evaluator) \(claim)".utf8)), entry: 7, subject: subject, evaluator: evaluator,
      format: format,
      file: .sha256(Array((file ?? evaluator).utf8)), requirement: requirement, claim: claim,
      configuration: configuration, commission: commission.map { .sha256([$0]) },
      startedAt: time(day: started),
      endedAt: time(day: ended), recordedAt: time(day: recorded))
  }

  var binding: EvidenceBinding {
    EvidenceBinding(
      terms: terms, subject: Self.subject, accreditations: accreditations, commissions: commissions,
      producers: producers, window: Span(milliseconds: 30 * Self.day))
  }

  var verdict: BoundVerdict { binding.verdict(on: evidence, files: files, at: now) }

  mutating func write(_ text: String, for evaluator: String) throws {
    files[.sha256(Array(evaluator.utf8))] = try EvidenceDocument(parsing: Array(text.utf8))
  }
}

private func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }

@Suite struct EvidenceBindingTests {
  /// Ada of the lab says it as well as bob of the university; then bob turns out to be ada, or somebody beside her.
  @Test func `attack: one evaluator who was accredited twice is no second voice`() throws {
    var scene = try Scene()
    let second = Scene.attested("bob", 2)
    let first = try #require(scene.accreditations.first)
    let renamed = AttestedEvidence(
      id: second.id, entry: 9, subject: second.subject, evaluator: first.evaluator, format: second.format,
      file: second.file, requirement: second.requirement, claim: second.claim,
      configuration: second.configuration, commission: scene.evidence[0].commission,
      startedAt: second.startedAt, endedAt: second.endedAt, recordedAt: second.recordedAt)
    scene.evidence[1] = renamed
    scene.accreditations.append(Scene.accreditation(first.evaluator, "university"))
    let verdict = scene.verdict
    let faults = verdict.items.flatMap(\.faults)
    #expect(faults.isEmpty, "\(faults)")
    #expect(verdict.outcome == .indeterminate)
    #expect(verdict.shortfalls == [.init(requirement: "log", organisations: 1, needed: 2)])
  }

  @Test func `trust 19: a conflict that is declared beside an older accreditation counts at once`() throws {
    var scene = try Scene()
    scene.accreditations.append(Scene.accreditation("bob", "university", conflicts: ["maker"], from: 12))
    #expect(scene.verdict.items[1].faults == [.conflictOfInterest])
  }

  @Test func `two organisations that were asked beforehand are enough`() throws {
    let scene = try Scene()
    let verdict = scene.verdict
    #expect(verdict.outcome == .pass && verdict.items.allSatisfy(\.counts) && verdict.shortfalls.isEmpty)
  }

  private static let other = EvidenceSubject(omsRoot: .sha256([1]), dirHash: .sha256([3]))

  /// What the second organisation's evidence is replaced with, and why that does not count.
  @Test(arguments: [
    (
      id: "attack 78: another model's report", evidence: Scene.attested("bob", 2, subject: other),
      fault: BindingFault.otherModel
    ),
    ("attack 78: an edited file", Scene.attested("bob", 2, file: "edited"), .fileMissing),
    ("attack 78: nobody the vote named", Scene.attested("mallory", 3), .notAccredited),
    ("no commission", Scene.attested("bob", nil), .notCommissioned),
    ("somebody else's commission", Scene.attested("bob", 1), .notCommissioned),
    ("a commission nobody placed", Scene.attested("bob", 9), .notCommissioned),
    ("begun before the commission", Scene.attested("bob", 2, started: 10), .notCommissioned),
    (
      "begun after the commission ended", Scene.attested("bob", 2, started: 30, ended: 31, recorded: 32),
      .notCommissioned
    ),
    ("ended before it began", Scene.attested("bob", 2, started: 13, ended: 12), .contradictoryTimes),
    ("recorded before it ended", Scene.attested("bob", 2, ended: 16, recorded: 15), .contradictoryTimes),
    ("recorded tomorrow", Scene.attested("bob", 2, recorded: 21), .contradictoryTimes),
    ("another task", Scene.attested("bob", 2, configuration: ["task": .zero]), .otherConfiguration("task")),
    ("no task", Scene.attested("bob", 2, configuration: [:]), .otherConfiguration("task")),
    ("another format", Scene.attested("bob", 2, format: .garak), .noRequirement),
    ("another requirement", Scene.attested("bob", 2, requirement: "other"), .noRequirement),
  ])
  func `what does not count`(id: String, evidence: AttestedEvidence, fault: BindingFault) throws {
    var scene = try Scene()
    scene.evidence[1] = evidence
    let verdict = scene.verdict
    #expect(verdict.items[1].faults.contains(fault), "\(verdict.items[1].faults)")
    // Whoever cannot count makes nobody read a file, and who can, does.
    let wanted = scene.binding.filesWanted(for: scene.evidence, at: scene.now)
    #expect(
      wanted.contains(evidence.file) == (fault == .fileMissing) && wanted.contains(scene.evidence[0].file))
    #expect(verdict.outcome == .indeterminate)
    #expect(verdict.shortfalls == [.init(requirement: "log", organisations: 1, needed: 2)])
  }

  @Test(arguments: [
    (
      id: "expired then", accreditation: Scene.accreditation("bob", "university", until: 14),
      fault: BindingFault.accreditationNotInForce
    ),
    ("not yet then", Scene.accreditation("bob", "university", from: 15), .accreditationNotInForce),
    (
      "revoked for then", Scene.accreditation("bob", "university", revokedSince: 14), .accreditationNotInForce
    ),
    ("for other formats", Scene.accreditation("bob", "university", scopes: ["garak", "other"]), .outOfScope),
    ("trust 19: the producer's own", Scene.accreditation("bob", "maker"), .conflictOfInterest),
    (
      "trust 19: a declared conflict", Scene.accreditation("bob", "university", conflicts: ["maker"]),
      .conflictOfInterest
    ),
  ])
  func `who does not count`(id: String, accreditation: Accreditation, fault: BindingFault) throws {
    var scene = try Scene()
    scene.accreditations[1] = accreditation
    #expect(scene.verdict.items[1].faults == [fault])
    #expect(scene.verdict.outcome == .indeterminate)
  }

  @Test func `what was said in time stands after the accreditation has ended or was revoked for later`()
    throws
  {
    var scene = try Scene()
    scene.accreditations[0] = Scene.accreditation("ada", "institute", until: 15)
    scene.accreditations[1] = Scene.accreditation("bob", "university", revokedSince: 15)
    #expect(scene.verdict.outcome == .pass)
  }

  @Test func `trust 19: the producer evaluates nothing`() throws {
    var scene = try Scene()
    scene.producers.insert("bob")
    #expect(scene.verdict.items[1].faults == [.conflictOfInterest])
  }

  @Test func `trust 19: two evaluators of one organisation are one voice`() throws {
    var scene = try Scene()
    scene.evidence = [Scene.attested("ada", 1), Scene.attested("eve", 3)]
    #expect(!scene.verdict.items.contains { !$0.counts })
    #expect(scene.verdict.outcome == .indeterminate)
  }

  @Test func `a protocol that asks for one organisation still needs two`() throws {
    var scene = try Scene()
    let one = EvidenceRequirement(id: "log", format: .json, threshold: 1)
    scene.terms = try ProtocolTerms(
      hash: .zero, id: "refusal", version: 1, title: "t", actions: ["model.deploy"], environments: [],
      evidence: [one], rules: scene.terms.rules, capabilities: [])
    #expect(scene.verdict.outcome == .pass)
    scene.evidence.removeLast()
    #expect(scene.verdict.outcome == .indeterminate)
  }

  @Test(arguments: [
    (id: "commissioned", evidence: Scene.attested("eve", 3, claim: .failed)),
    ("not commissioned", Scene.attested("eve", nil, claim: .failed)),
    ("without its file", Scene.attested("eve", 3, claim: .failed, file: "lost")),
    ("with other settings", Scene.attested("eve", 3, claim: .failed, configuration: [:])),
  ])
  func `trust 19: an accredited failure blocks`(id: String, evidence: AttestedEvidence) throws {
    var scene = try Scene()
    scene.evidence.append(evidence)
    #expect(scene.verdict.outcome == .fail && scene.verdict.blockers == [evidence])
    scene.now = Scene.time(day: 14 + 30)
    #expect(scene.verdict.blockers == [evidence])
    scene.now = scene.now + Span(milliseconds: 1)
    #expect(scene.verdict.blockers.isEmpty)
  }

  @Test func `a failure of somebody nobody accredited, or about another model, blocks nothing`() throws {
    var scene = try Scene()
    scene.evidence.append(Scene.attested("mallory", 3, claim: .failed))
    scene.evidence.append(Scene.attested("eve", 3, claim: .failed, subject: Self.other))
    #expect(scene.verdict.outcome == .pass)
  }

  @Test func `one file that fails a rule is a failure whatever its evaluator concluded`() throws {
    var scene = try Scene()
    try scene.write("{\"rate\":0.89}", for: "bob")
    #expect(scene.verdict.outcome == .fail)
    try scene.write("{\"rate\":NaN}", for: "bob")
    #expect(scene.verdict.outcome == .indeterminate)
  }

  @Test func `a third file that shows nothing does not undo two that do, and a third that fails does`() throws
  {
    var scene = try Scene()
    scene.accreditations[2] = Scene.accreditation("eve", "academy")
    scene.evidence.append(Scene.attested("eve", 3))
    try scene.write("{}", for: "eve")
    #expect(scene.verdict.outcome == .pass)
    try scene.write("{\"rate\":0.1}", for: "eve")
    #expect(scene.verdict.outcome == .fail)
  }

  @Test func `an organisation that shows two different things is in doubt`() throws {
    var scene = try Scene()
    scene.evidence.append(Scene.attested("eve", 3))
    try scene.write("{\"rate\":null}", for: "eve")
    #expect(scene.verdict.outcome == .indeterminate)
  }

  @Test func `age runs from the end of the run`() throws {
    var scene = try Scene()
    scene.now = Scene.time(day: 23)
    #expect(scene.verdict.outcome == .pass)
    scene.now = scene.now + Span(milliseconds: 1)
    #expect(scene.verdict.items.map(\.faults) == [[.tooOld], [.tooOld]])
  }

  @Test func `an unnamed requirement is the only one of its format`() throws {
    var scene = try Scene()
    scene.evidence = [Scene.attested("ada", 1, requirement: nil), Scene.attested("bob", 2, requirement: nil)]
    #expect(scene.verdict.outcome == .pass)
    scene.terms = try ProtocolTerms(
      hash: .zero, id: "refusal", version: 1, title: "t", actions: ["model.deploy"], environments: [],
      evidence: scene.terms.evidence + [EvidenceRequirement(id: "second", format: .json)],
      rules: scene.terms.rules,
      capabilities: [])
    #expect(scene.verdict.items.map(\.faults) == [[.noRequirement], [.noRequirement]])
  }

  @Test func `a capability is out of reach only where two organisations show that it is`() throws {
    var scene = try Scene()
    let path = SafetyRule.Subject.value(try Path("$.skill"))
    let guardian = SafetyRule.Subject.value(try Path("$.guard"))
    scene.terms = try ProtocolTerms(
      hash: .zero, id: "refusal", version: 1, title: "t", actions: ["model.deploy"], environments: [],
      evidence: [EvidenceRequirement(id: "log", format: .json)],
      rules: scene.terms.rules + [
        SafetyRule(id: "skilled", evidence: "log", subject: path, test: .atLeast(try decimal("0.5"))),
        SafetyRule(id: "guarded", evidence: "log", subject: guardian, test: .equal(.boolean(true))),
      ],
      capabilities: [
        CapabilityThreshold(
          id: "k", domain: .cyber, level: "High", triggers: ["skilled"], safeguards: ["guarded"])
      ])
    for (ada, bob, outcome, isReached) in [
      ("\"skill\":0.4", "\"skill\":0.4", Outcome.pass, false),
      ("\"skill\":0.4", "\"skill\":0.5", .indeterminate, true),
      ("\"skill\":0.4", "\"x\":0", .indeterminate, true),
      ("\"skill\":0.6,\"guard\":true", "\"skill\":0.6,\"guard\":true", .pass, true),
      ("\"skill\":0.6,\"guard\":true", "\"skill\":0.6,\"guard\":false", .fail, true),
    ] {
      try scene.write("{\"rate\":1,\(ada)}", for: "ada")
      try scene.write("{\"rate\":1,\(bob)}", for: "bob")
      let verdict = scene.verdict
      #expect(verdict.outcome == outcome, "\(ada) \(bob)")
      #expect(!verdict.reached.isEmpty == isReached, "\(ada) \(bob)")
    }
  }
}
