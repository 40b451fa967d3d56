import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import SafetyProtocol
import Signing
import Testing

/// What an amendment says of itself against what is computed, where more than the two charters decides.
@Suite struct AmendmentChangeTests {
  /// An edit that tightens: proposals of one kind take the harder track.
  private static let harder = [
    (from: "model.deploy: {track: standard", to: "model.deploy: {track: constitutional")
  ]

  private func elect(_ dao: MemoryDAO) async throws {
    try await dao.carryOut(
      """
      {"type":"council.elect","role":"council","needs":1,\
      "seats":[{"account":"\(dao.account(3).text)","organisation":"org"}],"term":"2026-12-10T00:00:00Z"}
      """)
  }

  @Test func `trust 20: while elected members sit, no amendment is less than loosening`() async throws {
    let dao = try await memoryDAO(founders: 3, edits: SafetySample.edits())
    let content = try dao.amendment("Harder", edits: Self.harder, change: .tightening)
    let loosening = try dao.amendment("Harder", edits: Self.harder, change: .loosening)
    guard case .amendCharter(let hash, _) = content.actions.first else {
      Issue.record("it is no amendment")
      return
    }
    let successor = try dao.documents.charter(hash).orThrow()
    func found() throws -> AdoptionChange {
      try dao.chamber.read { try $0.change(adopting: successor, at: dao.clock.now()) }
    }
    #expect(try found().change == .tightening && found().endsElections == false)
    try await expectRefusal("amendment.change", of: dao.submission(loosening, by: 0), by: 0, in: dao)
    try await elect(dao)
    #expect(try found().change == .loosening && found().endsElections)
    #expect(try found().ratchet.tightness == .tightening, "the clauses are the same")
    try await expectRefusal("amendment.change", of: dao.submission(content, by: 0), by: 0, in: dao)
    try await dao.take(dao.submission(loosening, by: 0), by: 0)
    // Their term is over.
    dao.clock.set(.founding + .days(30))
    #expect(try found().change == .tightening)
    try await dao.take(dao.submission(content, by: 1), by: 1)
  }

  @Test(arguments: [ProtocolAmendment.Change.tightening, nil])
  func `an amendment is not executed where the charter in force cannot be read`(
    _ change: ProtocolAmendment.Change?
  ) async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.queued(
      content: dao.amendment("Harder", edits: Self.harder, change: change))
    dao.clock.advance(.minutes(4))
    let execution = try dao.act(.execute, on: proposal)
    let charter = try dao.documents.all[dao.genesis.charterHash].orThrow()
    dao.documents.lose(dao.genesis.charterHash)
    do {
      try await dao.take(execution, by: 0)
      Issue.record("it was executed")
    } catch let refusal as any CodedRefusal { #expect(refusal.code == "document.missing") }
    dao.documents.keep(charter)
    try await dao.take(execution, by: 0)
    #expect(try dao.state(proposal) == .executed)
  }
}
