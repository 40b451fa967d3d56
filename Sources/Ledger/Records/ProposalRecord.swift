package import CanonicalEncoding
package import Governance
package import Signing

/// A proposal with everything that was frozen when it was submitted, and what has been recorded since.
package struct ProposalRecord: Sendable {
  /// What never changes. Held apart, since every ballot asks for the record, and looks at little of it.
  private let frozen: FrozenProposal
  package var milestones = Milestones()
  /// How its time is witnessed; `nil` where it rests on the operator's word.
  package var witnessing: ProposalWitnessing?
  /// How the log's clock was set back since, where its time rests on the operator's word.
  package var held: [HeldClock] = []

  package init(
    _ submission: ProposalSubmission, number: UInt64, index: UInt64, received: Timepoint, rules: TrackRules,
    electorates: [String: ElectorateRecord], witnesses: WitnessRules? = nil
  ) {
    witnessing = witnesses.map { ProposalWitnessing($0) }
    frozen = FrozenProposal(
      id: submission.proposalID, number: number, index: index, received: received,
      proposer: submission.header.signer, title: submission.title, kind: submission.kind,
      contentHash: submission.contentHash, charterHash: submission.charterHash, rules: rules,
      electorates: electorates)
  }

  package static func display(_ number: UInt64) -> String {
    let digits = String(number)
    return "P-" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  /// When its first stage is voted on, as far as that is known.
  package var schedule: Schedule {
    guard let witnessing else { return Schedule(submitted: received, rules: rules, milestones: milestones) }
    return Schedule(
      submitted: witnessing.seen ?? received, rules: timed(rules, stage: 0), milestones: milestones)
  }

  /// The instant from which its times run: when witnesses had seen it, or when the operator says it was received.
  package var begins: Timepoint { witnessing?.seen ?? received }

  /// The rules of a stage with the period that the silence of witnesses has left of them.
  package func timed(_ rules: TrackRules, stage number: Int) -> TrackRules {
    rules.lengthened(by: witnessing?.stage(number)?.extended ?? .zero)
  }

  /// What a count depends on of this: all but what becomes of a decision, except where stages are counted as the
  /// decision goes on.
  ///
  /// Witnesses say which ballots count, and an approval from when power is read.
  var countBasis: [UInt8] {
    if rules.countsAtClose { return bytes }
    var basis = self
    (basis.milestones.queued, basis.milestones.executed) = (nil, nil)
    return basis.bytes
  }

  package var key: RecordKey { Self.key(id) }

  package static func key(_ id: Digest) -> RecordKey {
    RecordKey(.proposal, ByteString(id.bytes), ByteString([]))
  }

  package static func numberKey(_ number: UInt64) -> RecordKey {
    var row: [UInt8] = []
    row.append(bigEndian: number)
    return RecordKey(.number, ByteString([]), ByteString(row))
  }
}

/// What is fixed when a proposal is submitted.
private final class FrozenProposal: Sendable {
  let id: Digest
  let number: UInt64
  let display: String
  let index: UInt64
  let received: Timepoint
  let proposer: AccountKey
  let title: String
  let kind: String
  let contentHash: Digest
  let charterHash: Digest
  let rules: TrackRules
  let rulesHash: Digest
  let electorates: [String: ElectorateRecord]
  let electoratesHash: Digest
  let firstStage: VotingStage

  init(
    id: Digest, number: UInt64, index: UInt64, received: Timepoint, proposer: AccountKey, title: String,
    kind: String, contentHash: Digest, charterHash: Digest, rules: TrackRules,
    electorates: [String: ElectorateRecord]
  ) {
    self.id = id
    self.number = number
    display = ProposalRecord.display(number)
    self.index = index
    self.received = received
    self.proposer = proposer
    self.title = title
    self.kind = kind
    self.contentHash = contentHash
    self.charterHash = charterHash
    self.rules = rules
    rulesHash = rules.hash
    self.electorates = electorates
    electoratesHash = ElectorateRecord.hash(electorates)
    firstStage = VotingStage(
      proposal: id, path: .first, ballots: 0, rules: rules, rulesHash: rulesHash,
      opens: received + rules.delay)
  }
}

extension ProposalRecord {
  package var id: Digest { frozen.id }
  /// Its number for people, from 1.
  package var number: UInt64 { frozen.number }
  /// `P-0007`: short, for people; never signed without the identity.
  package var display: String { frozen.display }
  /// Its entry; delegations below it count.
  package var index: UInt64 { frozen.index }
  package var received: Timepoint { frozen.received }
  package var proposer: AccountKey { frozen.proposer }
  package var title: String { frozen.title }
  package var kind: String { frozen.kind }
  package var contentHash: Digest { frozen.contentHash }
  package var charterHash: Digest { frozen.charterHash }
  package var rules: TrackRules { frozen.rules }
  package var rulesHash: Digest { frozen.rulesHash }
  package var electorates: [String: ElectorateRecord] { frozen.electorates }
  package var electoratesHash: Digest { frozen.electoratesHash }
  /// Its first stage where that waits for nothing: it opens after the delay.
  var firstStage: VotingStage { frozen.firstStage }
}

extension ProposalRecord {
  package var bytes: [UInt8] {
    func instant(_ value: Timepoint?) -> JSONValue { value.map { .integer($0.milliseconds) } ?? .null }
    let plain: KeyValuePairs<String, JSONValue> = [
      "charter_hash": .string(charterHash.description), "content_hash": .string(contentHash.description),
      "electorates": .object(JSONObject(electorates.map { .init(key: $0.key, value: $0.value.json) })),
      "executed": instant(milestones.executed), "id": .string(id.description), "index": .integer(index),
      "kind": .string(kind), "number": .integer(number), "proposer": .string(proposer.text),
      "queued": instant(milestones.queued), "received": .integer(received.milliseconds), "rules": rules.json,
      "title": .string(title), "vetoed": instant(milestones.vetoed),
      "withdrawn": instant(milestones.withdrawn),
    ]
    return JSONValue.object(
      JSONObject(plain.map { JSONObject.Member(key: $0.key, value: $0.value) } + rareMilestones)
    ).canonicalBytes
  }

  /// What happens to few proposals, written only where it has.
  private static var rare: [(key: String, path: WritableKeyPath<Milestones, Timepoint?>)] {
    [
      ("approved", \.approved), ("failed", \.failed), ("funded", \.funded), ("rejected", \.rejected),
      ("slashed", \.slashed), ("started", \.started),
      ("waived", \.waived),
    ]
  }

  private var rareMilestones: [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    for (key, path) in Self.rare {
      if let instant = milestones[keyPath: path] {
        members.append(.init(key: key, value: .integer(instant.milliseconds)))
      }
    }
    if let witnessing { members.append(.init(key: "witnessing", value: witnessing.json)) }
    if !held.isEmpty { members.append(.init(key: "held", value: .array(held.map(\.json)))) }
    if milestones.postponed > .zero {
      members.append(.init(key: "postponed", value: .integer(milestones.postponed.milliseconds)))
    }
    if milestones.postponedSinceWaiver > .zero {
      let since = milestones.postponedSinceWaiver.milliseconds
      members.append(.init(key: "postponed_since_waiver", value: .integer(since)))
    }
    return members
  }

  package init(bytes: [UInt8]) throws(RecordFault) {
    do {
      var fields = try JSONFields(try JSONParser.parse(bytes, form: .canonical), of: "a proposal record")
      let charterHash = try fields.digest("charter_hash")
      let contentHash = try fields.digest("content_hash")
      var electorates: [String: ElectorateRecord] = [:]
      for member in try fields.value("electorates").object?.members ?? [] {
        electorates[member.key] = try ElectorateRecord(parsing: member.value)
      }
      milestones.executed = try Self.instant(try fields.value("executed"))
      let id = try fields.digest("id")
      let index = try fields.integer("index")
      let kind = try fields.string("kind")
      let number = try fields.integer("number")
      let proposer = try fields.account("proposer")
      milestones.queued = try Self.instant(try fields.value("queued"))
      let received = try fields.timepoint("received")
      let rules = try TrackRules(frozen: try fields.value("rules"))
      frozen = FrozenProposal(
        id: id, number: number, index: index, received: received, proposer: proposer,
        title: try fields.string("title"), kind: kind, contentHash: contentHash, charterHash: charterHash,
        rules: rules, electorates: electorates)
      milestones.vetoed = try Self.instant(try fields.value("vetoed"))
      milestones.withdrawn = try Self.instant(try fields.value("withdrawn"))
      for (key, path) in Self.rare where fields.contains(key) {
        milestones[keyPath: path] = try fields.timepoint(key)
      }
      witnessing = try fields.optional("witnessing").map(ProposalWitnessing.init(parsing:))
      if fields.contains("held") {
        held = try fields.array("held").map { value throws(JSONRefusal) in try HeldClock(parsing: value) }
      }
      if fields.contains("postponed") {
        milestones.postponed = Span(milliseconds: try fields.integer("postponed"))
      }
      if fields.contains("postponed_since_waiver") {
        milestones.postponedSinceWaiver = Span(milliseconds: try fields.integer("postponed_since_waiver"))
      }
      try fields.finish()
    } catch { throw .unreadable(.proposal) }
  }

  private static func instant(_ value: JSONValue) throws(RecordFault) -> Timepoint? {
    if value == .null { return nil }
    guard let milliseconds = value.unsigned else { throw .unreadable(.proposal) }
    return Timepoint(milliseconds: milliseconds)
  }
}
