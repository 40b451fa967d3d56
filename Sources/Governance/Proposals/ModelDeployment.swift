public import CanonicalEncoding

/// A model, by its content, and the environment it is approved for.
///
/// Two digests name the model: the OpenSSF Model Signing root binds what the files hold but not their names, the
/// in-toto directory hash binds both and every file of the tree. What runs beside the weights (prompt, adapters,
/// serving image) is pinned too where the proposal names it.
public struct ModelDeployment: Hashable, Sendable {
  /// The name people use; display only.
  public let name: String
  /// OpenSSF Model Signing root.
  public let omsRoot: Digest
  /// in-toto `dirHash`.
  public let dirHash: Digest
  /// Where it is approved to run.
  public let environment: String
  /// Immutable places it can be had from.
  public let locations: [String]
  /// Digests of what runs beside the weights, by name.
  public let runtime: [String: Digest]

  /// What may stand beside the weights.
  package static let runtimeParts = ["adapter", "chat_template", "serving_image", "system_prompt"]

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a model.deploy action")
    dirHash = try fields.digest("dir_hash")
    environment = try fields.string("environment")
    locations = try fields.strings("locations")
    name = try fields.string("name")
    omsRoot = try fields.digest("oms_root")
    var runtime: [String: Digest] = [:]
    guard let parts = try fields.value("runtime").object else {
      throw fields.unexpected("runtime", "a table")
    }
    for member in parts.members {
      guard Self.runtimeParts.contains(member.key), let text = member.value.string, let digest = Digest(text)
      else {
        throw fields.unexpected("runtime", "digests of \(Self.runtimeParts.joined(separator: ", "))")
      }
      runtime[member.key] = digest
    }
    self.runtime = runtime
    guard try fields.string("type") == "model.deploy" else { throw fields.unexpected("type", "model.deploy") }
    try fields.finish()
    guard DisplayText.fault(of: name, limit: 120) == nil else {
      throw fields.unexpected("name", "a readable name")
    }
    let isName = environment.utf8.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d }
    guard isName, 1...40 ~= environment.utf8.count else {
      throw fields.unexpected("environment", "a lower-case name")
    }
    guard locations.count <= 8, locations.allSatisfy(Self.isImmutable) else {
      throw fields.unexpected(
        "locations", "at most 8 places that name a digest or a commit of 40 or 64 digits")
    }
  }

  /// Whether a location names its content: it ends in `@sha256:` with 64 digits or `@` with 40 digits of a commit.
  private static func isImmutable(_ location: String) -> Bool {
    guard location.utf8.count <= 300, DisplayText.fault(of: location, limit: 300) == nil,
      let mark = location.utf8.lastIndex(of: 0x40)
    else { return false }
    var revision = location[location.utf8.index(after: mark)...]
    let isDigest = revision.hasPrefix("sha256:")
    if isDigest { revision = revision.dropFirst(7) }
    return revision.utf8.count == (isDigest ? 64 : 40)
      && revision.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
  }

  package var json: JSONValue {
    .members([
      "dir_hash": .string(dirHash.description),
      "environment": .string(environment),
      "locations": .array(locations.map { .string($0) }),
      "name": .string(name),
      "oms_root": .string(omsRoot.description),
      "runtime": .object(
        JSONObject(runtime.map { .init(key: $0.key, value: .string($0.value.description)) })),
      "type": .string("model.deploy"),
    ])
  }

  /// The action in words.
  package var words: String {
    var text = "deploy \(name) to \(environment) (files \(omsRoot), tree \(dirHash)"
    for (part, digest) in runtime.sorted(by: { $0.key < $1.key }) { text += ", \(part) \(digest)" }
    return text + ")"
  }
}
