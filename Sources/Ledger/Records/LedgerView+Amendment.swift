package import CanonicalEncoding
package import Governance
internal import SafetyProtocol

/// What adopting a charter would change, computed.
package struct AdoptionChange: Sendable {
  /// Both charters, clause by clause.
  package let ratchet: CharterRatchet
  /// Whether elected members sit now, or recalled ones do not: a charter that is adopted ends that, since its roles are as
  /// it says.
  package let endsElections: Bool

  package init(_ ratchet: CharterRatchet, endsElections: Bool = false) {
    self.ratchet = ratchet
    self.endsElections = endsElections
  }

  /// What an amendment has to say of it. Who unseats somebody, or seats again who was recalled, does not do less than
  /// loosen.
  package var change: ProtocolAmendment.Change { endsElections ? .loosening : .init(ratchet.tightness) }
}

extension LedgerView {
  /// What adopting a charter would change at an instant.
  /// - Throws: `AdmissionRefusal.documentMissing` where the charter in force is not there.
  package func change(adopting successor: Charter, at now: Timepoint) throws -> AdoptionChange {
    guard let charter = try writtenCharter(at: now) else {
      throw AdmissionRefusal.documentMissing(try charterHash(at: now))
    }
    return AdoptionChange(
      CharterRatchet(from: charter, to: successor), endsElections: try !elected(at: now).isEmpty)
  }
}
