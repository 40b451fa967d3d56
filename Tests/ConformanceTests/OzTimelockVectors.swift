import CanonicalEncoding
import Governance
import QuorateTesting
import Voting

extension OzVectors {
  /// The words of a TimelockController for where an operation stands.
  private static let operations: [ProposalPhase: String] = [
    .passed: "Unset", .timelock: "Waiting", .executable: "Ready",
  ]

  /// An operation that is scheduled for a proposal that has passed.
  @Sendable static func timelock(_ row: VectorRow) throws -> [String] {
    var foreign = try ForeignCharter("openzeppelin")
    try foreign.set(
      "tracks.simple.timelock", to: span(seconds: try row.number("minDelay")).description)
    try foreign.set("tracks.simple.delay", to: "0s")
    try foreign.set("tracks.simple.period", to: "1s")
    let rules = try foreign.rules(track: "simple")
    // The vote before it, of which the row does not speak, takes the seconds before the row's.
    let vote = span(seconds: 2)
    var milestones = Milestones()
    milestones.queued = seconds(try row.number("scheduledAt")) + vote
    if row.has("doneAt") { milestones.executed = seconds(try row.number("doneAt")) + vote }
    let facts = try ForeignCount.facts(["For": 1], of: rules)
    return try row.members("expect").flatMap { member in
      let at = seconds(UInt64(clamping: try VectorRow.amount(.string(member.key), "an instant"))) + vote
      let decision = decide(rules, submitted: instant(0), milestones: milestones, facts: facts, at: at)
      let word = decision.state == .executed ? "Done" : operations[decision.phase] ?? "\(decision.phase)"
      return differing("the operation at \(member.key)", word, member.value.string ?? "no text")
    }
  }

  /// A proposal queued with Compound's timelock, at the instant at which its grace is over and the one before.
  @Sendable static func expiry(_ row: VectorRow) throws -> [String] {
    var foreign = try ForeignCharter("openzeppelin")
    let track = "compound-timelock"
    try foreign.set(
      "tracks.\(track).grace", to: span(seconds: try row.number("gracePeriod")).description)
    try foreign.set("tracks.\(track).delay", to: "0s")
    try foreign.set("tracks.\(track).period", to: "1s")
    let rules = try foreign.rules(track: track)
    let terms = try foreign.charter().terms
    var milestones = Milestones()
    milestones.queued = seconds(2)
    let facts = try ForeignCount.facts(["For": 1], of: rules)
    func decision(at now: Timepoint) -> Decision {
      decide(rules, submitted: instant(0), milestones: milestones, facts: facts, at: now)
    }
    let queued = decision(at: seconds(2))
    let lapses = try queued.lapses.orThrow("it never lapses")
    let eta = try queued.executable.orThrow("it is not queued")
    return differing("the grace", lapses.since(eta), rules.grace)
      + differing("the state then", terms.word(for: decision(at: lapses)), try row.text("expect"))
      + differing(
        "the state before", decision(at: lapses - Span(milliseconds: 1)).state, ProposalState.queued)
  }
}
