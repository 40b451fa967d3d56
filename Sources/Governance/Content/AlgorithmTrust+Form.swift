package import CanonicalEncoding

/// The form of a document that a proposal can decide on:
///
/// ```yaml
/// quorate: algorithm-trust/1
/// use: compute
/// raw: true                     # left out where code that was never published is not allowed
/// publishers: ["0x1234…"]       # or ["*"]
/// algorithms:
///   - {name: "did:op:…", files: "…", container: "…", service: "…"}
/// ```
extension AlgorithmTrust {
  package static let format = "algorithm-trust/1"
  private static let tag = DomainTag("quorate/algorithm-trust/v1")

  /// The digest by which a proposal names it.
  package var hash: Digest { Self.tag.digest(json.canonicalBytes) }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a list of trusted algorithms")
    guard try fields.string("quorate") == Self.format else { throw fields.unexpected("quorate", Self.format) }
    guard let use = Use(rawValue: try fields.string("use")) else {
      throw fields.unexpected("use", "compute or access")
    }
    self.use = use
    allowsRaw = try fields.flag("raw")
    publishers = fields.contains("publishers") ? try fields.strings("publishers") : []
    var algorithms: [TrustedAlgorithm] = []
    if fields.contains("algorithms") {
      for value in try fields.array("algorithms") { algorithms.append(try TrustedAlgorithm(parsing: value)) }
    }
    self.algorithms = algorithms
    guard publishers.allSatisfy({ !$0.isEmpty }), Set(publishers).count == publishers.count else {
      throw fields.unexpected("publishers", "distinct accounts, or *")
    }
    guard Set(algorithms).count == algorithms.count else {
      throw fields.unexpected("algorithms", "distinct entries")
    }
    // Lists that change nothing would look like protection.
    guard use == .compute || (!allowsRaw && publishers.isEmpty && algorithms.isEmpty) else {
      throw fields.unexpected("use", "compute, where algorithms or publishers are listed")
    }
    try fields.finish()
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "quorate", value: .string(Self.format)), .init(key: "use", value: .string(use.rawValue)),
    ]
    if allowsRaw { members.append(.init(key: "raw", value: .bool(true))) }
    if !publishers.isEmpty {
      members.append(.init(key: "publishers", value: .array(publishers.map { .string($0) })))
    }
    if !algorithms.isEmpty {
      members.append(.init(key: "algorithms", value: .array(algorithms.map(\.json))))
    }
    return .object(JSONObject(members))
  }
}

extension TrustedAlgorithm {
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a trusted algorithm")
    name = try fields.string("name")
    files = try fields.string("files")
    container = try fields.string("container")
    service = fields.contains("service") ? try fields.string("service") : nil
    guard ![name, files, container, service ?? "*"].contains("") else {
      throw fields.unexpected("name", "a name and hashes that are not empty; * stands for anything")
    }
    try fields.finish()
  }

  package var json: JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "container", value: .string(container)), .init(key: "files", value: .string(files)),
      .init(key: "name", value: .string(name)),
    ]
    if let service { members.append(.init(key: "service", value: .string(service))) }
    return .object(JSONObject(members))
  }
}

/// What a gate is told of an algorithm that is to be run:
///
/// ```yaml
/// quorate: published-algorithm/1
/// name: "did:op:…"
/// files: "…"
/// container: "…"
/// service: "…"                  # left out where it is offered through none
/// publisher: "0x1234…"
/// ```
extension PublishedAlgorithm {
  package static let format = "published-algorithm/1"

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a published algorithm")
    guard try fields.string("quorate") == Self.format else { throw fields.unexpected("quorate", Self.format) }
    let service = fields.contains("service") ? try fields.string("service") : nil
    self.init(
      name: try fields.string("name"), files: try fields.string("files"),
      container: try fields.string("container"), service: service, publisher: try fields.string("publisher"))
    // The sign that stands for everything in a list names nothing.
    guard ![name, files, container, publisher, service ?? "-"].contains(where: { $0.isEmpty || $0 == "*" })
    else {
      throw fields.unexpected("name", "a name, hashes and a publisher that are neither empty nor *")
    }
    try fields.finish()
  }
}
