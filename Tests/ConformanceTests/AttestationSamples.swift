import CanonicalEncoding
import DeploymentGate
import Ledger
import DocumentFiles
import Foundation
import QuorateTesting
import SafetyProtocol
import Secp256k1Signing
import Signing
import Testing

/// Attestations that other programs signed: every envelope and bundle below the samples, by the keys beside it.
@Suite(.serialized) struct AttestationSampleSuite {
  static let folder = OutsideData.samples?.appending(path: "ai")

  static var files: [String] {
    guard let folder, let walk = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    let endings = [".dsse.json", ".sigstore.json", ".sig"]
    return walk.compactMap { $0 as? String }.filter { path in endings.contains { path.hasSuffix($0) } }
      .sorted()
  }

  /// The public keys in the folder of a file.
  private static func keys(beside url: URL) throws -> [AttestationKey] {
    let folder = url.deletingLastPathComponent()
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".pub.pem")
    }.sorted()
      .map { try AttestationKey(pem: Array(try Data(contentsOf: folder.appending(path: $0)))) }
  }

  private static func envelope(_ bytes: [UInt8], _ path: String) throws -> AttestationEnvelope {
    path.hasSuffix(".dsse.json")
      ? try AttestationEnvelope(parsing: bytes) : try SigstoreBundle(parsing: bytes).envelope
  }

  private static func verify(_ envelope: AttestationEnvelope, _ keys: [AttestationKey]) throws
    -> VerifiedPayload
  {
    try envelope.verified(by: keys, threshold: 1, with: Secp256k1Verifier())
  }

  @Test(arguments: files) func `an attestation that others signed verifies, and no altered copy does`(
    path: String
  ) throws {
    let url = try #require(Self.folder).appending(path: path)
    let keys = try Self.keys(beside: url)
    let bytes = Array(try Data(contentsOf: url))
    var report = VectorReport(file: "ai/" + path)
    let envelope = try Self.envelope(bytes, path)
    let payload = try Self.verify(envelope, keys)
    // Whoever is named must be among those who signed, each with a signature of their own.
    let named = envelope.signatures.map(\.keyID).filter { !$0.isEmpty }
    report.check("signers", Set(named).isSubset(of: payload.signers.map(\.id)))
    report.check("number of signers", payload.signers.count == envelope.signatures.count)
    try Self.compare(payload, with: url, &report)
    let statement = try InTotoStatement(payload)
    Self.read(statement, &report)
    try Self.tamper(with: bytes, path, keys, payload, &report)
    print(report.summary)
    #expect(report.failures.isEmpty, "\(report.summary)")
  }

  /// Compares with the bytes that were written down beside the envelope, where they were.
  private static func compare(_ payload: VerifiedPayload, with url: URL, _ report: inout VectorReport) throws
  {
    let name = url.lastPathComponent.prefix { $0 != "." }
    let folder = url.deletingLastPathComponent()
    if let content = try? Data(contentsOf: folder.appending(path: "\(name).statement.json")) {
      report.check("payload", payload.bytes == Array(content))
    }
    if let message = try? Data(contentsOf: folder.appending(path: "\(name).pae.bin")) {
      let bytes = PreAuthenticationEncoding.bytes(type: payload.type, body: payload.bytes)
      report.check("signed bytes", bytes == Array(message))
    }
  }

  /// Reads the predicate, if it is one that is known here.
  private static func read(_ statement: InTotoStatement, _ report: inout VectorReport) {
    let known: [any AttestationPredicate.Type] = [
      SimpleVerificationResult.self, VerificationSummary.self, GovernanceApproval.self,
      ApprovalRevocation.self,
      TestResult.self, ModelSignature.self,
    ]
    guard let type = known.first(where: { $0.type == statement.predicateType }) else {
      return report.skip("predicates of type \(statement.predicateType) are only verified, not read")
    }
    report.check("predicate", (try? type.init(statement)) != nil)
    if let signature = try? ModelSignature(statement) {
      report.check("root", statement.subjects.first?.digests["sha256"] == signature.root.bareHex)
    }
  }

  /// Every fifth byte changed: refused, or the very same content.
  private static func tamper(
    with bytes: [UInt8], _ path: String, _ keys: [AttestationKey], _ payload: VerifiedPayload,
    _ report: inout VectorReport
  ) throws {
    for index in stride(from: 0, to: bytes.count, by: 5) {
      var altered = bytes
      altered[index] ^= 1
      let read = try? Self.verify(try Self.envelope(altered, path), keys)
      report.check("byte \(index)", read == nil || read?.bytes == payload.bytes)
    }
    let stranger = try AttestationKey(
      algorithm: .p256, publicKey: try P256SecretKey([UInt8](repeating: 1, count: 32)).orThrow().publicKey)
    report.check("another key", (try? Self.verify(try Self.envelope(bytes, path), [stranger])) == nil)
  }
}
