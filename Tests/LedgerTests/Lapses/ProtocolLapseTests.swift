import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing

/// Safety protocols that few agreed to, and what was there before them.
@Suite struct ProtocolLapseTests {
  private static let instant = Span(milliseconds: 1)

  /// Versions 1 to 3 of a protocol, each stricter than the one before.
  private static func versions(_ dao: MemoryDAO) -> [Digest] {
    [("0.5", 1), ("0.6", 2), ("0.7", 3)].map { limit, version in
      dao.documents.keep(SampleProtocol.bytes(version: version, limit: limit))
    }
  }

  @Test func `trust 20: a protocol adopted by simple majority lapses, and can be confirmed`() async throws {
    let dao = try await LapseWorld.dao()
    let texts = Self.versions(dao)
    let adoption = try await dao.carryOut(LapseWorld.safety("adopt", 1, texts[0]))
    let end = dao.clock.now() + LapseWorld.span
    #expect(try dao.frontier(at: end - Self.instant)?.version == 1 && dao.frontier(at: end) == nil)
    #expect(try dao.standing(adoption).lapse?.at == end)
    let confirming = LapseWorld.amending(1, texts[0], "confirming", of: texts[0])
    let proposal = try await dao.carryOut(confirming)
    #expect(try dao.record(proposal).rules.name == "constitutional")
    #expect(try dao.frontier(at: end)?.version == 1)
    try await expectRefusal(
      "protocol.notProvisional", of: dao.submission(SafetySample.content(confirming), by: 0), by: 0, in: dao)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `what lapsed can be adopted anew, with a number of its own`() async throws {
    let dao = try await LapseWorld.dao()
    let texts = Self.versions(dao)
    try await dao.carryOut(LapseWorld.safety("adopt", 1, texts[0]))
    dao.clock.advance(LapseWorld.span)
    let stale = try SafetySample.content(LapseWorld.safety("adopt", 1, texts[0]))
    try await expectRefusal("protocol.version", of: dao.submission(stale, by: 0), by: 0, in: dao)
    let late = try SafetySample.content(LapseWorld.amending(1, texts[0], "confirming", of: texts[0]))
    try await expectRefusal("protocol.unknown", of: dao.submission(late, by: 0), by: 0, in: dao)
    try await dao.carryOut(LapseWorld.safety("adopt", 2, texts[1]))
    #expect(try dao.frontier()?.version == 2)
  }

  @Test func `trust 20: a chain of amendments ends with its first link, and the confirmed version is back`()
    async throws
  {
    let dao = try await LapseWorld.dao()
    let texts = Self.versions(dao)
    try await dao.carryOut(LapseWorld.safety("adopt", 1, texts[0]))
    try await dao.carryOut(LapseWorld.amending(1, texts[0], "confirming", of: texts[0]))
    try await dao.carryOut(LapseWorld.amending(2, texts[1], "tightening", of: texts[0]))
    let end = dao.clock.now() + LapseWorld.span
    dao.clock.set(end - .days(1))
    try await dao.carryOut(LapseWorld.amending(3, texts[2], "tightening", of: texts[1]))
    #expect(try dao.frontier() == VersionInForce(version: 3, lapses: end))
    #expect(try dao.frontier(at: end) == VersionInForce(version: 1, lapses: nil))
    let versions = try dao.chamber.read { try $0.protocolVersions("frontier") }
    #expect(versions.map { versions.serves($0, at: end + .days(30)) } == [true, false, false])
    // What is back is what is amended next.
    dao.clock.set(end)
    let fourth = dao.documents.keep(SampleProtocol.bytes(version: 4, limit: "0.8"))
    let stale = try SafetySample.content(LapseWorld.amending(4, fourth, "tightening", of: texts[2]))
    try await expectRefusal("protocol.staleParent", of: dao.submission(stale, by: 0), by: 0, in: dao)
    try await dao.carryOut(LapseWorld.amending(4, fourth, "tightening", of: texts[0]))
    #expect(try dao.frontier()?.version == 4)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `confirming the last link keeps all that it is built upon`() async throws {
    let dao = try await LapseWorld.dao()
    let texts = Self.versions(dao)
    try await dao.carryOut(LapseWorld.safety("adopt", 1, texts[0]))
    try await dao.carryOut(LapseWorld.amending(2, texts[1], "tightening", of: texts[0]))
    try await dao.carryOut(LapseWorld.amending(2, texts[1], "confirming", of: texts[1]))
    let later = dao.clock.now() + .days(400)
    #expect(try dao.frontier(at: later) == VersionInForce(version: 2, lapses: nil))
  }

  @Test func `what was retired does not come back by a lapse`() async throws {
    let dao = try await LapseWorld.dao()
    let texts = Self.versions(dao)
    try await dao.carryOut(LapseWorld.safety("adopt", 1, texts[0]))
    try await dao.carryOut(LapseWorld.amending(1, texts[0], "confirming", of: texts[0]))
    try await dao.carryOut(LapseWorld.amending(2, texts[1], "tightening", of: texts[0]))
    try await dao.carryOut(LapseWorld.safety("retire", 2, texts[1], #","reason":"x""#))
    #expect(try dao.frontier() == nil && dao.frontier(at: dao.clock.now() + .days(400)) == nil)
  }

  @Test func `a threshold is not set on rules that lapse`() async throws {
    let dao = try await LapseWorld.dao()
    let texts = Self.versions(dao)
    let threshold = try SafetySample.content(
      """
      {"type":"capability.threshold","domain":"cyber","level":"high","protocol":"frontier",\
      "triggers":["hacks"],"safeguards":["refusals"]}
      """)
    try await dao.carryOut(LapseWorld.safety("adopt", 1, texts[0]))
    try await expectRefusal("protocol.lapses", of: dao.submission(threshold, by: 0), by: 0, in: dao)
    try await dao.carryOut(LapseWorld.amending(1, texts[0], "confirming", of: texts[0]))
    try await dao.carryOut(LapseWorld.amending(2, texts[1], "tightening", of: texts[0]))
    // The version that is there after the lapse has the rules as well.
    try await dao.carryOut(threshold)
  }
}
