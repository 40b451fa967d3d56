import CanonicalEncoding
import Governance
import QuorateTesting

/// Ocean's compute-to-data.
let oceanAccessKinds: [String: RuleRunner] = ["ocean_c2d_access": runAccess]

@Sendable private func runAccess(_ vector: RuleVector) throws -> [String] {
  let trust = try trust(try vector.inputs.row("service"))
  let algorithm = vector.inputs.optional("algorithm").map { VectorRow(value: $0) }
  let published = try algorithm.map { row in
    PublishedAlgorithm(
      name: try row.text("did"), files: try row.text("files"), container: try row.text("container"),
      service: row.optional("serviceId")?.string, publisher: try row.text("publisher_nft"))
  }
  return try differences(from: vector.expect, ["allowed": .bool(trust.refusal(of: published) == nil)])
}

/// The policy of a service, in our form.
private func trust(_ service: VectorRow) throws -> AlgorithmTrust {
  var members: [JSONObject.Member] = [
    .init(key: "quorate", value: .string(AlgorithmTrust.format)),
    .init(key: "use", value: .string(try service.text("type"))),
  ]
  // The rest is looked at for compute alone.
  guard try service.text("type") == "compute" else {
    return try AlgorithmTrust(parsing: .object(JSONObject(members)))
  }
  if service.has("allowRawAlgorithm"), try service.flag("allowRawAlgorithm") {
    members.append(.init(key: "raw", value: .bool(true)))
  }
  if service.has("trusted_publishers") {
    members.append(.init(key: "publishers", value: .array(distinct(try service.list("trusted_publishers")))))
  }
  if service.has("trusted_algorithms") {
    let names = ["did": "name", "filesChecksum": "files", "containerSectionChecksum": "container"]
    let algorithms = try service.rows("trusted_algorithms").map { row in
      JSONValue.object(
        JSONObject(
          (row.value.object?.members ?? []).filter { $0.value != .null }.map { member in
            .init(
              key: member.key == "serviceId" ? "service" : names[member.key] ?? member.key,
              value: member.value)
          }))
    }
    members.append(.init(key: "algorithms", value: .array(distinct(algorithms))))
  }
  return try AlgorithmTrust(parsing: .object(JSONObject(members)))
}

/// Of an entry that stands twice one is enough.
private func distinct(_ entries: [JSONValue]) -> [JSONValue] {
  entries.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}
