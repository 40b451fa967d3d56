internal import SQLiteStorage
internal import Signing
internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import Voting

/// How results are put in words.
struct Results {
  let standing: Standing
  let session: Session

  private var rules: TrackRules { standing.rules }

  private var explanation: Explanation { standing.explanation }

  private func amount(_ power: Power, _ house: String, isExact: Bool = false) -> String {
    Format.amount(power, session.unit(ofHouse: house), isExact: isExact)
  }

  /// Sums by option, one house after the other.
  var counts: String {
    rules.houses.compactMap { house in
      standing.counts[house.name].map {
        TallyTable(rules, house: house.name, unit: session.unit(ofHouse: house.name))
          .text(of: $0.tally, judgedBy: standing.decision, house: house.name)
      }
    }.joined(separator: "\n")
  }

  /// What came after an early decision, house by house.
  var later: String {
    let decision = standing.decision
    guard let decided = decision.decided else { return "" }
    return standing.counts.sorted { $0.key < $1.key }.compactMap { house, count in
      decision.later(of: count.tally, in: house).map {
        "\n  · \($0.ballots > 0 ? Format.number($0.ballots, "ballot") : "other ballots") in \(house)"
          + " after the decision at \(decided.sentence), with \(amount($0.power, house)): nothing changes by them"
      }
    }.joined()
  }

  /// What was not counted as it was cast, and why.
  var uncounted: String {
    var parts: [String] = []
    if standing.replaced > 0 {
      parts.append(
        "\(Format.number(Int(standing.replaced), "ballot")) replaced by a later one of the same voter")
    }
    for (house, count) in standing.counts.sorted(by: { $0.key < $1.key }) {
      let prefix = standing.counts.count > 1 ? "\(house): " : ""
      parts += uncounted(in: count, house).map { prefix + $0 }
    }
    return parts.map { "\n  · \($0)" }.joined()
  }

  private func uncounted(in count: Count, _ house: String) -> [String] {
    CountRemarks(unit: session.unit(ofHouse: house)).lines(count)
  }

  /// What each test compared; with flips, what would turn it around.
  func tests(withFlips: Bool) -> String {
    TestLines(explanation: explanation, unit: session.unit(ofHouse:)).text(withFlips: withFlips)
  }

  /// Who has signed a veto, and why, if a council may.
  var veto: String {
    standing.proposal.rules.guards(of: .veto, inStage: standing.decision.track)
      .filter(\.isCouncil).map(signatures(of:)).joined()
  }

  private func signatures(of council: Guard) -> String {
    let signed =
      (try? session.chamber.read { try $0.signatures(under: council, on: standing.proposal.id) }) ?? []
    let needs = Format.number(council.rule.role.needs, "signature")
    let stage = council.track.map { " in stage \(Format.safe($0))" } ?? ""
    var text = "\n  – veto\(stage)  \(signed.count) of the \(needs) it takes"
    for veto in signed {
      let kept = (try? session.store.keptReason(veto.reasonHash)) ?? .erased
      let reason = kept == .erased ? "" : kept.words
      text += "\n      \(veto.actor.display)" + (reason.isEmpty ? "" : ": \(Format.safe(reason))")
    }
    return text
  }

  /// How each house elected, where more than the sums did.
  var contests: String {
    rules.houses.compactMap { house in
      standing.counts[house.name].map {
        let unit = session.unit(ofHouse: house.name)
        let sums = unit.sums(of: rules.method(in: house.name))
        let lines = ContestLines(options: rules.options, unit: unit, sums: sums).text(of: $0.tally.contest)
        return lines.isEmpty ? "" : "House \(house.name)" + lines + "\n"
      }
    }.joined()
  }

  /// On whose word the time of all this rests.
  var time: String {
    switch standing.timeAssurance {
    case .operator: "Time: the operator's word alone (timeAssurance: operator)"
    case .witnessed(nil): "Time: its witnesses', who have seen nothing yet (timeAssurance: witnessed)"
    case .witnessed(let time?):
      "Time: its witnesses', who had seen the log by \(time.sentence) (timeAssurance: witnessed)"
    }
  }

  /// On whose word the electorates rest.
  var electorates: String {
    let words = standing.electorates.map { (key: $0.key, words: $0.words) }.sorted { $0.key < $1.key }
    if let first = words.first?.words, Set(words.map(\.words)).count == 1 { return "Electorate: \(first)" }
    return words.map { "Electorate of \($0.key): \($0.words)" }.joined(separator: "\n")
  }

  /// By what else than the charter in force an amendment is judged.
  var succession: String {
    guard standing.proposal.kind == "charter.amend" else { return "" }
    guard let successor = rules.course.successor else {
      return "\nThe charter it would adopt asks nothing more of an amendment."
    }
    return
      "\nJudged by two charters: the one in force, and the one it would adopt (\(successor.charter.short))"
  }

  /// That what it adopts is not adopted for good.
  var provision: String {
    guard let provision = standing.proposal.rules.course.provision else { return "" }
    let id = standing.proposal.display
    if let lapse = standing.lapse {
      if let confirmation = lapse.confirmedBy {
        return "\nConfirmed by \(confirmation.display): it does not lapse."
      }
      return standing.now < lapse.at
        ? "\nWhat \(id) adopted lapses at \(lapse.at.sentence) unless it is confirmed."
        : "\nWhat \(id) adopted lapsed at \(lapse.at.sentence): what was there before is in force again."
    }
    guard let after = provision.after else {
      return "\nTaken by less than loosening takes: it ends with what it builds on, if that lapses."
    }
    return
      "\nTaken by less than loosening takes: it lapses \(after) after it takes effect, unless it is confirmed."
  }

  /// What can or will happen next.
  /// - Parameter obstacle: What keeps it from being carried out.
  func next(unless obstacle: Obstacle?) -> String {
    guard let obstacle else { return next }
    switch standing.decision.state {
    case .succeeded, .queued: return "It passed. \(obstacle.words)"
    default: return "\(next) \(obstacle.words)"
    }
  }

  var next: String {
    let id = standing.proposal.display
    let deadline = Reading.deadline(standing)
    switch standing.decision.state {
    case .pending where standing.decision.phase == .deposit:
      return "It \(deadline).  quorate deposit \(id) ASSET=UNITS"
    case .pending where standing.decision.phase == .scheduled:
      return "It \(deadline) under vote. Once there is one:  quorate start \(id)"
    case .pending where standing.decision.phase == .review: return "It \(deadline)."
    case .pending: return "Voting \(deadline)."
    case .active where standing.decision.phase == .witnessing:
      return "Voting is over; which ballots came in time is shown by its witnesses.  quorate log witness sync"
    case .active:
      return "Voting \(deadline); as it stands it would \(explanation.passes ? "pass" : "not pass")."
    case .succeeded: return "It passed. Next:  quorate queue \(id)   (\(deadline))"
    case .queued where standing.decision.phase == .timelock: return "Queued: \(deadline)."
    case .queued: return "Next:  quorate execute \(id)   (\(deadline))"
    case .executed: return "It took effect\(ended)."
    case .canceled: return "It was stopped (\(standing.decision.ending?.rawValue ?? ""))\(ended)."
    case .defeated: return "It failed\(ended)."
    case .expired: return "It was not carried on in time."
    }
  }

  /// ` on 2026-12-07 12:00:00 UTC, by 0x…`, where that is known.
  private var ended: String {
    let ended = Reading.ended(standing)
    return ended.isEmpty ? "" : " \(ended)"
  }

  /// Option and power, tab separated.
  var brief: String {
    rules.houses.flatMap { house in
      zip(rules.options, standing.counts[house.name]?.tally.options ?? []).map { "\($0)\t\($1.power)" }
    }.joined(separator: "\n")
  }

  /// The status of `--exit-status`.
  /// - Parameter obstacle: What keeps it from being carried out: what passed and cannot be is no yes.
  func status(unless obstacle: Obstacle?) -> ExitStatus { status == .ok && obstacle != nil ? .no : status }

  private var status: ExitStatus {
    // Asked for an instant to come, a vote that is not decided now is not decided.
    if let now = try? session.now(), now < standing.now, standing.decision.decided ?? .latest > now {
      return .undecided
    }
    return switch standing.decision.state {
    case .succeeded, .queued, .executed: .ok
    case .defeated, .canceled, .expired: .no
    case .pending, .active: .undecided
    }
  }
}
