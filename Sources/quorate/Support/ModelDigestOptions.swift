internal import ArgumentParser
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import SafetyProtocol

/// A model by its files or by both of its digests.
struct ModelDigestOptions: ParsableArguments {
  @Option(help: "The folder of the model, or its only file: both digests are computed anew.") var model:
    String?

  @Option(help: "The digest of the files (oms_root); with --dir-hash.") var digest: String?

  @Option(name: .customLong("dir-hash"), help: "The digest of the whole tree; with --digest.") var dirHash:
    String?

  /// Whether anything was said.
  var isEmpty: Bool { model == nil && digest == nil && dirHash == nil }

  /// The model; `nil` where nothing was said.
  func digests() async throws -> ModelDigests? {
    if let model {
      guard digest == nil, dirHash == nil else {
        throw Failure(.usage, "usage", "--model computes both digests; give either it or them")
      }
      let tree = try await ModelFolder(model).contents().tree
      return ModelDigests(omsRoot: tree.omsRoot, dirHash: tree.dirHash)
    }
    switch (digest, dirHash) {
    case (nil, nil): return nil
    case (let digest?, let dirHash?):
      return ModelDigests(
        omsRoot: try Self.digest(digest, "--digest"), dirHash: try Self.digest(dirHash, "--dir-hash"))
    default:
      throw Failure(
        .usage, "usage", "--digest and --dir-hash are given together: neither binds what the other does",
        hint: "quorate model digest DIR")
    }
  }

  /// The digest of a flag, as this program or a registry writes it.
  static func digest(_ text: String, _ flag: String) throws -> Digest {
    guard let digest = Digest(text) ?? Digest(registry: text) else {
      throw Failure(.usage, "usage", "\(flag) takes sha256: or 0x and 64 lower-case digits")
    }
    return digest
  }
}
