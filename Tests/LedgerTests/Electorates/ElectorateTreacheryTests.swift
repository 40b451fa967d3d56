import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// Trust 7, "Doctor the electorate", by attesters and registrars who do what they may.
@Suite struct ElectorateTreacheryTests {
  @Test func `trust 7: an attester who objects in time may change to another claim about the block`()
    async throws
  {
    let dao = try await memoryDAO(edits: try SampleAttesters.edits())
    let (first, second) = (try dao.claim(), try dao.claim(time: .founding - .minutes(1)))
    try await dao.attest(first, by: 1)
    let early = try dao.attestation(of: second, by: 1)
    try await expectRefusal("electorate.contradictsOwn", of: early, by: 1, in: dao)
    try await dao.object(to: first, by: 1)
    try await dao.attest(second, by: 1)
    // Another block of the same chain, and the same block of another chain, contradict nothing.
    try await dao.attest(dao.claim(height: 2), by: 1)
    try await dao.attest(dao.claim(chain: "eip155:10"), by: 1)
    try dao.expectReplayed()
  }

  @Test func `trust 7: one attester cannot bury a series under claims`() async throws {
    let dao = try await memoryDAO(edits: try SampleAttesters.edits())
    for height in 1...64 { try await dao.attest(dao.claim(height: UInt64(height)), by: 1) }
    let more = try dao.claim(height: 65)
    let refused = try dao.attestation(of: more, by: 1)
    try await expectRefusal("electorate.tooManyOpen", of: refused, by: 1, in: dao)
    // What others agree on is not open any more, and what was objected to neither.
    let agreed = try #require(try dao.chamber.read { try $0.claims(series: "members") }.first).claim
    try await dao.attest(agreed, by: 2)
    try await dao.attest(more, by: 1)
    let last = try dao.attestation(of: dao.claim(height: 66), by: 1)
    try await expectRefusal("electorate.tooManyOpen", of: last, by: 1, in: dao)
    try await dao.object(to: more, by: 1)
    try await dao.attest(dao.claim(height: 67), by: 1)
  }

  @Test(arguments: [
    ("another chain", "chain: eip155:10", false), ("the chain", "chain: eip155:1", true),
    ("another recipe", "recipe: \"\(Digest.zero)\"", false),
    ("the recipe", "recipe: \"\(Digest.sha256(Array("balanceOf every holder".utf8)))\"", true),
  ])
  func `trust 7: a true list of another chain, or by another rule, is not asked for`(
    id: String, line: String, isTaken: Bool
  ) async throws {
    let dao = try await memoryDAO(edits: try SampleAttesters.edits(line))
    let statement = try dao.attestation(of: dao.claim(), by: 1)
    if isTaken {
      try await dao.submit(statement, by: 1)
    } else {
      try await expectRefusal("electorate.notAsked", of: statement, by: 1, in: dao)
    }
  }

  @Test func `trust 7: who voids a list before the opening brings no older one back`() async throws {
    let edits = try SampleAttesters.edits(members: [0, 1, 2, 3], window: "2m")
    let dao = try await memoryDAO(
      holdings: [1, 300, 200, 100],
      edits: edits + [
        ("read: snapshot-at-submission", "read: {min: [submission, opening]}"), ("delay: 1m", "delay: 5m"),
      ])
    try await dao.attest(dao.claim(), by: 1, 2)
    dao.clock.advance(.minutes(3))
    try await dao.register([50, 300, 200, 100])
    try await dao.attest(dao.claim(height: 2), by: 1, 2)
    dao.clock.advance(.minutes(2))
    let proposal = try await dao.propose()
    #expect(try dao.standing(proposal).proposal.electorates["holders"]?.attested?.block.height == 2)
    let opens = dao.clock.now() + .minutes(5)
    try await dao.register([9, 9, 9, 9])
    try await dao.attest(dao.claim(height: 2), by: 3, 0)
    dao.clock.set(opens)
    for member in 0..<2 { try await dao.vote(on: proposal, by: member) }
    #expect(try dao.sums(proposal) == [350, 0, 0])
    try dao.expectReplayed()
  }

  @Test func `silence of attesters does not silence members`() async throws {
    let dao = try await memoryDAO(edits: try SampleAttesters.edits())
    let member = dao.account(3)
    let list = try dao.chamber.read { try $0.membership(series: "members", at: dao.clock.now()) }
    let record = try #require(list)
    #expect(record.index == 1 && record.attested == nil)
    #expect(try dao.chamber.read { try $0.rows(of: record)?.holding(of: member) } != nil)
    #expect(try dao.chamber.read { try $0.currentElectorate(series: "members", at: dao.clock.now()) } == nil)
  }

  @Test func `a record without attesters is stored as it was before there were any`() async throws {
    let dao = try await memoryDAO()
    let record = try #require(try dao.chamber.read { try $0.electorate(series: "members") })
    let text = String(decoding: record.json.canonicalBytes, as: UTF8.self)
    #expect(text.hasPrefix(#"{"attesters":1,"file":"0x"#) && !text.contains("attested\""))
    #expect(try ElectorateRecord(bytes: Array(text.utf8)) == record)
  }
}
