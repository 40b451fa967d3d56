import CanonicalEncoding
import QuorateTesting
import Signing
import Testing

@testable import DeploymentGate
import Ledger

@Suite struct AttestedStatementTests {
  /// A payload that was really signed, whatever it says.
  private static func payload(_ text: String, type: String = InTotoStatement.payloadType) throws
    -> VerifiedPayload
  {
    let signer = try AttestationSamples.p256(1)
    let bytes = Array(text.utf8)
    let message = PreAuthenticationEncoding.bytes(type: type, body: bytes)
    let envelope = try AttestationEnvelope(
      payloadType: type, payload: bytes, signatures: [.init(keyID: "", bytes: try signer.sign(message))])
    return try envelope.verified(by: [signer.key], threshold: 1, with: AttestationSamples.curves)
  }

  private static let good = String(decoding: AttestationSamples.statement.canonicalBytes, as: UTF8.self)

  static let edits: [(from: String, to: String, code: String)] = [
    ("Statement/v1", "Statement/v0.1", "field.unexpected"), (#""_type""#, #""type""#, "field.missing"),
    (#""predicateType":"#, #""predicateType":7,"x":"#, "field.unexpected"),
    (#""subject":["#, #""subject":[],"x":["#, "field.unexpected"),
    (#""subject":["#, #""subject":[7,"#, "field.unexpected"),
    (#""subject":[{"digest":{"#, #""subject":[{"digest":{},"x":{"#, "field.unexpected"),
    (#""subject":[{"digest":{"#, #""subject":[{"digest":{"md5":1,"#, "field.unexpected"),
    (#""subject":["#, #""subject":[{"digest":{"sha256":"a","sha256":"b"}},"#, "json.duplicateKey"),
    (#""name":""#, #""name":null,"y":""#, "field.unexpected"),
  ]

  @Test(arguments: edits.indices)
  func `a statement that is written otherwise is refused although it is signed`(index: Int) throws {
    let edit = Self.edits[index]
    var text = Self.good
    let range = try #require(text.firstRange(of: edit.from))
    text.replaceSubrange(range, with: edit.to)
    let payload = try Self.payload(text)
    #expect(AttestationSamples.code { _ = try InTotoStatement(payload) } == edit.code, "\(text)")
  }

  @Test func `content of another type is no statement`() throws {
    let payload = try Self.payload(Self.good, type: "application/json")
    #expect(AttestationSamples.code { _ = try InTotoStatement(payload) } == "attest.payloadType")
  }

  @Test func `members that nobody here knows are passed over`() throws {
    let payload = try Self.payload(#"{"extra":1,"# + Self.good.dropFirst())
    #expect(try InTotoStatement(payload) == AttestationSamples.statement)
  }

  @Test func `attack: a subject with one digest, or both in two subjects, is not the model`() throws {
    let (root, tree) = (AttestationSamples.root, AttestationSamples.tree)
    func code(_ digests: [[String: String]]) -> String? {
      let statement = InTotoStatement(
        subjects: digests.map { .init(name: "x", digests: $0) }, predicateType: "t", predicate: .null)
      return AttestationSamples.code { try statement.requireSubject(omsRoot: root, dirHash: tree) }
    }
    let both = ["sha256": root.bareHex, "dirHash": tree.bareHex]
    #expect(code([both]) == nil)
    #expect(code([["sha256": "x"], both.merging(["sha512": "y"]) { $1 }]) == nil)
    for digests in [
      [["sha256": root.bareHex]], [["dirHash": tree.bareHex]],
      [["sha256": root.bareHex], ["dirHash": tree.bareHex]],
      [["sha256": tree.bareHex, "dirHash": root.bareHex]],
      [["sha256": "0x" + root.bareHex, "dirHash": tree.bareHex]],
      [["sha256": root.bareHex.uppercased(), "dirHash": tree.bareHex]],
    ] {
      #expect(code(digests) == "attest.subject", "\(digests)")
    }
  }

  @Test func `every predicate is what it was after writing and reading, and no other type`() throws {
    let reference = ResourceReference(uri: "quorate:rules/1", sha256: .sha256([1]))
    func check<Predicate: AttestationPredicate & Equatable>(_ predicate: Predicate) throws {
      let statement = predicate.statement(about: .init(name: "m", digests: ["sha256": "a"]))
      let read = try InTotoStatement(Self.payload(String(decoding: statement.canonicalBytes, as: UTF8.self)))
      #expect(try Predicate(read) == predicate)
      let other = InTotoStatement(
        subjects: read.subjects, predicateType: Predicate.type + "1", predicate: read.predicate)
      #expect(AttestationSamples.code { _ = try Predicate(other) } == "attest.wrongType")
      // A member that is left out is missed, or it is one that says nothing here.
      let members = predicate.json.object?.members ?? []
      for member in members where member.key != "slsaVersion" && member.value != .array([]) {
        let rest = JSONValue.object(JSONObject(members.filter { $0.key != member.key }))
        if let without = try? Predicate(parsing: rest) { #expect(without != predicate, "\(member.key)") }
      }
    }
    try check(
      SimpleVerificationResult(verifier: "v", policies: [reference], created: .founding, properties: ["A"]))
    try check(
      VerificationSummary(
        verifier: "v", verified: .founding, resource: "oci://x", policy: reference, inputs: [reference],
        passed: false,
        levels: ["L"]))
    try check(ApprovalSamples.approval(proof: [1, 2, 3]))
    try check(
      ApprovalRevocation(
        dao: .sha256([2]), daoName: "Helios",
        proposal: .init(id: .zero, number: "P-1", content: .zero), environments: ["production"],
        since: .founding, reason: "leak",
        proof: [4]))
    try check(
      TestResult(
        outcome: .failed, configuration: [reference], url: "https://x",
        tests: [.failed: ["a"], .passed: ["b"]]))
  }

  @Test func `predicates that contradict themselves are refused`() throws {
    let reference = ResourceReference(uri: "u", sha256: nil)
    let cases: [any AttestationPredicate] = [
      SimpleVerificationResult(verifier: "v", policies: [], created: .founding, properties: ["A"]),
      SimpleVerificationResult(verifier: "v", policies: [reference], created: .founding, properties: []),
      TestResult(outcome: .passed, configuration: [reference], tests: [.failed: ["a"]]),
      ApprovalSamples.approval(proof: [], notBefore: .founding, expires: .founding),
    ]
    for predicate in cases {
      #expect(
        AttestationSamples.code { _ = try type(of: predicate).init(parsing: predicate.json) }
          == "field.unexpected")
    }
    // An approval is read whole or not at all.
    let approval = ApprovalSamples.approval(proof: []).json.object?.members ?? []
    let more = JSONValue.object(JSONObject(approval + [.init(key: "unless", value: .string("Tuesday"))]))
    #expect(AttestationSamples.code { _ = try GovernanceApproval(parsing: more) } == "field.unknown")
  }

  @Test func `an approval is valid from its first instant to before its last`() {
    let approval = ApprovalSamples.approval(proof: [], notBefore: .founding, expires: .founding + .days(1))
    func code(_ now: Timepoint) -> String? { AttestationSamples.code { try approval.requireValid(at: now) } }
    #expect(code(.founding - Span(milliseconds: 1)) == "attest.early")
    #expect(code(.founding) == nil && code(.founding + .days(1) - Span(milliseconds: 1)) == nil)
    #expect(code(.founding + .days(1)) == "attest.expired" && code(.latest) == "attest.expired")
  }
}
