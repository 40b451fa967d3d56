package import CanonicalEncoding
package import Governance
package import Signing

/// A claim about an electorate: who attests it, who objects, and since when enough agree.
package struct ClaimRecord: StateRecord {
  /// An attester's word for it.
  package struct Signature: Hashable, Sendable {
    package let attester: AccountKey
    package let index: UInt64
    /// When it was given, by the clock that counts; `nil` as long as witnesses are asked and have not seen it.
    package fileprivate(set) var seen: Timepoint?
  }

  /// An attester's word against it. It stays on record whatever becomes of it.
  package struct Objection: Hashable, Sendable {
    package let attester: AccountKey
    package let index: UInt64
    /// Whether it came after the window and takes nothing back.
    package let isLate: Bool
  }

  /// A stretch of time through which enough attesters agree.
  package struct Agreement: Hashable, Sendable {
    /// How many it takes, as the role said when there were enough.
    package let needs: Int
    /// How many had the role then.
    package let members: Int
    /// When there were enough, by the clock that counts.
    package let from: Timepoint
    /// When the window ends: the electorate counts from then on.
    package let counts: Timepoint
    /// When the entry was received since which the log says so.
    package fileprivate(set) var known: Timepoint
    /// Who agrees, sorted; further attesters join them.
    package fileprivate(set) var attesters: [AccountKey]
    /// When the objection was received after which too few were left.
    package fileprivate(set) var broken: Timepoint?
    /// What witnesses had seen when the log came to say so, and when it came to say otherwise; `nil` where none had.
    package fileprivate(set) var knownSeen: Timepoint?
    package fileprivate(set) var brokenSeen: Timepoint?
  }

  package let claim: ElectorateClaim
  /// The entry that registered the electorate first.
  package let electorate: UInt64
  package private(set) var signatures: [Signature] = []
  package private(set) var objections: [Objection] = []
  package private(set) var agreements: [Agreement] = []

  /// How many claims that too few agree on one attester can stand by at a time.
  package static let openLimit = 64

  package static let space = RecordSpace.electorateClaim

  package init(_ claim: ElectorateClaim, electorate: UInt64) {
    self.claim = claim
    self.electorate = electorate
  }

  // MARK: Where it stands

  /// Those who attest it and have not taken that back, in the order of the log.
  package var standing: [Signature] {
    signatures.filter { signature in
      !objections.contains { !$0.isLate && $0.attester == signature.attester }
    }
  }

  /// The agreement that stands; `nil` where too few agree.
  /// - Parameters:
  ///   - limit: Looks only at entries from before it; at all where it is `nil`.
  ///   - isWitnessed: Whether it is an instant of witnesses: then entries are dated by what they had seen, and not by
  ///     their receipt.
  package func agreement(before limit: Timepoint? = nil, isWitnessed: Bool = false) -> Agreement? {
    agreements.last { agreement in
      guard let limit else { return agreement.broken == nil }
      let known = isWitnessed ? agreement.knownSeen ?? agreement.known : agreement.known
      let broken = agreement.broken.map { isWitnessed ? agreement.brokenSeen ?? $0 : $0 }
      return known < limit && (broken.map { limit <= $0 } ?? true)
    }
  }

  /// Whether some signature waits for witnesses.
  package var isUnseen: Bool { signatures.contains { $0.seen == nil } }

  // MARK: Changing

  package mutating func sign(_ attester: AccountKey, index: UInt64) {
    signatures.append(Signature(attester: attester, index: index, seen: nil))
  }

  /// The signatures below a size have been given by an instant.
  package mutating func see(before size: UInt64, at instant: Timepoint) {
    for position in signatures.indices where signatures[position].index < size {
      if signatures[position].seen == nil { signatures[position].seen = instant }
    }
  }

  /// Notes who agrees, and since when enough do.
  ///
  /// - Parameters:
  ///   - role: The attesters of now: who has left the role before there were enough does not count.
  ///   - window: How long they can object from now on.
  ///   - instant: Now, by the clock that counts.
  ///   - known: When the entry was received that says so.
  ///   - seen: What witnesses have seen with it.
  package mutating func agree(
    _ role: Role, window: Span, at instant: Timepoint, known: Timepoint, seen: Timepoint? = nil
  ) {
    let agreeing = standing.filter { $0.seen != nil && role.members.contains($0.attester) }.map(\.attester)
    if let last = agreements.indices.last, agreements[last].broken == nil {
      agreements[last].attesters = Set(agreements[last].attesters).union(agreeing).sorted()
      return
    }
    guard agreeing.count >= role.needs else { return }
    agreements.append(
      Agreement(
        needs: role.needs, members: role.members.count, from: instant, counts: instant + window,
        known: known, attesters: agreeing.sorted(), knownSeen: seen))
  }

  /// Takes an objection on record; within the window it takes the objector's own word back.
  ///
  /// - Parameters:
  ///   - clock: Now, by the clock that counts.
  ///   - received: When its entry was received.
  ///   - seen: What witnesses had seen in front of it.
  package mutating func object(
    _ attester: AccountKey, index: UInt64, clock: Timepoint, received: Timepoint, seen: Timepoint? = nil
  ) {
    let isLate = agreement().map { $0.counts <= clock } ?? false
    objections.append(Objection(attester: attester, index: index, isLate: isLate))
    guard !isLate, let last = agreements.indices.last, agreements[last].broken == nil else { return }
    agreements[last].attesters.removeAll { $0 == attester }
    if agreements[last].attesters.count < agreements[last].needs {
      agreements[last].broken = received
      agreements[last].brokenSeen = seen
    }
  }

  /// The same with no receipt behind an instant; `nil` where there is none.
  func redated(to instant: Timepoint) -> ClaimRecord? {
    var record = self
    for position in agreements.indices {
      record.agreements[position].known = min(agreements[position].known, instant)
      record.agreements[position].broken = agreements[position].broken.map { min($0, instant) }
    }
    return record == self ? nil : record
  }
}

// MARK: Form

extension ClaimRecord {
  /// Those of one series stand together.
  static func key(_ claim: ElectorateClaim) -> RecordKey { key(series: claim.series, id: claim.id) }

  static func key(series: String, id: Digest) -> RecordKey {
    RecordKey(space, ByteString(utf8: series), ByteString(id.bytes))
  }

  var change: Change { Change(Self.key(claim), bytes) }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = [
      .init(key: "agreements", value: .array(agreements.map(\.json))), .init(key: "claim", value: claim.json),
    ]
    members.add("electorate", number: electorate)
    members.append(.init(key: "objections", value: .array(objections.map(\.json))))
    members.append(.init(key: "signatures", value: .array(signatures.map(\.json))))
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    var (agreements, objections, signatures): ([Agreement], [Objection], [Signature]) = ([], [], [])
    for value in try fields.array("agreements") { agreements.append(try Agreement(parsing: value)) }
    claim = try ElectorateClaim(parsing: try fields.value("claim"))
    electorate = try fields.integer("electorate")
    for value in try fields.array("objections") { objections.append(try Objection(parsing: value)) }
    for value in try fields.array("signatures") { signatures.append(try Signature(parsing: value)) }
    (self.agreements, self.objections, self.signatures) = (agreements, objections, signatures)
  }
}

extension ClaimRecord.Signature {
  fileprivate var json: JSONValue {
    .members([
      "attester": .string(attester.text), "index": .integer(index),
      "seen": seen.map { .integer($0.milliseconds) } ?? .null,
    ])
  }

  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a signature of an attester")
    attester = try fields.account("attester")
    index = try fields.integer("index")
    seen = try fields.timepoint(orNull: "seen")
    try fields.finish()
  }
}

extension ClaimRecord.Objection {
  fileprivate var json: JSONValue {
    .members(["attester": .string(attester.text), "index": .integer(index), "late": .bool(isLate)])
  }

  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an objection of an attester")
    attester = try fields.account("attester")
    index = try fields.integer("index")
    guard case .bool(let isLate) = try fields.value("late") else {
      throw fields.unexpected("late", "a boolean")
    }
    self.isLate = isLate
    try fields.finish()
  }
}

extension ClaimRecord.Agreement {
  fileprivate var json: JSONValue {
    let plain: KeyValuePairs<String, JSONValue> = [
      "attesters": .array(attesters.map { .string($0.text) }),
      "broken": broken.map { .integer($0.milliseconds) } ?? .null, "counts": .integer(counts.milliseconds),
      "from": .integer(from.milliseconds), "known": .integer(known.milliseconds),
      "members": .integer(members), "needs": .integer(needs),
    ]
    var all = plain.map { JSONObject.Member(key: $0.key, value: $0.value) }
    if let knownSeen { all.add("known_seen", number: knownSeen.milliseconds) }
    if let brokenSeen { all.add("broken_seen", number: brokenSeen.milliseconds) }
    return .object(JSONObject(all))
  }

  fileprivate init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "an agreement of attesters")
    var attesters: [AccountKey] = []
    for text in try fields.strings("attesters") {
      guard let account = AccountKey(canonical: text) else {
        throw fields.unexpected("attesters", "a list of accounts")
      }
      attesters.append(account)
    }
    self.attesters = attesters
    broken = try fields.timepoint(orNull: "broken")
    counts = try fields.timepoint("counts")
    from = try fields.timepoint("from")
    known = try fields.timepoint("known")
    knownSeen = fields.contains("known_seen") ? try fields.timepoint("known_seen") : nil
    brokenSeen = fields.contains("broken_seen") ? try fields.timepoint("broken_seen") : nil
    members = Int(try fields.integer("members"))
    needs = Int(try fields.integer("needs"))
    try fields.finish()
  }
}

extension JSONFields {
  fileprivate mutating func timepoint(orNull key: String) throws(JSONRefusal) -> Timepoint? {
    let value = try value(key)
    if value == .null { return nil }
    guard let milliseconds = value.unsigned else { throw unexpected(key, "a whole number or null") }
    return Timepoint(milliseconds: milliseconds)
  }
}
