package import CanonicalEncoding
package import Governance
package import Signing
internal import Voting

/// A round in which evaluators agree on scores, with everything that was frozen when it was opened.
package struct RoundRecord: StateRecord {
  package let number: UInt64
  /// The statement that opened it.
  package let id: Digest
  /// The rules of the charter as they were then.
  package let kind: EvaluationKind
  package let title: String
  /// What is scored.
  package let subjects: [String]
  /// The model it is about, if it is about one.
  package let model: ModelDigests?
  package let opener: AccountKey
  package let index: UInt64
  package let received: Timepoint
  /// The members of the role that has the stake; `nil` where everybody in the house has.
  package let holders: [AccountKey]?
  /// The house whose power is the stake, in its frozen form.
  private let houseForm: JSONValue?
  /// The electorates of which each account has the least power.
  package let electorates: [ElectorateRecord]
  /// Whose time counts besides the operator's; `nil` for nobody's.
  package var witnessing: RoundWitnessing?
  /// What the log's clock had shown before it was set back, where its time is the operator's; `nil` where it never was.
  private(set) var held: Timepoint?

  package static let space = RecordSpace.evaluation

  init(
    _ opening: EvaluationOpening, _ id: Digest, number: UInt64, kind: EvaluationKind, stake: FrozenStake,
    policy: Digest?, at position: LogPosition
  ) {
    self.number = number
    self.id = id
    self.kind = kind
    title = opening.title
    subjects = opening.subjects
    model = opening.model
    opener = opening.header.signer
    index = position.index
    received = position.received
    holders = stake.holders
    houseForm = stake.house?.frozen
    electorates = stake.electorates
    witnessing = policy.map { RoundWitnessing(policy: $0) }
  }

  /// `E-0001`.
  package var display: String { Self.display(number) }

  /// A number for people: `E-` and at least four digits.
  package static func display(_ number: UInt64) -> String {
    let digits = String(number)
    return "E-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The house whose power is the stake, or `nil`.
  package var house: House? { houseForm.flatMap { try? House(frozen: $0) } }

  /// On whose word its time rests.
  package var timeAssurance: TimeAssurance {
    guard let witnessing else { return .operator }
    return .witnessed(witnessing.settled ?? witnessing.sealed ?? witnessing.seen)
  }

  /// When it takes what; `nil` as long as no witness has seen the opening.
  package var schedule: EvaluationRound? {
    guard let rules = kind.rules(on: subjects) else { return nil }
    guard let witnessing else { return EvaluationRound(rules, id: id, opened: received) }
    return witnessing.seen.map {
      EvaluationRound(rules, id: id, opened: $0, sealed: witnessing.sealed)
    }
  }

  /// The instant up to which the round has been followed: what had come to its end does not begin anew where the log's clock is
  /// set back.
  func followed(at now: Timepoint) -> Timepoint { max(now, held ?? now) }

  /// The same where a correction sets the log's clock back; `nil` where that changes nothing about it.
  func held(at position: LogPosition) -> RoundRecord? {
    guard witnessing == nil, phase(at: position.received) != .over else { return nil }
    var round = self
    round.held = followed(at: position.previous)
    return round
  }

  static func key(_ id: Digest) -> RecordKey { RecordKey(space, ByteString(id.bytes), ByteString([])) }

  var change: Change { Change(Self.key(id), bytes) }

  package var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: [
      "id": id.description, "kind": kind.name, "opener": opener.text, "title": title,
    ])
    members.add("electorates", list: electorates.map(\.json))
    if let held { members.add("held", number: held.milliseconds) }
    if let holders { members.append(.init(key: "holders", value: .array(holders.map { .string($0.text) }))) }
    if let houseForm { members.append(.init(key: "house", value: houseForm)) }
    members.add("index", number: index)
    if let model { members.append(.init(key: "model", value: model.json)) }
    members.add("number", number: number)
    members.add("received", number: received.milliseconds)
    members.append(.init(key: "rules", value: kind.json))
    members.add("subjects", texts: subjects)
    if let witnessing { members.append(.init(key: "witnessing", value: witnessing.json)) }
    return members
  }

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    var electorates: [ElectorateRecord] = []
    for value in fields.contains("electorates") ? try fields.array("electorates") : [] {
      do throws(RecordFault) { electorates.append(try ElectorateRecord(parsing: value)) } catch {
        throw fields.unexpected("electorates", "records of electorates")
      }
    }
    self.electorates = electorates
    held = fields.contains("held") ? try fields.timepoint("held") : nil
    holders = fields.contains("holders") ? try fields.accounts("holders", atMost: .max) : nil
    houseForm = fields.optional("house")
    if let houseForm { _ = try House(frozen: houseForm) }
    id = try fields.digest("id")
    index = try fields.integer("index")
    let name = try fields.string("kind")
    model = try fields.optional("model").map(ModelDigests.init(parsing:))
    number = try fields.integer("number")
    opener = try fields.account("opener")
    received = try fields.timepoint("received")
    kind = try EvaluationKind(parsing: try fields.value("rules"), named: name)
    subjects = try fields.strings("subjects")
    title = try fields.string("title")
    witnessing = try fields.optional("witnessing").map(RoundWitnessing.init(parsing:))
  }
}

/// Whose scores count in a round and how much, as it was when the round was opened.
struct FrozenStake {
  var holders: [AccountKey]?
  var house: House?
  var electorates: [ElectorateRecord] = []
}
