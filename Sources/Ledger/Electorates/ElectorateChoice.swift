package import CanonicalEncoding
internal import Governance

/// Which of the claims about one series counts: nobody chooses, and the registrar least of all.
package struct ElectorateChoice: Sendable {
  /// Everything that was claimed about the series.
  package let claims: [ClaimRecord]
  /// Now, by the clock that counts.
  package let clock: Timepoint
  /// Where it looks only at entries received before an instant, that instant.
  package let limit: Timepoint?
  /// Whether that is an instant of witnesses.
  package let isWitnessed: Bool

  package init(
    among claims: [ClaimRecord], by clock: Timepoint, before limit: Timepoint? = nil,
    isWitnessed: Bool = false
  ) {
    self.claims = claims
    self.clock = clock
    self.limit = limit
    self.isWitnessed = isWitnessed
  }

  private func agreement(on record: ClaimRecord) -> ClaimRecord.Agreement? {
    record.agreement(before: limit, isWitnessed: isWitnessed)
  }

  /// The claim on which enough attesters agree too, and which cannot be right if this one is; `nil` for none.
  package func contradiction(of record: ClaimRecord) -> ClaimRecord? {
    claims.filter { agreement(on: $0) != nil && $0.claim.contradicts(record.claim) }
      .min { $0.electorate < $1.electorate }
  }

  /// Whether a claim counts: enough attesters agree, the window is over, and no other such claim contradicts it.
  package func counts(_ record: ClaimRecord) -> Bool {
    guard let agreement = agreement(on: record), agreement.counts <= clock else { return false }
    return contradiction(of: record) == nil
  }

  /// Of those that count, the one of the newest block made between two instants, both included.
  ///
  /// Of two blocks of one instant it is the one whose electorate was registered first; of two claims about one
  /// electorate the one with the smaller identity.
  /// - Complexity: O(claims), and O(agreed²) for those that enough attesters agree on.
  package func newest(from earliest: Timepoint, to latest: Timepoint) -> ClaimRecord? {
    // Agreement first: anybody among the attesters can claim much, and only what enough agree on is looked at closely.
    let candidates = claims.filter {
      earliest <= $0.claim.block.time && $0.claim.block.time <= latest && agreement(on: $0) != nil
    }
    return candidates.sorted(by: Self.isPreferred).first(where: counts)
  }

  private static func isPreferred(_ left: ClaimRecord, _ right: ClaimRecord) -> Bool {
    if left.claim.block.time != right.claim.block.time {
      return left.claim.block.time > right.claim.block.time
    }
    if left.electorate != right.electorate { return left.electorate < right.electorate }
    return left.claim.id < right.claim.id
  }
}
