import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Signing
import Testing
import TransparencyLog
import Voting

/// Ballots that the operator of a log kept out and that a drop-box held: they count, and nothing else comes in that way.
///
/// Two of three witnesses, ten seconds of grace, five minutes of challenge; voting takes five minutes.
@Suite struct DropBoxTests {
  private static let second = Span(milliseconds: 1000)

  /// A DAO whose charter names the first sample box.
  static func founded(edits: [(from: String, to: String)] = [], random: Int = 0) async throws -> MemoryDAO {
    try await MemoryDAO.witnessed(
      on: MemoryLogStore(), edits: edits, challenge: "5m",
      dropBoxes: [try SampleDropBox.signer().key.description], random: random)
  }

  @Test(arguments: [
    (from: "replaceable: true", to: "replaceable: true, withdrawable: true", says: "be withdrawn"),
    (from: "    veto_by: council", to: "    confirmation: {for: 1m}\n    veto_by: council", says: "confirms"),
    (from: "read: snapshot-at-submission", to: "read: at-close", says: "from a drop-box"),
  ])
  func `a charter names no drop-box for votes whose close its ballots would not fit`(
    _ row: (from: String, to: String, says: String)
  ) async throws {
    var refusal: (any CodedRefusal)?
    do { _ = try await Self.founded(edits: [(row.from, row.to)]) } catch {
      refusal = error as? any CodedRefusal
    }
    #expect(refusal?.code == "charter.inconsistent", "\(row.says)")
    #expect(refusal?.message.contains(row.says) == true, "\(refusal?.message ?? "nothing")")
  }

  /// Lets a vote close, so that the challenge window is open.
  static func close(_ dao: MemoryDAO, _ closes: Timepoint) async throws {
    try await dao.pass(to: closes + second)
    try await dao.witness()
  }

  /// Lets the challenge window pass.
  static func settle(_ dao: MemoryDAO, _ closes: Timepoint) async throws {
    try await dao.pass(to: closes + .minutes(7))
    try await dao.witness()
  }

  @Test func `attack 60, trust 2: a ballot that the operator keeps out counts by way of a drop-box`()
    async throws
  {
    let dao = try await Self.founded()
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("Against", on: id, by: 2)
    let censored = try dao.ballot("For", on: id, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(censored, signature: dao.sign(censored, by: 0), seen: closes - Self.second)
    try await Self.close(dao, closes)
    try await expectRefusal("ballot.closed", of: censored, by: 0, in: dao)
    let index = try await dao.take(boxed)
    #expect(try index >= dao.witnessing(id).current.cutoff ?? .max, "it stands past the cut-off")
    #expect(try dao.sums(id) == [0, 200, 0], "it comes in when the window closes")
    try await Self.settle(dao, closes)
    #expect(try dao.sums(id) == [400, 200, 0])
    #expect(try dao.state(id) == .succeeded)
    #expect(try dao.count(id).isConserved)
    try dao.expectReplayed()
  }

  @Test func `handing it in again gives the same receipt`() async throws {
    let dao = try await Self.founded()
    let (id, _, closes) = try await dao.opened()
    let censored = try dao.ballot("For", on: id, by: 0)
    let box = try SampleDropBox(for: dao.id)
    let signature = try dao.sign(censored, by: 0)
    let first = try await box.hold(censored, signature: signature, seen: closes - Self.second)
    let second = try await box.hold(censored, signature: signature, seen: closes - Self.second)
    try await Self.close(dao, closes)
    let index = try await dao.take(first)
    #expect(try await dao.take(second) == index)
  }

  @Test func `a change of mind in a box takes the place of the ballot that came in`() async throws {
    let dao = try await Self.founded()
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 0)
    let changed = try dao.ballot("Against", on: id, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(changed, signature: dao.sign(changed, by: 0), seen: closes)
    try await Self.close(dao, closes)
    try await dao.take(boxed)
    try await Self.settle(dao, closes)
    #expect(try dao.sums(id) == [0, 400, 0])
    #expect(try dao.state(id) == .defeated)
    try dao.expectReplayed()
  }

  /// What a voter sees as standing is what the operator shows: it must not make a box's ballot worthless.
  @Test func `an older ballot that the operator takes in at the last moment does not beat the box's`()
    async throws
  {
    let dao = try await Self.founded()
    let (id, _, closes) = try await dao.opened()
    let older = try dao.ballot("For", on: id, by: 0)
    let newer = try dao.ballot("Against", on: id, by: 0).with("sequence", .integer(2))
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(newer, signature: dao.sign(newer, by: 0), seen: closes - Self.second)
    try await dao.submit(older, by: 0)
    try await Self.close(dao, closes)
    try await dao.take(boxed)
    try await Self.settle(dao, closes)
    #expect(try dao.sums(id) == [0, 400, 0])
    try dao.expectReplayed()
  }

  @Test func `a ballot that the operator took in too late is brought back by its box`() async throws {
    let dao = try await Self.founded()
    let (id, _, closes) = try await dao.opened()
    let ballot = try dao.ballot("For", on: id, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(ballot, signature: dao.sign(ballot, by: 0), seen: closes - Self.second)
    try await dao.pass(to: closes)
    dao.clock.set(closes + Self.second)
    let cosigned = try SampleWitnesses.cosigned(
      try await dao.signed(), at: [dao.clock.now(), dao.clock.now()])
    dao.clock.set(closes - Self.second)
    try await dao.submit(ballot, by: 0)
    dao.clock.set(closes + .minutes(1))
    try await dao.record(cosigned)
    #expect(try dao.sums(id) == [0, 0, 0])
    try await dao.take(boxed)
    try await Self.settle(dao, closes)
    #expect(try dao.sums(id) == [400, 0, 0])
    try dao.expectReplayed()
  }

  /// Evidence for an earlier entry may come after the box's ballot was taken.
  @Test func `a later ballot that turns out to have come in time stays the later one`() async throws {
    let dao = try await Self.founded()
    let (id, _, closes) = try await dao.opened()
    let first = try dao.ballot("For", on: id, by: 0)
    let boxed = try await SampleDropBox(for: dao.id)
      .hold(first, signature: dao.sign(first, by: 0), seen: closes - .minutes(1))
    try await dao.pass(to: closes)
    let small = try SampleWitnesses.cosigned(try await dao.signed(), at: [closes, closes])
    dao.clock.set(closes - Self.second)
    try await dao.submit(try dao.ballot("Against", on: id, by: 0).with("sequence", .integer(2)), by: 0)
    dao.clock.set(closes + Span(milliseconds: 5000))
    let large = try SampleWitnesses.cosigned(
      try await dao.signed(), at: [nil, dao.clock.now(), dao.clock.now()])
    try await dao.record(small)
    try await dao.take(boxed)
    try await dao.record(large)
    try await Self.settle(dao, closes)
    #expect(try dao.sums(id) == [0, 400, 0])
    try dao.expectReplayed()
  }

  @Test func `of two ballots in boxes the later one counts, in whatever order they come`() async throws {
    for order in [[0, 1], [1]] {
      let dao = try await Self.founded()
      let (id, _, closes) = try await dao.opened()
      let first = try dao.ballot("For", on: id, by: 0)
      let later = try dao.ballot("Against", on: id, by: 0).with("sequence", .integer(7))
      let box = try SampleDropBox(for: dao.id)
      var boxed: [BoxedBallot] = []
      for ballot in [first, later] {
        boxed.append(try await box.hold(ballot, signature: dao.sign(ballot, by: 0), seen: closes))
      }
      try await Self.close(dao, closes)
      for place in order { try await dao.take(boxed[place]) }
      if order == [1] {
        try await expectRefusal("ballot.stale", in: dao) { try await dao.take(boxed[0]) }
      }
      try await Self.settle(dao, closes)
      #expect(try dao.sums(id) == [0, 400, 0])
      try dao.expectReplayed()
    }
  }

  @Test func `where the first ballot is final, none from a box takes its place`() async throws {
    let dao = try await Self.founded(edits: [("replaceable: true", "replaceable: false")])
    let (id, _, closes) = try await dao.opened()
    try await dao.vote("For", on: id, by: 0)
    let (changed, kept) = (
      try dao.ballot("Against", on: id, by: 0), try dao.ballot("Against", on: id, by: 2)
    )
    let box = try SampleDropBox(for: dao.id)
    let first = try await box.hold(changed, signature: dao.sign(changed, by: 0), seen: closes)
    let second = try await box.hold(kept, signature: dao.sign(kept, by: 2), seen: closes)
    try await Self.close(dao, closes)
    try await expectRefusal("ballot.locked", in: dao) { try await dao.take(first) }
    try await dao.take(second)
    try await Self.settle(dao, closes)
    #expect(try dao.sums(id) == [400, 200, 0])
  }

  // MARK: The policy

  @Test func `boxes and policy are those of the submission, whatever is amended since`() async throws {
    let dao = try await Self.founded()
    let other = try SampleDropBox.signer(2).key.description
    let amendment = try dao.amendment(
      "Name another box", edits: [(try SampleDropBox.signer().key.description, other)])
    let change = try await dao.propose(content: amendment)
    try await dao.pass(to: dao.clock.now() + .minutes(5))
    try await dao.vote(on: change, by: 0)
    try await dao.pass(to: dao.clock.now() + .minutes(16))
    try await dao.witness()
    try await dao.submit(dao.act(.queue, on: change), by: 0)
    let vote = try await dao.propose("Adopt a roadmap", by: 1)
    dao.clock.advance(.minutes(1))
    try await dao.witness()
    let closes = dao.clock.now() + .minutes(6)
    try await dao.pass(to: closes - .minutes(1))
    try await dao.witness()
    try await dao.submit(dao.act(.execute, on: change), by: 0)
    #expect(try dao.state(change) == .executed)
    let ballot = try dao.ballot("Against", on: vote, by: 2)
    let signature = try dao.sign(ballot, by: 2)
    let first = try await SampleDropBox(1, for: dao.id).hold(ballot, signature: signature, seen: closes)
    let second = try await SampleDropBox(2, for: dao.id).hold(ballot, signature: signature, seen: closes)
    try await Self.close(dao, closes)
    try await expectRefusal("dropbox.notNamed", in: dao) { try await dao.take(second) }
    try await dao.take(first)
    try await Self.settle(dao, closes)
    #expect(try dao.sums(vote) == [0, 200, 0])
    try dao.expectReplayed()
  }
}
