internal import CanonicalEncoding
package import TransparencyLog

/// Proof that a ballot was kept out: what a drop-box gave for it, and a checkpoint of the DAO's log under which the vote
/// is settled without it.
///
/// It needs nothing but the entries and documents under that checkpoint, which are public and which its root fixes. Entry 0
/// is in it, so that the log's keys follow from the DAO's identity.
package struct KeptOutEvidence: Sendable {
  /// Entry 0.
  package let genesis: [UInt8]
  /// The box's proof, with the ballot.
  package let proof: [UInt8]
  /// The log's checkpoint.
  package let checkpoint: SignedNote

  private static let format = "quorate.kept-out/1"

  package init(genesis: [UInt8], proof: [UInt8], checkpoint: SignedNote) {
    self.genesis = genesis
    self.proof = proof
    self.checkpoint = checkpoint
  }

  /// The canonical JSON.
  package var bytes: [UInt8] {
    JSONValue.members([
      "checkpoint": .string(String(decoding: checkpoint.bytes, as: UTF8.self)),
      "format": .string(Self.format), "genesis": .string(Base64.encode(genesis)),
      "proof": .string(Base64.encode(proof)),
    ]).canonicalBytes
  }

  /// Reads the canonical JSON.
  /// - Throws: `JSONRefusal` or `NoteRefusal`; nothing is verified yet.
  package init(parsing bytes: [UInt8]) throws {
    var fields = try JSONFields(
      try JSONParser.parse(bytes, form: .canonical, limit: OmissionEvidence.sizeLimit),
      of: "evidence of a ballot kept out")
    checkpoint = try SignedNote(parsing: Array(try fields.string("checkpoint").utf8))
    guard try fields.string("format") == Self.format else { throw fields.unexpected("format", Self.format) }
    guard let genesis = Base64.decode(try fields.string("genesis")) else {
      throw fields.unexpected("genesis", "base64 text")
    }
    guard let proof = Base64.decode(try fields.string("proof")) else {
      throw fields.unexpected("proof", "base64 text")
    }
    (self.genesis, self.proof) = (genesis, proof)
    try fields.finish()
  }
}
