internal import CanonicalEncoding
internal import Governance
internal import Signing

extension LedgerView {
  /// Takes an attester's word on an electorate: one signature of the several it takes, or an objection.
  func admit(_ attestation: ElectorateAttestation, at position: LogPosition) throws -> [Change] {
    let sequence = try advance(attestation)
    let (claim, attester) = (attestation.claim, attestation.header.signer)
    guard let charter = try charter(at: position.received), let rules = charter.electorates,
      let role = charter.roles[rules.attestedBy]
    else { throw ClaimRefusal.notAttested }
    let known = try record(of: claim)
    // Who has left the role can still take a word of their own back.
    let isOwn = known?.signatures.contains { $0.attester == attester } ?? false
    guard role.members.contains(attester) || isOwn && attestation.verdict == .objects else {
      throw AdmissionRefusal.roleMissing(rules.attestedBy)
    }
    try checkForm(of: claim, rules, at: position)
    var record = try known ?? ClaimRecord(claim, electorate: registration(of: claim).index)
    guard !record.objections.contains(where: { $0.attester == attester }) else {
      throw ClaimRefusal.objected
    }
    guard !isOwn || attestation.verdict == .objects else {
      throw ClaimRefusal.alreadySaid(verdict: attestation.verdict.rawValue)
    }
    guard try documents.holds(claim.recipe) else { throw AdmissionRefusal.documentMissing(claim.recipe) }
    switch attestation.verdict {
    case .attests:
      try checkWords(of: attester, besides: claim)
      record.sign(attester, index: position.index)
      guard charter.witnesses == nil else {
        return [record.change, sequence, try UnseenClaims(in: self).adding(claim).change]
      }
      record.see(before: .max, at: position.received)
      record.agree(
        role, window: rules.window, at: position.received, known: position.received,
        seen: try witnessedTime())
    case .objects:
      record.object(
        attester, index: position.index, clock: try attestersClock(charter, at: position.received),
        received: position.received, seen: try witnessedTime())
    }
    return [record.change, sequence]
  }

  /// Nobody stands by two claims that cannot both be right, nor by more than anybody can look at.
  ///
  /// Otherwise one attester could make a second claim out of a slip of another, and void with it what counts.
  private func checkWords(of attester: AccountKey, besides claim: ElectorateClaim) throws {
    let own = try claims(series: claim.series).filter { record in
      record.standing.contains { $0.attester == attester }
    }
    guard !own.contains(where: { $0.claim.contradicts(claim) }) else { throw ClaimRefusal.contradictsOwn }
    guard own.count(where: { $0.agreement() == nil }) < ClaimRecord.openLimit else {
      throw ClaimRefusal.tooManyOpen(limit: ClaimRecord.openLimit)
    }
  }

  private func checkForm(of claim: ElectorateClaim, _ rules: ElectorateRules, at position: LogPosition) throws
  {
    guard ChainName.isValid(claim.block.chain) else { throw ClaimRefusal.form(field: "chain") }
    guard rules.chain.map({ $0.isSpelt(like: claim.block.chain) }) ?? true else {
      throw ClaimRefusal.notAsked(field: "chain")
    }
    guard rules.recipe ?? claim.recipe == claim.recipe else { throw ClaimRefusal.notAsked(field: "recipe") }
    guard claim.block.time <= position.received + StatementHeader.clockSkew else {
      throw ClaimRefusal.blockAhead(by: claim.block.time.since(position.received))
    }
  }

  /// The first registration of the rows that a claim is about.
  private func registration(of claim: ElectorateClaim) throws -> ElectorateRecord {
    let registered = try records.rows(.electorate, ByteString(utf8: claim.series))
      .map { try ElectorateRecord(bytes: $0.value) }
    guard let registered = registered.first(where: { $0.root == claim.root }) else {
      throw ClaimRefusal.unregistered(root: claim.root)
    }
    guard registered.file == claim.file else { throw ClaimRefusal.differs(field: "file") }
    guard registered.rows == claim.rows else { throw ClaimRefusal.differs(field: "rows") }
    guard registered.totals == claim.totals else { throw ClaimRefusal.differs(field: "totals") }
    return registered
  }

  /// What witnesses have seen of attesters' signatures: since when enough of them agree.
  ///
  /// - Parameters:
  ///   - size: How many entries they had seen.
  ///   - instant: By when they had.
  func attestersSeen(
    under policy: Digest, size: UInt64, by instant: Timepoint, at position: LogPosition
  ) throws -> [Change] {
    guard let charter = try charter(at: position.received), charter.witnesses?.policy == policy else {
      return []
    }
    var unseen = try UnseenClaims(in: self)
    guard !unseen.keys.isEmpty else { return [] }
    var changes: [Change] = []
    for key in unseen.keys {
      guard
        var record = try records.value(ClaimRecord.key(series: key.series, id: key.id))
          .map({ try ClaimRecord(bytes: $0) }),
        record.signatures.contains(where: { $0.seen == nil && $0.index < size })
      else { continue }
      record.see(before: size, at: instant)
      if let rules = charter.electorates, let role = charter.roles[rules.attestedBy] {
        record.agree(
          role, window: rules.window, at: instant, known: position.received,
          seen: max(instant, try witnessedTime() ?? instant))
      }
      if !record.isUnseen { unseen.remove(key) }
      changes.append(record.change)
    }
    return changes.isEmpty ? [] : changes + [unseen.change]
  }

  /// Whether witnesses are waited for so that an electorate counts: its window is over by the log's clock, and not yet
  /// by theirs.
  func attestersWait(for policy: Digest, at now: Timepoint) throws -> Bool {
    guard let charter = try writtenCharter(at: now), charter.electorates != nil,
      charter.witnesses?.policy == policy
    else {
      return false
    }
    let clock = try attestersClock(charter, at: now)
    return try charter.series.contains { series in
      try claims(series: series).contains { record in
        record.agreement().map { clock < $0.counts && $0.counts <= now } ?? false
      }
    }
  }
}
