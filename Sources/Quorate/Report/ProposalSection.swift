internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Voting

/// One proposal in the page of an audit: outcome, tests, shares, turnout and how the votes came in.
struct ProposalSection {
  private let subject: AuditPage.Subject
  private var standing: Standing { subject.standing }

  init(_ subject: AuditPage.Subject) { self.subject = subject }

  var markup: Markup {
    let (record, schedule) = (standing.proposal, standing.decision.schedule)
    let stops = subject.stops.map { stop -> Markup in "<p class=\"stop\">\(stop)</p>" }
    let actions = subject.actions.map { action -> Markup in "<p>What it does: \(action).</p>" }
    return """
      <section><h2>\(record.display) \(record.title)</h2>
      <p class="state">\(outcome) \(standing.ended.map { "on \($0.sentence)" } ?? "as of \(standing.now.sentence)"); \(record.kind), track \(standing.rules.name)</p>
      \(Markup(stops))
      \(Markup(actions))
      <p>Voting \(schedule.opens.sentence) to \(schedule.closes.sentence).</p>
      <p class="note">\(time)\(Markup(CutoffWords(record).sentences.map { " \($0)" }))</p>
      <p class="note">\(electorates)</p>
      \(Markup(standing.counts.sorted { $0.key < $1.key }.map { house($0.key, $0.value) }))
      \(tests)
      </section>
      """
  }

  /// What became of it.
  private var outcome: String {
    let decision = standing.decision
    return decision.ending.map { "\(decision.state.rawValue): \($0.words)" } ?? decision.state.rawValue
  }

  /// On whose word the time rests.
  private var time: String {
    switch standing.timeAssurance {
    case .operator: "Time is the operator's word alone (timeAssurance: operator)."
    case .witnessed(nil): "Time is its witnesses', who have seen nothing yet (timeAssurance: witnessed)."
    case .witnessed(let time?):
      "Time is its witnesses', who had seen the log by \(time.sentence) (timeAssurance: witnessed)."
    }
  }

  /// On whose word the electorates rest.
  private var electorates: Markup {
    Markup(
      standing.electorates.sorted { $0.key < $1.key }.map { read -> Markup in
        let label = ElectorateRecord.singleAdmin
        let words =
          read.words.hasPrefix(label)
          ? "\(label), on one registrar's word alone\(read.words.dropFirst(label.count))" : read.words
        return "Electorate of \(read.key): \(words). "
      })
  }

  private static func ballots(_ count: some BinaryInteger) -> String {
    "\(AssetUnit.grouped(String(count))) \(count == 1 ? "ballot" : "ballots")"
  }

  private func unit(_ house: String) -> AssetUnit { subject.units[house] ?? .plain }

  private func house(_ name: String, _ count: Count) -> Markup {
    let later = standing.decision.later(of: count.tally, in: name)
    let (tally, options) = (later?.judged ?? count.tally, standing.rules.options)
    let sums = unit(name).sums(of: standing.rules.method(in: name))
    let parts = zip(options, tally.options).map { (name: $0, power: $1.power) }
    let rows = zip(options, tally.options).map { option, sum -> Markup in
      """
      <tr><td>\(option)</td><td class="n">\(sums.text(sum.power))</td>\
      <td class="n">\(sums == unit(name) ? sum.power.percent(of: tally.electorate) : "")</td><td class="n">\(sum.voters)</td></tr>
      """
    }
    return """
      <h3>House \(name)</h3>
      \(self.later(later, name))
      <p>Turnout \(tally.cast.percent(of: tally.electorate)) of \(unit(name).text(tally.electorate)), \
      \(Self.ballots(tally.ballots)); \(standing.replacedIn[name] ?? 0) replaced, \
      \(count.overridden) over a delegation.</p>
      \(Charts.bars(parts, of: tally.electorate, named: "Shares of all power in \(name)"))
      <table><thead><tr><th>Option</th><th class="n">Power</th><th class="n">Of all</th><th class="n">Ballots</th></tr></thead>
      <tbody>\(Markup(rows))</tbody></table>
      \(votes(name, count.tally))
      \(coalitions(name))
      """
  }

  /// That the sums are those of an early decision, and what came after it.
  private func later(_ later: LaterBallots?, _ house: String) -> Markup {
    guard let later, let decided = standing.decision.decided else { return "" }
    return """
      <p class="note">As decided at \(decided.sentence); \(Self.ballots(later.ballots)) with \
      \(unit(house).text(later.power)) came after the decision and change nothing.</p>
      """
  }

  /// How few members of a house could have decided.
  private func coalitions(_ house: String) -> Markup {
    guard let coalitions = subject.coalitions else { return "" }
    func words(_ coalition: Coalition?, _ verb: String) -> Markup {
      guard let coalition else { return "not even all members together could \(verb) it" }
      guard coalition.members > 0 else { return "no vote of theirs is needed to \(verb) it" }
      let who = coalition.members == 1 ? "the largest" : "the \(coalition.members) largest together"
      let how: Markup = coalition.option.map { "voting \($0)" } ?? "staying away"
      return "\(who) (\(unit(house).text(coalition.power))) could \(verb) it by \(how)"
    }
    return """
      <p>With nobody else voting, \(words(coalitions.toPass(in: house), "pass")); with everybody else for it, \
      \(words(coalitions.toBlock(in: house), "block")).</p>
      """
  }

  /// How the votes came in, from the opening to the close.
  private func votes(_ house: String, _ tally: Tally) -> Markup {
    let ballots = subject.ballots[house] ?? []
    guard !ballots.isEmpty, tally.cast > .zero else { return "" }
    let schedule = standing.decision.schedule
    let length = max(1, schedule.closes.milliseconds - min(schedule.closes, schedule.opens).milliseconds)
    var lines: [(name: String, points: [(at: UInt64, power: Power)])] = standing.rules.options.map {
      ($0, [])
    }
    for ballot in ballots where lines.indices.contains(ballot.option) {
      let passed = ballot.received.milliseconds - min(ballot.received, schedule.opens).milliseconds
      let before = lines[ballot.option].points.last?.power ?? .zero
      guard let power = try? before.adding(ballot.power) else { continue }
      lines[ballot.option].points.append((at: min(1000, passed / max(1, length / 1000)), power: power))
    }
    return """
      \(Charts.steps(lines, whole: tally.cast, named: "Votes over time in \(house)"))
      <p class="note">Only ballots that stand at the end; the full height is the power cast.</p>
      """
  }

  private var tests: Markup {
    let rows = standing.decision.tests.map { test -> Markup in
      let whole = test.whole ?? max(test.part, test.required)
      let of = test.wholeWords.map { ", as a share of \($0)," } ?? ""
      let side = test.margin.isAbove ? "above" : "below"
      return """
        <h4>\(test.passed ? "✓" : "✗") \(test.name)</h4>
        \(Charts.meter(test.part, of: whole, bar: test.required, passed: test.passed, named: test.name))
        <p>\(test.partWords)\(of) must be \(test.bar): \(unit(test.house).text(test.part)), \
        \(unit(test.house).text(test.margin.by, isExact: true)) \(side) the bar.</p>
        """
    }
    return Markup(rows)
  }
}
