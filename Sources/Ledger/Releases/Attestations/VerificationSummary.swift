package import CanonicalEncoding

/// That something passed or failed a policy (SLSA verification summary v1).
package struct VerificationSummary: AttestationPredicate, Hashable {
  package static let type = "https://slsa.dev/verification_summary/v1"

  /// Who verified.
  package let verifier: String
  /// When.
  package let verified: Timepoint
  /// What consumers fetch, and must compare with this.
  package let resource: String
  /// By which rules.
  package let policy: ResourceReference
  /// On what evidence.
  package let inputs: [ResourceReference]
  /// Whether it passed.
  package let passed: Bool
  /// The levels it reached. Only SLSA's own begin with `SLSA_`.
  package let levels: [String]

  package init(
    verifier: String, verified: Timepoint, resource: String, policy: ResourceReference,
    inputs: [ResourceReference], passed: Bool, levels: [String]
  ) {
    self.verifier = verifier
    self.verified = verified
    self.resource = resource
    self.policy = policy
    self.inputs = inputs
    self.passed = passed
    self.levels = levels
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a verification summary")
    inputs =
      fields.contains("inputAttestations")
      ? try ResourceReference.list(try fields.array("inputAttestations")) : []
    policy = try ResourceReference(parsing: try fields.value("policy"))
    resource = try fields.string("resourceUri")
    verified = try fields.dated("timeVerified")
    switch try fields.string("verificationResult") {
    case "PASSED": passed = true
    case "FAILED": passed = false
    default: throw fields.unexpected("verificationResult", "PASSED or FAILED")
    }
    levels = try fields.strings("verifiedLevels")
    var verifier = try JSONFields(try fields.value("verifier"), of: "the verifier")
    self.verifier = try verifier.string("id")
  }

  package var json: JSONValue {
    .members([
      "inputAttestations": .array(inputs.map(\.json)), "policy": policy.json,
      "resourceUri": .string(resource),
      "slsaVersion": .string("1.2"), "timeVerified": .string(verified.description),
      "verificationResult": .string(passed ? "PASSED" : "FAILED"),
      "verifiedLevels": .array(levels.map { .string($0) }),
      "verifier": .members(["id": .string(verifier)]),
    ])
  }
}
