internal import CanonicalEncoding
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Signing
internal import Voting

/// An evaluation round in words: where it stands, and once it is over what was agreed.
struct EvaluationWords {
  let round: RoundRecord
  let phase: EvaluationPhase
  private let scores: [ScoreRecord]
  private let stakes: [AccountKey: Power]
  /// What was found; `nil` until the round is over, because whoever has not shown its scores must not see it coming.
  private let findings: EvaluationFindings?

  init<Store: Records, Files: Documents>(
    _ round: RoundRecord, in view: LedgerView<Store, Files>, at now: Timepoint
  ) throws {
    self.round = round
    phase = round.phase(at: now)
    scores = try view.scores(in: round.id)
    findings = phase == .over ? try view.findings(of: round) : nil
    var stakes: [AccountKey: Power] = [:]
    for score in scores { stakes[score.evaluator] = try view.stake(of: score.evaluator, in: round) }
    self.stakes = stakes
  }

  /// What is over, or what ends next and when.
  var state: String {
    switch phase {
    case .waiting: "waits for witnesses"
    case .committing: "commits until \(round.schedule?.committed.sentence ?? "")"
    case .sealing: "waits for witnesses before scores are shown"
    case .revealing: "reveals until \(round.schedule?.closes.sentence ?? "")"
    case .settling: "waits for witnesses before it is over"
    case .over: agreed ?? "nothing agreed"
    }
  }

  /// `harmlessness=61000 accuracy=40000`; `nil` where nothing is agreed.
  var agreed: String? {
    findings?.consensus.map { scores in
      zip(round.subjects, scores).map { Format.safe(SubjectScore($0, $1).line) }.joined(separator: " ")
    }
  }

  /// The answer in a word or a line: what was agreed, `none`, or the phase.
  var brief: String { phase == .over ? agreed ?? "none" : phase.rawValue }

  var row: [String] {
    [round.display, round.kind.name, DisplayText.escaped(round.title, limit: 40), phase.rawValue, state]
  }

  /// One line among others.
  var line: String { "\(round.display)  \(DisplayText.escaped(round.title, limit: 40))  \(state)" }

  // MARK: For people

  var text: String {
    var lines = ["\(round.display)  \(Format.safe(round.title))  \(phase.rawValue)"]
    lines += facts.map { "  \($0.padding(toLength: 8, withPad: " ", startingAt: 0)) \($1)" }
    if let findings {
      lines += agreement(findings) + evaluations(findings) + exclusions(findings)
    } else if !scores.isEmpty {
      lines.append("Evaluators:")
      lines += scores.map {
        "  \($0.evaluator.display)  \($0.scores == nil ? "committed" : "committed, and showed its scores")"
      }
    }
    switch phase {
    case .committing:
      let words = round.subjects.map { Format.shell("\($0)=SCORE") }.joined(separator: " ")
      lines.append("Next:  quorate evaluation commit \(round.display) \(words)")
    case .revealing: lines.append("Next:  quorate evaluation reveal \(round.display)")
    case .waiting, .sealing, .settling, .over: break
    }
    return lines.joined(separator: "\n")
  }

  private var facts: [(String, String)] {
    var facts = [
      ("kind", "\(round.kind.name), opened \(round.received.sentence) (entry \(round.index))"),
      ("opener", round.opener.display),
    ]
    if let model = round.model {
      facts += [("files", model.omsRoot.description), ("tree", model.dirHash.description)]
    }
    let shown = scores.count { $0.scores != nil }
    if let schedule = round.schedule {
      facts.append(
        ("commit", "until \(schedule.committed.sentence): \(Format.number(scores.count, "evaluator"))"))
      if phase != .committing, phase != .sealing {
        facts.append(("reveal", "until \(schedule.closes.sentence): \(Format.number(shown, "evaluator"))"))
      }
    }
    facts.append(("stake", round.kind.stake.words))
    switch round.timeAssurance {
    case .operator: facts.append(("time", "the operator's word"))
    case .witnessed(let time):
      facts.append(("time", "of witnesses" + (time.map { ", who saw it last at \($0.sentence)" } ?? "")))
    }
    return facts
  }

  private func agreement(_ findings: EvaluationFindings) -> [String] {
    let needs = round.kind.needs.map { ", \($0.words) needed" } ?? ""
    let shown =
      "\(Format.grouped(findings.revealed)) of \(Format.grouped(findings.stake)) "
      + "(\(Format.percent(findings.revealed, of: findings.stake))\(needs))"
    guard let consensus = findings.consensus else {
      return ["Nothing agreed: too little stake was shown, \(shown)."]
    }
    return [
      "Agreed, from 0 to \(Format.grouped(round.kind.highest)), by \(round.kind.majority.words) of the stake shown:"
    ] + table(consensus.map { Format.grouped($0) }) + ["Stake shown: \(shown)"]
  }

  private func evaluations(_ findings: EvaluationFindings) -> [String] {
    findings.evaluations.flatMap { evaluation -> [String] in
      let cells = zip(evaluation.scores, findings.clipped(evaluation)).map { given, kept in
        Format.grouped(given) + (kept < given ? ", cut to \(Format.grouped(kept))" : "")
      }
      return ["\(evaluation.evaluator.display)  stake \(Format.grouped(evaluation.stake))"]
        + table(cells)
    }.map { "  " + $0 }
  }

  private func exclusions(_ findings: EvaluationFindings) -> [String] {
    guard !findings.exclusions.isEmpty else { return [] }
    return ["Not counted:"]
      + findings.exclusions.map {
        "  \($0.evaluator.display)  stake \(Format.grouped($0.stake)): \($0.reason.words)"
      }
  }

  /// One cell for each subject, the names in a column.
  private func table(_ cells: [String]) -> [String] {
    let names = round.subjects.map { DisplayText.escaped($0, limit: 40) }
    let width = names.map(\.count).max() ?? 0
    return zip(names, cells).map { name, cell in
      "  " + name + String(repeating: " ", count: width - name.count + 2) + cell
    }
  }

  // MARK: For programs

  var json: JSONValue {
    func instant(_ value: Timepoint?) -> JSONValue { value.map { .string($0.description) } ?? .null }
    let schedule = round.schedule
    return .members([
      "agreed": findings?.consensus.map(named) ?? .null, "closes": instant(schedule?.closes),
      "committed": instant(schedule?.committed), "entry": .integer(round.index),
      "evaluators": .array(evaluators), "highest": .integer(round.kind.highest),
      "id": .string(round.id.description), "kind": .string(round.kind.name),
      "majority": .string(round.kind.majority.description), "model": round.model?.json ?? .null,
      "needs": round.kind.needs.map { .string($0.description) } ?? .null,
      "opened": instant(schedule?.opened), "opener": .string(round.opener.display),
      "phase": .string(phase.rawValue), "reveals": instant(schedule?.reveals),
      "revealed": findings.map { .string($0.revealed.description) } ?? .null,
      "round": .string(round.display),
      "stake": findings.map { .string($0.stake.description) } ?? .null,
      "subjects": .array(round.subjects.map { .string($0) }),
      "timeAssurance": .string(round.timeAssurance.word), "title": .string(round.title),
      "witnessedUpTo": instant(round.timeAssurance.time),
    ])
  }

  private func named(_ scores: [UInt64]) -> JSONValue {
    .array(
      zip(round.subjects, scores).map { .members(["score": .integer($1), "subject": .string($0)]) })
  }

  private var evaluators: [JSONValue] {
    guard let findings else {
      return scores.map { evaluator($0.evaluator, stakes[$0.evaluator] ?? .zero, $0.scores, nil, nil) }
    }
    let counted = findings.evaluations.map {
      ($0.evaluator, evaluator($0.evaluator, $0.stake, $0.scores, findings.clipped($0), nil))
    }
    let others = findings.exclusions.map {
      ($0.evaluator, evaluator($0.evaluator, $0.stake, nil, nil, $0.reason))
    }
    return (counted + others).sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func evaluator(
    _ account: AccountKey, _ stake: Power, _ scores: [UInt64]?, _ kept: [UInt64]?,
    _ excluded: EvaluationExclusion.Reason?
  ) -> JSONValue {
    .members([
      "account": .string(account.display), "excluded": excluded.map { .string($0.rawValue) } ?? .null,
      "kept": kept.map(named) ?? .null, "scores": scores.map(named) ?? .null,
      "stake": .string(stake.description),
    ])
  }
}

/// Evaluation rounds as commands look at them, now or as of an instant.
enum Evaluations {
  static func all(_ session: Session, _ instant: InstantOptions? = nil) throws -> [EvaluationWords] {
    let now = try session.now(instant)
    if let past = try Reading.past(session, now) {
      return try past.rounds().map { try EvaluationWords($0, in: past, at: now) }
    }
    return try session.chamber.read { view in
      try view.rounds().map { try EvaluationWords($0, in: view, at: now) }
    }
  }

  /// The round of `E-0001`, `1`, or the identity or a unique beginning of it.
  static func one(
    _ text: String, _ session: Session, _ instant: InstantOptions? = nil
  ) throws -> EvaluationWords {
    let plain = text.lowercased()
    let matches: [EvaluationWords]
    if plain.hasPrefix("0x"), plain.utf8.count >= 10 {
      matches = try all(session, instant).filter { $0.round.id.description.hasPrefix(plain) }
    } else {
      let digits =
        plain.hasPrefix("e-") ? plain.dropFirst(2) : plain.hasPrefix("e") ? plain.dropFirst(1) : plain[...]
      matches = try all(session, instant).filter { UInt64(digits) == $0.round.number }
    }
    guard matches.count <= 1 else {
      throw Failure(.badInput, "id.ambiguous", "\(text) is the beginning of \(matches.count) rounds")
    }
    guard let match = matches.first else {
      throw Failure(
        .notFound, "evaluation.unknown", "there is no evaluation round \(Format.safe(text))",
        hint: "quorate evaluation list")
    }
    return match
  }
}
