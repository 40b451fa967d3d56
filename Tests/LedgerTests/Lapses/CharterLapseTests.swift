import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing

/// A tightening that few agreed to does not stay.
@Suite struct CharterLapseTests {
  private static let instant = Span(milliseconds: 1)

  @Test func `trust 20: a tightening by simple majority lapses by the log alone`() async throws {
    let dao = try await LapseWorld.dao()
    let before = dao.genesis.charterHash
    let (proposal, after, at) = try await dao.amend(LapseWorld.harder, .tightening)
    let record = try dao.record(proposal)
    #expect(record.rules.name == "standard" && record.rules.course.provision?.after == LapseWorld.span)
    #expect(try dao.charter() == after)
    let end = at + LapseWorld.span
    #expect(try dao.charter(at: end - Self.instant) == after && dao.charter(at: end) == before)
    #expect(try dao.chamber.read { try $0.unconfirmed(at: at) }.map(\.lapses) == [end])
    #expect(try dao.chamber.read { try $0.unconfirmed(at: end) } == [])
    // No entry is needed, and every replay comes to the same.
    let entries = try dao.export().leaves.count
    dao.clock.set(end)
    let content = try SafetySample.content(.deployModel(SafetySample.deployment()))
    let deployment = try await dao.propose(content: content)
    #expect(try dao.record(deployment).rules.name == "standard", "the old charter has the easy track")
    #expect(try dao.export().leaves.count == entries + 1)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  /// One way to adopt a charter, and when it lapses.
  struct Way: Sendable, CustomTestStringConvertible {
    let id: String
    let block: String
    let track: String
    let edits: [(from: String, to: String)]
    let change: ProtocolAmendment.Change?
    let lapses: Bool

    var testDescription: String { id }

    init(
      _ id: String, block: String = LapseWorld.block, track: String = "standard",
      _ edits: [(from: String, to: String)], _ change: ProtocolAmendment.Change?, lapses: Bool
    ) {
      (self.id, self.block, self.track) = (id, block, track)
      (self.edits, self.change, self.lapses) = (edits, change, lapses)
    }
  }

  static let ways: [Way] = [
    Way("tightening", LapseWorld.harder, .tightening, lapses: true),
    Way("without the block", block: "", LapseWorld.harder, .tightening, lapses: false),
    Way("by the bar of loosening, without a word", LapseWorld.harder, nil, lapses: false),
    Way("where both take one track", track: "constitutional", LapseWorld.harder, .tightening, lapses: false),
    Way("a track that is harder still", track: "hardest", LapseWorld.harder, .tightening, lapses: false),
    Way("a comment", LapseWorld.comment, .neutral, lapses: false),
    Way("loosening", LapseWorld.looser, .loosening, lapses: false),
  ]

  @Test(arguments: ways) func `what met the bar of loosening stays`(_ way: Way) async throws {
    let tracks = "\n  constitutional:\n"
    let hardest = """

        hardest:
          houses: [holders]
          ballot: {method: single-choice, options: [For, Against, Abstain], replaceable: true}
          propose_with: "1"
          delay: 2m
          period: 8m
          timelock: 9m
          grace: 14m
          veto_by: council
          tests:
            - {test: share, name: quorum, house: holders, count: [For, Against, Abstain], of: electorate, at_least: 20%}
            - {test: share, name: approval, house: holders, count: [For], of: [For, Against], at_least: 4/5}

      """
    let dao = try await LapseWorld.dao(
      block: way.block,
      more: [
        (
          from: "charter.amend/tightening: {track: standard",
          to: "charter.amend/tightening: {track: \(way.track)"
        ),
        (from: tracks, to: hardest + tracks),
      ])
    let (proposal, after, at) = try await dao.amend(way.edits, way.change)
    #expect((try dao.record(proposal).rules.course.provision?.after != nil) == way.lapses)
    #expect((try dao.charter(at: at + LapseWorld.span) == after) == !way.lapses)
    #expect((try dao.standing(proposal).lapse != nil) == way.lapses)
  }

  @Test func `what is confirmed at the higher bar stays`() async throws {
    let dao = try await LapseWorld.dao()
    let (first, charter, at) = try await dao.amend(LapseWorld.harder, .tightening)
    let confirming = try await dao.propose(content: dao.confirmation(of: charter))
    #expect(try dao.record(confirming).rules.name == "constitutional")
    #expect(try dao.record(confirming).rules.course.provision == nil)
    let proposal = try await dao.carryOut(dao.confirmation(of: charter))
    #expect(try dao.charter(at: at + .days(400)) == charter)
    #expect(try dao.standing(first).lapse?.confirmedBy?.id == proposal)
    #expect(try dao.chamber.read { try $0.adoptedCharters() }.count == 2, "nothing was adopted twice")
    // It has no end any more that could be averted.
    try await expectRefusal(
      "amendment.notProvisional", of: dao.submission(dao.confirmation(of: charter), by: 0), by: 0, in: dao)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `only the charter in force is confirmed, and only before it has lapsed`() async throws {
    let dao = try await LapseWorld.dao()
    let before = dao.genesis.charterHash
    func refuse(_ charter: Digest, _ code: String = "amendment.notProvisional") async throws {
      try await expectRefusal(code, of: dao.submission(dao.confirmation(of: charter), by: 0), by: 0, in: dao)
    }
    try await refuse(before)
    let (_, charter, at) = try await dao.amend(LapseWorld.harder, .tightening)
    try await refuse(before)
    // The vote on it ends too late.
    let late = try await dao.queued(content: dao.confirmation(of: charter))
    dao.clock.set(at + LapseWorld.span)
    #expect(try dao.state(late) == .expired)
    try await refuse(charter)
    let (_, again, then) = try await dao.amend(LapseWorld.harder, .tightening)
    #expect(again == charter && then > at, "few can pass it once more, for another while")
    dao.clock.set(then + LapseWorld.span - .minutes(13))
    let racing = try await dao.queued(content: dao.confirmation(of: charter))
    dao.clock.set(then + LapseWorld.span)
    try await expectRefusal("charter.staleParent", of: dao.act(.execute, on: racing), by: 0, in: dao)
    #expect(try dao.charter() == before)
  }

  @Test(arguments: [ProtocolAmendment.Change.tightening, .neutral, .loosening])
  func `trust 20: nothing that is built upon a tightening carries it on, but what meets the bar`(
    _ change: ProtocolAmendment.Change
  ) async throws {
    let dao = try await LapseWorld.dao()
    let before = dao.genesis.charterHash
    let (_, first, at) = try await dao.amend(LapseWorld.harder, .tightening)
    let end = at + LapseWorld.span
    let more =
      switch change {
      case .tightening: LapseWorld.stricter
      case .neutral: LapseWorld.comment
      default: LapseWorld.looser
      }
    dao.clock.set(at + .days(9))
    let (_, second, _) = try await dao.amend(LapseWorld.harder + more, change)
    #expect(second != first)
    #expect(try dao.charter(at: end - Self.instant) == second)
    #expect(try dao.charter(at: end) == (change == .loosening ? second : before))
  }

  @Test func `what is under way when a charter lapses goes on by its own rules, and amendments of it do not`()
    async throws
  {
    let dao = try await LapseWorld.dao()
    let early = try await dao.propose(
      content: dao.amendment("Before", edits: LapseWorld.comment))
    let (_, charter, at) = try await dao.amend(LapseWorld.harder, .tightening)
    let end = at + LapseWorld.span
    // By then the vote on it is over, and it waits to be carried out.
    dao.clock.set(end - .minutes(12))
    let content = try SafetySample.content(.deployModel(SafetySample.deployment()))
    let deployment = try await dao.propose(content: content)
    let text = dao.documents.all[charter].map { String(decoding: $0, as: UTF8.self) } ?? ""
    #expect(text.contains("model.deploy: {track: constitutional"))
    #expect(try dao.record(deployment).rules.name == "constitutional")
    let amendment = try await dao.propose(
      content: dao.amendment("Then", edits: LapseWorld.harder + LapseWorld.comment))
    dao.clock.advance(.minutes(2))
    for member in dao.keys.indices {
      for proposal in [deployment, amendment] { try await dao.vote(on: proposal, by: member) }
    }
    dao.clock.advance(.minutes(7))
    for proposal in [deployment, amendment] { try await dao.take(dao.act(.queue, on: proposal), by: 0) }
    dao.clock.set(end + .minutes(2))
    try await dao.take(dao.act(.execute, on: deployment), by: 0)
    try await expectRefusal("charter.staleParent", of: dao.act(.execute, on: amendment), by: 0, in: dao)
    #expect(try dao.state(early) == .defeated)
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed)
  }

  @Test func `a tightening that would lapse does nothing to keys that no lapse takes back`() async throws {
    let block = try SampleRelease.block(needs: 1, [(number: 1, holder: "lab-one")])
    let registrar = "electorates_by: registrar\n"
    let dao = try await LapseWorld.dao(
      more: [(from: registrar, to: registrar + block + "\n")])
    let fewer = [(from: block, to: "release: {needs: 1}")]
    let content = try dao.amendment("Fewer keys", edits: fewer, change: .tightening)
    try await expectRefusal("amendment.keysLapse", of: dao.submission(content, by: 0), by: 0, in: dao)
    try await dao.amend(fewer, nil)
    #expect(try dao.chamber.read { try $0.releaseKeys() }.allSatisfy { !$0.counts(at: dao.clock.now()) })
  }

  @Test func `who was elected under a charter that lapsed stays, in the roles there are`() async throws {
    let dao = try await LapseWorld.dao()
    let role = [
      (from: "roles:\n", to: "roles:\n  idle: {members: [\"\(dao.account(0).display)\"], needs: 1}\n")
    ]
    let (_, _, at) = try await dao.amend(LapseWorld.harder + role, .tightening)
    for name in ["council", "idle"] {
      try await dao.carryOut(
        """
        {"type":"council.elect","role":"\(name)","needs":1,\
        "seats":[{"account":"\(dao.account(3).text)","organisation":"org"}],"term":"2027-12-10T00:00:00Z"}
        """)
    }
    let end = at + LapseWorld.span
    let roles = try dao.chamber.read { try $0.charter(at: end)?.roles }.orThrow()
    #expect(roles["council"]?.members == [dao.account(3)] && roles["idle"] == nil)
    #expect(try dao.chamber.read { try $0.charter(at: at)?.roles["idle"] } != nil)
  }
}
