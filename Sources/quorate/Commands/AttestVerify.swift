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

extension AttestCommand {
  /// `quorate attest verify`.
  struct Verify: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: "Verify an attestation, and say what it proves.",
      discussion: """
        quorate attest verify approval.dsse.json --public-key release.pub.pem
        quorate attest verify model.sig --public-key release.pub.pem --model ./tiny-model
        quorate attest verify a.dsse.json --public-key a.pem --public-key b.pem --threshold 2

        quorate attest verify approval.dsse.json --log mirror/ --pin 0x…

        An approval also brings along its entry of the log. It is checked with
        --pin 0x… and --log-key, or with the workspace that is found here.
        With a log, the DAO's own release keys and threshold count, and a signature
        of such a key that is no entry of the log is an alarm (exit 4). What the log
        says of the approval since counts too: one that was revoked, closed by a pause
        that lapsed or suspended ends with 3, however well it is signed.
        """)
    @Argument(help: "An envelope, a Sigstore bundle or the signature of a model.") var file: String
    @Option(
      name: .customLong("public-key"),
      help: "A key that may have signed (PEM); may stand several times (default: the DAO's release keys).")
    var publicKey: [String] = []
    @Option(help: "How many of these keys must have signed (default: all).") var threshold: Int?
    @Option(help: "The folder of the model that it must be about.") var model: String?
    @Option(help: "The DAO that must have approved.") var pin: String?
    @Option(
      name: .customLong("key-history"), help: "What `log key show -o` wrote: the log's keys, old and new.")
    var keyHistory: String?
    @Option(name: .customLong("log-key"), help: "A key of its log; may stand several times.") var logKey:
      [String] = []
    @Option(help: "A published log or a bundle that must record every release signature; needs --pin.")
    var log: String?
    @Option(help: "A policy of witnesses that must have cosigned.") var policy: String?
    @OptionGroup var instant: InstantOptions
    @OptionGroup var options: GlobalOptions

    func answer() async throws -> Answer {
      let envelope = try Files.parse(file, limit: AttestationEnvelope.sizeLimit, Self.read).envelope
      let (logged, standing) = try await logged(envelope)
      let (keys, needed) = try keys(logged)
      let payload = try envelope.verified(by: keys, threshold: needed, with: Secp256k1Verifier())
      let statement = try InTotoStatement(payload)
      var words = try AttestationWords(statement, signers: payload.signers, keys: keys.count)
      words.add(logged, isRelease: ReleaseStatements.types.contains(statement.predicateType))
      words.add(standing)
      if let model {
        try await checkModel(model, statement, &words)
      } else {
        words.warn("attest.noModel", "it was not compared with any files; give --model DIR")
      }
      // Of what is suspended the proof is under the same stolen keys, and shows nothing either way.
      if !words.isSuspended { try checkDecision(&words) }
      return words.answer
    }

    /// Whose signatures count, and how many must have signed: the keys given, else those on record in the log, else
    /// the release keys that the DAO here has registered.
    private func keys(_ logged: LoggedRelease?) throws -> (keys: [AttestationKey], needed: Int) {
      if !publicKey.isEmpty {
        let keys = try publicKey.map { try AttestationKey(pem: try Files.read($0, limit: 1 << 16)) }
        return (keys, threshold ?? keys.count)
      }
      if let logged, logged.isAsked {
        try logged.requireEnough()
        return (logged.keys, threshold ?? logged.keys.count)
      }
      let registered = try (try? Session(options)).map { try $0.releaseKeys(at: try now()) } ?? []
      guard !registered.isEmpty else {
        throw Failure(
          .usage, "attest.noKey", "say whose signature counts: what an envelope calls its key proves nothing",
          hint: "quorate attest verify \(file) --public-key FILE")
      }
      return (registered, threshold ?? registered.count)
    }

    /// What the log that is given, or else the workspace here, says of the signatures, and of the approval since; `nil`
    /// where there is no log.
    private func logged(
      _ envelope: AttestationEnvelope
    ) async throws -> (signatures: LoggedRelease?, approval: AttestedStanding?) {
      if let log {
        let (view, now) = try await Audits.audited(log, pin: pin)
        return try look(at: envelope, in: view, at: now)
      }
      guard pin == nil, let session = try? Session(options) else { return (nil, nil) }
      let now = try session.now()
      return try session.chamber.read { try look(at: envelope, in: $0, at: now) }
    }

    private func look<Store: Records, Files: Documents>(
      at envelope: AttestationEnvelope, in view: LedgerView<Store, Files>, at now: Timepoint
    ) throws -> (signatures: LoggedRelease?, approval: AttestedStanding?) {
      let signatures = try LoggedRelease(envelope, in: view, at: now, with: Secp256k1Verifier())
      let asked = try instant.at.map(TimeArgument.instant) ?? now
      return (signatures, try AttestedStanding(envelope.message, in: view, at: asked))
    }

    /// The envelope of a file, bare or in a bundle with a hint.
    static func read(_ bytes: [UInt8]) throws -> (envelope: AttestationEnvelope, hint: String?) {
      let value = try JSONParser.parse(bytes, limit: AttestationEnvelope.sizeLimit)
      guard value.object?["dsseEnvelope"] != nil else {
        return (try AttestationEnvelope(parsing: bytes), nil)
      }
      let bundle = try SigstoreBundle(parsing: bytes)
      return (bundle.envelope, bundle.hint)
    }

    /// Compares with the files of a model, one by one where they are listed, otherwise by both digests.
    private func checkModel(
      _ path: String, _ statement: InTotoStatement, _ words: inout AttestationWords
    ) async throws {
      let folder = try ModelFolder(path)
      guard case .signature(let signature) = words.content else {
        let tree = try await folder.contents().tree
        try statement.requireSubject(omsRoot: tree.omsRoot, dirHash: tree.dirHash)
        return words.add("it is about \(folder.name): both digests are those of its files")
      }
      let ignored = signature.ignored.filter { !([".git"] + ModelTree.skippedAtRoot).contains($0) }
      // A path that was left out and is not there leaves nothing out.
      let bare = try await folder.contents().tree
      let paths = ignored.compactMap { try? ModelPath($0) }.filter { path in
        bare.files.contains { path.covers($0.path) }
      }
      let tree = try ModelTree(bare.files, ignoring: paths)
      try signature.require(statement, toBeOf: tree)
      words.add(
        "all \(Format.number(tree.signed.count, "signed file")) of \(folder.name) are what was signed")
      let names = tree.skipped.prefix(5).map(\.path.shown).joined(separator: ", ")
      if !names.isEmpty { words.warn("attest.unsignedFiles", "not signed, and so not checked: \(names)") }
    }

    /// Checks the instant of an approval, and the entry that it or a revocation brings along.
    private func checkDecision(_ words: inout AttestationWords) throws {
      guard words.isDecision else { return }
      // What stopped it says more than that its time is over, or has yet to come.
      if !words.isStopped { try words.approval?.requireValid(at: try now()) }
      guard let anchor = try anchor() else {
        return words.warn(
          "attest.unanchored", "that the DAO decided so was not checked; give --pin and --log-key")
      }
      let verifier = Secp256k1Verifier()
      let curves = LogCurves(verifier)
      let proof: DecisionProof
      if let approval = words.approval {
        proof = try DecisionProof(of: approval, against: anchor, with: verifier, curves: curves)
      } else if case .revocation(let revocation) = words.content {
        proof = try DecisionProof(of: revocation, against: anchor, with: verifier, curves: curves)
      } else {
        return
      }
      words.add(
        "entry \(proof.index) of the DAO's log executed the proposal, under a root of \(proof.checkpoint.size) entries"
      )
      if let time = proof.witnessed?.time {
        words.add("enough witnesses had seen that root by \(time.sentence)")
      }
    }

    /// The instant of `--at`, else that of the clock here: a rehearsal's, where its workspace is what is trusted.
    private func now() throws -> Timepoint {
      guard let text = instant.at else {
        return try pin == nil ? (try? Session(options))?.now() ?? SystemClock().now() : SystemClock().now()
      }
      return try TimeArgument.instant(text)
    }

    /// What an approval is held against: the flags, else the workspace here, else nothing.
    private func anchor() throws -> DecisionProof.Anchor? {
      let policy = try policy.map { try WitnessPolicy(parsing: try Files.read($0, limit: 1 << 16)) }
      if let (keys, dao) = try KnownLogKeys.chain(keys: logKey, history: keyHistory, pin: pin) {
        return DecisionProof.Anchor(dao: dao, logKeys: keys, policy: policy)
      }
      if let log, let pin {
        return try Audits.anchor(of: try Sights.open(log), dao: try Audits.pin(pin), policy: policy)
      }
      guard pin == nil else {
        throw Failure(
          .usage, "pin.missing", "--pin 0x… is given together with --log-key, --key-history or --log")
      }
      guard let session = try? Session(options) else { return nil }
      return DecisionProof.Anchor(
        dao: session.dao.id, logKeys: try session.logKeys(), policy: policy)
    }
  }
}
