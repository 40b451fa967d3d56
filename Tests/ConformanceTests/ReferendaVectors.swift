import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

/// Timelines of Polkadot's referenda: at each block something is done, or something must be so. A block is a
/// millisecond.
///
/// The events are sentences; each is read word by word, and a word that is not known is a fault.
enum ReferendaVectors {
  @Sendable static func run(_ row: VectorRow, _ report: inout VectorReport) {
    report.run(row.value, "timelines") { timeline in
      try ReferendumTimeline(timeline, of: try rules(row)).differences()
    }
  }

  /// The track of the row, in place of the figures of the preset's first.
  private static func rules(_ row: VectorRow) throws -> (TrackRules, Terms) {
    let track = try row.row("track")
    var foreign = try ForeignCharter("opengov")
    let path = "tracks.root"
    try foreign.set("\(path).delay", length(try track.number("prepare")))
    try foreign.set("\(path).period", length(try track.number("decision")))
    try foreign.set("\(path).confirmation.for", length(try track.number("confirm")))
    try foreign.set("\(path).timelock", length(try track.number("minEnactment")))
    try foreign.set("\(path).active_at_most", .integer(try track.number("maxDeciding")))
    try foreign.set("\(path).judged_after", length(1))
    try foreign.set("\(path).deposit.within", length(try row.number("undecidingTimeout")))
    try foreign.set("\(path).tests.approval.curve", try curve(track.list("minApproval")))
    try foreign.set("\(path).tests.support.curve", try curve(track.list("minSupport")))
    // The mock's own tally: no votes are no approval.
    try foreign.set("\(path).tests.approval.empty_passes", nil)
    return (try foreign.rules(track: "root"), try foreign.charter().terms)
  }

  /// A curve by its kind and its parts, in the order in which the pallet names them.
  private static func curve(_ list: [JSONValue]) throws(RowFault) -> JSONValue {
    let names: [String: (String, [String])] = [
      "linear": ("linear_decreasing", ["length", "floor", "ceiling"]),
      "stepped": ("stepped_decreasing", ["begin", "end", "step", "period"]),
      "reciprocal": ("reciprocal", ["factor", "x_offset", "y_offset"]),
    ]
    guard let kind = list.first?.string, let (name, parts) = names[kind], list.count == parts.count + 1 else {
      throw RowFault(description: "a curve is not of a known kind")
    }
    let members = zip(parts, list.dropFirst()).map { JSONObject.Member(key: $0, value: $1) }
    return .object(JSONObject([.init(key: name, value: .object(JSONObject(members)))]))
  }
}

/// One timeline, with what is done in it and what must be found.
private struct ReferendumTimeline {
  /// Something that is done, or must be so.
  private enum Event {
    case submit, deposit, cancel, kill
    case tally(ayes: UInt128, nays: UInt128)
    case deciding(since: UInt64?)
    case confirming(until: UInt64)
    case word(String)
    case enacted, ongoing, waiting
  }

  private let rules: TrackRules
  private let terms: Terms
  private var milestones = Milestones()
  private var submitted: Timepoint?
  private var votes: [(at: Timepoint, ayes: UInt128, nays: UInt128)] = []
  /// What must be so, with what had been done before in the same block: acts behind it in a sentence come after it.
  private var checks: [(at: Timepoint, event: Event, done: Milestones)] = []

  init(_ row: VectorRow, of track: (TrackRules, Terms)) throws {
    (rules, terms) = track
    let events = try row.members("events").map { member throws -> (UInt64, String) in
      let block = try VectorRow.amount(.string(member.key), "a block")
      return (UInt64(clamping: block), try member.value.string.orThrow("an event is not a text"))
    }
    for (block, text) in events.sorted(by: { $0.0 < $1.0 }) {
      try take(try Self.events(text), at: instant(block))
    }
    guard submitted == nil else { return }
    // Where a row does not say so, the referendum was submitted in the first block, with its deposit.
    submitted = instant(1)
    milestones.funded = instant(1)
  }

  private mutating func take(_ events: [Event], at now: Timepoint) throws {
    for (place, event) in events.enumerated() {
      switch event {
      case .submit: submitted = now
      case .deposit: milestones.funded = now
      case .tally(let ayes, let nays):
        let next = place + 1 < events.count ? events[place + 1] : nil
        // What a block finds confirming is judged by what was there before it.
        let isFound = if case .confirming? = next { true } else { false }
        votes.append((isFound ? found(at: now) : now, ayes, nays))
      case .confirming(let until) where votes.isEmpty:
        // The row begins with a referendum that everybody agrees with.
        let span = rules.course.confirmation?.span ?? .zero
        votes.append((found(at: instant(until) - span), 100, 0))
        checks.append((now, event, milestones))
      case .cancel:
        milestones.vetoed = now
        checks.append((now, .word("Cancelled"), milestones))
      case .kill:
        milestones.slashed = now
        checks.append((now, .word("Killed"), milestones))
      default: checks.append((now, event, milestones))
      }
    }
  }

  /// When the votes came that a block finds: in the block before it.
  private func found(at now: Timepoint) -> Timepoint { now - rules.course.lag }

  /// Reads what a sentence says, in order.
  private static func events(_ text: String) throws -> [Event] {
    var events: [Event] = []
    var words = text.split { " ,;()+→=/".contains($0) }.map(String.init)[...]
    func number() throws -> UInt64 {
      try words.popFirst().flatMap { UInt64($0) }.orThrow("a number is missing in \"\(text)\"")
    }
    while let word = words.popFirst() {
      switch word {
      case "submit", "submitted": events.append(.submit)
      case "deposit": events.append(.deposit)
      case "cancel", "cancelled", "canceled": events.append(.cancel)
      case "kill", "killed": events.append(.kill)
      case "deciding":
        let hasSince = words.first == "since"
        if hasSince { words.removeFirst() }
        events.append(.deciding(since: hasSince ? try number() : nil))
      case "confirming":
        guard words.popFirst() == "until" else { throw RowFault(description: "confirming until when?") }
        events.append(.confirming(until: try number()))
      case "approved", "rejected": events.append(.word(word.prefix(1).uppercased() + word.dropFirst()))
      case "failing": events.append(.word("Deciding"))
      case "timed":
        guard words.popFirst() == "out" else { throw RowFault(description: "timed what?") }
        events.append(.word("TimedOut"))
      case "enacted": events.append(.enacted)
      case "ongoing": events.append(.ongoing)
      case "waiting", "preparing", "queued": events.append(.waiting)
      case "tally", "then", "again", "and", "still", "not", "at", "by", "is", "->", "immediate",
        "immediately":
        break
      default:
        let halves = word.split(separator: ":").compactMap { UInt128(decimal: String($0)) }
        guard halves.count == 2 else {
          throw RowFault(description: "\"\(word)\" in \"\(text)\" is not known")
        }
        events.append(.tally(ayes: halves[0], nays: halves[1]))
      }
    }
    return events
  }

  func differences() throws -> [String] {
    let house = try rules.houses.first.orThrow("no house votes").name
    let opens = decision(at: checks.last?.at ?? instant(1), milestones, .none).schedule.opens
    let tallies = try votes.sorted { $0.at < $1.at }.map { vote in
      TallyHistory.Entry(
        at: vote.at,
        tally: try ForeignCount.tally(["Aye": vote.ayes, "Nay": vote.nays], of: rules, electorate: 100))
    }
    // Who voted before deciding began is counted when it begins.
    let early =
      try tallies.last { $0.at < opens }?.tally ?? ForeignCount.tally([:], of: rules, electorate: 100)
    var history = TallyHistory(opening: early)
    for entry in tallies where entry.at >= opens { history.append(entry) }
    let facts = CountFacts(
      tallies: [house: history.entries.last?.tally ?? early], histories: [house: history])
    return checks.flatMap { check in
      var done = milestones
      (done.vetoed, done.slashed) = (check.done.vetoed, check.done.slashed)
      return compare(check.event, decision(at: check.at, done, facts), at: check.at)
        .map { "at \(check.at.milliseconds) \($0)" }
    }
  }

  private func decision(at now: Timepoint, _ milestones: Milestones, _ facts: CountFacts) -> Decision {
    var milestones = milestones
    // The track is free from the first.
    milestones.started = milestones.funded
    return decide(rules, submitted: submitted ?? instant(1), milestones: milestones, facts: facts, at: now)
  }

  private func compare(_ event: Event, _ decision: Decision, at now: Timepoint) -> [String] {
    let word = terms.word(for: decision)
    switch event {
    case .deciding(let since):
      return differing("the state", decision.state, .active)
        + (since.map { differing("the opening", decision.schedule.opens, instant($0)) } ?? [])
    case .confirming(let until):
      return differing("the state", word, "Confirming")
        + differing("the end of confirming", decision.confirms, instant(until))
    case .word(let expected):
      let settles = ["Approved", "Rejected"].contains(expected)
      return differing("the state", word, expected)
        + (settles ? differing("the decision", decision.decided, now) : [])
    case .enacted:
      return differing("the phase", decision.phase, .executable)
        + differing("the enactment", decision.executable, now)
    case .ongoing: return differing("whether it is over", decision.state.isFinal, false)
    case .waiting: return differing("the state", decision.state, .pending)
    case .submit, .deposit, .cancel, .kill, .tally: return []
    }
  }
}
