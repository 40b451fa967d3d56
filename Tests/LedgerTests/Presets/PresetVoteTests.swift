import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing
import Voting

/// Presets whose members lend parts, follow others, or have power as they vote, founded and voted under.
@Suite struct PresetVoteTests {
  private func sums(_ proposal: Digest, in house: String, _ dao: MemoryDAO) throws -> [UInt128] {
    try #require(try dao.standing(proposal).counts[house]).tally.options.map(\.power.units)
  }

  private func expectReplay(_ dao: MemoryDAO) throws {
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  /// A neuron with a lock of so much that dissolves in eight years and has just been made.
  private static func neuron(_ units: Int, _ asset: String, in dao: MemoryDAO) -> String {
    let now = dao.clock.now().milliseconds
    return "lock=\(asset):\(units);ageing:\(now);delay:252460800000;refreshed:\(now)"
  }

  @Test(arguments: [(preset: "nns", asset: "icp"), (preset: "sns", asset: "token")])
  func `members follow others, and a majority of all decides at once`(
    _ row: (preset: String, asset: String)
  ) async throws {
    let dao = try await presetDAO(row.preset)
    let stakes = [400, 300, 200, 100]
    try await dao.register(
      rows: Dictionary(
        uniqueKeysWithValues: stakes.enumerated().map {
          ($0.offset, Self.neuron($0.element * 100_000_000, row.asset, in: dao))
        }))
    for member in [0, 1] {
      try await dao.take(dao.delegation(to: 3, topic: "governance", by: member), by: member)
    }
    // The catch-all leaves governance out at the NNS, so that this follows nobody there.
    try await dao.take(dao.delegation(to: 3, by: 2), by: 2)
    let proposal = try await dao.propose()
    try await dao.take(dao.deposit(["\(row.asset)=100000000"], on: proposal), by: 0)
    try await dao.vote("Yes", on: proposal, by: 3)
    let decision = try dao.standing(proposal).decision
    #expect(decision.decidedBy == "adopted" && decision.state == .executed)
    let cast = row.preset == "nns" ? 800 : 1000
    #expect(try sums(proposal, in: "neurons", dao) == [UInt128(cast * 2 * 100_000_000), 0])
    try expectReplay(dao)
  }

  @Test func `a ballot after the decision earns its reward and changes nothing`() async throws {
    let dao = try await presetDAO("nns")
    let stakes = [400, 300, 200]
    try await dao.register(
      rows: Dictionary(
        uniqueKeysWithValues: stakes.enumerated().map {
          ($0.offset, Self.neuron($0.element * 100_000_000, "icp", in: dao))
        }))
    let proposal = try await dao.propose()
    try await dao.take(dao.deposit(["icp=100000000"], on: proposal), by: 0)
    try await dao.vote("Yes", on: proposal, by: 0)
    try await dao.vote("Yes", on: proposal, by: 1)
    let before = try dao.standing(proposal).decision
    #expect(before.decidedBy == "adopted")
    dao.clock.advance(.minutes(1))
    try await dao.vote("No", on: proposal, by: 2)
    let standing = try dao.standing(proposal)
    let (unit, count) = (UInt128(200_000_000), try #require(standing.counts["neurons"]))
    #expect(standing.decision.tests == before.tests && standing.decision.decided == before.decided)
    #expect(standing.decision.tallies["neurons"]?.options.map(\.power.units) == [700 * unit, 0])
    let later = try #require(standing.decision.later(of: count.tally, in: "neurons"))
    #expect(later.ballots == 1 && later.power.units == 200 * unit)
    #expect(standing.facts.isConsistent)
    dao.clock.set(standing.decision.schedule.closes + .minutes(1))
    let rules = try #require(try dao.documents.charter(dao.genesis.charterHash)?.rewards)
    let rewards = try dao.chamber.read {
      try VotingRewards(by: rules, in: $0, from: .earliest, until: .latest, at: dao.clock.now())
    }
    #expect(rewards?.reward(of: dao.account(2), from: 900) == 200)
    try expectReplay(dao)
  }

  /// One NEAR.
  private static let near = "000000000000000000000000"

  @Test func `parts are lent in whole milliNEAR to several, and a reviewer lets it to the vote`() async throws
  {
    let dao = try await presetDAO("house-of-stake")
    try await dao.register(
      rows: [0: "lock=near:400\(Self.near)", 1: "lock=near:300\(Self.near)", 2: "lock=near:200\(Self.near)"])
    try await dao.take(dao.delegation(.part(basisPoints: 5000), to: 3, by: 0), by: 0)
    try await dao.take(dao.delegation(.part(basisPoints: 2500), to: 2, by: 0), by: 0)
    let proposal = try await dao.propose()
    try await expectRefusal("ballot.notOpen", of: dao.ballot("For", on: proposal, by: 3), by: 3, in: dao)
    try await dao.take(dao.act(.approve, on: proposal), by: 0)
    try await dao.vote("For", on: proposal, by: 3)
    try await dao.vote("For", on: proposal, by: 2)
    try await dao.vote("Against", on: proposal, by: 0)
    let unit: UInt128 = 1_000_000_000_000_000_000_000_000
    #expect(try sums(proposal, in: "holders", dao) == [500 * unit, 100 * unit, 0])
    dao.clock.set(try dao.standing(proposal).decision.schedule.closes)
    #expect(try dao.standing(proposal).decision.passes)
    try expectReplay(dao)
  }

  @Test func `who can still stop a proposal is told as long as they can`() async throws {
    let dao = try await presetDAO("house-of-stake")
    try await dao.register(rows: [0: "lock=near:400\(Self.near)", 1: "lock=near:300\(Self.near)"])
    let proposal = try await dao.propose()
    func stoppers() throws -> [Act.Deed] {
      let standing = try dao.standing(proposal)
      return standing.proposal.rules.waysToStop(from: standing.decision).map(\.deed)
    }
    #expect(try stoppers() == [.reject, .veto])
    dao.clock.advance(.minutes(1))
    try await dao.take(dao.act(.approve, on: proposal), by: 0)
    #expect(try stoppers() == [.veto])
    dao.clock.set(try dao.standing(proposal).decision.schedule.opens)
    try await dao.vote("For", on: proposal, by: 0)
    dao.clock.set(try dao.standing(proposal).decision.schedule.closes)
    #expect(try stoppers() == [.veto])
    try await dao.take(dao.act(.waive, on: proposal), by: 0)
    #expect(try stoppers().isEmpty)
  }

  @Test func `power at approval is that of the electorate registered before the reviewer's act`() async throws
  {
    let dao = try await presetDAO("house-of-stake")
    try await dao.register(rows: [0: "lock=near:4", 1: "lock=near:3"])
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    try await dao.register(rows: [0: "lock=near:4000\(Self.near)", 1: "lock=near:9000\(Self.near)"])
    dao.clock.advance(.minutes(1))
    try await dao.take(dao.act(.approve, on: proposal), by: 0)
    try await dao.register(rows: [0: "lock=near:1", 2: "lock=near:5"])
    try await dao.vote("For", on: proposal, by: 1)
    try await expectRefusal(
      "weight.notInSnapshot", of: dao.ballot("For", on: proposal, by: 2), by: 2, in: dao)
    let unit: UInt128 = 1_000_000_000_000_000_000_000_000
    let tally = try #require(try dao.standing(proposal).counts["holders"]).tally
    #expect(tally.options[0].power.units / unit == 9000 && tally.electorate.units / unit == 13000)
    try expectReplay(dao)
  }

  @Test func `power as seen is that of the newest electorate when each ballot was received`() async throws {
    let dao = try await presetDAO(
      "token-majority",
      edits: [("read: snapshot-at-submission", "read: as-seen"), ("{mode: full, depth: 8}", "{mode: none}")])
    try await dao.register([400, 300, 200, 100])
    let proposal = try await dao.propose()
    dao.clock.set(try dao.standing(proposal).decision.schedule.opens)
    try await dao.vote("For", on: proposal, by: 0)
    try await dao.register([10, 300, 250, 100])
    try await dao.vote("Against", on: proposal, by: 2)
    try await dao.register([10, 350, 1, 1])
    // 400 and 250 as they were seen, 351 of the others as they are.
    let tally = try #require(try dao.standing(proposal).counts["holders"]).tally
    #expect(tally.options.map(\.power.units) == [400, 250, 0] && tally.electorate.units == 1001)
    // Voting anew is seen anew.
    try await dao.vote("For", on: proposal, by: 2)
    #expect(try dao.sums(proposal) == [401, 0, 0])
    dao.clock.set(try dao.standing(proposal).decision.schedule.closes)
    try await dao.register([1, 1, 1, 1])
    #expect(try dao.sums(proposal) == [401, 0, 0] && dao.count(proposal).isConserved)
    #expect(try dao.state(proposal) == .succeeded)
    try expectReplay(dao)
  }

  @Test func `a frozen list stays what it was at the submission`() async throws {
    let dao = try await memoryDAO(edits: [("read: snapshot-at-submission", "read: frozen-list")])
    let proposal = try await dao.open()
    try await dao.register([1, 1, 1, 1])
    try await dao.vote("For", on: proposal, by: 0)
    #expect(try dao.sums(proposal) == [400, 0, 0])
    try expectReplay(dao)
  }
}
