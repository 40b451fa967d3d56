import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing

/// DAOs that put few proposals to the vote at once, and take deposits.
enum PlaceWorld {
  private static let standard = "\n  standard:\n    houses: [holders]\n"

  static func edits(places: Int? = nil, deposit: String? = nil) -> [(from: String, to: String)] {
    let members =
      (places.map { "    active_at_most: \($0)\n" } ?? "") + (deposit.map { "    deposit: \($0)\n" } ?? "")
    return [(from: standard, to: standard + members)]
  }

  static func dao(places: Int? = nil, deposit: String? = nil) async throws -> MemoryDAO {
    try await memoryDAO(edits: edits(places: places, deposit: deposit))
  }
}

extension MemoryDAO {
  /// A deposit on a proposal.
  func deposit(_ amounts: [String], on proposal: Digest, by member: Int = 0) throws -> Statement {
    let amounts = try ProposalDeposit.amounts(amounts).orThrow("no amounts")
    return try prepare { preparing, view in
      try preparing.deposit(
        amounts, on: view.proposal(proposal).orThrow("no such proposal"), reference: .zero,
        by: account(member))
    }
  }

  func phase(_ proposal: Digest) throws -> ProposalPhase { try standing(proposal).decision.phase }
}

/// Attack 48: proposals that are put to take the voters' attention.
@Suite struct PlaceTests {
  @Test func `attack 48: no more are under vote at once than the charter has places for`() async throws {
    let dao = try await PlaceWorld.dao(places: 2)
    var proposals: [Digest] = []
    for number in 1...4 { proposals.append(try await dao.propose("Number \(number)")) }
    #expect(try proposals.map(dao.phase) == [.waiting, .waiting, .scheduled, .scheduled])
    try await expectRefusal("place.taken", of: dao.act(.start, on: proposals[2]), by: 0, in: dao)
    try await expectRefusal("place.notFirst", of: dao.act(.start, on: proposals[3]), by: 0, in: dao)
    dao.clock.advance(.minutes(1))
    try await expectRefusal("ballot.notOpen", of: dao.ballot(on: proposals[2], by: 0), by: 0, in: dao)
    // A place is free once the vote is over, or a proposal is withdrawn, and anybody may give it.
    dao.clock.advance(.minutes(5))
    #expect(try dao.state(proposals[0]) == .defeated)
    try await dao.take(dao.act(.start, on: proposals[2], by: 3), by: 3)
    #expect(try dao.phase(proposals[2]) == .waiting)
    try await expectRefusal("act.wrongState", of: dao.act(.start, on: proposals[2]), by: 0, in: dao)
    let fifth = try await dao.propose("Number 5")
    #expect(try dao.phase(fifth) == .scheduled, "there is a free place, and another was there before it")
    try await dao.take(dao.act(.cancel, on: proposals[3]), by: 0)
    try await dao.take(dao.act(.start, on: fifth), by: 0)
    dao.clock.advance(.minutes(1))
    try await dao.vote(on: proposals[2], by: 0)
    try await expectRefusal("act.wrongState", of: dao.act(.start, on: proposals[0]), by: 0, in: dao)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `every order of submissions and closes keeps to the number of places`() async throws {
    // All sequences of four steps after a first submission: submit, start the first that waits, let time pass.
    for code in 0..<81 {
      let steps = [0] + (0..<4).map { (code / [1, 3, 9, 27][$0]) % 3 }
      let dao = try await PlaceWorld.dao(places: 1)
      var proposals: [Digest] = []
      for step in steps {
        switch step {
        case 0: proposals.append(try await dao.propose("Number \(proposals.count)"))
        case 1:
          if let first = try proposals.first(where: { try dao.phase($0) == .scheduled }) {
            _ = try? await dao.submit(dao.act(.start, on: first), by: 0)
          }
        default: dao.clock.advance(.minutes(6))
        }
        let phases = try proposals.map(dao.phase)
        #expect(phases.count { $0 == .waiting || $0 == .voting } <= 1)
        let started = phases.lastIndex { $0 != .scheduled } ?? -1
        #expect(phases.prefix(started + 1).allSatisfy { $0 != .scheduled }, "one overtook another")
      }
      let (stored, replayed) = try dao.projections()
      #expect(stored == replayed)
    }
  }
}
