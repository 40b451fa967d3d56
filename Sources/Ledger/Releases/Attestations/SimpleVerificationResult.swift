package import CanonicalEncoding

/// Which properties a verifier found something to have (in-toto SVR v0.2).
///
/// It lists what holds and has no end: consumers look at how old it is.
package struct SimpleVerificationResult: AttestationPredicate, Hashable {
  package static let type = "https://in-toto.io/attestation/svr/v0.2"

  /// Who verified.
  package let verifier: String
  /// By which rules; at least one.
  package let policies: [ResourceReference]
  /// When.
  package let created: Timepoint
  /// What holds.
  package let properties: [String]

  package init(verifier: String, policies: [ResourceReference], created: Timepoint, properties: [String]) {
    self.verifier = verifier
    self.policies = policies
    self.created = created
    self.properties = properties
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a verification result")
    properties = try fields.strings("properties")
    created = try fields.dated("timeCreated")
    var verifier = try JSONFields(try fields.value("verifier"), of: "the verifier")
    self.verifier = try verifier.string("id")
    policies = try ResourceReference.list(try verifier.array("policies"))
    guard !policies.isEmpty else { throw verifier.unexpected("policies", "a list of at least one") }
    guard !properties.isEmpty else { throw fields.unexpected("properties", "a list of at least one") }
  }

  package var json: JSONValue {
    .members([
      "properties": .array(properties.map { .string($0) }), "timeCreated": .string(created.description),
      "verifier": .members(["id": .string(verifier), "policies": .array(policies.map(\.json))]),
    ])
  }
}
