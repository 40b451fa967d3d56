import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import Voting

/// Made-up histories, judged act by act by the ledger and by the reference model.
@Suite struct ModelHistoryTests {
  /// What the histories contained, so that none is dull.
  struct Coverage {
    var acts = 0
    var taken: [String: Int] = [:]
    var refused: [String: Int] = [:]
    var states: Set<ProposalState> = []
    var uncounted: Set<String> = []
  }

  static let seed: UInt64 = 20_261_124

  @Test func `ledger and model agree over 100,000 acts of many small DAOs`() throws {
    print("seed \(Self.seed)")
    let keys = try (0..<10).map { try SampleKeys.key($0) }
    var coverage = Coverage()
    var number: UInt64 = 0
    while coverage.acts < 100_000 {
      try Self.runHistory(seed: Self.seed &+ number, acts: 250, keys: keys, &coverage)
      number += 1
    }
    print("acts \(coverage.acts), taken \(coverage.taken), refused \(coverage.refused)")
    #expect(coverage.states == Set(ProposalState.allCases))
    #expect(coverage.uncounted == ["silent", "unused", "circular", "tooDeep"])
    for name in [
      "ballot", "replacement", "proposal", "lend", "revoke", "electorate", "queue", "execute", "veto",
      "cancel",
    ] {
      #expect(coverage.taken[name, default: 0] > 100, "hardly any \(name) was taken")
    }
    let codes = [
      "clock.regressed", "time.signedAhead", "time.expired", "ballot.stale", "sequence.gap",
      "ballot.displayMismatch",
      "role.missing", "charter.unchanged", "proposer.belowThreshold", "ballot.notOpen", "ballot.closed",
      "proposal.stopped", "ballot.locked", "voter.notEligible", "ballot.replacesMismatch", "delegation.none",
      "delegation.expired", "delegation.topicUnknown", "delegation.toSelf", "act.wrongState",
      "timelock.running",
      "execution.alreadyDone", "cancel.notProposer", "act.alreadySigned", "charter.staleParent",
    ]
    for code in codes { #expect(coverage.refused[code, default: 0] > 10, "hardly any \(code)") }
  }

  private static func runHistory(
    seed: UInt64, acts: Int, keys: [Secp256k1SecretKey], _ coverage: inout Coverage
  ) throws {
    var world = try HistoryWorld(seed: seed, keys: keys)
    var ledger = try BelievedLedger(world.genesis, documents: world.documents)
    var clock = Timepoint.founding
    for act in 0..<acts {
      let pause = world.writer.pause()
      let now =
        pause < 0 ? clock - Span(milliseconds: UInt64(-pause)) : clock + Span(milliseconds: UInt64(pause))
      let line = try world.writer.next(ledger.view, at: max(now, clock))
      let model = world.judges(line, at: now)
      let refusal = try ledger.refusal(of: line.statement, at: now)
      coverage.acts += 1
      if model != (refusal == nil) {
        let found = "the ledger says \(refusal.map { "\($0)" } ?? "taken")"
        let wanted = "the model \(model ? "takes" : "refuses") \(line.statement)"
        Issue.record("seed \(seed), act \(act): \(wanted), \(found)")
        return
      }
      if let refusal {
        coverage.refused[refusal.code, default: 0] += 1
      } else {
        coverage.taken[line.statement.deedName, default: 0] += 1
        world.writer.remember(line.statement)
        clock = now
      }
      let touched = line.statement.proposalNamed ?? world.writer.someProposal()
      guard try agree(touched, world.model, ledger, at: clock, &coverage) else {
        Issue.record("seed \(seed), act \(act): the counts differ after \(line.statement)")
        return
      }
    }
  }

  /// Whether the count, the state and the sum of all power are those of the model.
  private static func agree(
    _ id: Digest?, _ model: ReferenceModel, _ ledger: BelievedLedger, at now: Timepoint,
    _ coverage: inout Coverage
  ) throws -> Bool {
    guard let id, let expected = model.proposals[id] else { return true }
    guard let proposal = try ledger.view.proposal(id) else { return false }
    let standing = try Standing(proposal, in: ledger.view, at: now)
    let count = try #require(standing.facts.counts["holders"])
    let whereabouts = model.whereabouts(of: expected)
    let options = ["For", "Against", "Abstain"].map { UInt128(whereabouts.options[$0, default: 0]) }
    let apart = [whereabouts.silent, whereabouts.unused, whereabouts.circular, whereabouts.tooDeep].map {
      UInt128($0)
    }
    let total = UInt128(expected.holdings.values.reduce(0, +))
    let state = model.state(of: expected, at: now.milliseconds)
    coverage.states.insert(state)
    for (name, power) in zip(["silent", "unused", "circular", "tooDeep"], apart) where power > 0 {
      coverage.uncounted.insert(name)
    }
    let found = [count.silent, count.unused, count.circular, count.tooDeep].map(\.units)
    return count.tally.options.map(\.power.units) == options && found == apart
      && standing.decision.state == state
      && options.reduce(0, +) + apart.reduce(0, +) == total && count.isConserved
      && count.tally.electorate.units == total
  }
}

extension Statement {
  /// What it does, for statistics.
  var deedName: String {
    switch self {
    case .ballot(let ballot): ballot.replaces == .zero ? "ballot" : "replacement"
    case .proposal: "proposal"
    case .delegation(let delegation): delegation.deed == .lend ? "lend" : "revoke"
    case .electorate: "electorate"
    case .act(let act): act.deed.rawValue
    case .electorateAttestation, .brake, .commission, .attestation, .incident, .draw, .release, .deposit,
      .evaluationOpening, .evaluationCommitment, .evaluationReveal:
      kind.rawValue
    }
  }

  /// The proposal it is about.
  var proposalNamed: Digest? {
    switch self {
    case .ballot(let ballot): ballot.proposalID
    case .proposal(let submission): submission.proposalID
    case .act(let act): act.proposalID
    case .delegation, .electorate, .electorateAttestation, .brake, .commission, .attestation, .incident,
      .draw, .release, .deposit, .evaluationOpening, .evaluationCommitment, .evaluationReveal:
      nil
    }
  }
}
