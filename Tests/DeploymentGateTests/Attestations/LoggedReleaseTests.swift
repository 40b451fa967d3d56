import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import SafetyProtocol
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

/// What a log says of the signatures under an envelope.
@Suite struct LoggedReleaseTests {
  /// A DAO that asks for two holders and approved a model, with the statements about that.
  private static func decided() async throws -> (
    dao: SampleDAO<MemoryLogStore>, release: DecidedRelease,
    statements: [(name: String, statement: InTotoStatement)]
  ) {
    let block = try SampleRelease.block(needs: 2, [(1, "lab-one"), (2, "lab-two"), (3, "lab-two")])
    let dao = try await SampleDAO(on: MemoryLogStore(), edits: SafetySample.edits(brake: block))
    let proposal = try await dao.carryOut(.deployModel(try SafetySample.deployment()))
    let (release, statements) = try await dao.decided(on: proposal)
    return (dao, release, statements)
  }

  private static func look(
    _ statement: InTotoStatement, signedBy keys: [UInt8], in dao: SampleDAO<MemoryLogStore>
  ) throws -> LoggedRelease {
    let signers = try keys.map { try SampleRelease.secret($0) }
    let envelope = try AttestationEnvelope(signing: statement, with: signers)
    let now = dao.clock.now()
    return try dao.chamber.read { try LoggedRelease(envelope, in: $0, at: now, with: Secp256k1Verifier()) }
  }

  private static func expectAlarm(
    _ keys: [UInt8], _ statement: InTotoStatement, in dao: SampleDAO<MemoryLogStore>,
    at location: SourceLocation = #_sourceLocation
  ) {
    let refusal = #expect(throws: AttestationRefusal.self, "\(keys)", sourceLocation: location) {
      try look(statement, signedBy: keys, in: dao)
    }
    #expect(refusal?.code == "attest.unlogged", sourceLocation: location)
  }

  @Test func `trust 22: one key that signs what no entry records raises an alarm among any others`()
    async throws
  {
    let (dao, release, statements) = try await Self.decided()
    let approval = statements[0].statement
    for keys in [[1], [1, 2], [9, 3]] as [[UInt8]] { Self.expectAlarm(keys, approval, in: dao) }
    try await dao.submit(dao.releasing(release, statements, key: 1), by: 0)
    #expect(try Self.look(approval, signedBy: [1, 9], in: dao).signers.map(\.holder) == ["lab-one"])
    Self.expectAlarm([1, 2], approval, in: dao)
    // Of that message only: the same key may not say anything else.
    Self.expectAlarm(
      [1], InTotoStatement(subjects: approval.subjects, predicateType: "https://x", predicate: .null),
      in: dao)
    // A stranger's signature is no business of the log, and does not count either.
    let strange = try Self.look(approval, signedBy: [9], in: dao)
    #expect(strange.signers.isEmpty && strange.isAsked && !strange.isOfReleaseKey)
  }

  @Test func `as many holders as the charter says are enough, and one fewer are not`() async throws {
    let (dao, release, statements) = try await Self.decided()
    let approval = statements[0].statement
    for (key, holders) in [(UInt8(2), 1), (3, 1), (1, 2)] {
      try await dao.submit(dao.releasing(release, statements, key: key), by: 0)
      let signed: [UInt8] = holders == 2 ? [2, 3, 1] : key == 2 ? [2] : [2, 3]
      let logged = try Self.look(approval, signedBy: signed, in: dao)
      #expect(logged.needs == 2 && logged.keys.count == signed.count)
      if holders == 2 {
        try logged.requireEnough()
      } else {
        #expect(throws: AttestationRefusal.holders(have: 1, needs: 2)) { try logged.requireEnough() }
      }
    }
  }

  // MARK: Where no entry is asked for

  @Test
  func
    `what was decided before the charter asked for signatures raises no alarm, and nothing else is spared`()
    async throws
  {
    let dao = try await SampleDAO(on: MemoryLogStore(), edits: SafetySample.edits())
    let stages = """
      "stages":[{"name":"canary","max_traffic_permille":10},{"name":"all","max_traffic_permille":1000}]
      """
    let proposal = try await dao.carryOut(
      .deployModel(try SafetySample.deployment(SafetySample.model(1), stages)))
    let (_, canary) = try await dao.decided(on: proposal)
    try await dao.carryOut(#"{"type":"model.promote","deployment":"\#(proposal)","stage":"all"}"#)
    let (_, all) = try await dao.decided(on: proposal)
    let yaml = try SampleCharter.yaml(
      name: "Helios Labs", founders: [dao.account(0)],
      edits: SafetySample.edits(brake: try SampleRelease.block(needs: 2, [(1, "lab-one"), (2, "lab-two")])))
    try await dao.carryOut(
      #"{"type":"charter.amend","charter":"\#(dao.documents.keep(Array(yaml.utf8)))"}"#)
    for (_, statement) in canary + all {
      let logged = try Self.look(statement, signedBy: [1], in: dao)
      #expect(!logged.isAsked && logged.isOfReleaseKey && logged.signers.isEmpty)
      // The same for whoever else signed it then.
      #expect(try !Self.look(statement, signedBy: [9], in: dao).isAsked)
    }
    // To the byte: the word of a statement that it is of then counts for nothing.
    let approval = canary[0].statement
    Self.expectAlarm(
      [1], InTotoStatement(subjects: approval.subjects, predicateType: "https://x", predicate: .null),
      in: dao)
    let model = SafetySample.model(2)
    Self.expectAlarm(
      [1],
      InTotoStatement(
        subjects: [.init(name: "MiniLM", omsRoot: model.omsRoot, dirHash: model.dirHash)],
        predicateType: approval.predicateType, predicate: approval.predicate), in: dao)
    // What was decided afterwards must be on record.
    let later = try await dao.carryOut(.deployModel(try SafetySample.deployment(model)))
    Self.expectAlarm([1], try await dao.decided(on: later).statements[0].statement, in: dao)
  }

  @Test func `where no charter ever asked for signatures a registered key raises no alarm`() async throws {
    let dao = try await SampleDAO(on: MemoryLogStore(), edits: SafetySample.edits())
    try await dao.carryOut(
      """
      {"type":"key.register","purpose":"release","holder":"lab-one","algorithm":"ecdsa-p256",\
      "spki":"0x\(Hex.encode(try SampleRelease.key(1).spki))"}
      """)
    let proposal = try await dao.carryOut(.deployModel(try SafetySample.deployment()))
    let approval = try await dao.decided(on: proposal).statements[0].statement
    let logged = try Self.look(approval, signedBy: [1], in: dao)
    #expect(!logged.isAsked && logged.isOfReleaseKey)
  }

  // MARK: The proof inside

  @Test func `a proof is found in whatever brings one, and refused wherever it does not hold`() async throws {
    let (dao, release, _) = try await Self.decided()
    let tree = try ModelTree([ModelFile(path: ModelPath("w.bin"), size: 1, sha256: .sha256([1]))])
    let anchor = DecisionProof.Anchor(
      dao: dao.genesis.daoID, logKeys: try LogKeyChain(dao.genesis), policy: nil)
    func proof(_ statement: InTotoStatement) throws(AttestationRefusal) -> ByteString? {
      let verifier = Secp256k1Verifier()
      return try DecisionProof.proof(
        in: statement, against: anchor, with: verifier, curves: LogCurves(verifier))
    }
    let sound = ByteString(
      try await dao.chamber.receipt(index: release.entry.orThrow(), origin: dao.genesis.origin).proof.bytes)
    var bytes = sound.bytes
    bytes[bytes.count - 8] ^= 1
    let flipped = ByteString(bytes)
    for (statement, altered) in zip(
      release.statements(provenBy: sound, files: tree), release.statements(provenBy: flipped, files: tree))
    {
      let brings = ["approval", "model"].contains(statement.name)
      #expect(try proof(statement.statement) == (brings ? sound : nil), "\(statement.name)")
      guard brings else { continue }
      let refusal = #expect(throws: AttestationRefusal.self, "\(statement.name)") {
        try proof(altered.statement)
      }
      #expect(refusal?.code == "attest.proof")
    }
  }
}
