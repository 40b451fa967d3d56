import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import Secp256k1Signing
import Signing
import Testing

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
    return try dao.chamber.read { try LoggedRelease(envelope, in: $0, with: Secp256k1Verifier()) }
  }

  @Test func `trust 22: one key that signs what no entry records raises an alarm among any others`()
    async throws
  {
    let (dao, release, statements) = try await Self.decided()
    let approval = statements[0].statement
    func expectAlarm(_ keys: [UInt8], _ statement: InTotoStatement) {
      let refusal = #expect(throws: AttestationRefusal.self, "\(keys)") {
        try Self.look(statement, signedBy: keys, in: dao)
      }
      #expect(refusal?.code == "attest.unlogged")
    }
    for keys in [[1], [1, 2], [9, 3]] as [[UInt8]] { expectAlarm(keys, approval) }
    try await dao.submit(dao.releasing(release, statements, key: 1), by: 0)
    #expect(try Self.look(approval, signedBy: [1, 9], in: dao).signers.map(\.holder) == ["lab-one"])
    expectAlarm([1, 2], approval)
    // Of that message only: the same key may not say anything else.
    expectAlarm(
      [1], InTotoStatement(subjects: approval.subjects, predicateType: "https://x", predicate: .null))
    // A stranger's signature is no business of the log.
    #expect(try Self.look(approval, signedBy: [9], in: dao).signers.isEmpty)
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
}
