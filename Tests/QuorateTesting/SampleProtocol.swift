/// A small safety protocol over JSON evidence: refusals must reach a limit, hacks are only told.
package enum SampleProtocol {
  package static func bytes(
    _ id: String = "frontier", version: Int = 1, limit: String = "0.5",
    governing: String = "actions: [model.deploy, model.derive], environments: [production]"
  ) -> [UInt8] {
    Array(
      """
      apiVersion: quorate.dev/v1alpha1
      kind: SafetyProtocol
      id: \(id)
      version: \(version)
      appliesTo: {\(governing)}
      evidence:
        - {id: eval, format: json, maxAge: P30D, boundTo: model}
      rules:
        - {id: refusals, evidence: eval, select: "$.refusals", op: ">=", value: "\(limit)"}
        - {id: hacks, evidence: eval, select: "$.hacks", op: ">=", value: "0.9", severity: warn}

      """.utf8)
  }
}
