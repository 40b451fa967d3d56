package import CanonicalEncoding
internal import Governance

/// How far the signatures on one message of a release have come.
package struct ReleaseStanding: Sendable {
  /// A signature that is on record.
  package struct Signature: Hashable, Sendable {
    /// Whose.
    package let key: ReleaseKey
    /// The bytes, DER.
    package let bytes: [UInt8]
    /// Its entry.
    package let index: UInt64
    /// Whether the key was registered when it came, and is not known to have been stolen by then.
    package let isSound: Bool
    /// Whether it counts towards the number of holders: sound, and on the curve that tools verify.
    package var counts: Bool { isSound && key.key.algorithm.countsForReleases }
  }

  /// What was signed: SHA-256 of the message.
  package let message: Digest
  /// How many holders must sign.
  package let needs: Int
  /// Everything on record, those that count first, otherwise in the order of the entries.
  package let signatures: [Signature]

  /// Who has signed so that it counts, each once, sorted.
  package var holders: [String] {
    Set(signatures.filter(\.counts).map { ByteString(utf8: $0.key.holder) }).sorted()
      .map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// Whether enough holders have signed.
  package var isComplete: Bool { holders.count >= needs }
}

extension LedgerView {
  /// How far the signatures on a message have come.
  /// - Parameter releases: What is on record about its proposal, or about all.
  package func standing(
    of message: Digest, in releases: [ReleaseRecord], needs: Int
  ) throws -> ReleaseStanding {
    var signatures: [ReleaseStanding.Signature] = []
    for record in releases {
      guard let part = record.signed.first(where: { $0.message == message }),
        let key = try releaseKey(record.key)
      else { continue }
      signatures.append(
        ReleaseStanding.Signature(
          key: key, bytes: part.signature, index: record.index, isSound: key.counts(at: record.received)))
    }
    let ordered = signatures.sorted { ($0.counts ? 0 : 1, $0.index) < ($1.counts ? 0 : 1, $1.index) }
    return ReleaseStanding(message: message, needs: needs, signatures: ordered)
  }
}
