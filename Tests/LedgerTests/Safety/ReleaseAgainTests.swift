import CanonicalEncoding
import Governance
import Ledger
import Quorate
import QuorateTesting
import SafetyProtocol
import Secp256k1Signing
import Signing
import Testing
import TransparencyLog

/// What a key may still sign when some of it is on record, and which proofs are taken.
@Suite struct ReleaseAgainTests {
  private typealias Statements = [(name: String, statement: InTotoStatement)]

  private func releaseDAO(keyPlan: LogKeyPlan? = nil) async throws -> MemoryDAO {
    let block = try SampleRelease.block(needs: 2, [(1, "lab-one"), (2, "lab-two")])
    return try await SampleDAO(
      on: MemoryLogStore(),
      edits: SafetySample.edits(brake: "brake: {pause_by: council, revoke_by: council}\n" + block),
      keyPlan: keyPlan)
  }

  /// Who has signed each of what is to be signed, so that it counts.
  private func holders(_ statements: Statements, on proposal: Digest, in dao: MemoryDAO) throws -> [[String]]
  {
    try dao.chamber.read { view in
      let releases = try view.releases(of: proposal)
      return try statements.map {
        try view.standing(of: $0.statement.messageDigest, in: releases, needs: 2).holders
      }
    }
  }

  private func deploy(_ dao: MemoryDAO, _ model: ModelDigests, _ more: String = "") async throws -> Digest {
    try await dao.carryOut(.deployModel(try SafetySample.deployment(model, more)))
  }

  @Test func `who signed the first stage signs the next, of which the summary is on record`() async throws {
    let dao = try await releaseDAO()
    let more = """
      "stages":[{"name":"canary","max_traffic_permille":10},{"name":"all","max_traffic_permille":1000}]
      """
    let proposal = try await deploy(dao, SafetySample.model(1), more)
    for key in [UInt8(1), 2] { try await dao.sign(releaseOf: proposal, key: key) }
    let (_, first) = try await dao.decided(on: proposal)
    try await dao.carryOut(#"{"type":"model.promote","deployment":"\#(proposal)","stage":"all"}"#)
    let (release, second) = try await dao.decided(on: proposal)
    #expect(first.last?.statement == second.last?.statement && second.last?.name == "vsa")
    #expect(first[1].statement != second[1].statement)
    #expect(try holders(second, on: proposal, in: dao).map(\.count) == [0, 0, 2])
    for key in [UInt8(1), 2] { try await dao.take(dao.releasing(release, second, key: key), by: 0) }
    #expect(try holders(second, on: proposal, in: dao).map(\.count) == [2, 2, 2])
    try await expectRefusal(
      "release.alreadySigned", of: dao.releasing(release, second, key: 1), by: 0, in: dao)
  }

  @Test func `holders who signed over proofs of their own come together over one of them`() async throws {
    let dao = try await releaseDAO()
    let proposal = try await deploy(dao, SafetySample.model(1))
    let (release, one) = try await dao.decided(on: proposal)
    _ = try await dao.propose()
    let (_, two) = try await dao.decided(on: proposal)
    #expect(one[0].statement != two[0].statement && one[1].statement == two[1].statement)
    // Both sign before either submits.
    try await dao.take(dao.releasing(release, one, key: 1), by: 0)
    try await dao.take(dao.releasing(release, two, key: 2), by: 0)
    #expect(try holders(one, on: proposal, in: dao).map(\.count) == [1, 2, 2])
    try await dao.take(dao.releasing(release, one, key: 2), by: 0)
    #expect(try holders(one, on: proposal, in: dao) == Array(repeating: ["lab-one", "lab-two"], count: 3))
    // Each signature is on record once.
    let records = try dao.chamber.read { try $0.releases(of: proposal) }
    #expect(
      records.map { $0.signed.map(\.name) } == [
        ["approval", "svr", "vsa"], ["approval", "svr", "vsa"], ["approval"],
      ])
    for statements in [one, two] {
      try await expectRefusal(
        "release.alreadySigned", of: dao.releasing(release, statements, key: 2), by: 0, in: dao)
    }
  }

  @Test func `who signed without the files adds their signature later`() async throws {
    let dao = try await releaseDAO()
    let file = try ModelFile(path: ModelPath("w.bin"), size: 1, sha256: .sha256([1]))
    let tree = try ModelTree([file])
    let proposal = try await deploy(dao, ModelDigests(omsRoot: tree.omsRoot, dirHash: tree.dirHash))
    let (release, bare) = try await dao.decided(on: proposal)
    try await dao.take(dao.releasing(release, bare, key: 1), by: 0)
    let (_, whole) = try await dao.decided(on: proposal, files: tree)
    let proof = try GovernanceApproval(bare[0].statement).proof
    let statements = release.statements(provenBy: proof, files: tree)
    #expect(whole.map(\.name) == ["approval", "model", "svr", "vsa"])
    try await dao.take(dao.releasing(release, statements, key: 1), by: 0)
    #expect(try holders(statements, on: proposal, in: dao).map(\.count) == [1, 1, 1, 1])
    try await expectRefusal(
      "release.alreadySigned", of: dao.releasing(release, statements, key: 1), by: 0, in: dao)
  }

  // MARK: Proofs

  /// The receipt of a decision, taken apart and altered.
  static let alterations: [(id: String, planned: Bool, alter: @Sendable (Receipt) throws -> Receipt)] = [
    (
      "a longer path", false,
      { receipt in
        let path = receipt.proof.path + receipt.proof.path
        return try Receipt(index: receipt.index, leaf: receipt.leaf, path: path, note: receipt.proof.note)
      }
    ),
    (
      "a hash of the path altered", false,
      { receipt in
        var path = receipt.proof.path
        path[0] = .sha256(path[0].bytes)
        return try Receipt(index: receipt.index, leaf: receipt.leaf, path: path, note: receipt.proof.note)
      }
    ),
    (
      "no path", false,
      { try Receipt(index: $0.index, leaf: $0.leaf, path: [], note: $0.proof.note) }
    ),
    ("a bit of the log's signature flipped", true, { try $0.flipping(line: 0) }),
    (
      "the checkpoint signed by other keys under the log's name", true,
      { receipt in
        let checkpoint = receipt.proof.checkpoint
        let others = try SampleLogKeys.signers(checkpoint.origin, pair: 3)
        return try Receipt(
          index: receipt.index, leaf: receipt.leaf, path: receipt.proof.path,
          note: try SignedNote(signing: receipt.proof.note.text, with: others))
      }
    ),
  ]

  @Test(arguments: alterations) func `trust 22: a proof that does not hold is no entry, and holds up nobody`(
    _ row: (id: String, planned: Bool, alter: @Sendable (Receipt) throws -> Receipt)
  ) async throws {
    let dao = try await releaseDAO(keyPlan: row.planned ? try SampleLogKeys.plan : nil)
    let proposal = try await deploy(dao, SafetySample.model(1))
    let (release, sound) = try await dao.decided(on: proposal)
    let receipt = try Receipt(parsing: try GovernanceApproval(sound[0].statement).proof.bytes)
    let altered = ByteString(try row.alter(receipt).proof.bytes)
    let statements = release.statements(provenBy: altered, files: nil)
    try await expectRefusal(
      "release.differs", of: dao.releasing(release, statements, key: 1), by: 0, in: dao)
    for key in [UInt8(1), 2] { try await dao.take(dao.releasing(release, sound, key: key), by: 0) }
    #expect(try holders(sound, on: proposal, in: dao).map(\.count) == [2, 2, 2])
  }

  @Test func `a proof that was taken stays good when the log has changed its keys`() async throws {
    let dao = try await releaseDAO(keyPlan: try SampleLogKeys.plan)
    let proposal = try await deploy(dao, SafetySample.model(1))
    let (release, statements) = try await dao.decided(on: proposal)
    _ = try await dao.chamber.changeKeys(
      to: try SampleLogKeys.pair(1), committing: try SampleLogKeys.pair(2).commitment,
      curves: LogCurves(Secp256k1Verifier()))
    try await dao.take(dao.releasing(release, statements, key: 1), by: 0)
    let (_, later) = try await dao.decided(on: proposal)
    try await dao.take(dao.releasing(release, later, key: 2), by: 0)
    for statements in [statements, later] {
      #expect(try holders(statements, on: proposal, in: dao)[0].count == 1)
    }
  }
}

extension InTotoStatement {
  fileprivate var messageDigest: Digest { .sha256(message) }
}

extension Receipt {
  /// The same with a bit of a signature line flipped.
  fileprivate func flipping(line: Int) throws -> Receipt {
    var lines = proof.note.signatures
    var bytes = lines[line].bytes
    bytes[bytes.count - 1] ^= 1
    lines[line] = try NoteSignature(name: lines[line].name, keyID: lines[line].keyID, bytes: bytes)
    return try Receipt(
      index: index, leaf: leaf, path: proof.path, note: SignedNote(text: proof.note.text, signatures: lines))
  }
}
