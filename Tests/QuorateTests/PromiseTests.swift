import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Testing
import TransparencyLog
import Voting

private typealias MemoryDAO = SampleDAO<MemoryLogStore>

/// What an operator signs about statements that he does not take in at once, and how he is held to it.
@Suite struct PromiseTests {
  private static let hour = Span(milliseconds: 3_600_000)

  private func opened() async throws -> (dao: MemoryDAO, proposal: Digest) {
    let dao = try SampleDAO(preparedOn: MemoryLogStore())
    try await dao.found()
    try await dao.register([400, 300, 200, 100])
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    return (dao, proposal)
  }

  private func answer(
    _ dao: MemoryDAO, _ statement: Statement, by member: Int
  ) async throws -> (answer: IntakeNote, note: SignedNote) {
    try await dao.chamber.answer(
      to: Submission(statement, signature: try dao.sign(statement, by: member)), within: Self.hour)
  }

  /// What an operator does who keeps no promise.
  private func breakPromise(of statement: Statement, _ dao: MemoryDAO) {
    dao.store.forget(promised: statement.id)
  }

  /// The last instant at which a ballot can be taken in, of a vote that has just opened.
  private static func lastInstant(_ dao: MemoryDAO) throws -> Timepoint {
    Timepoint(milliseconds: (dao.clock.now() + .minutes(5)).milliseconds - 1)
  }

  /// The log as it is published now, seen by witnesses at an instant.
  private func sight(_ dao: MemoryDAO, at instant: Timepoint?) async throws -> LogSight {
    try LogSight(
      note: try SampleWitnesses.cosigned(try await dao.signed(), at: [instant, instant]), log: dao.store)
  }

  private func check(
    _ note: SignedNote, _ sight: LogSight, seenAs seen: SignedNote? = nil, policy: WitnessPolicy? = nil
  ) throws -> PromiseCheck {
    try PromiseCheck(
      note, in: sight, seenAs: seen, policy: policy, with: Secp256k1Verifier(), curves: SampleWitnesses.curves
    )
  }

  /// The same instant as a witness states it: in whole seconds.
  private static func witnessed(_ instant: Timepoint) -> Timepoint {
    Timepoint(seconds: instant.milliseconds / 1000)
  }

  @Test func `attack 60: a ballot that was promised and left out is proven to be missing`() async throws {
    let (dao, proposal) = try await opened()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let (answer, note) = try await answer(dao, ballot, by: 1)
    let due = try Self.lastInstant(dao)
    #expect(answer.answer == .promised(by: due))
    // The operator takes others in, and not this one.
    breakPromise(of: ballot, dao)
    try await dao.vote("Against", on: proposal, by: 0)
    let policy = try SampleWitnesses.policy()
    let late = try await sight(dao, at: due + .minutes(1))
    guard case .broken(let seen) = try check(note, late, policy: policy).finding else {
      Issue.record("the omission is not found")
      return
    }
    #expect(seen == Self.witnessed(due + .minutes(1)))
    let evidence = OmissionEvidence(
      genesis: try #require(dao.store.entries(from: 0, limit: 1).first).bytes, promise: note,
      checkpoint: late.note, policy: policy.bytes)
    let read = try OmissionEvidence(parsing: evidence.bytes)
    #expect(read.bytes == evidence.bytes)
    guard
      case .broken = try check(
        read.promise, late, seenAs: read.checkpoint, policy: try WitnessPolicy(parsing: read.policy)
      ).finding
    else {
      Issue.record("the evidence shows nothing")
      return
    }
  }

  @Test func `attack: witnesses cosign an old tree again, and nobody is accused who kept his word`()
    async throws
  {
    let (dao, proposal) = try await opened()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let (_, note) = try await answer(dao, ballot, by: 1)
    let old = try await sight(dao, at: try Self.lastInstant(dao) + .minutes(1))
    breakPromise(of: ballot, dao)
    try await dao.vote("Against", on: proposal, by: 0)
    try await dao.submit(ballot, by: 1)
    let found = try check(
      note, try await sight(dao, at: nil), seenAs: old.note, policy: try SampleWitnesses.policy())
    guard case .kept(4) = found.finding else {
      Issue.record("an old tree that was seen late accuses")
      return
    }
    // The evidence is of this history or of none.
    let other = try SampleDAO(preparedOn: MemoryLogStore())
    try await other.found()
    try await other.register([1, 2, 3, 4])
    let (foreign, own) = (try await other.signed(), try await sight(dao, at: nil))
    #expect(throws: ComparisonRefusal.self) { _ = try check(note, own, seenAs: foreign, policy: nil) }
  }

  @Test func `attack: a promise is not kept by an entry that comes later, or whose signature does not hold`()
    async throws
  {
    let (dao, _) = try await opened()
    let statement = try dao.delegation(to: 2, by: 3)
    let (answer, note) = try await answer(dao, statement, by: 3)
    let due = dao.clock.now() + Self.hour
    #expect(answer.answer == .promised(by: due))
    dao.clock.set(due)
    breakPromise(of: statement, dao)
    let forged = LogEntry.bytes(statement, signature: try dao.sign(statement, by: 2), received: due)
    try dao.store.transact {
      try $0.append(forged, statement: .sha256(forged), received: due, changes: [])
    }
    guard case .unknown = try check(note, try await sight(dao, at: nil)).finding else {
      Issue.record("an entry without effect keeps a promise")
      return
    }
    dao.clock.set(due + Span(milliseconds: 1))
    let index = try await dao.submit(statement, by: 3)
    guard case .late(index, dao.clock.now()) = try check(note, try await sight(dao, at: nil)).finding else {
      Issue.record("what came too late keeps a promise")
      return
    }
  }

  @Test func `what is promised is taken in before anything else`() async throws {
    let (dao, proposal) = try await opened()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let (_, note) = try await answer(dao, ballot, by: 1)
    #expect(dao.store.head()?.size == 3, "a promise is no entry")
    try await dao.vote("Against", on: proposal, by: 0)
    guard case .kept(let index) = try check(note, try await sight(dao, at: nil)).finding else {
      Issue.record("the entry is not found")
      return
    }
    #expect(index == 3 && dao.store.head()?.size == 5)
    #expect(try await dao.submit(ballot, by: 1) == 3, "who hands it in again gets its place")
    #expect(try await dao.chamber.keepPromises().kept == 0)
  }

  @Test(arguments: [
    (id: "a reason that was not signed", reason: "because\n\n(salt 00)", signed: ""),
    (id: "a reason longer than any", reason: String(repeating: "a", count: 5001), signed: "same"),
  ]) func `attack: what would be refused when it is taken in is not promised`(
    _ row: (id: String, reason: String, signed: String)
  ) async throws {
    let (dao, proposal) = try await opened()
    var ballot = try dao.ballot(on: proposal, by: 1)
    if row.signed == "same", case .ballot(let plain) = ballot {
      ballot = .ballot(
        Ballot(
          header: plain.header, proposal: plain.proposal, title: plain.title, house: plain.house,
          choice: plain.choice, selectionHash: plain.selectionHash, reasonHash: Reason.hash(row.reason),
          proposalID: plain.proposalID, electoratesHash: plain.electoratesHash, rulesHash: plain.rulesHash,
          replaces: plain.replaces))
    }
    let submission = Submission(ballot, signature: try dao.sign(ballot, by: 1), reason: row.reason)
    let answer = try await dao.chamber.answer(to: submission, within: Self.hour).answer.answer
    guard case .refused = answer else { return #expect(Bool(false), "\(row.id): \(answer)") }
    await #expect(throws: (any Error).self, "\(row.id)") {
      try await dao.chamber.submit(ballot, signature: try dao.sign(ballot, by: 1), reason: row.reason)
    }
    #expect(try await dao.chamber.keepPromises().refused.isEmpty)
  }

  @Test func `attack: of two promises of one statement the later is kept in mind`() async throws {
    let (dao, proposal) = try await opened()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let submission = Submission(ballot, signature: try dao.sign(ballot, by: 1))
    for minutes in [2, 4, 3] {
      let answer = try await dao.chamber.answer(to: submission, within: .minutes(UInt64(minutes))).answer
        .answer
      guard case .promised = answer else { return #expect(Bool(false), "\(answer)") }
    }
    let due = try dao.store.transact { $0.promised().map(\.due) }
    #expect(due == [dao.clock.now() + .minutes(4)])
  }

  @Test func `attack: of two ballots with one sequence only the first is promised, and none outruns it`()
    async throws
  {
    let (dao, proposal) = try await opened()
    let (first, second) = (
      try dao.ballot("For", on: proposal, by: 1), try dao.ballot("Against", on: proposal, by: 1)
    )
    let (_, note) = try await answer(dao, first, by: 1)
    #expect(try await answer(dao, second, by: 1).answer.answer == .refused(code: "ballot.stale"))
    #expect(try await answer(dao, first, by: 1).answer.answer == .promised(by: try Self.lastInstant(dao)))
    await #expect(throws: (any Error).self) { try await dao.submit(second, by: 1) }
    guard case .kept(3) = try check(note, try await sight(dao, at: nil)).finding else {
      Issue.record("another ballot of the voter came before the promised one")
      return
    }
    #expect(try dao.standing(proposal).counts["holders"]?.tally.options.map(\.power.units) == [300, 0, 0])
  }

  @Test func `attack: a veto does not outrun a promised ballot, nor is one promised behind a promised veto`()
    async throws
  {
    let (dao, proposal) = try await opened()
    let (first, second) = (try dao.ballot(on: proposal, by: 1), try dao.ballot(on: proposal, by: 2))
    _ = try await answer(dao, first, by: 1)
    let veto = try dao.act(.veto, on: proposal, by: 0)
    guard case .promised = try await answer(dao, veto, by: 0).answer.answer else {
      Issue.record("a veto can be promised")
      return
    }
    #expect(try await answer(dao, second, by: 2).answer.answer == .refused(code: "proposal.stopped"))
    let (kept, refused) = try await dao.chamber.keepPromises()
    #expect(kept == 2 && refused.isEmpty)
    let standing = try dao.standing(proposal)
    #expect(standing.decision.ending == .vetoed)
    #expect(standing.counts["holders"]?.tally.options.map(\.power.units) == [300, 0, 0])
  }

  @Test(arguments: [0, 1, 120_000, 239_998, 239_999, 240_000, 299_999, 300_000, 300_001] as [UInt64])
  func `attack 60: a promise near the close is one that an honest operator can keep`(
    waited: UInt64
  ) async throws {
    let (dao, proposal) = try await opened()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let closes = dao.clock.now() + .minutes(5)
    dao.clock.advance(Span(milliseconds: waited))
    let left = 300_000 - Int64(waited)
    guard left > 60_000 || left <= 0 else {
      // Less than a minute: whoever has it in hand had better take it in.
      await #expect(throws: IntakeRefusal.tooLate(code: "ballot.closed", from: closes)) {
        _ = try await answer(dao, ballot, by: 1)
      }
      try await dao.submit(ballot, by: 1)
      return
    }
    switch try await answer(dao, ballot, by: 1).answer.answer {
    case .refused(let code): #expect(code == "ballot.closed" && left <= 0)
    case .promised(let by):
      #expect(left > 0 && by.milliseconds == closes.milliseconds - 1)
      dao.clock.advance(by.since(dao.clock.now()))
      try await dao.submit(ballot, by: 1)
    }
  }

  @Test func `evidence of an omission is about the log of its genesis`() async throws {
    let (dao, proposal) = try await opened()
    let (_, note) = try await answer(dao, try dao.ballot(on: proposal, by: 1), by: 1)
    let late = try await sight(dao, at: try Self.lastInstant(dao) + .minutes(1))
    let other = try SampleDAO(preparedOn: MemoryLogStore(), random: 7)
    try await other.found()
    let foreign = try #require(other.store.entries(from: 0, limit: 1).first).bytes
    for genesis in [[], [1], foreign] {
      let evidence = OmissionEvidence(
        genesis: genesis, promise: note, checkpoint: late.note, policy: try SampleWitnesses.policy().bytes)
      let read = try OmissionEvidence(parsing: evidence.bytes)
      #expect(throws: ComparisonRefusal.otherLog) { try read.requireGenesis(of: dao.store) }
    }
  }

  @Test func `without witnesses, and before it is due, nothing is proven`() async throws {
    let (dao, proposal) = try await opened()
    let (_, note) = try await answer(dao, try dao.ballot(on: proposal, by: 1), by: 1)
    let due = try Self.lastInstant(dao)
    let policy = try SampleWitnesses.policy()
    guard case .unknown(due) = try check(note, try await sight(dao, at: due + .minutes(1))).finding else {
      Issue.record("the operator's own clock proves something")
      return
    }
    let inTime = try check(note, try await sight(dao, at: due), policy: policy).finding
    guard case .notDue(due, Self.witnessed(due)) = inTime else {
      Issue.record("the last instant is late")
      return
    }
    let lone = try LogSight(
      note: try SampleWitnesses.cosigned(try await dao.signed(), at: [due + .minutes(1)]), log: dao.store)
    #expect(throws: WitnessRefusal.self) { _ = try check(note, lone, policy: policy) }
  }

  @Test func `a statement that cannot be taken in gets a signed refusal`() async throws {
    let (dao, proposal) = try await opened()
    let ballot = try dao.ballot(on: proposal, by: 1)
    let (forged, _) = try await dao.chamber.answer(
      to: Submission(ballot, signature: try dao.sign(ballot, by: 2)), within: Self.hour)
    #expect(forged.answer == .refused(code: "sig.wrongSigner"))
    dao.clock.advance(.minutes(10))
    let (late, note) = try await answer(dao, ballot, by: 1)
    #expect(late.answer == .refused(code: "ballot.closed"))
    let found = try check(note, try await sight(dao, at: nil))
    #expect(found.finding == nil && found.answer == late)
    #expect(dao.store.entries(from: 0, limit: 100).count == 3, "nothing was appended")
  }

  @Test func `a promise of another log, of one key, or altered is none`() async throws {
    let (dao, proposal) = try await opened()
    let (answer, note) = try await answer(dao, try dao.ballot(on: proposal, by: 1), by: 1)
    let other = try SampleDAO(preparedOn: MemoryLogStore(), random: 7)
    try await other.found()
    let foreign = try LogSight(note: try await other.signed(), log: other.store)
    #expect(throws: (any Error).self) { _ = try check(note, foreign) }
    let sight = try await sight(dao, at: nil)
    let text = note.text.replacing(answer.statement.description, with: Digest.sha256([1]).description)
    let altered = Array(String(decoding: note.bytes, as: UTF8.self).replacing(note.text, with: text).utf8)
    #expect(throws: (any Error).self) { _ = try check(try SignedNote(parsing: altered), sight) }
    // A checkpoint is signed by the same keys, and promises nothing.
    #expect(throws: IntakeRefusal.malformed) { _ = try check(sight.note, sight) }
  }

  @Test(arguments: [
    "", "quorate.org/promise/v1\n", "quorate.org/promise/v2\no\n0x\n1\n2\n",
    "quorate.org/promise/v1\no\n\(Digest.zero)\n01\n2\n",
    "quorate.org/promise/v1\no\n\(Digest.zero)\n1\n-2\n",
    "quorate.org/promise/v1\no\n\(Digest.zero)\n1\n9007199254740992\n",
    "quorate.org/promise/v1\no\n\(Digest.zero)\n1\n2\n3\n", "quorate.org/promise/v1\no\n\(Digest.zero)\n1\n2",
    "quorate.org/refusal/v1\no\n\(Digest.zero)\n1\n\n", "quorate.org/refusal/v1\no\n\(Digest.zero)\n1\na b\n",
    "quorate.org/promise/v1\r\no\n\(Digest.zero)\n1\n2\n",
  ])
  func `only the one form of a promise or refusal reads`(text: String) {
    #expect(throws: IntakeRefusal.self) { _ = try IntakeNote(parsing: text) }
  }

  @Test(arguments: [IntakeNote.Answer.promised(by: .founding), .refused(code: "ballot.closed")])
  func `what is written reads as the same`(answer: IntakeNote.Answer) throws {
    let note = IntakeNote(
      origin: "log.example/quorate/00", statement: .sha256([1]), received: .founding, answer: answer)
    #expect(try IntakeNote(parsing: note.text) == note)
  }
}
