import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing
import Voting

/// The modes of delegation in a living DAO of members with 400, 300, 200 and 100.
@Suite struct DelegationModeTests {
  private static let full = "delegation: {mode: full, depth: 8}"
  private static let parts = "{mode: basis-points, delegates: 2}"
  private static let following = "{mode: follow-majority, followees: 3, yes: For, no: Against}"
  /// An early rule that nothing meets: the track keeps the sums ballot by ballot.
  private static let early = """
    veto_by: council
        early:
          - name: majority
            outcome: passed
            when: [{test: share, name: all, house: holders, count: [Abstain], of: electorate, more_than: 99%}]
        tests:
          # Abstentions count
    """

  private func dao(
    _ delegation: String, isOrdered: Bool = false, isReplaceable: Bool = true
  ) async throws -> MemoryDAO {
    var edits = [(from: Self.full, to: "delegation: \(delegation)")]
    if isOrdered {
      edits.append(("veto_by: council\n    tests:\n      # Abstentions count", Self.early))
    }
    if !isReplaceable { edits.append(("replaceable: true", "replaceable: false")) }
    return try await memoryDAO(edits: edits)
  }

  private func part(_ percent: Int, to delegate: Int, by member: Int, in dao: MemoryDAO) async throws {
    try await dao.take(
      dao.delegation(.part(basisPoints: percent * 100), to: delegate, by: member), by: member)
  }

  private func expectBoth(_ sums: [UInt128], _ proposal: Digest, _ dao: MemoryDAO, _ isOrdered: Bool) throws {
    #expect(try dao.sums(proposal) == sums)
    if isOrdered { #expect(try dao.keptSums(proposal) == sums) }
    #expect(try dao.count(proposal).isConserved)
  }

  // MARK: Parts

  @Test(arguments: [false, true]) func `parts are lent to several, and the rest stays with the owner`(
    _ isOrdered: Bool
  ) async throws {
    let dao = try await dao(Self.parts, isOrdered: isOrdered)
    try await part(50, to: 3, by: 0, in: dao)
    try await part(25, to: 2, by: 0, in: dao)
    try await part(10, to: 3, by: 1, in: dao)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 3)
    try expectBoth([100 + 200 + 30, 0, 0], proposal, dao, isOrdered)
    // Whoever lent votes with what is left, and takes nothing back by it.
    try await dao.vote("Against", on: proposal, by: 0)
    try expectBoth([330, 100, 0], proposal, dao, isOrdered)
    try await dao.vote("Abstain", on: proposal, by: 3)
    try expectBoth([0, 100, 330], proposal, dao, isOrdered)
    try await dao.vote("For", on: proposal, by: 2)
    try expectBoth([300, 100, 330], proposal, dao, isOrdered)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `attack 38: no more than the whole is lent, to no more delegates than the charter allows`()
    async throws
  {
    let dao = try await dao(Self.parts)
    try await part(60, to: 1, by: 0, in: dao)
    func lend(_ percent: Int, to delegate: Int) throws -> Statement {
      try dao.delegation(.part(basisPoints: percent * 100), to: delegate, by: 0)
    }
    try await expectRefusal("delegation.aboveWhole", of: lend(41, to: 2), by: 0, in: dao)
    try await expectRefusal("delegation.aboveWhole", of: dao.delegation(to: 2, by: 0), by: 0, in: dao)
    try await dao.take(lend(40, to: 2), by: 0)
    try await dao.take(lend(10, to: 2), by: 0)
    try await expectRefusal("delegation.tooMany", of: lend(1, to: 3), by: 0, in: dao)
    try await dao.take(dao.delegation(.revoke, to: 1, by: 0), by: 0)
    try await dao.take(lend(90, to: 3), by: 0)
    try await expectRefusal("delegation.none", of: dao.delegation(.revoke, to: 1, by: 0), by: 0, in: dao)
    let proposal = try await dao.open()
    for member in [2, 3] { try await dao.vote("For", on: proposal, by: member) }
    #expect(try dao.sums(proposal) == [240 + 460, 0, 0])
  }

  @Test func `a part is refused where the charter lends no parts`() async throws {
    for mode in ["{mode: full, depth: 8}", "{mode: override}"] {
      let dao = try await dao(mode)
      let part = try dao.delegation(.part(basisPoints: 1), to: 1, by: 0)
      try await expectRefusal("delegation.partNotAllowed", of: part, by: 0, in: dao)
    }
    let dao = try await dao(Self.following, isReplaceable: false)
    let part = try dao.delegation(.part(basisPoints: 1), to: 1, by: 0)
    try await expectRefusal("delegation.partNotAllowed", of: part, by: 0, in: dao)
  }

  // MARK: Following

  @Test(arguments: [false, true]) func `a vote is cast as most of those who are followed say, by heads`(
    _ isOrdered: Bool
  ) async throws {
    let dao = try await dao(Self.following, isOrdered: isOrdered, isReplaceable: false)
    // The largest follows the three others; the second follows the largest.
    for followee in 1...3 { try await dao.take(dao.delegation(to: followee, by: 0), by: 0) }
    try await dao.take(dao.delegation(to: 0, by: 1), by: 1)
    let proposal = try await dao.open()
    try await dao.vote("For", on: proposal, by: 3)
    try expectBoth([100, 0, 0], proposal, dao, isOrdered)
    try await dao.vote("For", on: proposal, by: 2)
    // Two of three: the largest votes, and by that the second.
    try expectBoth([1000, 0, 0], proposal, dao, isOrdered)
    if isOrdered {
      for member in 0...1 {
        try await expectRefusal(
          "ballot.followed", of: dao.ballot("Against", on: proposal, by: member), by: member, in: dao)
      }
    } else {
      try await dao.vote("Against", on: proposal, by: 0)
      #expect(try dao.sums(proposal) == [1000, 0, 0] && dao.count(proposal).lockedOut == 1)
    }
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test(arguments: [false, true])
  func `half of those who are followed is a no, and an abstention moves nobody`(
    _ isOrdered: Bool
  ) async throws {
    let dao = try await dao(Self.following, isOrdered: isOrdered, isReplaceable: false)
    for followee in [2, 3] { try await dao.take(dao.delegation(to: followee, by: 0), by: 0) }
    try await dao.take(dao.delegation(to: 3, by: 1), by: 1)
    let proposal = try await dao.open()
    try await dao.vote("Abstain", on: proposal, by: 3)
    try expectBoth([0, 0, 100], proposal, dao, isOrdered)
    try await dao.vote("Against", on: proposal, by: 2)
    try expectBoth([0, 600, 100], proposal, dao, isOrdered)
    // One's own vote, cast before theirs, stays.
    try await dao.vote("For", on: proposal, by: 1)
    try expectBoth([300, 600, 100], proposal, dao, isOrdered)
  }

  @Test func `following counts from its entry on, until it is taken back, and lends no power`() async throws {
    let dao = try await dao(Self.following, isOrdered: true, isReplaceable: false)
    try await dao.take(dao.delegation(to: 3, topic: "models", by: 0), by: 0)
    let other = try await dao.open("About something else")
    try await dao.vote("For", on: other, by: 3)
    try expectBoth([100, 0, 0], other, dao, true)
    try await dao.take(dao.delegation(to: 3, by: 0), by: 0)
    try await dao.take(dao.delegation(.revoke, to: 3, by: 0), by: 0)
    let proposal = try await dao.open("Another roadmap")
    try await dao.vote("For", on: proposal, by: 3)
    try expectBoth([100, 0, 0], proposal, dao, true)
  }

  // MARK: Validators

  @Test func `validators vote with what others staked, less what those vote with themselves`() async throws {
    let dao = try await memoryDAO(
      edits: [
        (from: Self.full, to: "delegation: {mode: validators}"),
        ("{source: balance, asset: token}", "{source: delegated-stake, asset: token}"),
        ("propose_with: \"1\"", "propose_with: \"0\""),
      ], registers: false)
    // Member 3 runs a validator with 1,000 shares: 600 of member 0, 300 of member 1, 100 of its own.
    let validator = dao.account(3)
    let fields = [
      0: "stake=\(validator.text):600", 1: "stake=\(validator.text):300",
      3: "stake=\(validator.text):100 validator=bonded:1000;shares:1000",
    ]
    let lines = fields.map { (dao.account($0.key), "\(dao.account($0.key).text) \($0.value)\n") }
      .sorted { $0.0 < $1.0 }.map(\.1).joined()
    let file = dao.documents.keep(Array(lines.utf8))
    let commitment = try #require(try dao.documents.commitment(file: file))
    let registration = try dao.prepare { preparing, _ in
      try preparing.electorate(
        commitment, file: file, series: "members", source: "sample", by: dao.account(0))
    }
    try await dao.take(registration, by: 0)
    try await expectRefusal("delegation.notAllowed", of: dao.delegation(to: 3, by: 0), by: 0, in: dao)
    let proposal = try await dao.open()
    try await expectRefusal("voter.notEligible", of: dao.ballot(on: proposal, by: 2), by: 2, in: dao)
    try await dao.vote("For", on: proposal, by: 3)
    #expect(try dao.sums(proposal) == [1000, 0, 0])
    try await dao.vote("Against", on: proposal, by: 0)
    #expect(try dao.sums(proposal) == [400, 600, 0] && dao.count(proposal).isConserved)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  // MARK: Charters

  static let charters: [(mode: String, edit: (from: String, to: String)?, path: String)] = [
    (following, nil, "tracks.standard.ballot"),
    (
      "{mode: follow-majority, followees: 3, yes: Yes, no: No}", ("replaceable: true", "replaceable: false"),
      "tracks.standard.ballot"
    ),
    ("{mode: validators}", nil, "houses.holders"),
  ]

  @Test(arguments: charters) func `a mode that a track cannot carry out is refused with the charter`(
    _ row: (mode: String, edit: (from: String, to: String)?, path: String)
  ) async throws {
    let edits = [(from: Self.full, to: "delegation: \(row.mode)")] + (row.edit.map { [$0] } ?? [])
    await #expect(throws: (any Error).self, "\(row)") { try await memoryDAO(edits: edits) }
  }

  static let words: [(text: String, basisPoints: Int?)] = [
    ("delegate 25 %", 2500), ("delegate 12.5 %", 1250), ("delegate 0.01 %", 1), ("delegate 100 %", 10_000),
    ("delegate 33.33 %", 3333), ("delegate 1.05 %", 105), ("delegate 0 %", nil), ("delegate 100.01 %", nil),
    ("delegate 12.50 %", nil), ("delegate 012 %", nil), ("delegate 12.505 %", nil), ("delegate 12,5 %", nil),
    ("delegate 12.5%", nil), ("delegate  %", nil), ("delegate -1 %", nil), ("delegate 1. %", nil),
    ("Delegate 25 %", nil), ("delegate \u{661} %", nil), ("delegate 99999999999999999999 %", nil),
  ]

  @Test(arguments: words) func `a part has one spelling`(_ row: (text: String, basisPoints: Int?)) {
    let deed = DelegationStatement.Deed(rawValue: row.text)
    #expect(deed == row.basisPoints.map { .part(basisPoints: $0) })
    if let deed { #expect(deed.rawValue == row.text) }
  }
}
