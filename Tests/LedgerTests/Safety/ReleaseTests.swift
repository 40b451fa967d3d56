import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import SafetyProtocol
import Signing
import Testing

/// Signatures on releases as entries: taken for what was decided and is in force, and for nothing else.
@Suite struct ReleaseTests {
  private typealias Statements = [(name: String, statement: InTotoStatement)]

  private func releaseDAO(needs: Int = 2) async throws -> MemoryDAO {
    let block = try SampleRelease.block(needs: needs, [(1, "lab-one"), (2, "lab-two"), (3, "lab-two")])
    return try await memoryDAO(
      edits: SafetySample.edits(brake: "brake: {pause_by: council, revoke_by: council}\n" + block))
  }

  private func approve(_ dao: MemoryDAO, _ more: String = "") async throws -> Digest {
    try await dao.carryOut(.deployModel(try SafetySample.deployment(SafetySample.model(1), more)))
  }

  private func standing(of name: String, on proposal: Digest, in dao: MemoryDAO) throws -> ReleaseStanding {
    try dao.chamber.read { view in
      let releases = try view.releases(of: proposal)
      let message = try releases.flatMap(\.signed).first { $0.name == name }.orThrow().message
      let needs = try view.releaseRules(of: try view.proposal(proposal).orThrow()).orThrow().needs
      return try view.standing(of: message, in: releases, needs: needs)
    }
  }

  @Test func `a release is complete when enough holders are on record, each counted once`() async throws {
    let dao = try await releaseDAO()
    let proposal = try await approve(dao)
    let (release, statements) = try await dao.decided(on: proposal)
    #expect(statements.map(\.name) == ["approval", "svr", "vsa"])
    try await dao.take(dao.releasing(release, statements, key: 2), by: 0)
    #expect(try standing(of: "svr", on: proposal, in: dao).holders == ["lab-two"])
    // Two keys of one holder are one holder.
    try await dao.take(dao.releasing(release, statements, key: 3, by: 1), by: 1)
    #expect(try !standing(of: "svr", on: proposal, in: dao).isComplete)
    try await dao.take(dao.releasing(release, statements, key: 1, by: 2), by: 2)
    let standing = try standing(of: "svr", on: proposal, in: dao)
    #expect(standing.isComplete && standing.holders == ["lab-one", "lab-two"])
    #expect(standing.signatures.map(\.index) == standing.signatures.map(\.index).sorted())
  }

  // MARK: Trust 22: one key bypasses the vote

  @Test func `trust 22: a release key signs nothing that was not decided, or is not in force any more`()
    async throws
  {
    let dao = try await releaseDAO()
    let proposal = try await approve(dao, #""expires":"2026-12-05T12:00:00Z""#)
    let (release, statements) = try await dao.decided(on: proposal)
    let statement = try dao.releasing(release, statements, key: 1)
    // Not carried out: the statement is of another proposal.
    let open = try await dao.propose(
      content: SafetySample.content(.deployModel(try SafetySample.deployment(SafetySample.model(2)))))
    let display = try dao.chamber.read { try $0.proposal(open).orThrow().display }
    let other = try statement.with("proposal_id", .digest(open)).with("proposal", .text(display))
    try await expectRefusal("attest.undecided", of: other, by: 0, in: dao)
    try await expectRefusal(
      "proposal.unknown", of: statement.with("proposal_id", .digest(.sha256([1]))), by: 0, in: dao)
    dao.clock.set(try #require(Timepoint("2026-12-05T12:00:00Z")))
    try await expectRefusal("attest.expired", of: statement, by: 0, in: dao)
    dao.clock.set(try #require(Timepoint("2026-12-05T11:59:59Z")))
    try await dao.take(statement, by: 0)
  }

  @Test func `trust 22: a release key signs nothing that was taken back`() async throws {
    let dao = try await releaseDAO()
    let proposal = try await approve(dao)
    let (release, statements) = try await dao.decided(on: proposal)
    let model = SafetySample.model(1)
    let revocation = try await dao.carryOut(
      #"{"type":"model.revoke","oms_root":"\#(model.omsRoot)","dir_hash":"\#(model.dirHash)","environments":["production"],"reason":"it leaks"}"#
    )
    try await expectRefusal(
      "attest.revoked", of: dao.releasing(release, statements, key: 1), by: 0, in: dao)
    // That it was taken back is signed instead.
    let (taken, revoked) = try await dao.decided(on: revocation)
    for key in [UInt8(1), 2] { try await dao.take(dao.releasing(taken, revoked, key: key), by: 0) }
    #expect(try standing(of: "revocation", on: revocation, in: dao).isComplete)
  }

  @Test func `what was taken back while the clock was ahead is signed from the instant in its own entry`()
    async throws
  {
    let dao = try await releaseDAO()
    _ = try await approve(dao)
    let model = SafetySample.model(1)
    let revocation = try await dao.carryOut(
      #"{"type":"model.revoke","oms_root":"\#(model.omsRoot)","dir_hash":"\#(model.dirHash)","environments":["production"],"reason":"it leaks"}"#
    )
    let ahead = dao.clock.now()
    dao.clock.set(ahead - .minutes(10))
    _ = try await dao.chamber.correctClock(curves: SampleWitnesses.curves)
    // It counts from the correction on, and no gate without the log may be told of an instant before its proof.
    let (taken, revoked) = try await dao.decided(on: revocation)
    guard case .revoked(let record) = taken.outcome else {
      Issue.record("it is not a revocation")
      return
    }
    #expect(record.origin.at == ahead - .minutes(10) && record.origin.received == ahead)
    #expect(try ApprovalRevocation(revoked[0].statement).since == ahead)
    for key in [UInt8(1), 2] { try await dao.take(dao.releasing(taken, revoked, key: key), by: 0) }
    #expect(try standing(of: "revocation", on: revocation, in: dao).isComplete)
    try dao.expectReplayed()
  }

  @Test func `trust 22: what is signed is what follows from the log, to the byte`() async throws {
    let dao = try await releaseDAO()
    let proposal = try await approve(dao)
    let (release, statements) = try await dao.decided(on: proposal)
    let elsewhere = try await dao.carryOut(
      .deployModel(try SafetySample.deployment(SafetySample.model(1), in: "staging")))
    let (_, others) = try await dao.decided(on: elsewhere)
    for position in statements.indices {
      var swapped: Statements = statements
      swapped[position].statement = others[position].statement
      try await expectRefusal(
        "release.differs", of: dao.releasing(release, swapped, key: 1), by: 0, in: dao)
      let real = statements[position].statement
      swapped[position].statement = InTotoStatement(
        subjects: [.init(name: "MiniLM", omsRoot: .sha256([1]), dirHash: .sha256([2]))],
        predicateType: real.predicateType, predicate: real.predicate)
      try await expectRefusal(
        "release.differs", of: dao.releasing(release, swapped, key: 1), by: 0, in: dao)
    }
    // All of it is signed, and nothing else.
    for part in [Array(statements.prefix(1)), Array(statements.dropFirst())] {
      try await expectRefusal("release.form", of: dao.releasing(release, part, key: 1), by: 0, in: dao)
    }
    let unknown = try dao.releasing(release, statements, key: 1)
    for (_, statement) in statements { dao.documents.lose(.sha256(statement.message)) }
    try await expectRefusal("document.missing", of: unknown, by: 0, in: dao)
  }

  static let fields: [(key: String, value: FieldValue, code: String)] = [
    ("proposal", .text("P-0009"), "ballot.displayMismatch"),
    ("decision", .text("rejected"), "ballot.displayMismatch"),
    ("model", .text("MaxiLM"), "ballot.displayMismatch"),
    ("environments", .texts(["staging"]), "ballot.displayMismatch"),
    ("environments", .texts([]), "ballot.displayMismatch"),
    ("expires", .integer(0), "ballot.displayMismatch"),
    ("oms_root", .digest(.sha256([1])), "ballot.displayMismatch"),
    ("dir_hash", .digest(.sha256([1])), "ballot.displayMismatch"),
    ("runtime", .texts(["system_prompt=0x"]), "ballot.displayMismatch"),
    ("key", .bytes([1, 2, 3]), "release.signature"),
    ("messages", .texts([]), "field.unexpected"),
    ("signatures", .texts(["approval=0x3006020101020101"]), "field.unexpected"),
  ]

  @Test(arguments: fields) func `trust 22: a statement that says something else than was decided is refused`(
    _ row: (key: String, value: FieldValue, code: String)
  ) async throws {
    let dao = try await releaseDAO()
    let (release, statements) = try await dao.decided(on: try await approve(dao))
    let statement = try dao.releasing(release, statements, key: 1).with(row.key, row.value)
    try await expectRefusal(row.code, of: statement, by: 0, in: dao)
  }

  @Test func `trust 22: a signature of another key, or none of a registered one, is no entry`() async throws {
    let dao = try await releaseDAO()
    let proposal = try await approve(dao)
    let (release, statements) = try await dao.decided(on: proposal)
    try await expectRefusal(
      "release.keyUnknown", of: dao.releasing(release, statements, key: 9), by: 0, in: dao)
    // The name of a registered key with the signature of another.
    let forged = try dao.releasing(release, statements, key: 9).with(
      "key", .bytes(try SampleRelease.key(1).spki))
    try await expectRefusal("release.signature", of: forged, by: 0, in: dao)
    try await dao.take(dao.releasing(release, statements, key: 1), by: 0)
    try await expectRefusal(
      "release.alreadySigned", of: dao.releasing(release, statements, key: 1), by: 0, in: dao)
  }

  @Test func `a key that was taken back signs no more, and what it signed before still counts`() async throws
  {
    let dao = try await releaseDAO()
    let (first, second) = (
      try await approve(dao),
      try await dao.carryOut(
        .deployModel(try SafetySample.deployment(SafetySample.model(1), in: "staging")))
    )
    let (approved, signed) = try await dao.decided(on: first)
    for key in [UInt8(1), 2] { try await dao.take(dao.releasing(approved, signed, key: key), by: 0) }
    let before = dao.clock.now()
    func revoke(_ key: UInt8, _ more: String = "") throws -> String {
      #"{"type":"key.revoke","purpose":"release","key":"\#(try SampleRelease.id(key))","reason":"lost"\#(more)}"#
    }
    try await dao.carryOut(revoke(1))
    let (release, statements) = try await dao.decided(on: second)
    try await expectRefusal(
      "release.keyEnded", of: dao.releasing(release, statements, key: 1), by: 0, in: dao)
    #expect(try standing(of: "approval", on: first, in: dao).isComplete)
    // Unless it was stolen by then.
    try await dao.carryOut(revoke(2, #","compromised_since":"\#(before)""#))
    let doubted = try standing(of: "approval", on: first, in: dao)
    #expect(!doubted.isComplete && doubted.holders == ["lab-one"])
    #expect(doubted.signatures.filter { !$0.isSound }.count == 1)
  }

  @Test func `how many must sign is frozen with the proposal`() async throws {
    let dao = try await releaseDAO()
    let proposal = try await approve(dao)
    try await dao.sign(releaseOf: proposal, key: 1)
    let lower = try dao.amendment("One is enough", edits: [("release: {needs: 2", "release: {needs: 1")])
    let amended = try await dao.queued(content: lower)
    dao.clock.set(try #require(try dao.standing(amended).decision.executable))
    try await dao.submit(dao.act(.execute, on: amended), by: 0)
    #expect(try !standing(of: "approval", on: proposal, in: dao).isComplete)
    let later = try await dao.carryOut(
      .deployModel(try SafetySample.deployment(SafetySample.model(1), in: "staging")))
    try await dao.sign(releaseOf: later, key: 1)
    #expect(try standing(of: "approval", on: later, in: dao).isComplete)
  }

  @Test func `where the charter asks for no signatures none is taken`() async throws {
    let dao = try await memoryDAO(edits: SafetySample.edits())
    let (release, statements) = try await dao.decided(on: try await approve(dao))
    try await expectRefusal(
      "release.notAsked", of: dao.releasing(release, statements, key: 1), by: 0, in: dao)
  }

  @Test func `a replay of the entries comes to the same records`() async throws {
    let dao = try await releaseDAO()
    let proposal = try await approve(dao)
    for key in [UInt8(1), 2] { try await dao.sign(releaseOf: proposal, key: key) }
    let (stored, replayed) = try dao.projections()
    #expect(stored == replayed && stored.contains { $0.key.space == .release })
  }
}
