public import CanonicalEncoding

/// The two digests that name a model.
///
/// Both are needed: the OpenSSF Model Signing root binds what the files hold and neither their names nor the files it
/// skips; the in-toto directory hash binds every file of the tree with its name.
public struct ModelDigests: Hashable, Comparable, Sendable {
  /// OpenSSF Model Signing root.
  public let omsRoot: Digest
  /// in-toto `dirHash`.
  public let dirHash: Digest

  /// A model by its digests.
  public init(omsRoot: Digest, dirHash: Digest) {
    self.omsRoot = omsRoot
    self.dirHash = dirHash
  }

  /// By root, then by directory hash.
  public static func < (left: ModelDigests, right: ModelDigests) -> Bool {
    (left.omsRoot, left.dirHash) < (right.omsRoot, right.dirHash)
  }

  /// The 64 bytes under which records of it are kept.
  package var bytes: [UInt8] { omsRoot.bytes + dirHash.bytes }

  /// The model of 64 bytes, or `nil`.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 64, let omsRoot = Digest(bytes[..<32]), let dirHash = Digest(bytes[32...]) else {
      return nil
    }
    self.init(omsRoot: omsRoot, dirHash: dirHash)
  }

  /// Both digests, as every sentence about a model names them.
  package var words: String { "files \(omsRoot), tree \(dirHash)" }

  /// Reads the two members where they stand among others.
  package init(reading fields: inout JSONFields) throws(JSONRefusal) {
    self.init(omsRoot: try fields.digest("oms_root"), dirHash: try fields.digest("dir_hash"))
  }

  /// Reads a table of the two.
  package init(parsing value: JSONValue) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "a model")
    try self.init(reading: &fields)
    try fields.finish()
  }

  package var members: [JSONObject.Member] {
    .init(texts: ["dir_hash": dirHash.description, "oms_root": omsRoot.description])
  }

  package var json: JSONValue { .object(JSONObject(members)) }
}
