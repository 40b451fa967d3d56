internal import Signing
internal import SQLiteStorage
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Voting

/// How commands look at proposals, now or as of an instant.
enum Reading {
  /// One proposal.
  static func one(_ id: String, _ session: Session, _ instant: InstantOptions) throws -> Standing {
    let now = try session.now(instant)
    if let past = try past(session, now) {
      let known = try session.chamber.read { try session.proposal(id, in: $0) }
      guard let record = try past.proposal(known.id) else {
        throw Failure(
          .notFound, "proposal.unknown", "\(known.display) was not yet submitted at \(now.sentence)")
      }
      return try Standing(record, in: past, at: now)
    }
    return try session.chamber.read { view in
      try Standing(try session.proposal(id, in: view), in: view, at: now)
    }
  }

  /// All proposals in order.
  static func all(_ session: Session, _ instant: InstantOptions) throws -> [Standing] {
    let now = try session.now(instant)
    if let past = try past(session, now) {
      return try past.proposals().map { try Standing($0, in: past, at: now) }
    }
    return try session.chamber.read { view in
      try view.proposals().map { try Standing($0, in: view, at: now) }
    }
  }

  /// The ballots that the counts of a proposal are of, by house and voter.
  static func ballots(
    of standing: Standing, _ session: Session
  ) throws -> [String: [AccountKey: BallotRecord]] {
    if let past = try past(session, standing.now) { return try standing.ballots(in: past) }
    return try session.chamber.read { try standing.ballots(in: $0) }
  }

  /// The state at an instant before the last entry, replayed from the log; `nil` where the present state serves.
  static func past(
    _ session: Session, _ now: Timepoint
  ) throws -> LedgerView<MemoryRecords, DocumentFolder>? {
    guard let head = try session.store.head(), now < head.received else { return nil }
    return try PastState.replay(
      session.store, documents: session.documents, verifier: Secp256k1Verifier(), dao: session.dao.id,
      curves: LogCurves(Secp256k1Verifier()), until: now)
  }

  /// The track, and in later stages which of its chain is under vote.
  static func track(_ standing: Standing) -> String {
    let (own, stage) = (standing.proposal.rules.name, standing.decision.stage)
    return stage == 0 ? own : "\(own), now in stage \(stage + 1), \(standing.rules.name)"
  }

  /// `active`, `queued, timelock`, `canceled (vetoed)`.
  static func stateWords(_ decision: Decision) -> String {
    switch (decision.state, decision.ending) {
    case (.canceled, let ending?): "canceled (\(ending.rawValue))"
    case (.queued, _): "queued, \(decision.phase.rawValue)"
    case (.active, _) where decision.phase == .witnessing: "active, witnessing"
    default: decision.state.rawValue
    }
  }

  /// What happens next by itself, and when.
  static func deadline(_ standing: Standing) -> String {
    let (decision, now, ends) = (standing.decision, standing.now, standing.rules.course.ends)
    switch decision.state {
    case .pending where standing.isUnseen: return "opens once its witnesses have seen it"
    case .pending where decision.phase == .deposit:
      return "waits for its deposit, which is due in \((decision.lapses ?? now).since(now).brief)"
    case .pending where decision.phase == .review:
      return "waits for a reviewer" + (decision.lapses.map { ", until \($0.sentence)" } ?? "")
    case .pending where decision.phase == .scheduled: return "waits for a free place"
    case .pending: return "opens \(ScheduleWords.away(ends.opening(of: decision.schedule), from: now))"
    case .active where decision.phase == .witnessing: return "waits for its witnesses"
    case .active: return "closes \(ScheduleWords.away(ends.closing(of: decision.schedule), from: now))"
    case .queued where decision.phase == .timelock:
      return "executable in \((decision.executable ?? now).since(now).brief)"
    case .succeeded, .queued:
      return decision.lapses.map { "lapses in \($0.since(now).brief)" } ?? "never lapses"
    default: return ""
    }
  }

  /// When it came to its end, and who brought that about; empty before that.
  static func ended(_ standing: Standing) -> String {
    guard let ended = standing.ended else { return "" }
    let deed: Act.Deed? =
      switch standing.decision.ending {
      case .tookEffect?: .execute
      case .withdrawn?: .cancel
      default: nil
      }
    let act = deed.flatMap { deed in standing.acts.last { $0.deed == deed } }
    return "on \(ended.sentence)" + (act.map { ", by \($0.actor.display) in entry \($0.index)" } ?? "")
  }

  /// A proposal with its count and decision, for programs.
  static func json(_ standing: Standing) -> JSONValue {
    let (record, decision) = (standing.proposal, standing.decision)
    let explanation = standing.explanation
    func instant(_ value: Timepoint?) -> JSONValue { value.map { .string($0.description) } ?? .null }
    return .members([
      "acts": .array(standing.acts.map(act)), "closes": .string(decision.schedule.closes.description),
      "contentHash": .string(record.contentHash.description),
      "decided": instant(decision.decided),
      "decidedBy": decision.decidedBy.map { .string($0) } ?? .null, "early": early(explanation),
      "electorates": .object(
        JSONObject(standing.electorates.map { .init(key: $0.key, value: electorate($0)) })),
      "ending": decision.ending.map { .string($0.rawValue) } ?? .null, "entry": .integer(record.index),
      "executable": instant(decision.executable),
      "houses": .object(
        JSONObject(
          standing.counts.map { .init(key: $0.key, value: count($0.value, standing.rules.options)) })),
      "id": .string(record.id.description), "ended": instant(standing.ended),
      "kind": .string(record.kind), "lapses": instant(decision.lapses),
      "later": later(decision, standing.counts, standing.rules.options),
      "now": .string(standing.now.description), "opens": .string(decision.schedule.opens.description),
      "phase": .string(decision.phase.rawValue), "proposal": .string(record.display),
      "proposer": .string(record.proposer.display), "provision": provision(standing),
      "replaced": .integer(standing.replaced),
      "rulesHash": .string(record.rulesHash.description), "state": .string(decision.state.rawValue),
      "successor": standing.rules.course.successor.map { .string($0.charter.description) } ?? .null,
      "tests": .array(explanation.tests.map { test($0) }),
      "timeAssurance": .string(standing.timeAssurance.word), "title": .string(record.title),
      "track": .string(standing.rules.name),
      "wholeFlips": .array(explanation.whole.map(FlipWords.json)),
      "witnessedUpTo": instant(standing.timeAssurance.time),
    ])
  }

  private static func act(_ act: ActSignature) -> JSONValue {
    .members([
      "act": .string(act.deed.rawValue), "actor": .string(act.actor.display),
      "at": .string(act.at.description),
      "entry": .integer(act.index),
    ])
  }

  /// How long what it adopts is adopted for; `null` for good.
  private static func provision(_ standing: Standing) -> JSONValue {
    guard let provision = standing.proposal.rules.course.provision else { return .null }
    return .members([
      "after": provision.after.map { .string($0.description) } ?? .null,
      "confirmedBy": standing.lapse?.confirmedBy.map { .string($0.display) } ?? .null,
      "lapses": standing.lapse.map { .string($0.at.description) } ?? .null,
    ])
  }

  private static func electorate(_ read: ReadElectorate) -> JSONValue {
    let record = read.record
    return .members([
      "attested": record.attested.map(attested) ?? .null, "entry": .integer(record.index),
      "label": .string(record.label), "members": .integer(record.rows),
      "read": .string(read.moment ?? "at the submission"), "root": .string(record.root.description),
      "settled": .bool(read.isSettled),
    ])
  }

  private static func attested(_ attested: AttestedBlock) -> JSONValue {
    .members([
      "attesters": .integer(attested.attesters), "block": block(attested.block),
      "members": .integer(attested.members), "objections": .integer(attested.objections),
      "recipe": .string(attested.recipe.description),
    ])
  }

  /// A block that attesters name.
  static func block(_ block: ChainBlock) -> JSONValue {
    .members([
      "chain": .string(block.chain), "hash": .string(block.hash.description),
      "height": .integer(block.height),
      "stateRoot": .string(block.stateRoot.description), "time": .string(block.time.description),
    ])
  }

  /// What came after an early decision, by house: `judged` are the sums that the tests are about. Empty where the
  /// counts are those sums.
  static func later(_ decision: Decision, _ counts: [String: Count], _ options: [String]) -> JSONValue {
    var members: [JSONObject.Member] = []
    for (house, count) in counts {
      guard let later = decision.later(of: count.tally, in: house) else { continue }
      let judged = JSONValue.members([
        "ballots": .integer(later.judged.ballots), "cast": .string(later.judged.cast.description),
        "choices": choices(later.judged, options),
        "electorate": .string(later.judged.electorate.description),
      ])
      let value = JSONValue.members([
        "ballots": .integer(later.ballots), "judged": judged, "power": .string(later.power.description),
      ])
      members.append(.init(key: house, value: value))
    }
    return .object(JSONObject(members))
  }

  private static func choices(_ tally: Tally, _ options: [String]) -> JSONValue {
    .array(
      zip(options, tally.options).map { name, option in
        .members([
          "name": .string(name), "power": .string(option.power.description),
          "voters": .integer(option.voters),
        ])
      })
  }

  static func count(_ count: Count, _ options: [String]) -> JSONValue {
    .members([
      "ballots": .integer(count.tally.ballots), "cast": .string(count.tally.cast.description),
      "choices": choices(count.tally, options),
      "capped": .string(count.capped.description), "circular": .string(count.circular.description),
      "contest": ContestJSON.value(count.tally.contest, options),
      "electorate": .string(count.tally.electorate.description),
      "lockedOut": .integer(count.lockedOut),
      "overdrawn": .string(count.overdrawn.description), "overridden": .integer(count.overridden),
      "silent": .string(count.silent.description),
      "tooDeep": .string(count.tooDeep.description), "unusedDelegated": .string(count.unused.description),
    ])
  }

  /// A test with what would turn it around; `flip` says it in smallest units.
  static func test(_ test: Explanation.Test, _ turns: FlipWords.Turns = .outcome) -> JSONValue {
    let result = test.result
    return .members([
      "bar": .string(result.bar),
      "flip": .string(FlipWords(unit: { _ in .plain }, turns: turns).text(test.flip, passes: result.passed)),
      "flipVotes": FlipWords.json(test.flip),
      "marginAbove": .bool(result.margin.isAbove), "marginBy": .string(result.margin.by.description),
      "measure": .string(result.measure.rawValue),
      "name": .string(result.name), "ofNewCharter": .bool(result.isOfNewCharter),
      "part": .string(result.part.description),
      "partWords": .string(result.partWords), "passed": .bool(result.passed),
      "required": .string(result.required.description), "sense": .string(result.sense.rawValue),
      "whole": result.whole.map { .string($0.description) } ?? .null,
      "wholeWords": result.wholeWords.map { .string($0) } ?? .null,
    ])
  }

  /// The rules that decide before the close, with their tests.
  static func early(_ explanation: Explanation) -> JSONValue {
    .array(
      explanation.early.map { rule in
        .members([
          "decided": .bool(rule.hasDecided), "name": .string(rule.name),
          "outcome": .string(rule.outcome.rawValue), "tests": .array(rule.tests.map { test($0, .early) }),
        ])
      })
  }
}
