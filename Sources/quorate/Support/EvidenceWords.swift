internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol
internal import Signing

/// What commands about evidence read and say alike.
enum EvidenceWords {
  static func format(_ name: String) throws -> EvidenceFormat {
    guard let format = EvidenceFormat(rawValue: name) else {
      let names = EvidenceFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(.usage, "usage", "formats are \(names)")
    }
    return format
  }

  /// `NAME=FILE` or `NAME=0x…` as the lines of an attestation, in order.
  static func configuration(_ words: [String]) throws -> [String] {
    var table: [(name: String, digest: Digest)] = []
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, ClauseName.isSound(parts[0]), !table.contains(where: { $0.name == parts[0] })
      else { throw Failure(.usage, "usage", "\(Format.safe(word)) is not NAME=FILE or NAME=0x…") }
      table.append(
        (parts[0], try Digest(parts[1]) ?? Digest.sha256(try Files.read(parts[1], limit: 1 << 30))))
    }
    return table.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      .map { "\($0.name)=\($0.digest)" }
  }

  /// Signs and submits an attestation, or says what would be.
  static func attest(
    summary: String, _ evidence: EvidenceFile, isRehearsal: Bool, _ session: Session,
    prepare: (DAOPreparing, AccountKey) throws -> Prepared
  ) async throws -> Answer {
    if isRehearsal {
      return Answer(
        schema: "quorate.preview/1", data: .members(["evidence": .string(evidence.hash.description)]),
        text: "Would attest \(summary). Nothing written (dry run).", brief: evidence.hash.description,
        warnings: session.warnings)
    }
    let signed = try await Writing.submit(
      in: session, summary: { _ in "\(Format.safe(session.dao.name)): you attest \(summary)" },
      prepare: prepare)
    return Answer(
      schema: "quorate.attested/1",
      data: .members([
        "entry": .integer(signed.receipt.index), "evidence": .string(evidence.hash.description),
        "statement": .string(signed.statement.id.description),
      ]),
      text: """
        Attested \(summary)
          sha256 \(evidence.hash)  entry \(signed.receipt.index)
        """, brief: evidence.hash.description, warnings: session.warnings)
  }
}
