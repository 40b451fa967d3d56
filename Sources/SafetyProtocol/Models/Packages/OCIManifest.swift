package import CanonicalEncoding

/// The manifest of a model in a registry (OCI image specification 1.1; CNCF ModelPack where it says so).
///
/// Its digest is the immutable name that a cluster fetches by. Members that are not known here are passed over, as
/// the specification asks for: they change nothing about which bytes the layers are.
package struct OCIManifest: Hashable, Sendable {
  /// The largest manifest: registries refuse more.
  package static let sizeLimit = 4 << 20
  /// The most layers.
  package static let layerLimit = 10_000

  /// A layer.
  package struct Layer: Hashable, Sendable {
    package let mediaType: String
    /// SHA-256 of its bytes.
    package let digest: Digest
    package let size: UInt64
    /// The path its annotations give it, where they give it one.
    package let path: String?
    /// Whether its bytes are the bytes of one file, rather than an archive of several.
    package let isRaw: Bool
  }

  /// SHA-256 of the bytes of the manifest: what a registry calls it.
  package let digest: Digest
  /// What kind of thing it describes.
  package let artifactType: String?
  /// The type of its configuration.
  package let configType: String
  /// The layers in order.
  package let layers: [Layer]

  /// Reads a manifest.
  package init(parsing bytes: [UInt8]) throws(JSONRefusal) {
    let value = try JSONParser.parse(bytes, limit: Self.sizeLimit)
    let subject = "an OCI manifest"
    guard let object = value.object else { throw .unexpected(field: "it", in: subject, needs: "an object") }
    guard object["schemaVersion"]?.unsigned == 2 else {
      throw .unexpected(field: "schemaVersion", in: subject, needs: "2")
    }
    guard let elements = object["layers"]?.array, elements.count <= Self.layerLimit else {
      throw .unexpected(
        field: "layers", in: subject, needs: "a list of at most \(Self.layerLimit); an index has none")
    }
    guard let configType = object["config"]?.object?["mediaType"]?.string else {
      throw .unexpected(field: "config", in: subject, needs: "a descriptor")
    }
    var layers: [Layer] = []
    for element in elements { layers.append(try Layer(element)) }
    self.layers = layers
    self.configType = configType
    artifactType = object["artifactType"]?.string
    digest = .sha256(bytes)
  }

  /// Whether it says that it is a ModelPack manifest.
  package var isModelPack: Bool {
    artifactType == "application/vnd.cncf.model.manifest.v1+json"
      || configType == "application/vnd.cncf.model.config.v1+json"
  }

  /// The model that its layers are, where each of them is plainly one file.
  /// - Complexity: O(n log n).
  package func tree() throws(UnprovenLink) -> ModelTree {
    var files: [ModelFile] = []
    for (number, layer) in layers.enumerated() {
      guard layer.isRaw else {
        throw UnprovenLink("layer \(number) is an archive, whose files are not known")
      }
      guard let text = layer.path else { throw UnprovenLink("layer \(number) has no path") }
      guard let path = try? ModelPath(text) else {
        throw UnprovenLink(
          "layer \(number) has a path that no file may have: \(ModelPath.shown(Array(text.utf8)))")
      }
      files.append(ModelFile(path: path, size: layer.size, sha256: layer.digest))
    }
    guard let tree = try? ModelTree(files) else {
      throw UnprovenLink("its layers are not the files of one tree")
    }
    return tree
  }

  /// Whether its layers are exactly the files of a model.
  /// - Complexity: O(n log n).
  package func link(to model: ModelTree) -> PackageLink {
    do throws(UnprovenLink) {
      return .comparing(try tree(), with: model, as: "layer of the manifest")
    } catch { return .unproven(error.reason) }
  }
}

extension OCIManifest.Layer {
  fileprivate init(_ value: JSONValue) throws(JSONRefusal) {
    let object = value.object
    guard let mediaType = object?["mediaType"]?.string, let text = object?["digest"]?.string,
      text.hasPrefix("sha256:"), let digest = Digest(lower: Array(text.utf8)[7...]),
      let size = object?["size"]?.unsigned
    else {
      throw .unexpected(field: "layers", in: "an OCI manifest", needs: "descriptors with sha256 digests")
    }
    self.mediaType = mediaType
    self.digest = digest
    self.size = size
    let annotations = object?["annotations"]?.object
    let (model, title) = (
      annotations?["org.cncf.model.filepath"]?.string, annotations?["org.opencontainers.image.title"]?.string
    )
    let isPacked = annotations?["io.deis.oras.content.unpack"]?.string == "true"
    // Two paths that differ are none.
    path = model == nil || title == nil || model == title ? model ?? title : nil
    let isModelLayer = mediaType.hasPrefix("application/vnd.cncf.model.")
    let isArchive = ["tar", "zip", "zstd"].contains { mediaType.contains($0) }
    isRaw = !isPacked && (isModelLayer ? mediaType.hasSuffix(".raw") : !isArchive)
  }
}
