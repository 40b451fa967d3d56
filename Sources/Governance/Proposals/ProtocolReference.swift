public import CanonicalEncoding

/// A safety protocol by name, version and content.
public struct ProtocolReference: Hashable, Sendable {
  /// The name that stays the same from version to version.
  public let id: String
  /// The version, from 1.
  public let version: UInt64
  /// SHA-256 of its YAML bytes.
  public let hash: Digest

  package init(id: String, version: UInt64, hash: Digest) {
    self.id = id
    self.version = version
    self.hash = hash
  }

  /// Reads the three members where they stand among others.
  init(reading fields: inout JSONFields) throws(JSONRefusal) {
    id = try fields.clauseName("id")
    hash = try fields.digest("sha256")
    version = try fields.integer("version")
    guard version >= 1 else { throw fields.unexpected("version", "from 1 on") }
  }

  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a protocol")
    try self.init(reading: &fields)
    try fields.finish()
  }

  var members: [JSONObject.Member] {
    var members: [JSONObject.Member] = .init(texts: ["id": id, "sha256": hash.description])
    members.add("version", number: version)
    return members
  }

  package var json: JSONValue { .object(JSONObject(members)) }

  /// `frontier-safety version 3 (0x…)`.
  package var words: String { "\(id) version \(version) (\(hash))" }

  /// Reads a list of protocols with distinct names; none where it is left out.
  static func list(_ fields: inout JSONFields) throws(JSONRefusal) -> [ProtocolReference] {
    guard fields.contains("protocols") else { return [] }
    var protocols: [ProtocolReference] = []
    for value in try fields.array("protocols") { protocols.append(try ProtocolReference(parsing: value)) }
    guard 1...16 ~= protocols.count, Set(protocols.map(\.id)).count == protocols.count else {
      throw fields.unexpected("protocols", "from 1 to 16 protocols with distinct names")
    }
    return protocols
  }
}
