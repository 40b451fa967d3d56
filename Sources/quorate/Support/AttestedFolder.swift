internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing

/// A folder of attestations about one decision, to which each holder of a release key adds a signature.
struct AttestedFolder {
  /// A file that was written.
  struct Signed {
    let path: String
    let signatures: Int
  }

  let path: String

  /// A file in which attestations may stand.
  struct Candidate {
    let path: String
    /// Whether it is one by its name, or was named itself: whoever stole a key chooses the names of others.
    let isNamed: Bool

    /// What reads as an attestation in it: the file, or any of its lines.
    /// - Throws: Why the file does not read, where it is one by its name.
    func envelopes() throws -> [AttestationEnvelope] {
      do {
        let bytes = try Files.read(path, limit: AttestationEnvelope.sizeLimit)
        do { return [try AttestCommand.Verify.read(bytes).envelope] } catch {
          let lines = bytes.split(separator: 0x0a).compactMap {
            try? AttestCommand.Verify.read(Array($0)).envelope
          }
          guard lines.isEmpty, isNamed else { return lines }
          throw error
        }
      } catch {
        guard !isNamed, Failure(error).status != .notAllowed else { throw error }
        return []
      }
    }
  }

  /// Every file of a folder, or one file.
  static func files(at path: String) throws -> [Candidate] {
    guard let kind = try FilePresence.kind(at: path) else {
      throw Failure(.notFound, "storage.missing", "there is no \(Format.safe(path))")
    }
    guard kind == .folder else { return [Candidate(path: path, isNamed: true)] }
    return try FileManager.default.subpathsOfDirectory(atPath: path).sorted().compactMap { name in
      let file = "\(path)/\(name)"
      let kind = try? FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType
      guard kind != .typeDirectory else { return nil }
      return Candidate(path: file, isNamed: name.hasSuffix(".dsse.json") || name.hasSuffix(".sig"))
    }
  }

  /// The proof in what others signed, if it holds: as the log grows, each holder's own proof is another one, and only
  /// one can stand in the bytes that all sign.
  func proof(against anchor: DecisionProof.Anchor) throws -> ByteString? {
    for name in ["approval.dsse.json", "revocation.dsse.json"] {
      if let statement = try proposed(name), let proof = anchor.soundProof(in: statement) { return proof }
    }
    return nil
  }

  private func proposed(_ name: String) throws -> InTotoStatement? {
    let file = "\(path)/\(name)"
    return try FilePresence.isThere(file) ? try Copy(of: file).envelope.proposed() : nil
  }

  /// Signs statements into the folder. What stands there must be the same statements; nothing is written before all
  /// of them were compared.
  func sign(
    _ statements: [(name: String, statement: InTotoStatement)], with signers: [any AttestationSigner]
  ) throws -> [Signed] {
    try OutputFile.requireOutsideLog("\(path)/file")
    var copies: [(path: String, copy: Copy)] = []
    for (name, statement) in statements {
      let file = "\(path)/\(name)"
      var copy =
        try FilePresence.isThere(file)
        ? try Copy(of: file) : try Copy(of: statement, inBundle: name.hasSuffix(".sig"), by: signers[0].key)
      guard copy.envelope.holds(statement.canonicalBytes) else {
        throw Failure(
          .badEvidence, "attest.differs",
          "\(Format.safe(file)) says something else than the log and the files do; nothing was signed")
      }
      for signer in signers { try copy.add(signer) }
      copies.append((file, copy))
    }
    try DurableFile.makeFolder(path)
    for (file, copy) in copies { try DurableFile.write(Array(copy.json.indented.utf8), to: file) }
    return copies.map { Signed(path: $0.path, signatures: $0.copy.envelope.signatures.count) }
  }

  /// An attestation as it stands in a file: an envelope, or the bundle that `model_signing` reads.
  private struct Copy {
    private(set) var envelope: AttestationEnvelope
    /// What names the key of the first signature, the only one that program looks at.
    private let hint: String?

    init(of file: String) throws {
      (envelope, hint) = try AttestCommand.Verify.read(
        try Files.read(file, limit: AttestationEnvelope.sizeLimit))
    }

    init(of statement: InTotoStatement, inBundle: Bool, by key: AttestationKey) throws {
      envelope = try AttestationEnvelope(signing: statement, with: [])
      hint = inBundle ? SigstoreBundle.modelSigningHint(for: key) : nil
    }

    /// Adds a signature, unless the key has signed already.
    mutating func add(_ signer: any AttestationSigner) throws {
      let hasSigned = try? envelope.verified(by: [try signer.key], threshold: 1, with: Secp256k1Verifier())
      if hasSigned == nil { envelope = try envelope.adding(signer) }
    }

    var json: JSONValue { hint.map { SigstoreBundle(envelope: envelope, hint: $0).json } ?? envelope.json }
  }
}
