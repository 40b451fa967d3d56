package import CanonicalEncoding
internal import Ledger
package import Governance
internal import Quorate
internal import Secp256k1Signing
internal import Signing
package import TransparencyLog

/// Three witnesses of whom two are enough, and what a charter says about them.
package enum SampleWitnesses {
  /// The Ed25519 seed of a witness.
  private static func seed(_ number: Int) -> [UInt8] {
    Digest.sha256(Array("quorate sample witness \(number)".utf8)).bytes
  }

  package static func key(_ number: Int) throws -> VerifierKey {
    try VerifierKey(
      name: "w\(number).example/a", algorithm: .cosignature,
      publicKey: try Ed25519.publicKey(of: seed(number)))
  }

  /// A policy of so many witnesses, more than half of whom are needed.
  package static func policy(of count: Int = 3) throws -> WitnessPolicy {
    let witnesses = try (1...count).map {
      WitnessPolicy.Witness(name: ByteString(utf8: "w\($0)"), key: try key($0), address: nil)
    }
    return try WitnessPolicy.of(witnesses, needs: WitnessPolicy.majority(of: count))
  }

  /// How long after the close what witnesses see is still in time.
  package static let grace = Span(milliseconds: 10_000)

  /// What a charter says: a gap of two minutes at most, ten seconds of grace.
  package static func block(
    policy: Digest, gap: String = "2m", challenge: String? = nil,
    requiredFor: [String] = ["text.resolution", "charter.amend"], dropBoxes: [String] = []
  ) -> String {
    let boxes =
      dropBoxes.isEmpty
      ? "" : "\n  drop_boxes: [\(dropBoxes.map { "\"\($0)\"" }.joined(separator: ", "))]"
    let more = (challenge.map { "\n  challenge: \($0)" } ?? "") + boxes
    return """
      witnesses:
        policy: "\(policy)"
        max_gap: \(gap)
        grace: \(grace)\(more)
        required_for: [\(requiredFor.joined(separator: ", "))]

      electorates_by: registrar
      """
  }

  /// The edit that puts it into the sample charter.
  package static func edit(
    policy: WitnessPolicy, gap: String = "2m", challenge: String? = nil,
    requiredFor: [String] = ["text.resolution", "charter.amend"], dropBoxes: [String] = []
  ) -> (from: String, to: String) {
    (
      "electorates_by: registrar",
      block(
        policy: policy.hash, gap: gap, challenge: challenge, requiredFor: requiredFor, dropBoxes: dropBoxes)
    )
  }

  /// A note with lines of witnesses, each at an instant of its own; `nil` for those that say nothing.
  package static func cosigned(_ note: SignedNote, at times: [Timepoint?]) throws -> SignedNote {
    var note = note
    for (number, time) in times.enumerated() {
      guard let time else { continue }
      let key = try key(number + 1)
      let seconds = time.milliseconds / 1000
      var blob: [UInt8] = []
      blob.append(bigEndian: seconds)
      blob += try Ed25519.sign(
        seed: seed(number + 1), message: SignedNote.cosignatureMessage(of: note.text, time: seconds))
      note = try note.appending(try NoteSignature(name: key.name, keyID: key.keyID, bytes: blob))
    }
    return note
  }

  /// Both kinds of curve.
  package static var curves: any NoteCurves { LogCurves(Secp256k1Verifier()) }
}

extension SampleDAO {
  /// Founds a DAO whose charter names the sample witnesses.
  package static func witnessed(
    on store: Store, edits: [(from: String, to: String)] = [], gap: String = "2m", challenge: String? = nil,
    dropBoxes: [String] = [], random: Int = 0, keyPlan: LogKeyPlan? = nil
  ) async throws -> SampleDAO {
    let policy = try SampleWitnesses.policy()
    let dao = try SampleDAO(
      preparedOn: store, random: random,
      edits: edits
        + [SampleWitnesses.edit(policy: policy, gap: gap, challenge: challenge, dropBoxes: dropBoxes)],
      keyPlan: keyPlan)
    dao.documents.keep(policy.bytes)
    try await dao.found()
    try await dao.register([400, 300, 200, 100])
    return dao
  }

  /// The log as it is signed now.
  package func signed() async throws -> SignedNote {
    try SignedNote(parsing: Array(try await chamber.signHead(origin: genesis.origin).note.utf8))
  }

  /// Two witnesses see the log as it is, now or at an instant, and what they say is put on record.
  /// - Returns: The size they saw.
  @discardableResult
  package func witness(at instant: Timepoint? = nil) async throws -> UInt64 {
    let note = try await signed()
    let time = instant ?? clock.now()
    try await record(try SampleWitnesses.cosigned(note, at: [time, time]))
    return try Checkpoint(parsing: note.text).size
  }

  /// Puts a cosigned note on record.
  @discardableResult
  package func record(
    _ note: SignedNote, policy: WitnessPolicy? = nil, correctsTime: Bool = false
  ) async throws -> UInt64 {
    let policy = try policy ?? SampleWitnesses.policy()
    return try await chamber.record(
      note, under: policy.hash, curves: SampleWitnesses.curves, correctsTime: correctsTime
    ).index
  }
}
