package import CanonicalEncoding

/// A checkpoint that its log signed and enough witnesses have seen. Only `WitnessPolicy` makes one.
package struct WitnessedCheckpoint: Sendable {
  /// What the log says about itself.
  package let checkpoint: Checkpoint
  /// The note with all its lines, also those of strangers.
  package let note: SignedNote
  /// The lines of the policy's witnesses.
  package let cosignatures: [Cosignature]
  /// By when enough witnesses had seen it; `nil` where the policy asks for none.
  package let time: Timepoint?
  /// Up to when enough witnesses stood by it as the newest they knew.
  package let freshness: Timepoint?
}

extension WitnessPolicy {
  /// Verifies a signed checkpoint of a log under this policy.
  ///
  /// - Parameters:
  ///   - note: The note as it was published.
  ///   - origin: The log it must be of.
  ///   - keys: Keys of the log, pinned; every one of them must have signed. May be empty where the policy lists
  ///     the log, of whose listed keys one must have signed in any case.
  /// - Throws: `WitnessRefusal`; `checkpoint.insufficientWitnesses` where too few cosigned.
  package func verify(
    _ note: SignedNote, of origin: String, keys: [VerifierKey], with curves: some NoteCurves
  ) throws(WitnessRefusal) -> WitnessedCheckpoint {
    let checkpoint = try Self.checkpoint(note, of: origin)
    do throws(NoteRefusal) { try checkLog(note, origin, keys, curves) } catch { throw .note(error) }
    return try seen(checkpoint, note, with: curves)
  }

  /// What enough witnesses have seen, without asking whether the log signed it as well.
  ///
  /// Only for who holds the tree and compares it: witnesses cosign nothing that its log has not signed.
  package func verifySeen(
    _ note: SignedNote, of origin: String, with curves: some NoteCurves
  ) throws(WitnessRefusal) -> WitnessedCheckpoint {
    try seen(try Self.checkpoint(note, of: origin), note, with: curves)
  }

  private static func checkpoint(
    _ note: SignedNote, of origin: String
  ) throws(WitnessRefusal) -> Checkpoint {
    let checkpoint: Checkpoint
    do throws(CheckpointRefusal) { checkpoint = try Checkpoint(parsing: note.text) } catch {
      throw .checkpoint(error)
    }
    guard checkpoint.isOf(origin: origin) else { throw .otherLog(expected: origin, found: checkpoint.origin) }
    return checkpoint
  }

  private func seen(
    _ checkpoint: Checkpoint, _ note: SignedNote, with curves: some NoteCurves
  ) throws(WitnessRefusal) -> WitnessedCheckpoint {
    let cosignatures: [Cosignature]
    do throws(NoteRefusal) { cosignatures = try note.cosignatures(of: self.keys, with: curves) } catch {
      throw .note(error)
    }
    guard isSatisfied(by: cosignatures) else {
      throw .insufficient(have: Set(cosignatures.map(\.key)).count, needs: words)
    }
    return WitnessedCheckpoint(
      checkpoint: checkpoint, note: note, cosignatures: cosignatures, time: time(of: cosignatures),
      freshness: freshness(of: cosignatures))
  }

  private func checkLog(
    _ note: SignedNote, _ origin: String, _ keys: [VerifierKey], _ curves: some NoteCurves
  ) throws(NoteRefusal) {
    if !keys.isEmpty, try note.verified(by: keys, with: curves).count < keys.count { throw .unsigned }
    let listed = logs.map(\.key)
    guard keys.isEmpty || !listed.isEmpty else { return }
    let signers = try note.verified(by: listed, with: curves)
    // The key of a policy's log is named like the log.
    guard signers.contains(where: { $0.name.utf8.elementsEqual(origin.utf8) }) else { throw .unsigned }
  }
}

/// Why a signed checkpoint is not believed under a policy.
package enum WitnessRefusal: CodedRefusal, Hashable {
  /// The text is no checkpoint.
  case checkpoint(CheckpointRefusal)
  /// A line does not verify, or the log did not sign.
  case note(NoteRefusal)
  /// A checkpoint of another log.
  case otherLog(expected: String, found: String)
  /// Too few witnesses cosigned.
  case insufficient(have: Int, needs: String)

  /// The stable name.
  package var code: String {
    switch self {
    case .checkpoint(let refusal): refusal.code
    case .note(let refusal): refusal.code
    case .otherLog: "checkpoint.otherLog"
    case .insufficient: "checkpoint.insufficientWitnesses"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .checkpoint(let refusal): refusal.message
    case .note(let refusal): refusal.message
    case .otherLog(let expected, let found):
      "a checkpoint of \(DisplayText.escaped(found, limit: 120)), not of \(DisplayText.escaped(expected, limit: 120))"
    case .insufficient(let have, let needs):
      "\(have == 1 ? "1 witness has" : "\(have) witnesses have") cosigned; the policy needs \(needs)"
    }
  }
}
