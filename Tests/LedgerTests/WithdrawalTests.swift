import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Testing
import Voting

/// Ballots that are taken back, in a DAO of members with 400, 300, 200 and 100.
@Suite struct WithdrawalTests {
  private static let early = (
    from: "veto_by: council\n    tests:\n      # Abstentions count",
    to: """
    veto_by: council
        early:
          - name: majority
            outcome: passed
            when: [{test: share, name: all, house: holders, count: [Abstain], of: electorate, more_than: 99%}]
        tests:
          # Abstentions count
    """
  )
  private static let word = "withdraw my ballot"

  private func dao(isOrdered: Bool, ballot: String = "replaceable: true, withdrawable: true") async throws
    -> MemoryDAO
  {
    try await memoryDAO(edits: [("replaceable: true", ballot)] + (isOrdered ? [Self.early] : []))
  }

  private func expectBoth(_ sums: [UInt128], _ proposal: Digest, _ dao: MemoryDAO, _ isOrdered: Bool) throws {
    #expect(try dao.sums(proposal) == sums)
    if isOrdered { #expect(try dao.keptSums(proposal) == sums) }
    #expect(try dao.count(proposal).isConserved)
  }

  @Test(arguments: [false, true])
  func `a ballot that was withdrawn counts for nothing, and another may follow`(
    _ isOrdered: Bool
  ) async throws {
    let dao = try await dao(isOrdered: isOrdered, ballot: "replaceable: false, withdrawable: true")
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 0)
    try await expectRefusal("ballot.locked", of: dao.ballot("Against", on: proposal, by: 0), by: 0, in: dao)
    try await dao.vote(Self.word, on: proposal, by: 0)
    try expectBoth([0, 0, 0], proposal, dao, isOrdered)
    try await expectRefusal(
      "ballot.nothingToWithdraw", of: dao.ballot(Self.word, on: proposal, by: 0), by: 0, in: dao)
    try await dao.vote("Against", on: proposal, by: 0)
    try expectBoth([0, 400, 0], proposal, dao, isOrdered)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test(arguments: [false, true])
  func `power that was lent goes on to the next voter when a ballot is withdrawn`(
    _ isOrdered: Bool
  ) async throws {
    let dao = try await dao(isOrdered: isOrdered)
    try await dao.take(dao.delegation(to: 1, by: 0), by: 0)
    try await dao.take(dao.delegation(to: 2, by: 1), by: 1)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 2)
    try expectBoth([900, 0, 0], proposal, dao, isOrdered)
    try await dao.vote("Against", on: proposal, by: 1)
    try expectBoth([200, 700, 0], proposal, dao, isOrdered)
    try await dao.vote(Self.word, on: proposal, by: 1)
    try expectBoth([900, 0, 0], proposal, dao, isOrdered)
    try await dao.vote(Self.word, on: proposal, by: 2)
    try expectBoth([0, 0, 0], proposal, dao, isOrdered)
    try await dao.vote("Abstain", on: proposal, by: 1)
    try expectBoth([0, 0, 700], proposal, dao, isOrdered)
  }

  @Test func `sums that are kept ballot by ballot are those of a count, whoever comes and goes`() async throws
  {
    var random = RepeatableNumbers(seed: 9)
    for _ in 0..<6 {
      let dao = try await dao(isOrdered: true)
      for member in 0..<3 where random.below(3) > 0 {
        try await dao.take(dao.delegation(to: (member + 1 + random.below(3)) % 4, by: member), by: member)
      }
      let proposal = try await dao.open()
      var voted: Set<Int> = []
      for _ in 0..<14 {
        let member = random.below(4)
        let withdraws = voted.contains(member) && random.below(2) == 0
        let choice = withdraws ? Self.word : ["For", "Against", "Abstain"][random.below(3)]
        try await dao.vote(choice, on: proposal, by: member)
        if withdraws { voted.remove(member) } else { voted.insert(member) }
        #expect(try dao.keptSums(proposal) == dao.sums(proposal))
      }
    }
  }

  @Test func `a ballot is not withdrawn where the track does not allow it, nor after the close`() async throws
  {
    let plain = try await memoryDAO()
    let locked = try await plain.open()
    try await plain.vote("For", on: locked, by: 0)
    #expect(throws: (any Error).self) { try plain.ballot(Self.word, on: locked, by: 0) }
    let forged = try plain.ballot("Against", on: locked, by: 0).with("choice", .text(Self.word))
    try await expectRefusal("ballot.choiceUnknown", of: forged, by: 0, in: plain)
    let dao = try await dao(isOrdered: false)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 0)
    let late = try dao.ballot(Self.word, on: proposal, by: 0)
    dao.clock.advance(.minutes(5))
    try await expectRefusal("ballot.closed", of: late, by: 0, in: dao)
  }

  @Test func `no option may read like a withdrawal`() async throws {
    await #expect(throws: (any Error).self) {
      try await memoryDAO(edits: [
        (
          "options: [For, Against, Abstain], replaceable: true",
          "options: [For, Against, Abstain, withdraw my ballot], replaceable: true, withdrawable: true"
        )
      ])
    }
  }
}
