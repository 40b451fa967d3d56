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

extension AttestCommand {
  /// `quorate attest sign`.
  struct Sign: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign what the log says was decided about a model, with a release key.",
      discussion: """
        quorate attest sign P-0007 --with release-2027 --model ./tiny-model
        quorate attest sign P-0007 --with release-2027 --log mirror/ --pin 0x… -o one.json
        quorate attest sign test-result.json --with evaluator -o test-result.dsse.json

        For a proposal, the whole log is audited first. Everything that is signed
        follows from it and from the files, so that all holders of keys sign the same.
        Where the charter has a `release:` block, the signature is an entry of the log,
        and the files are written once enough holders have signed. Elsewhere what others
        signed into the same folder is compared, and signed as well.
        A file holds an in-toto statement of your own, such as the result of tests.
        """)
    @Argument(help: "P-0007, or a file with a statement.") var subject: String
    @Option(name: .customLong("with"), help: "The release key.") var releaseKey: String
    @Flag(name: .customLong("with-account"), help: "Sign with your account's key too (secp256k1).")
    var withAccount = false
    @Option(help: "The folder of the approved model.") var model: String?
    @Option(help: "A path that oms_root leaves out; may stand several times.") var ignore: [String] = []
    @Option(help: "A published log or a bundle to sign from, without a workspace; needs --pin and -o.")
    var log: String?
    @Option(help: "The DAO that is expected.") var pin: String?
    @Option(name: .shortAndLong, help: "The folder, or the file (default: attestations/P-NNNN).") var output:
      String?
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      if try FilePresence.isThere(subject) { return try signFile() }
      if let log { return try await signFromLog(log, files: files) }
      return try await signDecision()
    }

    /// The keys that sign, opened.
    func signers() throws -> [any AttestationSigner] {
      var signers: [any AttestationSigner] = []
      let passphrase = try Passphrase.existing(options, for: releaseKey)
      signers.append(try AttestCommand.keys.open(releaseKey, passphrase: passphrase))
      if withAccount {
        let key = try Session.unlock(try Session.keyName(options), options)
        signers.append(AccountAttestationSigner(key, publicKey: key.publicKey))
      }
      return signers
    }

    // MARK: A statement of one's own

    private func signFile() throws -> Answer {
      guard let output else {
        throw Failure(.usage, "attest.noOutput", "say where the envelope goes with -o FILE")
      }
      let kept = try OutputFile(output)
      try requireUnreserved(try AttestCommand.keys.entry(releaseKey).key)
      let bytes = try Files.read(subject, limit: AttestationEnvelope.sizeLimit)
      let statement = try InTotoStatement(proposed: bytes)
      guard !ReleaseStatements.types.contains(statement.predicateType) else {
        throw Failure(
          .notAllowed, "attest.onlyFromLog",
          "what a DAO decided is signed from its log, never from a file: \(Format.safe(statement.predicateType))",
          hint: "quorate attest sign P-0007 --with \(releaseKey)")
      }
      let words = try AttestationWords(statement, signers: [], keys: 0)
      try Writing.confirm("You sign: \(words.words)", options)
      let signers = try signers()
      for signer in signers { try requireUnreserved(try signer.key) }
      let envelope = try AttestationEnvelope(signing: bytes, with: signers)
      try kept.write(Array(envelope.json.indented.utf8))
      return Answer(
        schema: "quorate.signed/1", data: .members(["files": .array([.string(output)])]),
        text: "Signed \(Format.safe(output)): \(words.words)", brief: output)
    }

    /// Refuses a key that the DAO here has registered for releases, where it asks for entries: what else that signs is
    /// an alarm for everybody who verifies it.
    private func requireUnreserved(_ key: AttestationKey) throws {
      guard let session = try? Session(options) else { return }
      let registered = try session.chamber.read { view in
        try view.everAskedForReleases() ? try view.releaseKey(.sha256(key.spki)) : nil
      }
      guard let registered else { return }
      throw Failure(
        .notAllowed, "attest.reservedKey",
        "the key is registered for releases, held by \(Format.safe(registered.holder)): whatever it signs that is no "
          + "entry of the log counts as signed with a stolen key",
        hint: "quorate attest key create NAME")
    }

    // MARK: A decision

    private func signDecision() async throws -> Answer {
      let session = try Session(options)
      _ = try AttestCommand.keys.entry(releaseKey)
      let audit = try await Audits.verify(options, pin: nil, jobs: nil)
      guard audit.status == .ok else {
        throw Failure(
          .badEvidence, "attest.audit", "the log does not bear out what is on record; nothing was signed",
          hint: "quorate audit verify")
      }
      let decision = try await AttestedDecision(subject, in: session)
      let files = try await files(decision.model)
      return decision.isLogged
        ? try await signOnRecord(decision, files, session) : try signIntoFolder(decision, files, session)
    }

    private func folder(_ decision: AttestedDecision, _ session: Session) -> AttestedFolder {
      AttestedFolder(path: output ?? "\(session.layout.root)/attestations/\(decision.proposal.display)")
    }

    private func signIntoFolder(
      _ decision: AttestedDecision, _ files: ModelTree?, _ session: Session
    ) throws -> Answer {
      let folder = folder(decision, session)
      let statements = decision.statements(
        borneOutBy: try folder.proof(against: try session.anchor()), files: files)
      try Writing.confirm(decision.summary, options)
      let signed = try folder.sign(
        statements.map { (AttestedDecision.file($0.name), $0.statement) }, with: try signers())
      let unlogged = Answer.Warning(
        code: "attest.notLogged",
        message: "the charter asks for no signatures on releases, so that these are not entries of the log")
      return Answer(
        schema: "quorate.signed/1",
        data: .members([
          "files": .array(signed.map { .string($0.path) }), "proposal": .string(decision.proposal.display),
          "signatures": .array(signed.map { .integer($0.signatures) }),
        ]),
        text: ([decision.summary]
          + signed.map { "  \($0.path)  \(Format.number($0.signatures, "signature"))" }
          + ["Next:  quorate attest verify \(signed.first?.path ?? folder.path) --public-key FILE"])
          .joined(separator: "\n"),
        brief: folder.path, warnings: session.warnings + [unlogged])
    }

    private func signOnRecord(
      _ decision: AttestedDecision, _ files: ModelTree?, _ session: Session
    ) async throws -> Answer {
      let (now, key) = (try session.now(), try AttestCommand.keys.entry(releaseKey).key)
      let anchor = try session.anchor()
      let proof = try session.chamber.read { view in
        try view.requireReleaseKey(key, at: now)
        return try view.recordedProof(of: decision.release, against: anchor)
      }
      let statements = decision.statements(borneOutBy: proof, files: files)
      if !withAccount, try isDone(statements, decision, by: key, session) {
        throw ReleaseRefusal.alreadySigned
      }
      try Writing.confirm(
        "\(decision.summary)\nYour signatures become an entry of the log, for everybody to see.", options)
      // All of them are looked at before the first makes an entry.
      let signers = try signers()
      for signer in signers {
        let key = try signer.key
        try session.chamber.read { _ = try $0.requireReleaseKey(key, at: now) }
      }
      let open = try signers.filter { try !isDone(statements, decision, by: try $0.key, session) }
      guard !open.isEmpty else { throw ReleaseRefusal.alreadySigned }
      var done: [LoggedSigning.Entry] = []
      for signer in open {
        let file = try ReleaseFile(statements, of: decision.release, to: session.dao.id, with: signer)
        done.append(try await LoggedSigning.put(file, about: decision.release, in: session))
      }
      return try LoggedSigning.answer(done, decision, folder: folder(decision, session).path, session)
    }

    private func isDone(
      _ statements: [(name: String, statement: InTotoStatement)], _ decision: AttestedDecision,
      by key: AttestationKey, _ session: Session
    ) throws -> Bool {
      try session.chamber.read { try $0.isOnRecord(statements, of: decision.release, by: key) }
    }

    /// The files of `--model`, which must be those that were approved.
    private func files(_ approved: ModelDigests) async throws -> ModelTree? {
      guard let model else { return nil }
      let paths = try ignore.map { try ModelPath($0) }
      let tree = try await ModelFolder(model).contents(ignoring: paths).tree
      guard (tree.omsRoot, tree.dirHash) == (approved.omsRoot, approved.dirHash) else {
        throw AttestationRefusal.subject("its files have other digests than the ones that were voted on")
      }
      return tree
    }
  }
}
