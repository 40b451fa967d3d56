internal import CanonicalEncoding

/// Goes through the specification of a workload and collects the places that models are taken from.
///
/// The depth is bounded by the reader of JSON.
struct WorkloadWalk {
  /// A path that a program is told to load, and the folders that hold models in its container.
  private struct LocalPath {
    let text: String
    let place: String
    let mounts: [String]
  }

  /// Whether every member called `uri` is the place of a model.
  let takesAnyURI: Bool
  private var references: [ModelReference] = []
  private var paths: [LocalPath] = []
  /// Images of containers that have a model at hand, and of all others; `nil` for one without a digest.
  private var serving: Set<Digest?> = []
  private var others: Set<Digest?> = []

  /// Where KServe puts what it has fetched.
  private static let fetched = "/mnt/models"
  /// Containers that KServe adds to hold a model as an image.
  private static let modelCars = ["modelcar", "modelcar-init"]

  init(takesAnyURI: Bool) { self.takesAnyURI = takesAnyURI }

  /// The image that serves, if there is exactly one and it is named by digest.
  var servingImage: Digest? {
    let images = serving.isEmpty ? others : serving
    return images.count == 1 ? images.first ?? nil : nil
  }

  /// All references, each text once.
  mutating func finished() -> [ModelReference] {
    let isFetched = !references.isEmpty
    for path in paths {
      let mounts = path.mounts + (isFetched ? [Self.fetched] : [])
      guard !mounts.contains(where: { Self.isPath(path.text, below: $0) }) else { continue }
      references.append(ModelReference(mutable: path.text, at: path.place))
    }
    paths = []
    var seen: Set<[UInt8]> = []
    return references.filter { seen.insert(Array($0.text.utf8)).inserted }
  }

  // MARK: Walking

  /// Looks at a value and everything in it.
  mutating func visit(_ value: JSONValue, at place: String) {
    switch value {
    case .array(let elements):
      for (index, element) in elements.enumerated() { visit(element, at: "\(place)[\(index)]") }
    case .object(let object):
      take(object, at: place)
      for member in object.members { visit(member.value, at: "\(place).\(member.key)") }
    default: break
    }
  }

  private mutating func take(_ object: JSONObject, at place: String) {
    for key in ["storageUri", "modelUri"] + (takesAnyURI ? ["uri"] : []) {
      if let value = object[key] { add(storage: value, at: "\(place).\(key)") }
    }
    for (index, element) in (object["storageUris"]?.array ?? []).enumerated() {
      // Found as "uri" where that is looked for everywhere.
      guard !takesAnyURI, let uri = element["uri"] else { continue }
      add(storage: uri, at: "\(place).storageUris[\(index)].uri")
    }
    if let storage = object["storage"]?.object, storage["path"] != nil || storage["key"] != nil {
      references.append(ModelReference(mutable: storage["path"]?.string ?? "storage", at: "\(place).storage"))
    }
    var volumes: [String] = []
    for (index, volume) in (object["volumes"]?.array ?? []).enumerated() {
      guard let image = volume["image"] else { continue }
      let at = "\(place).volumes[\(index)].image.reference"
      references.append(
        image["reference"]?.string.map { ModelReference(image: $0, at: at) }
          ?? ModelReference(mutable: "an image without a name", at: at))
      if let name = volume["name"]?.string { volumes.append(name) }
    }
    for key in ["initContainers", "containers", "ephemeralContainers"] {
      for (index, container) in (object[key]?.array ?? []).enumerated() {
        take(container: container, volumes, isMain: key == "containers", at: "\(place).\(key)[\(index)]")
      }
    }
    // KServe writes the container of a predictor beside its model's place.
    if object["storageUri"] != nil || object["modelFormat"] != nil {
      take(container: .object(object), [], isMain: true, at: place)
    }
  }

  private mutating func add(storage value: JSONValue, at place: String) {
    references.append(
      value.string.map { ModelReference(storage: $0, at: place) }
        ?? ModelReference(mutable: "not a text", at: place))
  }

  // MARK: Containers

  private mutating func take(
    container: JSONValue, _ volumes: [String], isMain: Bool, at place: String
  ) {
    let name = container["name"]?.string ?? ""
    let image = container["image"]?.string
    if Self.modelCars.contains(name), let image {
      references.append(ModelReference(image: image, at: "\(place).image"))
      return
    }
    let arguments = ContainerArguments(container)
    if name == "storage-initializer" {
      references.append(
        ModelReference(storage: arguments.first ?? "a place that is not named", at: "\(place).args[0]"))
      return
    }
    let mounts = (container["volumeMounts"]?.array ?? []).filter { mount in
      volumes.contains { mount["name"]?.string?.isSpelt(like: $0) == true }
    }.compactMap { $0["mountPath"]?.string }
    for source in arguments.sources {
      switch source.form {
      case .storage: references.append(ModelReference(storage: source.text, at: "\(place).\(source.member)"))
      case .path:
        paths.append(LocalPath(text: source.text, place: "\(place).\(source.member)", mounts: mounts))
      }
    }
    let digest = image.flatMap(ModelReference.digest(ofImage:))
    if container["storageUri"] != nil || !mounts.isEmpty {
      serving.insert(digest)
    } else if isMain {
      others.insert(digest)
    }
  }

  /// Whether an absolute path without steps upwards is a folder or lies in it.
  private static func isPath(_ path: String, below folder: String) -> Bool {
    let (path, folder) = (Array(path.utf8), Array(folder.utf8).droppingSlashes)
    guard path.first == 0x2f, !folder.isEmpty, path.starts(with: folder) else { return false }
    let steps = path.split(separator: 0x2f)
    guard !steps.contains(where: { $0.elementsEqual([0x2e, 0x2e]) }) else { return false }
    return path.count == folder.count || path[folder.count] == 0x2f
  }
}

extension [UInt8] {
  fileprivate var droppingSlashes: [UInt8] {
    var bytes = self
    while bytes.last == 0x2f { bytes.removeLast() }
    return bytes
  }
}
