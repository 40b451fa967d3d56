internal import CanonicalEncoding
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import SafetyProtocol

/// The manifest of a model in a registry, for a proposal that binds its digest to the voted ones.
struct RegistryDraft {
  private let path: String
  private let bytes: [UInt8]
  private let manifest: OCIManifest

  /// - Parameter path: The manifest, byte for byte as the registry has it: its digest is that of these bytes.
  init(_ path: String) throws {
    self.path = path
    bytes = try Files.read(path, limit: OCIManifest.sizeLimit)
    manifest = try OCIManifest(parsing: bytes)
  }

  /// The model that its layers are, named for the file.
  var model: (name: String, tree: ModelTree) {
    get throws { (URL(filePath: path).deletingPathExtension().lastPathComponent, try manifest.tree()) }
  }

  /// Keeps the manifest and the list of the model's files, which admission compares, once they are shown to agree.
  func prove(
    _ tree: ModelTree?, in documents: DocumentFolder
  ) throws -> (oci: Digest, list: Digest) {
    let tree = try tree ?? manifest.tree()
    if case .unproven(let reason) = manifest.link(to: tree) { throw UnprovenLink(reason) }
    let oci = try documents.keep(bytes)
    return (oci, try documents.keep(ModelManifest.canonicalBytes(of: tree)))
  }

  static func words(_ proof: (oci: Digest, list: Digest)) -> String {
    "\n  oci       \(proof.oci.registryText)\n            its layers are exactly these files; "
      + "both lists are kept for the vote"
  }
}
