package import CanonicalEncoding
package import TransparencyLog

/// What a bundle says it holds. Nothing in it is believed; it locates what was altered.
package struct BundleManifest: Sendable {
  /// Where it stands in the archive.
  package static let path = "quorate-audit.json"
  /// The only format there is.
  package static let format = "quorate.audit/1"
  /// The largest manifest: that of as many files as an archive may have.
  package static let sizeLimit = 16 << 20

  package let origin: String
  package let size: UInt64
  package let root: Digest
  /// The proposals whose outcomes are claimed, as `P-0001`.
  package let proposals: [String]

  /// The files of these claims in the order of an archive, which is that of bytes: `P-10000` comes before `P-9999`.
  package var claimPaths: [String] {
    proposals.map(OutcomeClaim.path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
  /// SHA-256 of `policy.txt`, where the bundle names witnesses.
  package let policy: Digest?
  /// The SHA-256 of every other file, by path, in order.
  package let files: [(path: String, sha256: Digest)]

  package init(
    checkpoint: Checkpoint, proposals: [String], policy: Digest?, files: [(path: String, sha256: Digest)]
  ) {
    origin = checkpoint.origin
    size = checkpoint.size
    root = checkpoint.root
    self.proposals = proposals
    self.policy = policy
    self.files = files
  }

  /// The canonical JSON.
  package var bytes: [UInt8] {
    JSONValue.members([
      "files": .object(
        JSONObject(files.map { .init(key: $0.path, value: .string($0.sha256.description)) })),
      "format": .string(Self.format), "origin": .string(origin),
      "policy_sha256": policy.map { .string($0.description) } ?? .null,
      "proposals": .array(proposals.map { .string($0) }), "root": .string(root.description),
      "size": .string(String(size)),
    ]).canonicalBytes
  }

  /// Reads the canonical JSON.
  /// - Throws: `BundleRefusal.version` for another format, `.manifest` for anything else.
  package init(parsing bytes: [UInt8]) throws(BundleRefusal) {
    do {
      var fields = try JSONFields(
        try JSONParser.parse(bytes, form: .canonical, limit: Self.sizeLimit), of: "the manifest")
      guard case .object(let object) = try fields.value("files") else {
        throw fields.unexpected("files", "a table of hashes")
      }
      var files: [(path: String, sha256: Digest)] = []
      for member in object.members {
        guard let text = member.value.string, let hash = Digest(text) else {
          throw fields.unexpected("files", "a table of hashes")
        }
        files.append((member.key, hash))
      }
      self.files = files
      let format = try fields.string("format")
      guard format == Self.format else { throw BundleRefusal.version(format) }
      origin = try fields.string("origin")
      let policy = try fields.value("policy_sha256")
      self.policy = policy == .null ? nil : policy.string.flatMap { Digest($0) }
      guard policy == .null || self.policy != nil else {
        throw fields.unexpected("policy_sha256", "null or a hash")
      }
      proposals = try fields.strings("proposals")
      root = try fields.digest("root")
      guard let size = UInt64(exactly: try fields.amount("size")) else {
        throw fields.unexpected("size", "a size")
      }
      self.size = size
      try fields.finish()
    } catch let refusal as BundleRefusal {
      throw refusal
    } catch let refusal as JSONRefusal {
      throw .manifest(refusal.message)
    } catch {
      throw .manifest("it does not read")
    }
  }
}

/// Why an archive is not a bundle that can be audited.
package enum BundleRefusal: CodedRefusal, Hashable {
  /// There is no manifest, so this is some other archive.
  case noManifest
  /// The manifest does not read.
  case manifest(String)
  /// A format this program does not know; never read as if it were another.
  case version(String)

  /// The stable name.
  package var code: String {
    switch self {
    case .noManifest: "bundle.noManifest"
    case .manifest: "bundle.manifest"
    case .version: "bundle.version"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .noManifest: "there is no \(BundleManifest.path) in it, so it is no audit bundle"
    case .manifest(let fault): "its manifest does not read: \(fault)"
    case .version(let format):
      "the manifest has the format \(DisplayText.escaped(format, limit: 60)); this program knows \(BundleManifest.format)"
    }
  }
}
