internal import ArgumentParser
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import SafetyProtocol
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

extension AttestCommand.Sign {
  /// Signs what a published log or a bundle says was decided: the way of a holder who has no workspace of the operator,
  /// and believes nothing but the log's beginning, and what this machine accepted of it before.
  func signFromLog(_ log: String, files: (ModelDigests) async throws -> ModelTree?) async throws -> Answer {
    guard let output else {
      throw Failure(.usage, "attest.noOutput", "say where the signatures go with -o FILE")
    }
    guard !withAccount else {
      throw Failure(.usage, "usage", "--with-account is for a workspace: run the command once for each key")
    }
    let kept = try OutputFile(output)
    let key = try AttestCommand.keys.entry(releaseKey).key
    let (view, now) = try await Audits.audited(log, pin: pin, follows: true)
    guard let dao = try view.dao() else { throw AdmissionRefusal.notFounded }
    let proposal = try view.proposal(named: subject)
    guard try view.releaseRules(of: proposal) != nil else { throw ReleaseRefusal.notAsked }
    let decided = try view.release(of: proposal, at: now)
    try view.requireReleaseKey(key, at: now)
    let sight = try Sights.open(log)
    let anchor = try Audits.anchor(of: sight, in: view, at: now)
    let proof =
      try view.recordedProof(of: decided, against: anchor) ?? Self.proof(of: decided, in: sight, anchor)
    let statements = decided.statements(provenBy: proof, files: try await files(decided.model))
    // The log was read again for the proof, and may be another one by now.
    guard statements.allSatisfy({ anchor.bearsOut($0.statement) }) else {
      throw Failure(.badEvidence, "attest.audit", "the proof from the log does not hold; nothing was signed")
    }
    guard try !view.isOnRecord(statements, of: decided, by: key) else { throw ReleaseRefusal.alreadySigned }
    let words = AttestedDecision.summary(of: decided, dao: dao.name)
    try Writing.confirm(
      "\(words)\nOnce submitted, your signatures are on record for everybody to see.", options)
    guard let signer = try signers().first else { throw ReleaseRefusal.keyUnknown(.sha256(key.spki)) }
    let file = try ReleaseFile(statements, of: decided, to: dao.id, with: signer)
    try kept.write(Array(file.json.indented.utf8))
    return Answer(
      schema: "quorate.signed/1",
      data: .members(["files": .array([.string(output)]), "proposal": .string(proposal.display)]),
      text: """
        \(words)
        Signed \(statements.map(\.name).joined(separator: ", ")) into \(Format.safe(output))
        Next:  whoever has the log's workspace: quorate attest submit \(Format.safe(output))
        """, brief: output)
  }

  /// The receipt of the entry that gave effect to a decision, under the checkpoint that was published.
  private static func proof(
    of decided: DecidedRelease, in sight: LogSight, _ anchor: DecisionProof.Anchor
  ) throws -> ByteString {
    guard let index = decided.entry else { return ByteString([]) }
    guard let log = sight.log, index < sight.checkpoint.size,
      let entry = try log.entries(from: index, limit: 1).first
    else { throw Failure(.badEvidence, "proof.missing", "the log does not hold entry \(index)") }
    _ = try anchor.policy?.verify(
      sight.note, of: sight.checkpoint.origin,
      keys: anchor.logKeys.period(ofSize: sight.checkpoint.size).keys, with: LogCurves(Secp256k1Verifier()))
    let path = try InclusionProof.path(of: index, size: sight.checkpoint.size) { try log.node($0) }
    return ByteString(try Receipt(index: index, leaf: entry.bytes, path: path, note: sight.note).proof.bytes)
  }
}

extension AttestCommand {
  /// `quorate attest submit`.
  struct Submit: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put on record what a release key signed elsewhere.",
      discussion: """
        quorate attest submit one.release.json

        A holder who has no workspace signs a published log's decision with
        `attest sign P-0007 --log LOG --pin 0x… -o FILE`. Anybody may submit the file:
        the log takes it only of a registered key, over what it computes itself.
        """)
    @Argument(help: "The file.") var file: String
    @Option(name: .shortAndLong, help: "The folder for a complete release (default: attestations/P-NNNN).")
    var output: String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let session = try Session(options)
      let file = try ReleaseFile(parsing: try Files.read(file, limit: ReleaseFile.sizeLimit))
      guard file.dao == session.dao.id else { throw AttestationRefusal.otherDAO(file.dao.description) }
      let decision = try await AttestedDecision(file.proposal.description, in: session)
      try Writing.confirm("\(decision.summary)\nYou put a holder's signatures on record.", options)
      let entry = try await LoggedSigning.put(file, about: decision.release, in: session)
      let folder = output ?? "\(session.layout.root)/attestations/\(decision.proposal.display)"
      return try LoggedSigning.answer([entry], decision, folder: folder, session)
    }
  }
}
