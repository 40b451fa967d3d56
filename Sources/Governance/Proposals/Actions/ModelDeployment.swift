public import CanonicalEncoding

/// A model, by its content, and the environment it is approved for.
///
/// What runs beside the weights (prompt, adapters, serving image) is pinned too where the proposal names it, and what
/// it does not name does not run. The approval always ends: by `expires`, or by the longest the charter allows.
public struct ModelDeployment: Hashable, Sendable {
  /// The name people use; display only.
  public let name: String
  /// The model.
  public let model: ModelDigests
  /// Where it is approved to run.
  public let environment: String
  /// Immutable places it can be had from.
  public let locations: [String]
  /// Digests of what runs beside the weights, by name.
  public let runtime: [String: Digest]
  /// Who is served; anybody where it is left out, so that leaving it out is never the easier way.
  public let audience: Audience?
  /// The organisation that made it, whose evaluators must not judge it.
  public let producer: String?
  /// The family it belongs to, which a pause may name.
  public let family: String?
  /// The steps of the rollout; none for no limit of traffic.
  public let stages: [RolloutStage]
  /// The safety protocols it is approved under, besides those in force for the environment.
  public let protocols: [ProtocolReference]
  /// SHA-256 of evidence the voters are shown.
  public let evidence: [Digest]
  /// Documents that describe it, by name.
  public let documents: [String: Digest]
  /// The first instant of the approval, if later than execution.
  public let notBefore: Timepoint?
  /// The instant the approval ends.
  public let expires: Timepoint?
  /// The model to go back to.
  public let rollbackTo: ModelDigests?
  /// The manifest under which a registry has it: the link that is matched in a cluster.
  public let oci: Digest?

  /// OpenSSF Model Signing root.
  public var omsRoot: Digest { model.omsRoot }
  /// in-toto `dirHash`.
  public var dirHash: Digest { model.dirHash }

  /// What may stand beside the weights.
  package static let runtimeParts = ["adapter", "chat_template", "serving_image", "system_prompt"]
  /// What may describe a model: its card, bill of materials, file list and the producer's signature.
  package static let documentNames = ["bom", "card", "manifest", "signature"]

  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    audience = fields.contains("audience") ? try fields.word("audience") : nil
    let dirHash = try fields.digest("dir_hash")
    documents = fields.contains("documents") ? try fields.digestTable("documents", Self.documentNames) : [:]
    environment = try fields.plainName("environment")
    evidence = try fields.digests("evidence")
    expires = try fields.instant(ifThere: "expires")
    family = fields.contains("family") ? try fields.plainName("family") : nil
    locations = try fields.strings("locations")
    name = try fields.label("name")
    notBefore = try fields.instant(ifThere: "not_before")
    oci = fields.contains("oci") ? try fields.registryDigest("oci") : nil
    model = ModelDigests(omsRoot: try fields.digest("oms_root"), dirHash: dirHash)
    producer = fields.contains("producer") ? try fields.plainName("producer") : nil
    protocols = try ProtocolReference.list(&fields)
    rollbackTo = fields.contains("rollback_to") ? try ModelDigests(parsing: fields.value("rollback_to")) : nil
    runtime = try fields.digestTable("runtime", Self.runtimeParts)
    stages = try RolloutStage.list(&fields)
    guard locations.count <= 8, locations.allSatisfy(Self.isImmutable) else {
      throw fields.unexpected(
        "locations", "at most 8 places that name a digest or a commit of 40 or 64 digits")
    }
    guard !fields.contains("documents") || !documents.isEmpty else {
      throw fields.unexpected("documents", "left out, where there is none")
    }
    if let notBefore, let expires, expires <= notBefore {
      throw fields.unexpected("expires", "later than not_before")
    }
    guard rollbackTo != model else { throw fields.unexpected("rollback_to", "another model") }
  }

  /// Whether a location names its content: it ends in `@sha256:` with 64 digits or `@` with 40 digits of a commit.
  package static func isImmutable(_ location: String) -> Bool {
    guard location.utf8.count <= 300, DisplayText.fault(of: location, limit: 300) == nil,
      let mark = location.utf8.lastIndex(of: 0x40)
    else { return false }
    var revision = location[location.utf8.index(after: mark)...]
    let isDigest = revision.hasPrefix("sha256:")
    if isDigest { revision = revision.dropFirst(7) }
    return revision.utf8.count == (isDigest ? 64 : 40)
      && revision.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
  }

  /// The instant the approval ends, where execution and the charter leave it open.
  package func end(executed: Timepoint, atMost limit: Span) -> Timepoint {
    min(expires ?? .latest, executed + limit)
  }
}

extension ModelDeployment: ActionBody {
  package static let kind = "model.deploy"

  package var members: [JSONObject.Member] {
    var members = model.members
    members.add("audience", audience?.rawValue)
    if !documents.isEmpty { members.append(.init(key: "documents", value: .digests(documents))) }
    members.add("environment", environment)
    members.add("evidence", texts: evidence.map(\.description))
    members.add("expires", expires)
    members.add("family", family)
    members.append(.init(key: "locations", value: .array(locations.map { .string($0) })))
    members.add("name", name)
    members.add("not_before", notBefore)
    members.add("oci", oci?.registryText)
    members.add("producer", producer)
    members.add("protocols", list: protocols.map(\.json))
    if let rollbackTo { members.append(.init(key: "rollback_to", value: rollbackTo.json)) }
    members.append(.init(key: "runtime", value: .digests(runtime)))
    members.add("stages", list: stages.map(\.json))
    return members
  }

  /// The action in words.
  package var words: String { "deploy " + wordsOfApproval }

  /// What is approved, without the verb.
  var wordsOfApproval: String {
    var text = "\(name) to \(environment) (\(model.words)"
    for (part, digest) in runtime.sorted(by: { $0.key < $1.key }) { text += ", \(part) \(digest)" }
    text += ")"
    if let producer { text += ", made by \(producer)" }
    if let family { text += ", of the family \(family)" }
    if let audience { text += ", for \(audience.words)" }
    if let oci { text += ", as oci \(oci.registryText)" }
    if !stages.isEmpty { text += ", in stages: \(stages.map(\.words).joined(separator: ", then "))" }
    if !protocols.isEmpty { text += ", under \(protocols.map(\.words).joined(separator: " and "))" }
    if let notBefore { text += ", not before \(notBefore)" }
    if let expires { text += ", until \(expires)" }
    if let rollbackTo { text += ", else back to \(rollbackTo.words)" }
    for digest in evidence { text += ", on evidence \(digest)" }
    for (name, digest) in documents.sorted(by: { $0.key < $1.key }) { text += ", with \(name) \(digest)" }
    return text
  }
}

extension Audience {
  /// Who that is, in a sentence.
  package var words: String {
    switch self {
    case .internal: "internal use"
    case .limited: "a limited audience"
    case .public: "the public"
    }
  }
}

extension Digest {
  /// `sha256:` and 64 digits, as registries write it.
  package var registryText: String { "sha256:" + description.dropFirst(2) }

  /// Reads that form, or `nil`.
  package init?(registry text: String) {
    guard text.hasPrefix("sha256:") else { return nil }
    self.init("0x" + text.dropFirst(7))
  }
}

extension JSONValue {
  /// A table of digests.
  static func digests(_ table: [String: Digest]) -> JSONValue {
    .object(JSONObject(table.map { .init(key: $0.key, value: .string($0.value.description)) }))
  }
}

extension JSONFields {
  /// A table of digests with some of a closed list of names.
  fileprivate mutating func digestTable(_ key: String, _ names: [String]) throws(JSONRefusal) -> [String:
    Digest]
  {
    guard let parts = try value(key).object else { throw unexpected(key, "a table") }
    var table: [String: Digest] = [:]
    for member in parts.members {
      guard names.contains(member.key), let text = member.value.string, let digest = Digest(text) else {
        throw unexpected(key, "digests of \(names.joined(separator: ", "))")
      }
      table[member.key] = digest
    }
    return table
  }

  /// `sha256:` and 64 lower-case digits.
  fileprivate mutating func registryDigest(_ key: String) throws(JSONRefusal) -> Digest {
    guard let digest = Digest(registry: try string(key)) else {
      throw unexpected(key, "sha256: and 64 lower-case digits")
    }
    return digest
  }
}
