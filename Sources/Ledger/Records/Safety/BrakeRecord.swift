package import CanonicalEncoding
package import Governance
package import Signing

/// An order of a council: who has signed it, since when it is in effect, and how it ended.
package struct BrakeRecord: StateRecord {
  /// A member's signature.
  package struct Signature: Hashable, Sendable {
    package let actor: AccountKey
    package let index: UInt64
    package let reasonHash: Digest
  }

  /// A vote that keeps a pause in force.
  package struct Ratification: Hashable, Sendable {
    package let origin: Origin
    package let until: Timepoint
  }

  package let id: Digest
  package let order: BrakeOrder
  package private(set) var signatures: [Signature]
  /// When enough had signed; `nil` before.
  package private(set) var effective: Timepoint?
  /// The entry that completed it.
  package private(set) var index: UInt64?
  /// What becomes of it if it lapses, as the charter said then.
  package private(set) var lapse: BrakeRules.Lapse
  /// The proposal that was opened to ratify it, by number.
  package private(set) var proposal: UInt64?
  /// The end that is put to the vote.
  package private(set) var proposedEnd: Timepoint
  package private(set) var ratification: Ratification?
  /// What ended it before its time.
  package private(set) var endedBy: Origin?
  /// Where it was dated ahead, when it ends without a vote instead of at the instant that was signed.
  package private(set) var shortened: Timepoint?

  package static let space = RecordSpace.brake

  package init(_ order: BrakeOrder, id: Digest, lapse: BrakeRules.Lapse) {
    self.id = id
    self.order = order
    self.lapse = lapse
    proposedEnd = order.notAfter
    signatures = []
  }

  // MARK: Where it stands

  /// When the council's own part of it ends or ended: by a vote, by itself, or because it was ended.
  package var councilEnd: Timepoint {
    min(ownEnd, ratification?.origin.at ?? .latest, endedBy?.at ?? .latest)
  }

  /// When it ends or ended.
  package var end: Timepoint { min(ratification?.until ?? ownEnd, endedBy?.at ?? .latest) }

  private var ownEnd: Timepoint { min(order.notAfter, shortened ?? .latest) }

  /// Whether it stops something at an instant.
  package func stops(at now: Timepoint) -> Bool {
    order.deed == .pause && (effective.map { $0 <= now } ?? false) && now < end
  }

  /// Whether it opens gates against their rules at an instant.
  package func opens(at now: Timepoint) -> Bool {
    order.deed == .breakGlass && (effective.map { $0 <= now } ?? false) && now < order.notAfter
  }

  /// Whether it ended by itself, with nothing voted on it.
  package func hasLapsed(at now: Timepoint) -> Bool {
    order.deed == .pause && effective != nil && ratification == nil && endedBy == nil && end <= now
  }

  /// The time it stops something without a vote.
  var councilTime: TimeStretch? {
    guard order.deed == .pause, let effective else { return nil }
    return TimeStretch(from: effective, to: councilEnd)
  }

  // MARK: Changing

  mutating func sign(_ signature: Signature) { signatures.append(signature) }

  mutating func takeEffect(at position: LogPosition) {
    effective = position.received
    index = position.index
  }

  /// - Parameter end: The end that is put to the vote.
  mutating func propose(until end: Timepoint) { proposedEnd = end }

  mutating func open(proposal number: UInt64) { proposal = number }

  mutating func ratify(until: Timepoint, by origin: Origin) {
    ratification = Ratification(origin: origin, until: until)
  }

  mutating func end(by origin: Origin) { endedBy = origin }

  mutating func shorten(to instant: Timepoint) { shortened = instant }

  /// The same with no instant behind one; a pause then lasts no longer than it may from there. `nil` where there is none.
  ///
  /// An order to open stays where it is: what allows something counts at its own instant only.
  func redated(to instant: Timepoint, lasting longest: Span) -> BrakeRecord? {
    guard order.deed != .breakGlass else { return nil }
    var record = self
    record.endedBy = endedBy?.bound(by: instant)
    record.ratification = ratification.map { .init(origin: $0.origin.bound(by: instant), until: $0.until) }
    if let effective, effective > instant {
      record.effective = instant
      if order.deed == .pause { record.shortened = min(order.notAfter, instant + longest) }
    }
    return record == self ? nil : record
  }

  // MARK: Form

  /// All of them stand together: a gate looks at each.
  static let partition = ByteString([])

  static func key(_ id: Digest) -> RecordKey { RecordKey(.brake, partition, ByteString(id.bytes)) }

  var change: Change { change(Self.partition, ByteString(id.bytes)) }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "deed": order.deed.rawValue, "id": id.description, "incident": order.incident, "lapse": lapse.rawValue,
      "pause": order.pause.description, "scope": order.scope.words,
    ])
    if let effective { members.add("effective", number: effective.milliseconds) }
    members.add("ended_by", endedBy)
    if let index { members.add("index", number: index) }
    members.add("not_after", number: order.notAfter.milliseconds)
    if let proposal { members.add("proposal", number: proposal) }
    members.add("proposed_end", number: proposedEnd.milliseconds)
    if let ratification {
      members.add("ratified_by", ratification.origin)
      members.add("ratified_until", number: ratification.until.milliseconds)
    }
    if let shortened { members.add("shortened", number: shortened.milliseconds) }
    members.add("signatures", list: signatures.map(\.json))
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    let deed = try fields.word("deed", BrakeOrder.Deed.self)
    effective = fields.contains("effective") ? try fields.timepoint("effective") : nil
    endedBy = try fields.origin(ifThere: "ended_by")
    id = try fields.digest("id")
    let incident = try fields.string("incident")
    index = fields.contains("index") ? try fields.integer("index") : nil
    lapse = try fields.word("lapse")
    let notAfter = try fields.timepoint("not_after")
    let pause = try fields.digest("pause")
    proposal = fields.contains("proposal") ? try fields.integer("proposal") : nil
    proposedEnd = try fields.timepoint("proposed_end")
    if let origin = try fields.origin(ifThere: "ratified_by") {
      ratification = Ratification(origin: origin, until: try fields.timepoint("ratified_until"))
    }
    guard let scope = BrakeScope(try fields.string("scope")) else {
      throw fields.unexpected("scope", "a scope")
    }
    shortened = fields.contains("shortened") ? try fields.timepoint("shortened") : nil
    var signatures: [Signature] = []
    for value in try fields.array("signatures") { signatures.append(try Signature(parsing: value)) }
    self.signatures = signatures
    order = BrakeOrder(deed: deed, scope: scope, incident: incident, notAfter: notAfter, pause: pause)
  }
}

extension BrakeRecord.Signature {
  var json: JSONValue {
    .members([
      "actor": .string(actor.text), "index": .integer(index), "reason": .string(reasonHash.description),
    ])
  }

  init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a signature")
    actor = try fields.account("actor")
    index = try fields.integer("index")
    reasonHash = try fields.digest("reason")
    try fields.finish()
  }
}

/// A pause that lapsed and left what was approved before it closed, until it is approved again.
package struct PauseClosure: Sendable {
  package let scope: BrakeScope
  /// The entry that put the pause into effect.
  package let before: UInt64
  /// What it was for.
  package let incident: String

  /// Whether it keeps what was decided about a subject from counting.
  /// - Parameter index: The submission of what was decided.
  package func closes(submittedBy index: UInt64, about subject: BrakeScope.Subject) -> Bool {
    before > index && scope.covers(subject)
  }
}

extension LedgerView {
  /// What pauses left closed that have lapsed by an instant.
  package func closures(at now: Timepoint) throws -> [PauseClosure] {
    try brakes().compactMap { record in
      guard record.lapse == .needsApproval, record.hasLapsed(at: now), let index = record.index else {
        return nil
      }
      return PauseClosure(scope: record.order.scope, before: index, incident: record.order.incident)
    }
  }

  /// A model in an environment, with every family in which it was approved anywhere, under either of its digests.
  /// - Complexity: O(approvals).
  package func subject(_ model: ModelDigests, in environment: String) throws -> BrakeScope.Subject {
    let families = try approvals().filter { $0.deployment.model.sharesDigest(with: model) }
      .compactMap(\.deployment.family)
    return BrakeScope.Subject(model: model, families: Set(families), environment: environment)
  }
}
