import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog
import Voting

/// A log without witnesses whose clock was ahead is set back by an entry that its keys have signed. Nobody can know whether
/// the clock was wrong then or is wrong now, so nothing that followed from it is taken back.
@Suite struct ClockCorrectionTests {
  private static let second = Span(milliseconds: 1000)

  private func correct(_ dao: MemoryDAO, to instant: Timepoint) async throws {
    dao.clock.set(instant)
    _ = try await dao.chamber.correctClock(curves: SampleWitnesses.curves)
  }

  /// One entry dated by a clock that shows an instant.
  private func date(_ dao: MemoryDAO, at instant: Timepoint) async throws {
    dao.clock.set(instant)
    try await dao.submit(dao.delegation(to: 2, by: 3), by: 3)
  }

  /// A vote in which 400 are for it and 300 against, a second before its close.
  private func voted(
    _ edits: [(from: String, to: String)] = []
  ) async throws -> (dao: MemoryDAO, id: Digest, closes: Timepoint) {
    let dao = try await memoryDAO(edits: edits)
    let id = try await dao.propose()
    let schedule = try dao.standing(id).proposal.schedule
    dao.clock.set(schedule.opens)
    try await dao.vote("For", on: id, by: 0)
    try await dao.vote("Against", on: id, by: 1)
    dao.clock.set(schedule.closes - Self.second)
    return (dao, id, schedule.closes)
  }

  @Test func `a wrong tick is repaired by an entry, not by waiting for the clock`() async throws {
    let dao = try await memoryDAO()
    let right = dao.clock.now() + .minutes(1)
    try await date(dao, at: right + .days(300))
    dao.clock.set(right)
    try await expectRefusal("clock.regressed", of: dao.delegation(to: 3, by: 2), by: 2, in: dao)
    try await correct(dao, to: right)
    let index = try await dao.submit(dao.delegation(to: 3, by: 2), by: 2)
    let leaf = try #require(dao.store.entries(from: index, limit: 1).first)
    #expect(try UnverifiedEntry(parsing: leaf.bytes).received == right)
    try await expectRefusal("clock.right", in: dao) { try await correct(dao, to: right) }
    let id = try await dao.propose()
    #expect(try dao.standing(id).timeAssurance == .operator)
    try dao.expectReplayed()
  }

  @Test func `asked of an instant behind a correction, everything in front of it was there`() async throws {
    let dao = try await memoryDAO()
    let right = dao.clock.now() + .minutes(1)
    try await date(dao, at: right + .days(300))
    try await correct(dao, to: right)
    dao.clock.set(right + .minutes(1))
    try await dao.submit(dao.delegation(to: 3, by: 2), by: 2)
    func lenders(at instant: Timepoint) throws -> [Int] {
      let past = try PastState.replay(
        dao.store, documents: dao.documents, verifier: Secp256k1Verifier(), dao: dao.id,
        curves: SampleWitnesses.curves, until: instant)
      return try (0..<4).filter { try !past.delegations(of: dao.account($0)).isEmpty }
    }
    #expect(try lenders(at: right - Self.second) == [])
    #expect(try lenders(at: right) == [3])
    #expect(try lenders(at: right + .minutes(1)) == [2, 3])
    // A correction that is out of place sets nothing back, and what is dated ahead is not there yet.
    let ahead = right + .days(301)
    dao.clock.set(ahead)
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    let misplaced = try leaf(dao, to: right + .minutes(2), from: right + .days(9))
    try dao.store.transact {
      try $0.append(misplaced, statement: .sha256(misplaced), received: ahead, changes: [])
    }
    #expect(try lenders(at: right + .minutes(3)) == [2, 3])
    #expect(try lenders(at: ahead) == [1, 2, 3])
  }

  @Test func `keys that came while the clock was ahead were there by the instant of the correction`()
    async throws
  {
    let dao = try await SampleDAO(on: MemoryLogStore(), keyPlan: try SampleLogKeys.plan)
    let right = dao.clock.now() + .minutes(1)
    dao.clock.set(right + .days(300))
    let index = try await dao.rotate()
    try await correct(dao, to: right)
    let size = try #require(dao.store.head()).size
    let curves = SampleWitnesses.curves
    let read = try LogKeyChain(
      reading: dao.store, of: dao.genesis, upTo: size, with: Secp256k1Verifier(), curves: curves)
    for chain in [try dao.logKeys, read] {
      #expect(chain.latest.index == index && chain.latest.since == right)
      // What a log says a day later is said by the new pair, and no more by the old one.
      let (new, old) = (try dao.checkpoint(size, by: 1), try dao.checkpoint(size, by: 0))
      #expect(try chain.haveSigned(new, at: right + .days(1), with: curves))
      let refusal = #expect(throws: LogKeyRefusal.self) {
        try chain.haveSigned(old, at: right + .days(1), with: curves)
      }
      #expect(refusal?.code == "logKeys.retired")
    }
    try dao.expectReplayed()
  }

  @Test(arguments: ["yes", "1", "null"]) func `a kept clock that is over or not says so`(_ over: String)
    throws
  {
    let text = #"{"corrected":2,"index":1,"over":\#(over == "yes" ? #""yes""# : over),"until":3}"#
    #expect(throws: JSONRefusal.self) { try HeldClock(parsing: JSONParser.parse(Array(text.utf8))) }
    let sound = HeldClock(
      index: 1, until: Timepoint(milliseconds: 3), corrected: Timepoint(milliseconds: 2), isOver: true)
    #expect(try HeldClock(parsing: sound.json) == sound)
  }

  @Test func `attack: a correction opens no vote again and lets no late ballot in`() async throws {
    let (dao, id, closes) = try await voted()
    try await date(dao, at: closes + .minutes(10))
    let told = try dao.standing(id).decision
    #expect(told.state == .succeeded)
    // The operator says that it was early then, and that the vote is open.
    try await correct(dao, to: closes - .minutes(2))
    for member in [2, 1] {
      try await expectRefusal(
        "ballot.closed", of: dao.ballot("Against", on: id, by: member), by: member, in: dao)
    }
    dao.clock.set(closes - .minutes(1))
    let standing = try dao.standing(id)
    #expect(standing.decision.state == .succeeded)
    #expect(standing.decision.tallies == told.tallies && standing.decision.tests == told.tests)
    #expect(
      standing.decision.decided == closes - .minutes(2), "it counts as decided when the clock was set back")
    // The whole timelock is still to come.
    try await dao.submit(dao.act(.queue, on: id), by: 0)
    dao.clock.advance(Span(milliseconds: 119_000))
    try await expectRefusal("timelock.running", of: dao.act(.execute, on: id), by: 0, in: dao)
    dao.clock.advance(Self.second)
    try await dao.submit(dao.act(.execute, on: id), by: 0)
    try dao.expectReplayed()
  }

  @Test func `attack: the same where sums are kept ballot by ballot`() async throws {
    let quiet = (
      "timelock: 2m",
      "wait_for_quiet: {increase: 1m, house: holders, option: For, against: Against}\n    timelock: 2m"
    )
    let (dao, id, closes) = try await voted([quiet])
    try await date(dao, at: closes + .minutes(10))
    try await correct(dao, to: closes - .minutes(2))
    try await expectRefusal("ballot.closed", of: dao.ballot("Against", on: id, by: 2), by: 2, in: dao)
    #expect(try dao.state(id) == .succeeded)
    #expect(try dao.keptSums(id) == [400, 300, 0])
    try dao.expectReplayed()
  }

  @Test func `attack: what had lapsed is not brought back`() async throws {
    let (dao, id, closes) = try await voted()
    try await date(dao, at: closes + .minutes(20))
    #expect(try dao.state(id) == .expired)
    for instant in [closes - .minutes(2), closes + .minutes(1)] {
      if instant > closes { try await date(dao, at: closes + .minutes(20)) }
      try await correct(dao, to: instant)
      #expect(try dao.state(id) == .expired)
      try await expectRefusal("act.wrongState", of: dao.act(.queue, on: id), by: 0, in: dao)
    }
    try dao.expectReplayed()
  }

  @Test func `attack: a timelock is not shortened by a clock set forward and back`() async throws {
    let (dao, id, closes) = try await voted()
    dao.clock.set(closes + .minutes(1))
    try await dao.submit(dao.act(.queue, on: id), by: 0)
    try await date(dao, at: closes + .minutes(9))
    #expect(try dao.standing(id).decision.phase == .executable)
    try await correct(dao, to: closes + .minutes(2))
    #expect(try dao.standing(id).decision.phase == .timelock)
    try await expectRefusal("timelock.running", of: dao.act(.execute, on: id), by: 0, in: dao)
    dao.clock.advance(.minutes(1))
    try await dao.submit(dao.act(.execute, on: id), by: 0)
    try dao.expectReplayed()
  }

  @Test func `what was executed while the clock was ahead stays executed`() async throws {
    let (dao, id, closes) = try await voted()
    dao.clock.set(closes + .minutes(1))
    try await dao.submit(dao.act(.queue, on: id), by: 0)
    dao.clock.set(closes + .minutes(10))
    try await dao.submit(dao.act(.execute, on: id), by: 0)
    try await correct(dao, to: closes + .minutes(2))
    #expect(try dao.state(id) == .executed)
    try dao.expectReplayed()
  }

  @Test func `attack: a clock that was set back opens no vote again on what was executed`() async throws {
    let (dao, id, closes) = try await voted()
    dao.clock.set(closes + .minutes(1))
    try await dao.submit(dao.act(.queue, on: id), by: 0)
    dao.clock.set(closes + .minutes(10))
    try await dao.submit(dao.act(.execute, on: id), by: 0)
    let count = try dao.standing(id).counts
    try await correct(dao, to: closes - Self.second)
    for (choice, member) in [("Against", 0), ("Against", 2)] {
      try await expectRefusal(
        "ballot.closed", of: dao.ballot(choice, on: id, by: member), by: member, in: dao)
    }
    #expect(try dao.state(id) == .executed && dao.standing(id).counts == count)
    try dao.expectReplayed()
  }

  @Test func `a vote that had opened stays open, and closes when it was to close`() async throws {
    let dao = try await memoryDAO(edits: [("period: 5m", "period: 50m")])
    let id = try await dao.propose()
    let schedule = try dao.standing(id).proposal.schedule
    dao.clock.set(schedule.opens + .minutes(9))
    try await dao.vote("For", on: id, by: 0)
    try await correct(dao, to: schedule.opens - Self.second)
    #expect(try dao.state(id) == .active)
    try await expectRefusal("act.wrongState", of: dao.act(.cancel, on: id), by: 0, in: dao)
    try await dao.vote("Against", on: id, by: 1)
    dao.clock.set(schedule.closes - Self.second)
    try await dao.vote("For", on: id, by: 2)
    dao.clock.set(schedule.closes)
    try await expectRefusal("ballot.closed", of: dao.ballot("For", on: id, by: 3), by: 3, in: dao)
    #expect(try dao.state(id) == .succeeded)
    #expect(try dao.standing(id).decision.decided == schedule.closes)
    try dao.expectReplayed()
  }

  @Test func `what a vote runs from keeps its instant, and the rest is dated back`() {
    let (right, shown) = (Timepoint.founding, Timepoint.founding + .minutes(20))
    var milestones = Milestones()
    (milestones.funded, milestones.approved, milestones.started) = (shown, shown, shown)
    let isBound = milestones.bound(by: right, keepsBeginning: true)
    #expect(!isBound)
    milestones.queued = shown
    _ = milestones.bound(by: right, keepsBeginning: true)
    #expect(milestones.queued == right)
    #expect([milestones.funded, milestones.approved, milestones.started] == [shown, shown, shown])
    _ = milestones.bound(by: right)
    #expect([milestones.funded, milestones.approved, milestones.started] == [right, right, right])
  }

  @Test func `attack: an electorate that comes after a correction counts for no moment before it`()
    async throws
  {
    let (dao, id, closes) = try await voted([("read: snapshot-at-submission", "read: at-close")])
    try await date(dao, at: closes + .minutes(10))
    let told = try dao.standing(id).decision
    try await correct(dao, to: closes - .minutes(2))
    // Before the close by the corrected clock, with all power where it would turn the vote around.
    try await dao.register([1, 900, 50, 49])
    dao.clock.set(closes + .minutes(1))
    #expect(try dao.standing(id).decision.tallies == told.tallies)
    #expect(try dao.state(id) == .succeeded)
    try dao.expectReplayed()
  }

  // MARK: Refusals

  /// What becomes of an entry behind those of a DAO.
  private func outcome(of leaf: [UInt8], in dao: MemoryDAO) throws -> String {
    let verifier = EntryVerifier(
      dao: dao.id, verifier: Secp256k1Verifier(),
      checkpoints: CheckpointVerifier(curves: SampleWitnesses.curves) { _ in nil })
    var (replay, tree) = (Replay(documents: dao.documents), CompactRange())
    for bytes in try dao.export().leaves + [leaf] {
      let entry: VerifiedEntry
      do throws(EntryRefusal) { entry = try verifier.verify(try UnverifiedEntry(parsing: bytes)) } catch {
        return error.code
      }
      if case .void(let refusal) = try replay.apply(entry, after: tree) { return refusal.code }
      tree.append(TreeHash.leaf(bytes))
    }
    return "effective"
  }

  /// A correction of what the log shows now, signed by some keys.
  private func leaf(
    _ dao: MemoryDAO, to instant: Timepoint, from shown: Timepoint? = nil, seed: [UInt8] = SampleKeys.logSeed,
    genesis: Genesis? = nil
  ) throws -> [UInt8] {
    let head = try #require(dao.store.head())
    let own = genesis ?? dao.genesis
    let pair = try #require(
      LogKeyPair(
        ed25519: try Ed25519.publicKey(of: seed),
        secp256k1: try Secp256k1SecretKey(SampleKeys.logSecret).xOnlyPublicKey))
    let text = ClockCorrection.text(
      of: head.range, origin: own.origin, from: shown ?? head.received, to: instant, by: pair)
    let note = try SignedNote(signing: text, with: try SampleKeys.logSigners(own.origin, seed: seed))
    return LogEntry.bytes(try ClockCorrection(note: note, genesis: own), received: instant)
  }

  @Test func `only the log's keys correct it, at one place and from what it shows`() async throws {
    let dao = try await memoryDAO()
    let right = dao.clock.now() + .minutes(1)
    try await date(dao, at: right + .days(3))
    #expect(try outcome(of: leaf(dao, to: right), in: dao) == "effective")
    #expect(
      try outcome(of: leaf(dao, to: right, seed: [UInt8](repeating: 7, count: 32)), in: dao)
        == "note.unsigned")
    #expect(
      try outcome(of: leaf(dao, to: right, from: right + .days(2)), in: dao) == "clock.correctionMisplaced")
    #expect(try outcome(of: leaf(dao, to: right + .days(3) - .minutes(5)), in: dao) == "clock.right")
    let other = try await memoryDAO(random: 1)
    #expect(try outcome(of: leaf(dao, to: right, genesis: other.genesis), in: dao) == "sig.wrongDomain")
    // The text of one place does not hold at the next.
    let early = try leaf(dao, to: right)
    dao.clock.set(right + .days(3))
    try await dao.submit(dao.delegation(to: 2, by: 1), by: 1)
    #expect(try outcome(of: early, in: dao) == "clock.correctionMisplaced")
  }

  @Test func `no correction goes behind an earlier one`() async throws {
    let dao = try await memoryDAO()
    let right = dao.clock.now() + .minutes(10)
    try await date(dao, at: right + .days(3))
    try await correct(dao, to: right)
    try await date(dao, at: right + .days(4))
    let before = try leaf(dao, to: right - Self.second)
    #expect(try outcome(of: before, in: dao) == "clock.correctionMisplaced")
    #expect(try outcome(of: leaf(dao, to: right), in: dao) == "effective")
  }

  @Test func `where the charter names witnesses the operator's word corrects nothing`() async throws {
    let dao = try await MemoryDAO.witnessed(on: MemoryLogStore())
    let right = dao.clock.now() + .minutes(1)
    try await date(dao, at: right + .days(3))
    try await expectRefusal("clock.witnessesCorrect", in: dao) { try await correct(dao, to: right) }
    let leaf = try leaf(dao, to: right)
    #expect(try outcome(of: leaf, in: dao) == "clock.witnessesCorrect")
  }
}
