package import CanonicalEncoding
package import Governance
package import TransparencyLog
internal import Voting
internal import Signing

/// Where an entry stands in the log.
package struct LogPosition: Hashable, Sendable {
  package let index: UInt64
  package let received: Timepoint
  /// When the entry before it was received.
  package let previous: Timepoint
  /// The tree in front of it, which a witnessed checkpoint must be a beginning of; `nil` for other entries.
  package let tree: CompactRange?

  package init(index: UInt64, received: Timepoint, previous: Timepoint, tree: CompactRange? = nil) {
    self.index = index
    self.received = received
    self.previous = previous
    self.tree = tree
  }
}

extension LedgerView {
  /// Judges a statement against the state: what it changes, or why it changes nothing.
  ///
  /// Looks up points and never replays history, so that one command, a busy node and an audit share it. Throws
  /// only where a look-up failed; a rule's "no" is a value.
  package func admit(_ entry: VerifiedEntry, at position: LogPosition) throws -> Result<
    [Change], AdmissionRefusal
  > {
    do {
      try checkTime(of: entry.content, at: position)
      switch entry.content {
      case .genesis(let genesis): return .success(try admit(genesis, at: position))
      case .statement(let statement, let id): return .success(try admit(statement, id, at: position))
      case .checkpoint(let checkpoint):
        return .success(try admit(checkpoint, seen: entry.witnessed, at: position))
      case .logKeys(let change): return .success(try admit(change, at: position))
      case .boxedBallot(let boxed): return .success(try admit(boxed, seen: entry.witnessed, at: position))
      case .correction(let correction): return .success(try admit(correction, at: position))
      }
    } catch {
      guard let refusal = AdmissionRefusal(error) else { throw error }
      return .failure(refusal)
    }
  }

  /// Whether a statement would have an effect if it were signed and received now; nothing is changed.
  package func preview(_ statement: Statement, at position: LogPosition) throws -> AdmissionRefusal? {
    do {
      _ = try admit(statement, statement.id, at: position)
      return nil
    } catch {
      guard let refusal = AdmissionRefusal(error) else { throw error }
      return refusal
    }
  }

  /// Instants of receipt never fall, and none is before what witnesses had seen already; a correction of the clock
  /// is judged by itself.
  private func checkTime(of content: EntryContent, at position: LogPosition) throws {
    if content.correctsTime { return }
    guard position.received >= position.previous else {
      throw AdmissionRefusal.clockRegressed(last: position.previous)
    }
    if let seen = try witnessedTime(), position.received < seen {
      throw AdmissionRefusal.clockRegressed(last: seen)
    }
  }

  private func admit(_ genesis: Genesis, at position: LogPosition) throws -> [Change] {
    guard position.index == 0 else { throw AdmissionRefusal.notFirst }
    let isOrdered = zip(genesis.founders, genesis.founders.dropFirst()).allSatisfy { $0 < $1 }
    guard isOrdered, 1...100 ~= genesis.founders.count else { throw AdmissionRefusal.foundersMissing }
    guard Genesis.isHost(genesis.host), DisplayText.fault(of: genesis.name, limit: 80) == nil else {
      throw AdmissionRefusal.hostUnusable
    }
    guard let charter = try documents.charter(genesis.charterHash) else {
      throw AdmissionRefusal.documentMissing(genesis.charterHash)
    }
    guard charter.name == genesis.name else { throw AdmissionRefusal.displayMismatch(field: "name") }
    try checkPolicy(of: charter)
    let origin = Origin(number: 0, id: charter.hash, index: position.index, at: position.received)
    return [
      Change(DAORecord.key, DAORecord(genesis).bytes), CharterRecord(charter.hash, origin: origin).change,
    ] + (try founding(genesis)) + (try releaseKeys(adopting: charter, after: nil, by: origin))
  }

  private func admit(_ statement: Statement, _ id: Digest, at position: LogPosition) throws -> [Change] {
    guard position.index > 0, let dao = try dao() else { throw AdmissionRefusal.notFounded }
    try checkHeader(statement.header, dao: dao, at: position)
    switch statement {
    case .ballot(let ballot): return try admit(ballot, id, at: position)
    case .proposal(let submission): return try admit(submission, dao: dao, at: position)
    case .delegation(let delegation): return try admit(delegation, at: position)
    case .electorate(let electorate): return try admit(electorate, at: position)
    case .electorateAttestation(let attestation): return try admit(attestation, at: position)
    case .act(let act): return try admit(act, at: position)
    case .deposit(let deposit): return try admit(deposit, id, at: position)
    case .brake(let act): return try admit(act, dao: dao, at: position)
    case .commission(let commission): return try admit(commission, id, at: position)
    case .attestation(let attestation): return try admit(attestation, id, at: position)
    case .incident(let report): return try admit(report, id, at: position)
    case .draw(let draw): return try admit(draw, id, at: position)
    case .release(let release): return try admit(release, id, at: position)
    case .evaluationOpening(let opening): return try admit(opening, id, at: position)
    case .evaluationCommitment(let commitment): return try admit(commitment, id, at: position)
    case .evaluationReveal(let reveal): return try admit(reveal, id, at: position)
    }
  }

  /// The DAO's name is spelt as it is, and the statement was signed and received in its time.
  func checkHeader(_ header: StatementHeader, dao: DAORecord, at position: LogPosition) throws {
    guard header.daoName.isSpelt(like: dao.name) else { throw AdmissionRefusal.displayMismatch(field: "dao") }
    guard header.signedAt <= position.received + StatementHeader.clockSkew else {
      throw AdmissionRefusal.signedAhead(by: header.signedAt.since(position.received))
    }
    guard position.received <= header.validUntil else {
      throw AdmissionRefusal.tooLate(validUntil: header.validUntil)
    }
  }

  /// Sequences of one signer in one scope rise strictly, by at most 2^20.
  static func checkSequence(_ sequence: UInt64, after last: UInt64) throws {
    guard sequence > last else { throw AdmissionRefusal.stale(last: last) }
    guard sequence - last <= StatementHeader.sequenceGap else {
      throw AdmissionRefusal.sequenceGap(last: last)
    }
  }

  /// Checks the sequence of a statement other than a ballot, and records it.
  func advance(_ body: some StatementBody) throws -> Change {
    let header = body.header
    try Self.checkSequence(header.sequence, after: try lastSequence(of: header.signer, scope: body.scope))
    var value: [UInt8] = []
    value.append(bigEndian: header.sequence)
    return Change(Self.sequenceKey(header.signer, body.scope), value)
  }
}
