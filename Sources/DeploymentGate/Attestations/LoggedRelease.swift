package import CanonicalEncoding
internal import Governance
package import Ledger
package import Signing

/// What a log says about the signatures of release keys under an envelope.
///
/// Whoever steals a key can sign what was never decided, and cannot put it on record: so a signature of a release key
/// that is no entry is an alarm, whatever it is about and whatever else the envelope holds. Two things are none: in a
/// DAO no charter of which ever asked for entries, and over exactly what follows from a proposal that was submitted
/// under a charter that asks for none.
package struct LoggedRelease: Sendable {
  /// A release key that signed, and the entry that says so.
  package struct Signer: Hashable, Sendable {
    /// Who holds the key.
    package let holder: String
    /// The key.
    package let key: AttestationKey
    /// Its entry.
    package let index: UInt64
    /// Whether it counts.
    package let counts: Bool
  }

  /// Who signed, in the order of the entries.
  package let signers: [Signer]
  /// How many holders must sign.
  package let needs: Int
  /// Whether the log must have an entry for every signature of a release key; if not, nothing here says whose count.
  package let isAsked: Bool
  /// Whether one of the signatures is that of a key that was ever registered for releases.
  package let isOfReleaseKey: Bool

  /// Looks for every signature of a release key in the state of a log.
  /// - Parameter now: The instant at which that is asked: a vote that ended by then has decided.
  /// - Throws: `AttestationRefusal.unlogged` for the first that must be there and is not.
  /// - Complexity: one check for each pair of a key that was ever registered and a signature; where one is not there, one
  ///   comparison for each proposal.
  package init<Store: Records, Files: Documents>(
    _ envelope: AttestationEnvelope, in view: LedgerView<Store, Files>, at now: Timepoint,
    with curves: some ECDSAVerifier
  ) throws {
    let message = envelope.messageDigest
    let releases = try view.releases().filter { $0.signed.contains { $0.message == message } }
    let proposal = try releases.first.flatMap { try view.proposal($0.proposal) }
    let rules = try proposal.map { try view.releaseRules(of: $0) } ?? view.writtenCharter(at: now)?.release
    needs = rules?.needs ?? 1
    let standing = try view.standing(of: message, in: releases, needs: needs)
    var signers: [Signer] = []
    var missing: AttestationRefusal?
    for registered in try view.releaseKeys() {
      guard let key = try? AttestationKey(spki: registered.key.spki), envelope.isSigned(by: key, with: curves)
      else { continue }
      guard let entry = standing.signatures.first(where: { $0.key.id == registered.id }) else {
        missing = missing ?? .unlogged(holder: registered.holder, key: key.id)
        continue
      }
      signers.append(
        Signer(holder: registered.holder, key: key, index: entry.index, counts: entry.counts))
    }
    isOfReleaseKey = missing != nil || !signers.isEmpty
    // Where every signature of a release key is on record, no proposal has to be looked at.
    isAsked =
      try view.everAskedForReleases()
      && ((missing == nil && !signers.isEmpty) || !view.isDecidedUnasked(envelope.message, at: now))
    if isAsked, let missing { throw missing }
    self.signers = signers.sorted { $0.index < $1.index }
  }

  /// The keys that count.
  package var keys: [AttestationKey] { signers.filter(\.counts).map(\.key) }

  /// Refuses an envelope that fewer holders have signed than must.
  package func requireEnough() throws(AttestationRefusal) {
    let holders = Set(signers.filter(\.counts).map { Array($0.holder.utf8) }).count
    guard holders >= needs else { throw .holders(have: holders, needs: needs) }
  }
}

extension AttestationEnvelope {
  /// What every signature is over.
  package var messageDigest: Digest { .sha256(message) }

  /// Whether one of the signatures is a key's.
  package func isSigned(by key: AttestationKey, with curves: some ECDSAVerifier) -> Bool {
    signatures.contains { key.verifies($0.bytes, of: message, with: curves) }
  }

  /// The envelope of a message that is on record, with the signatures that are on record; those that count first.
  package init(message: [UInt8], signedAs standing: ReleaseStanding) throws {
    let payload = try InTotoStatement.payload(ofMessage: message)
    var signatures: [Signature] = []
    for signature in standing.signatures where signature.isSound {
      let id = try AttestationKey(spki: signature.key.key.spki).id
      if !signatures.contains(where: { $0.keyID == id }) {
        signatures.append(Signature(keyID: id, bytes: signature.bytes))
      }
    }
    try self.init(payloadType: InTotoStatement.payloadType, payload: payload, signatures: signatures)
  }
}
