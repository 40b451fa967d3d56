import CanonicalEncoding
import QuorateTesting
import SafetyProtocol
import Testing

@testable import DeploymentGate
import Signing
import Ledger

@Suite struct ModelSignatureTests {
  private static func tree(_ files: [String: String], ignoring ignored: [String] = []) throws -> ModelTree {
    let list = try files.map { path, content in
      ModelFile(
        path: try ModelPath(path), size: UInt64(content.utf8.count), sha256: .sha256(Array(content.utf8)))
    }
    return try ModelTree(list, ignoring: ignored.map { try ModelPath($0) })
  }

  private static let files = ["a/b": "1", "a-b": "2", ".gitattributes": "3", "model.sig": "4"]

  /// What somebody reads who verified the signature of a model in a bundle.
  private static func read(_ statement: InTotoStatement) throws -> InTotoStatement {
    let signer = try AttestationSamples.p256(1)
    let bundle = SigstoreBundle(
      envelope: try AttestationEnvelope(signing: statement, with: [signer]),
      hint: SigstoreBundle.modelSigningHint(for: try signer.key))
    let read = try SigstoreBundle(parsing: bundle.json.canonicalBytes)
    #expect(read == bundle)
    return try InTotoStatement(
      try read.envelope.verified(by: [signer.key], threshold: 1, with: AttestationSamples.curves))
  }

  @Test func `a signed model is the one that was signed, with its approval beside the list`() throws {
    let model = try Self.tree(Self.files, ignoring: ["model.sig"])
    let approval = ApprovalSamples.approval(proof: [1])
    let statement = try Self.read(ModelSignature(of: model, approval: approval.json).statement(name: "tiny"))
    let signature = try ModelSignature(statement)
    #expect(signature.resources.map(\.path.text) == ["a/b", "a-b"])
    #expect(signature.ignored.contains("model.sig") && signature.root == model.omsRoot)
    try signature.require(statement, toBeOf: model)
    #expect(try GovernanceApproval(parsing: try #require(signature.approval)) == approval)
    #expect(
      try ModelSignature(Self.read(ModelSignature(of: model, approval: nil).statement(name: "x"))).approval
        == nil)
  }

  @Test func `attack: a changed, renamed, added or missing file is not the signed model`() throws {
    let model = try Self.tree(Self.files)
    let statement = try Self.read(ModelSignature(of: model, approval: nil).statement(name: "tiny"))
    let signature = try ModelSignature(statement)
    var missing = Self.files
    missing["a-b"] = nil
    let others = [
      Self.files.merging(["a-b": "x"]) { $1 }, Self.files.merging(["p.bin": "x"]) { $1 }, missing,
      // A renaming that leaves the root as it is.
      missing.merging(["a-c": "2"]) { $1 },
    ]
    #expect(try Self.tree(others[3]).omsRoot == model.omsRoot)
    for files in others {
      #expect(
        AttestationSamples.code { try signature.require(statement, toBeOf: Self.tree(files)) }
          == "attest.files",
        "\(files)")
    }
    // What the root never covered is not missed; `dirHash` would.
    try signature.require(statement, toBeOf: Self.tree(Self.files.merging([".gitattributes": "x"]) { $1 }))
  }

  @Test func `attack: a subject that is not the root of the list, or a list in another order, is refused`()
    throws
  {
    let model = try Self.tree(Self.files)
    let signature = ModelSignature(of: model, approval: nil)
    let wrong = signature.statement(about: .init(name: "x", digests: ["sha256": Digest.zero.bareHex]))
    #expect(AttestationSamples.code { try signature.require(wrong, toBeOf: model) } == "attest.subject")
    let good = signature.statement(name: "x")
    let twice = InTotoStatement(
      subjects: good.subjects + good.subjects, predicateType: good.predicateType, predicate: good.predicate)
    #expect(AttestationSamples.code { try signature.require(twice, toBeOf: model) } == "attest.subject")
    let text = String(decoding: signature.json.canonicalBytes, as: UTF8.self)
    for (from, to) in [
      ("\"files\"", "\"shards\""), ("\"hash_type\":\"sha256\"", "\"hash_type\":\"blake2\""),
      ("\"allow_symlinks\":false", "\"allow_symlinks\":true"),
      ("\"algorithm\":\"sha256\"", "\"algorithm\":\"sha1\""),
      ("\"name\":\"a/b\"", "\"name\":\"../b\""),
    ] {
      let value = try JSONParser.parse(Array(text.replacing(from, with: to).utf8))
      #expect(
        AttestationSamples.code { _ = try ModelSignature(parsing: value) } == "field.unexpected", "\(from)")
    }
  }

  @Test func `a bundle of another kind is refused`() throws {
    let signer = try AttestationSamples.p256(1)
    let bundle = SigstoreBundle(envelope: try AttestationSamples.envelope([signer]), hint: "x")
    let text = String(decoding: bundle.json.canonicalBytes, as: UTF8.self)
    for (from, to, code) in [
      ("v0.3", "v0.1", "field.unexpected"),
      ("\"publicKey\":{\"hint\":\"x\"}", "\"certificate\":{}", "attest.keyless"),
      ("\"publicKey\"", "\"certificate\":{},\"publicKey\"", "field.unknown"),
      ("\"dsseEnvelope\"", "\"messageSignature\"", "field.missing"),
      ("\"hint\":\"x\"", "\"hint\":7", "field.unexpected"),
    ] {
      let altered = text.replacing(from, with: to)
      #expect(
        AttestationSamples.code { _ = try SigstoreBundle(parsing: Array(altered.utf8)) } == code,
        "\(altered.prefix(90))")
    }
  }

  @Test func `all holders of release keys sign the same bytes, three ways about one subject`() throws {
    let release = ReleaseStatements(
      approval: ApprovalSamples.approval(proof: [1]), modelName: "tiny", omsRoot: AttestationSamples.root,
      dirHash: AttestationSamples.tree, resource: "oci://r/x@sha256:1", evidence: [])
    for statement in [release.governance, release.result, release.summary] {
      #expect(statement.canonicalBytes == statement.canonicalBytes)
      try statement.requireSubject(omsRoot: AttestationSamples.root, dirHash: AttestationSamples.tree)
    }
    let result = try SimpleVerificationResult(release.result)
    #expect(result.properties == ["QUORATE_DEPLOY_APPROVED", "QUORATE_ENV_PRODUCTION_EU", "QUORATE_STAGE_1"])
    let summary = try VerificationSummary(release.summary)
    #expect(summary.passed && summary.resource == "oci://r/x@sha256:1")
    #expect(summary.levels.allSatisfy { !$0.hasPrefix("SLSA_") })
    let nowhere = ReleaseStatements(
      approval: release.approval, modelName: "x", omsRoot: AttestationSamples.root,
      dirHash: AttestationSamples.tree,
      resource: nil, evidence: [])
    #expect(nowhere.resource == "quorate:model/" + AttestationSamples.tree.bareHex)
  }
}
