internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// A ballot as it arrives: signed, not yet verified.
struct SignedBallot: Sendable {
  let statement: Statement
  let signature: RecoverableSignature
  let received: Timepoint
}

extension SampleDAO {
  /// The instant at which a voter's ballot is received: ten a second, from the opening on, so that millions have time.
  func instant(of voter: Int) -> Timepoint {
    proposal.schedule.opens + Span(milliseconds: 100 * UInt64(voter))
  }

  /// Signs the ballots of some voters, on all cores.
  func ballots(of voters: Range<Int>) async throws -> [SignedBallot] {
    try await withThrowingTaskGroup(of: (Int, [SignedBallot]).self) { group in
      for start in stride(from: voters.lowerBound, to: voters.upperBound, by: 500) {
        let part = start..<min(start + 500, voters.upperBound)
        group.addTask { (start, try part.map { try ballot(of: $0) }) }
      }
      var parts: [Int: [SignedBallot]] = [:]
      for try await (start, ballots) in group { parts[start] = ballots }
      return parts.sorted { $0.key < $1.key }.flatMap(\.value)
    }
  }

  private func ballot(of voter: Int) throws -> SignedBallot {
    let key = try Self.key(voter)
    let now = instant(of: voter)
    let prepared = try store.read { records in
      let view = LedgerView(records: records, documents: documents)
      return try Preparing(view, at: now).ballot(
        on: proposal, house: Self.house, by: key.account,
        choice: ["For", "For", "Against", "Abstain"][voter % 4],
        reason: "", replacing: false)
    }
    let message = prepared.statement.message(in: Statement.domain(of: genesis.daoID))
    return SignedBallot(statement: prepared.statement, signature: try key.sign(message.digest), received: now)
  }

  /// Verifies ballots and appends them in one transaction.
  func append(_ ballots: [SignedBallot]) throws {
    let verifier = EntryVerifier(dao: genesis.daoID, verifier: Secp256k1Verifier())
    try store.transact { transaction in
      let view = LedgerView(records: transaction, documents: documents)
      for ballot in ballots {
        let entry = try verifier.verify(
          ballot.statement, signature: ballot.signature, received: ballot.received)
        guard let head = transaction.head, case .statement(_, let id) = entry.content else { continue }
        let position = LogPosition(index: head.size, received: ballot.received, previous: head.received)
        let changes = try view.admit(entry, at: position).get()
        let leaf = LogEntry.bytes(ballot.statement, signature: ballot.signature, received: ballot.received)
        try transaction.append(leaf, statement: id, received: ballot.received, changes: changes)
      }
    }
  }

  /// Everybody votes, the vote closes, and the founder queues the proposal, which signs the log.
  func finish(voters: Int) async throws {
    for start in stride(from: 0, to: voters, by: 5000) {
      try append(try await ballots(of: start..<min(start + 5000, voters)))
    }
    let last = max(proposal.schedule.closes, instant(of: voters))
    let chamber = try chamber(at: last)
    _ = try await Self.submit(chamber, by: try Self.key(0)) { preparing in
      try preparing.act(.queue, on: proposal, by: try Self.key(0).account, reason: "")
    }
    try SimulatedClock(path: layout.clock).set(last)
    let receipt = try await chamber.receipt(index: UInt64(voters / 2), origin: genesis.origin)
    try DurableFile.write(receipt.proof.bytes, to: layout.receipts + "/sample.tlog-proof")
  }
}
