internal import CanonicalEncoding
internal import Governance

extension LedgerView {
  /// What adopting a charter changes, or confirming the one in force.
  ///
  /// An amendment was voted on as a change of one charter. Where another is in force by now, adopted or back again, it is
  /// a change of something that nobody voted on.
  func amending(
    to hash: Digest, _ change: ProtocolAmendment.Change?, _ proposal: ProposalRecord, on occasion: Occasion
  ) throws -> [Change] {
    guard let standing = try charterRecord(at: occasion.now) else { throw AdmissionRefusal.notFounded }
    guard proposal.charterHash == standing.charter else {
      throw AdmissionRefusal.amendmentStale(inForce: standing.charter)
    }
    guard change != .confirming else {
      return [try confirmedCharter(hash, by: occasion.origin).change]
    }
    try checkChange(change, to: hash, at: occasion.now)
    let keys = try releaseKeys(adopting: hash, by: occasion.origin)
    let lapse = Lapse(occasion.provision, from: occasion.now, upon: standing.lapse)
    // What a charter does to keys is done for good, so that one that lapses must do nothing to them.
    guard lapse == nil || keys.isEmpty else { throw AmendmentRefusal.keysLapse }
    return keys + [CharterRecord(hash, origin: occasion.origin, lapse: lapse).change]
  }

  /// The charter in force without its end.
  /// - Throws: `AmendmentRefusal.notProvisional` where it is another one, or has none.
  func confirmedCharter(_ hash: Digest, by origin: Origin) throws -> CharterRecord {
    guard let standing = try charterRecord(at: origin.at), standing.charter == hash, standing.lapses != nil
    else { throw AmendmentRefusal.notProvisional }
    return standing.confirmed(by: origin)
  }
}
