public import CanonicalEncoding
internal import Signing
package import Voting

/// The rules a DAO governs itself by.
///
/// Its identity is the SHA-256 of its YAML bytes: what the members read is what they adopt. Comments count.
public struct Charter: Sendable {
  /// SHA-256 of the YAML bytes.
  public let hash: Digest
  /// The name of the body, as in its genesis.
  public let name: String
  package private(set) var roles: [String: Role]
  package let houses: [String: House]
  /// How amounts of the assets are written; what is missing is written in smallest units.
  package let assets: [String: AssetUnit]
  /// What this body calls the states of a proposal.
  package let terms: Terms
  package let delegation: DelegationRules
  /// Which track and topic each kind of proposal has.
  package let kinds: [String: KindRule]
  /// Tracks by name, expanded.
  private(set) var tracks: [String: TrackDraft]
  /// The tracks as they are written, to be expanded again when seats are filled.
  private let trackForms: JSONValue
  /// The role that registers electorates.
  package let registrar: String
  /// Who else must agree that an electorate is right, and from when on it counts; `nil` where nobody must.
  package let electorates: ElectorateRules?
  /// What a council may stop without a vote; `nil` for nothing.
  package let brake: BrakeRules?
  /// What is asked of deployments and gates.
  package let gate: GateRules
  /// Whose word on time counts; `nil` where it is the operator's alone.
  package let witnesses: WitnessRules?
  /// Who signs releases; `nil` where their signatures are no business of the log.
  package let release: ReleaseRules?
  /// What becomes of stricter rules that few agreed to; `nil` where they stay.
  package let tightening: TighteningRules?
  /// What voting earns a part of; `nil` for nothing.
  package let rewards: RewardRules?
  /// The kinds of rounds in which evaluators agree on scores, by name.
  package let evaluations: [String: EvaluationKind]

  /// What the charter says about one kind of proposal.
  package struct KindRule: Hashable, Sendable {
    package let track: String
    package let topic: String
    /// Whether what passes takes effect by itself, because it is no more than a statement.
    package let takesEffectByItself: Bool
  }

  /// Reads a charter from the values of its YAML document.
  /// - Parameter anyReading: Accepts ways of reading and lending power, and bars and periods of nothing, that no live DAO
  ///   serves; for rules that are only counted.
  /// - Throws: `CharterRefusal` naming the path of the fault.
  package init(parsing value: JSONValue, hash: Digest, anyReading: Bool = false) throws(CharterRefusal) {
    do {
      var fields = try JSONFields(value, of: "the charter")
      guard try fields.string("quorate") == "charter/1" else {
        throw fields.unexpected("quorate", "charter/1")
      }
      name = try fields.string("name")
      let semantics = try fields.integer("semantics")
      guard semantics == 1 else { throw CharterRefusal.semantics(semantics) }
      roles = try Self.table(try fields.value("roles"), "roles", Role.init(parsing:named:))
      houses = try Self.table(try fields.value("houses"), "houses", House.init(parsing:named:))
      assets = try Self.assets(fields.optional("assets"))
      terms = try fields.optional("terms").map(Terms.init(parsing:)) ?? .usual
      delegation = try DelegationRules(parsing: try fields.value("delegation"))
      trackForms = try fields.value("tracks")
      tracks = try Self.tracks(trackForms, roles)
      kinds = try Self.table(try fields.value("kinds"), "kinds", KindRule.init(parsing:named:))
      registrar = try fields.string("electorates_by")
      electorates = try fields.optional("electorates").map(ElectorateRules.init(parsing:))
      brake = try fields.optional("brake").map(BrakeRules.init(parsing:))
      gate = try fields.optional("gate").map(GateRules.init(parsing:)) ?? .usual
      witnesses = try fields.optional("witnesses").map(WitnessRules.init(parsing:))
      release = try fields.optional("release").map(ReleaseRules.init(parsing:))
      tightening = try fields.optional("tightening").map(TighteningRules.init(parsing:))
      rewards = try fields.optional("rewards").map(RewardRules.init(parsing:))
      evaluations = try Self.evaluations(fields.optional("evaluations"))
      try fields.finish()
    } catch let refusal as CharterRefusal {
      throw refusal
    } catch let refusal as JSONRefusal {
      // A share that is none of a whole is told with its place.
      if let share = ShareLint.findings(in: value).first { throw CharterRefusal(share) }
      throw .malformed(path: "charter", refusal)
    } catch {
      throw .inconsistent(path: "charter", "\(error)")
    }
    self.hash = hash
    try check()
    if !anyReading { try checkServed(value) }
  }

  private static func tracks(
    _ forms: JSONValue, _ roles: [String: Role]
  ) throws(JSONRefusal) -> [String: TrackDraft] {
    try table(forms, "tracks") { value, name throws(JSONRefusal) in
      try TrackDraft(parsing: value, named: name, roles: roles)
    }
  }

  /// The same charter with other members in some of its roles.
  ///
  /// The form of the tracks was read with these roles before, so that reading it again cannot fail.
  package func seating(_ elected: [String: Role]) -> Charter {
    guard !elected.isEmpty else { return self }
    var charter = self
    charter.roles.merge(elected) { _, elected in elected }
    if let tracks = try? Self.tracks(trackForms, charter.roles) { charter.tracks = tracks }
    return charter
  }

  private static func table<Value>(
    _ value: JSONValue, _ name: String, _ read: (JSONValue, String) throws(JSONRefusal) -> Value
  ) throws(JSONRefusal) -> [String: Value] {
    guard let object = value.object, !object.members.isEmpty else {
      throw .unexpected(field: name, in: "the charter", needs: "a table with at least one entry")
    }
    var table: [String: Value] = [:]
    for member in object.members {
      guard name == "kinds" || Holding.isAssetName(member.key) else {
        throw .unexpected(field: name, in: "the charter", needs: "a table with lower-case names")
      }
      table[member.key] = try read(member.value, member.key)
    }
    return table
  }

  private static func assets(_ value: JSONValue?) throws(JSONRefusal) -> [String: AssetUnit] {
    guard let value else { return [:] }
    return try table(value, "assets", AssetUnit.init(parsing:named:))
  }

  private static func evaluations(_ value: JSONValue?) throws(JSONRefusal) -> [String: EvaluationKind] {
    guard let value else { return [:] }
    return try table(value, "evaluations", EvaluationKind.init(parsing:named:))
  }

  private func checkServed(_ document: JSONValue) throws(CharterRefusal) {
    if let share = ShareLint.findings(in: document).first { throw CharterRefusal(share) }
    for (name, track) in tracks.sorted(by: { $0.key < $1.key }) {
      if track.period == .zero { throw .inconsistent(path: "tracks.\(name)", "the voting period is zero") }
      if let finding = SuperQuorumLint.contradiction(in: track) { throw CharterRefusal(finding) }
    }
    try checkLending()
    try checkReadings()
  }

  private func check() throws(CharterRefusal) {
    if let fault = DisplayText.fault(of: name, limit: 80) {
      throw .inconsistent(path: "name", "it \(fault.words)")
    }
    guard let role = roles[registrar] else { throw .undefined(path: "electorates_by", name: registrar) }
    // A list is put on record by one; a charter that asks for more must not get less.
    guard role.needs == 1 else {
      throw .inconsistent(
        path: "electorates_by",
        "electorates are registered by one signature, needs must be 1; others attest them (electorates.attested_by)"
      )
    }
    if let attesters = electorates?.attestedBy, roles[attesters] == nil {
      throw .undefined(path: "electorates.attested_by", name: attesters)
    }
    try checkSafety()
    try checkWitnesses()
    try checkTightening()
    try checkEvaluations()
    if let topic = rewards?.weights.keys.sorted().first(where: { !topics.contains($0) }) {
      throw .undefined(path: "rewards.weights", name: topic)
    }
    for (name, house) in houses.sorted(by: { $0.key < $1.key }) {
      if let role = house.seats?.roles.first(where: { roles[$0] == nil }) {
        throw .undefined(path: "houses.\(name).seats", name: role)
      }
      guard let vouching = house.vouchedBy, roles[vouching] == nil else { continue }
      throw .undefined(path: "houses.\(name).vouched_by", name: vouching)
    }
    for (name, track) in tracks.sorted(by: { $0.key < $1.key }) {
      if let fault = track.fault { throw .inconsistent(path: "tracks.\(name)", fault) }
      for house in track.houses where houses[house] == nil {
        throw .undefined(path: "tracks.\(name).houses", name: house)
      }
      if let house = track.houses.first(where: {
        track.ballot(in: $0).method is Quadratic && houses[$0]?.vouchedBy == nil
      }) {
        throw .inconsistent(path: "tracks.\(name).ballot.method", SplittingLint.refusal(house: house))
      }
      if let veto = track.veto, roles[veto] == nil {
        throw .undefined(path: "tracks.\(name).veto_by", name: veto)
      }
      if let proposers = track.proposers, roles[proposers] == nil {
        throw .undefined(path: "tracks.\(name).propose_by", name: proposers)
      }
      try checkStages(from: track, path: [name])
    }
    try checkRulesSize()
    for (kind, rule) in kinds.sorted(by: { $0.key < $1.key }) {
      guard ProposalAction.kinds.contains(kind) || ProposalAction.variants.contains(kind) else {
        throw .undefined(path: "kinds", name: kind)
      }
      guard tracks[rule.track] != nil else { throw .undefined(path: "kinds.\(kind).track", name: rule.track) }
      guard rule.topic != DelegationStatement.everyTopic, Holding.isAssetName(rule.topic) else {
        throw .inconsistent(path: "kinds.\(kind).topic", "a topic is a lower-case name")
      }
      if rule.takesEffectByItself, ProposalAction.isCarriedOut(kind) {
        throw .inconsistent(path: "kinds.\(kind).execution", "its action is carried out by an act")
      }
    }
  }

  /// The brake and the gate name roles that exist, and what a council stops can be put to the vote.
  private func checkSafety() throws(CharterRefusal) {
    var uses: [(path: String, role: String)] = []
    if let brake {
      uses.append(("brake.pause_by", brake.pauseBy))
      if let role = brake.revokeBy { uses.append(("brake.revoke_by", role)) }
      for kind in [EmergencyRatification.kind, EmergencyLifting.kind] where kinds[kind] == nil {
        throw .inconsistent(path: "brake", "the charter has no track for \(kind)")
      }
    }
    if let breakGlass = gate.breakGlass { uses.append(("gate.break_glass.by", breakGlass.by)) }
    for use in uses where roles[use.role] == nil { throw .undefined(path: use.path, name: use.role) }
  }

  /// Witnesses are asked about kinds that there are.
  private func checkWitnesses() throws(CharterRefusal) {
    for kind in witnesses?.requiredFor ?? [] {
      guard kinds.keys.contains(where: { $0 == kind || $0.hasPrefix(kind + "/") }) else {
        throw .undefined(path: "witnesses.required_for", name: kind)
      }
    }
    try checkDropBoxes()
  }

  /// What comes from a drop-box comes in at the close, so that there must be one that it does not move.
  private func checkDropBoxes() throws(CharterRefusal) {
    guard let witnesses, !witnesses.dropBoxes.isEmpty else { return }
    for (kind, rule) in kinds.sorted(by: { $0.key < $1.key }) {
      guard witnesses.requiredFor.contains(where: { kind == $0 || kind.hasPrefix($0 + "/") }),
        let (track, fault) = dropBoxFault(from: rule.track)
      else { continue }
      throw .inconsistent(
        path: "witnesses.drop_boxes", "\(kind) is voted on in track \(track), which \(fault)")
    }
  }

  /// The first track on the way of a proposal at whose close ballots out of drop-boxes cannot come in, and why.
  private func dropBoxFault(from name: String) -> (track: String, fault: String)? {
    guard let track = tracks[name] else { return nil }
    if let fault = track.dropBoxFault { return (name, fault) }
    return track.stages.lazy.compactMap { dropBoxFault(from: $0.track) }.first
  }

  /// Every stage names a track, and no chain of stages comes back to a track it has passed.
  private func checkStages(from track: TrackDraft, path: [String]) throws(CharterRefusal) {
    for stage in track.stages {
      guard let next = tracks[stage.track] else {
        throw .undefined(path: "tracks.\(track.name).then", name: stage.track)
      }
      guard !path.contains(stage.track), path.count < 8 else {
        throw .inconsistent(path: "tracks.\(track.name).then", "its stages never end")
      }
      if stage.keepsBallots, !next.readsBallots(of: track) {
        throw .inconsistent(
          path: "tracks.\(track.name).then",
          "\(stage.track) keeps its ballots, so it must have the same houses, method and options")
      }
      try checkStages(from: next, path: path + [stage.track])
    }
  }

  /// The expanded rules of a kind of proposal, or `nil` where the charter does not allow the kind.
  package func rules(for kind: String) -> TrackRules? {
    guard let rule = kinds[kind] else { return nil }
    let rules = rules(ofTrack: rule.track, topic: rule.topic)
    return rule.takesEffectByItself ? rules?.takingEffectByItself : rules
  }

  /// The expanded rules of a proposal, or `nil` where the charter does not allow its kind.
  package func rules(for content: ProposalContent) -> TrackRules? {
    content.trackKeys.lazy.compactMap { rules(for: $0) }.first?.adopting(under: provision(for: content))
  }

  /// The rules of an amendment: it has to pass by this charter and by the one it adopts.
  /// - Returns: `nil` where this charter allows no amendments.
  package func rules(
    for content: ProposalContent, adopting successor: Charter
  ) throws(AmendmentRefusal) -> TrackRules? {
    guard let rules = rules(for: content) else { return nil }
    guard let demanded = successor.rules(for: content) else { throw .noTrack }
    return try rules.joined(with: demanded, of: successor.hash, houses: houses)
  }

  /// How many proposals like it one member may put, or `nil` for any number.
  package func quota(for content: ProposalContent) -> ProposalQuota? {
    content.trackKeys.lazy.compactMap { kinds[$0] }.first.flatMap { tracks[$0.track]?.quota }
  }

  /// The role whose members alone may put proposals like it, by name, or `nil` where everybody may.
  package func proposers(for content: ProposalContent) -> (name: String, role: Role)? {
    let track = content.trackKeys.lazy.compactMap { kinds[$0] }.first.flatMap { tracks[$0.track] }
    guard let name = track?.proposers, let role = roles[name] else { return nil }
    return (name, role)
  }

  /// What is asked of witnesses for a proposal, or `nil` where the operator's word on time is enough.
  package func witnesses(for content: ProposalContent) -> WitnessRules? {
    guard let witnesses, content.trackKeys.contains(where: witnesses.requiredFor.contains) else { return nil }
    return witnesses
  }

  /// The expanded rules of a track, with the stages that follow it.
  package func rules(ofTrack name: String, topic: String) -> TrackRules? {
    guard let track = tracks[name] else { return nil }
    var stages: [Course.Stage] = []
    for stage in track.stages {
      guard let rules = rules(ofTrack: stage.track, topic: topic) else { return nil }
      stages.append(
        Course.Stage(
          after: stage.after, start: stage.start, rules: rules, keepsBallots: stage.keepsBallots))
    }
    return rules(of: track, topic: topic, stages: stages)
  }

  /// The expanded rules of a track with these stages behind it.
  func rules(of track: TrackDraft, topic: String, stages: [Course.Stage]) -> TrackRules {
    var course = track.course
    course.stages = stages
    return TrackRules(
      name: track.name, topic: topic, houses: track.houses.compactMap { houses[$0] }, delegation: delegation,
      method: track.method, options: track.options, isReplaceable: track.isReplaceable,
      admission: track.admission, delay: track.delay, period: track.period, timelock: track.timelock,
      grace: track.grace, tests: track.tests, veto: track.veto.flatMap { roles[$0] }, course: course)
  }

  /// The names of all tracks, sorted.
  package var trackNames: [String] { tracks.keys.sorted() }

  /// How the power of a house is written.
  package func unit(ofHouse name: String) -> AssetUnit {
    guard let power = houses[name]?.power else { return .plain }
    return power.unit.flatMap { assets[$0] } ?? (power is HeadsPower ? .members : .plain)
  }

  /// The topics of all kinds, sorted: what a member may delegate by.
  public var topics: [String] { Set(kinds.values.map(\.topic)).sorted() }

  /// The series of electorates that some house reads, sorted.
  public var series: [String] { Set(houses.values.filter { $0.seats == nil }.map(\.series)).sorted() }
}

extension Charter.KindRule {
  fileprivate init(parsing value: JSONValue, named name: String) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the kind \(name)")
    takesEffectByItself = try fields.execution()
    topic = try fields.string("topic")
    track = try fields.string("track")
    try fields.finish()
  }
}
