import CanonicalEncoding
import Governance
import Ledger
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

/// Signatures that are sound, but were made for something else.
@Suite struct ReplayAttackTests {
  @Test func `attack 5: a signer without weight is refused`() async throws {
    let dao = try await memoryDAO(holdings: [400, 300, 0, 1])
    let proposal = try await dao.open()
    let ballot = try dao.ballot(on: proposal, by: 1)
    try await expectRefusal("voter.notEligible", of: dao.ballot(on: proposal, by: 2), by: 2, in: dao)
    let stranger = try SampleKeys.key(77)
    let foreign = try ballot.with("voter", .account(stranger.account))
    let digest = foreign.message(in: Statement.domain(of: dao.id)).digest
    try await expectRefusal("voter.notEligible", in: dao) {
      try await dao.submit(foreign, signature: stranger.sign(digest))
    }
    #expect(AccountKey(canonical: "evm:" + String(repeating: "0", count: 40)) == nil)
    try await dao.vote(on: proposal, by: 3)
    #expect(try dao.sums(proposal) == [1, 0, 0])
  }

  @Test func `attack 6: a ballot for another DAO is refused, word for word the same or not`() async throws {
    let (here, there) = (try await memoryDAO(random: 1), try await memoryDAO(random: 2))
    let (proposal, other) = (try await here.open(), try await there.open())
    #expect(here.id != there.id && proposal != other)
    let ballot = try here.ballot(on: proposal, by: 1)
    let signature = try here.sign(ballot, by: 1)
    try await expectRefusal("sig.wrongDomain", in: there) {
      try await there.submit(ballot, signature: signature)
    }
    let moved = try ballot.made(to: there.id)
    try await expectRefusal("sig.wrongSigner", in: there) {
      try await there.submit(moved, signature: signature)
    }
    try await expectRefusal("proposal.unknown", of: moved, by: 1, in: there)
    let aimed = try moved.with("proposal_id", .digest(other))
    try await expectRefusal("sig.wrongSigner", in: there) {
      try await there.submit(aimed, signature: signature)
    }
    try await here.submit(ballot, signature: signature)
  }

  @Test func `attack 7: a ballot counts for its own proposal only`() async throws {
    let dao = try await memoryDAO()
    var proposals: [Digest] = []
    for number in 0..<20 {
      // Every other pair has one title, so that only the identity tells them apart.
      proposals.append(try await dao.propose("Resolution \(number / 2)"))
    }
    #expect(Set(proposals).count == 20)
    dao.clock.advance(.minutes(1))
    for from in proposals {
      let ballot = try dao.ballot(on: from, by: 1)
      let signature = try dao.sign(ballot, by: 1)
      for to in proposals where to != from {
        let moved = try ballot.with("proposal_id", .digest(to))
        try await expectRefusal("sig.wrongSigner", in: dao) {
          try await dao.submit(moved, signature: signature)
        }
        try await expectRefusal("ballot.displayMismatch", of: moved, by: 1, in: dao)
      }
    }
  }

  @Test func `attack 8: a fork has its own identity, and no ballot moves to it`() async throws {
    let (original, fork) = (try await memoryDAO(random: 1), try await memoryDAO(random: 2))
    #expect(original.genesis.charterHash == fork.genesis.charterHash)
    #expect(original.genesis.founders == fork.genesis.founders)
    #expect(original.id != fork.id && original.genesis.origin != fork.genesis.origin)
    _ = try await original.open()
    for entry in try original.export().leaves.dropFirst() {
      let parsed = try UnverifiedEntry(parsing: entry)
      guard case .statement(let statement, _) = parsed.content,
        case .signer(let signature) = parsed.signatures
      else { continue }
      try await expectRefusal("sig.wrongDomain", in: fork) {
        try await fork.submit(statement, signature: signature)
      }
    }
  }

  @Test func `attack 9: an older ballot sent again does not undo a newer one`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let first = try dao.ballot("For", on: proposal, by: 1)
    let index = try await dao.submit(first, by: 1)
    try await dao.vote("Against", on: proposal, by: 1)
    let before = try dao.export()
    #expect(try await dao.submit(first, by: 1) == index, "the first ballot's receipt is handed out again")
    #expect(try dao.export() == before)
    let again = try first.with("signed_at", .integer(Timepoint.founding.milliseconds + 120_000))
    try await expectRefusal("ballot.stale", of: again, by: 1, in: dao)
    #expect(try dao.sums(proposal) == [0, 300, 0])
  }

  @Test func `attack 9: an operator who logs the older ballot twice logs a void entry`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let first = try await dao.vote("For", on: proposal, by: 1)
    try await dao.vote("Against", on: proposal, by: 1)
    var bench = try ReplayBench(dao)
    let before = bench.records
    #expect(try bench.apply(dao.export().leaves[Int(first)]) == "ballot.stale")
    let leaf = try bench.leaf(of: dao.ballot("For", on: proposal, by: 1).with("sequence", .integer(1)), by: 1)
    #expect(try bench.apply(leaf) == "ballot.stale")
    #expect(bench.records == before)
  }

  static let domains: [(id: String, name: String, version: String)] = [
    ("another application", "Snapshot", "1"), ("another version", "Quorate", "2"),
    ("no version", "Quorate", ""),
    ("another case", "quorate", "1"),
  ]

  @Test(arguments: domains)
  func `attack 10: a signature over another domain is refused`(
    _ domain: (id: String, name: String, version: String)
  ) async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let other = TypedDomain(name: domain.name, version: domain.version, salt: dao.id)
    let salted = TypedDomain(name: "Quorate", version: "1", salt: .zero)
    for wrong in [other, salted] {
      let signature = try dao.keys[1].sign(ballot.message(in: wrong).digest)
      try await expectRefusal("sig.wrongSigner", in: dao) {
        try await dao.submit(ballot, signature: signature)
      }
    }
  }

  @Test func `attack 11: types of one's own are not believed`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.open()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let own = ballot.message(in: Statement.domain(of: dao.id))
    let members = own.type.members.map { (name: $0.name, type: "\($0.type)") }
    var order = own.values.indices.map(\.self)
    order.swapAt(0, 1)
    let types = [
      TypedStructType(name: "Vote", members: members),
      TypedStructType(name: "Ballot", members: order.map { members[$0] }),
      TypedStructType(
        name: "Ballot", members: members.map { ($0.name == "choice" ? "option" : $0.name, $0.type) }),
    ]
    for (position, type) in types.enumerated() {
      let values = position == 1 ? order.map { own.values[$0] } : own.values
      let digest = TypedMessage(type: type, domain: own.domain, values: values).digest
      let signature = try dao.keys[1].sign(digest)
      try await expectRefusal("sig.wrongSigner", in: dao) {
        try await dao.submit(ballot, signature: signature)
      }
    }
  }
}
