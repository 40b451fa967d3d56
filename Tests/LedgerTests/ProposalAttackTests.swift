import CanonicalEncoding
import Governance
import Ledger
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

  @Test func `an adopted charter rules what comes after it, and nothing before`() async throws {
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
