import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import Testing

/// What was voted on is what takes effect, and nobody stands in another's way.
@Suite struct ProposalAttackTests {
  @Test func `attack 26: content changed in one byte is not the content that was submitted`() async throws {
    let dao = try await memoryDAO()
    let content = try MemoryDAO.resolution("Adopt a roadmap")
    let statement = try dao.submission(content, by: 0)
    let bytes = content.canonicalBytes
    for position in bytes.indices {
      var altered = bytes
      altered[position] ^= 1
      dao.documents.replace(content.hash, with: altered)
      try await expectRefusal("document.missing", of: statement, by: 0, in: dao)
      // Under its own hash it is other content, and the submission does not name it.
      let hash = dao.documents.keep(altered)
      #expect(hash != content.hash)
    }
    dao.documents.replace(content.hash, with: bytes)
    try await dao.submit(statement, by: 0)
  }

  @Test func `attack 26: content changed during the vote is not executed`() async throws {
    let dao = try await memoryDAO()
    let content = try dao.amendment("Amend", edits: [("at_least: 4%", "at_least: 5%")])
    let proposal = try await dao.queued(content: content)
    dao.clock.advance(.minutes(4))
    var altered = content.canonicalBytes
    altered[altered.count / 2] ^= 1
    dao.documents.replace(content.hash, with: altered)
    try await expectRefusal("document.missing", of: dao.act(.execute, on: proposal), by: 0, in: dao)
    dao.documents.replace(content.hash, with: content.canonicalBytes)
    try await dao.take(dao.act(.execute, on: proposal), by: 0)
    #expect(try dao.state(proposal) == .executed)
  }

  @Test func `attack 26: a record changed in one byte is never read as the same record`() async throws {
    let dao = try await memoryDAO()
    let proposal = try await dao.queued()
    let record = try #require(try dao.export().records.first { $0.key == ProposalRecord.key(proposal) })
    #expect(try ProposalRecord(bytes: record.value).bytes == record.value)
    var read = 0
    for position in record.value.indices {
      for bit: UInt8 in [1, 0x10] {
        var altered = record.value
        altered[position] ^= bit
        guard let other = try? ProposalRecord(bytes: altered) else { continue }
        read += 1
        #expect(other.bytes != record.value, "byte \(position) is read as if nothing had happened")
      }
    }
    #expect(read > 0)
  }

  @Test
  func `attack 27: a list of actions that is trimmed, stretched or longer than the content's is refused`()
    async throws
  {
    let dao = try await memoryDAO()
    let amendment = try dao.amendment("Amend", edits: [("at_least: 4%", "at_least: 5%")])
    let statement = try dao.submission(amendment, by: 0)
    let words = try #require(amendment.actions.first?.words)
    var lists = [[], [words, words], [words, ""], ["", words], [""], [words + " "], [" " + words]]
    for cut in stride(from: 1, to: words.count, by: 7) {
      lists += [[String(words.prefix(cut))], [String(words.prefix(cut)), String(words.dropFirst(cut))]]
    }
    for list in lists {
      let trimmed = try statement.with("actions", .texts(list))
      try await expectRefusal("ballot.displayMismatch", of: trimmed, by: 0, in: dao)
    }
    let plain = try dao.submission(MemoryDAO.resolution("Adopt a roadmap"), by: 0)
    for list in [[""], [words]] {
      let stretched = try plain.with("actions", .texts(list))
      try await expectRefusal("ballot.displayMismatch", of: stretched, by: 0, in: dao)
    }
    try await dao.submit(statement, by: 0)
  }

  /// Content whose list of actions is not what its kind says, with the code of the refusal when it is read.
  static let lists: [(id: String, kind: String, actions: Int, code: String)] = [
    ("no action", "charter.amend", 0, "proposal.kindMismatch"),
    ("two alike", "charter.amend", 2, "proposal.mixedActions"),
    ("an action behind a text", "text.resolution", 1, "proposal.kindMismatch"),
    ("two behind a text", "text.resolution", 2, "proposal.mixedActions"),
    ("another action", "model.deploy", 1, "proposal.kindMismatch"),
  ]

  @Test(arguments: lists)
  func `attack 27: content with more or fewer actions than its kind says does not load`(
    _ row: (id: String, kind: String, actions: Int, code: String)
  ) async throws {
    let dao = try await memoryDAO()
    let amendment = try dao.amendment("Amend", edits: [("at_least: 4%", "at_least: 5%")])
    let action = try #require(amendment.actions.first)
    let other = try amendment.altered { members in
      members["kind"] = .string(row.kind)
      members["actions"] = .array(Array(repeating: action.json, count: row.actions))
    }
    let statement = try dao.submission(amendment, by: 0).with(
      "content_hash", .digest(dao.documents.keep(other))
    )
    .with("kind", .text(row.kind))
    .with("actions", .texts(Array(repeating: action.words, count: row.actions)))
    try await expectRefusal(row.code, of: statement, by: 0, in: dao)
  }

  /// What an action may hide, as the text of its JSON, and the code of the refusal.
  static let hidden: [(id: String, action: String, code: String)] = [
    ("an unknown action", #"{"type":"treasury.drain"}"#, "field.unexpected"),
    ("no type", #"{"charter":"\#(Digest.zero)"}"#, "field.missing"),
    (
      "a member that is not shown", #"{"charter":"\#(Digest.zero)","then":"drain","type":"charter.amend"}"#,
      "field.unknown"
    ),
    ("a list for an action", #"[{"charter":"\#(Digest.zero)","type":"charter.amend"}]"#, "field.unexpected"),
  ]

  @Test(arguments: hidden) func `trust 13: an action that hides something is not put to the vote`(
    _ row: (id: String, action: String, code: String)
  ) async throws {
    let dao = try await memoryDAO()
    let amendment = try dao.amendment("Amend", edits: [("at_least: 4%", "at_least: 5%")])
    let action = try JSONParser.parse(Array(row.action.utf8))
    let other = try amendment.altered { $0["actions"] = .array([action]) }
    let statement = try dao.submission(amendment, by: 0).with(
      "content_hash", .digest(dao.documents.keep(other)))
    try await expectRefusal(row.code, of: statement, by: 0, in: dao)
  }

  @Test
  func `trust 13: what was defeated comes back as another proposal, to which nothing of the first belongs`()
    async throws
  {
    let dao = try await memoryDAO()
    let content = try dao.amendment("Amend", edits: [("at_least: 4%", "at_least: 5%")])
    let submission = try dao.submission(content, by: 0)
    try await dao.submit(submission, by: 0)
    guard case .proposal(let first) = submission else { return }
    dao.clock.advance(.minutes(2))
    let ballot = try dao.ballot(on: first.proposalID, by: 0)
    let signature = try dao.sign(ballot, by: 0)
    for member in dao.keys.indices { try await dao.vote("Against", on: first.proposalID, by: member) }
    dao.clock.advance(.minutes(7))
    #expect(try dao.state(first.proposalID) == .defeated)
    for deed in [Act.Deed.queue, .execute] {
      try await expectRefusal("act.wrongState", of: dao.act(deed, on: first.proposalID), by: 0, in: dao)
    }
    // Handed in once more it is the entry that it was.
    let size = dao.store.head()?.size
    try await dao.submit(submission, by: 0)
    #expect(try dao.store.head()?.size == size && dao.state(first.proposalID) == .defeated)
    let second = try await dao.propose(content: content, by: 0)
    dao.clock.advance(.minutes(2))
    #expect(second != first.proposalID)
    #expect(try dao.sums(second) == [0, 0, 0])
    try await expectRefusal("ballot.closed", in: dao) { try await dao.submit(ballot, signature: signature) }
    let aimed = try ballot.with("proposal_id", .digest(second))
    try await expectRefusal("sig.wrongSigner", in: dao) { try await dao.submit(aimed, signature: signature) }
  }

  @Test func `attack 28: the same content by another proposer burns nothing`() async throws {
    let dao = try await memoryDAO()
    let content = try MemoryDAO.resolution("Adopt a roadmap")
    let honest = try dao.submission(content, by: 1)
    let first = try await dao.propose(content: content, by: 0)
    try await dao.take(dao.act(.cancel, on: first), by: 0)
    try await dao.submit(honest, by: 1)
    guard case .proposal(let submission) = honest else { return }
    #expect(submission.proposalID != first)
    dao.clock.advance(.minutes(1))
    #expect(try dao.state(first) == .canceled)
    #expect(try dao.state(submission.proposalID) == .active)
    try await dao.vote(on: submission.proposalID, by: 1)
    #expect(try dao.sums(submission.proposalID) == [300, 0, 0])
    let again = try await dao.propose(content: content, by: 0)
    #expect(again != first, "putting it again makes a new proposal")
  }

  @Test func `attack 52: queueing one proposal leaves another with the same action alone`() async throws {
    let dao = try await memoryDAO()
    let both = try await dao.twoProposalsOfOneAction()
    try await dao.take(dao.act(.queue, on: both.first), by: 0)
    #expect(try dao.state(both.second) == .succeeded)
    try await dao.take(dao.act(.veto, on: both.first), by: 0)
    #expect(try dao.state(both.first) == .canceled)
    try await dao.take(dao.act(.queue, on: both.second, by: 3), by: 3)
    dao.clock.advance(.minutes(4))
    try await expectRefusal("act.wrongState", of: dao.act(.execute, on: both.first), by: 0, in: dao)
    try await dao.take(dao.act(.execute, on: both.second, by: 3), by: 3)
    #expect(try dao.state(both.second) == .executed)
  }

  @Test func `attack 56: of two amendments that passed the second is stale`() async throws {
    let dao = try await memoryDAO()
    let both = try await dao.twoAmendmentsQueued()
    try await dao.take(dao.act(.execute, on: both.second, by: 2), by: 2)
    try await expectRefusal("charter.staleParent", of: dao.act(.execute, on: both.first), by: 0, in: dao)
    #expect(try dao.state(both.first) == .queued)
    let charters = try dao.export().records.filter { $0.key.space == .charter }
    #expect(charters.count == 2 && charters.last?.value != charters.first?.value)
  }

  @Test func `trust 13: an adopted charter rules what comes after it, and nothing before`() async throws {
    let dao = try await memoryDAO()
    let content = try dao.amendment(
      "Amend", edits: [("delay: 1m", "delay: 3m"), ("at_least: 4%", "at_least: 90%")])
    let amendment = try await dao.queued(content: content)
    dao.clock.advance(.minutes(3))
    let before = try await dao.propose("Under the old charter")
    let stale = try dao.submission(MemoryDAO.resolution("Signed under the old charter"), by: 1)
    dao.clock.advance(.minutes(1))
    try await dao.vote(on: before, by: 0)
    try await dao.take(dao.act(.execute, on: amendment), by: 0)
    try await expectRefusal("charter.staleParent", of: stale, by: 1, in: dao)
    let after = try await dao.propose("Under the new charter")
    dao.clock.advance(.minutes(1))
    try await expectRefusal("ballot.notOpen", of: dao.ballot(on: after, by: 1), by: 1, in: dao)
    dao.clock.advance(.minutes(2))
    try await dao.vote(on: after, by: 0)
    dao.clock.advance(.minutes(5))
    #expect(try dao.state(before) == .succeeded, "40 % is a quorum under the rules it was submitted under")
    #expect(try dao.state(after) == .defeated, "and none under the new ones")
  }
}

extension MemoryDAO {
  /// Two proposals by different members that adopt the same charter, both passed.
  func twoProposalsOfOneAction() async throws -> (first: Digest, second: Digest) {
    let content = try amendment("Amend", edits: [("at_least: 4%", "at_least: 5%")])
    let first = try await propose(content: content, by: 0)
    let second = try await propose(content: content, by: 1)
    clock.advance(.minutes(2))
    for proposal in [first, second] {
      for member in keys.indices { try await vote(on: proposal, by: member) }
    }
    clock.advance(.minutes(7))
    return (first, second)
  }
}

extension ProposalContent {
  /// Its canonical bytes with other members.
  func altered(_ change: (inout [String: JSONValue]) throws -> Void) throws -> [UInt8] {
    let object = try JSONParser.parse(canonicalBytes).object.orThrow()
    var members = Dictionary(uniqueKeysWithValues: object.members.map { ($0.key, $0.value) })
    try change(&members)
    return JSONValue.object(JSONObject(members.map { .init(key: $0.key, value: $0.value) })).canonicalBytes
  }
}
