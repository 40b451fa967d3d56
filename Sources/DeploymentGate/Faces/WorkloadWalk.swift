internal import CanonicalEncoding

/// Goes through the specification of a workload and collects the places that models are taken from.
///
/// The depth is bounded by the reader of JSON.
struct WorkloadWalk {
  /// A path that a program is told to load, and what is mounted in its container.
  private struct LocalPath {
    let text: String
    let place: String
    let mounts: [Mount]
  }

  /// A volume in a container.
  private struct Mount {
    enum Holds {
      /// A model that is an image.
      case model
      /// What KServe fetches.
      case fetched
      case other
    }

    let folder: String
    let holds: Holds
  }

  /// The most references that are kept; what has more names models that cannot be told.
  private static let limit = 256

  /// Whether every member called `uri` is the place of a model.
  let takesAnyURI: Bool
  private var references: [ModelReference] = []
  /// The members that lead to the value that is looked at. Put into words only where a model is found there: keys may
  /// be as long as the object is.
  private var way: [String] = ["spec"]
  private var paths: [LocalPath] = []
  /// Whether KServe is told to fetch something.
  private var isFetched = false
  /// Images of containers that have a model at hand, and of all others; `nil` for one without a digest.
  private var serving: Set<Digest?> = []
  private var others: Set<Digest?> = []

  /// Where KServe puts what it has fetched, and the volume for it.
  private static let fetched = "/mnt/models"
  private static let fetchedVolume = "kserve-provision-location"
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
    for path in paths where !isOfModel(path) { add(ModelReference(mutable: path.text, at: path.place)) }
    paths = []
    var seen: Set<[UInt8]> = []
    return references.filter { seen.insert(Array($0.text.utf8)).inserted }
  }

  /// Whether a path lies in a model that is judged by its own reference: the innermost mount decides.
  private func isOfModel(_ path: LocalPath) -> Bool {
    let around = path.mounts.filter { Self.isPath(path.text, below: $0.folder) }
    switch around.max(by: { $0.folder.utf8.count < $1.folder.utf8.count })?.holds {
    case .model: return true
    case .fetched: return isFetched
    case .other: return false
    case nil: return isFetched && Self.isPath(path.text, below: Self.fetched)
    }
  }

  // MARK: Walking

  /// Looks at a value and everything in it.
  mutating func visit(_ value: JSONValue) {
    switch value {
    case .array(let elements):
      for (index, element) in elements.enumerated() { visit(element, as: "[\(index)]") }
    case .object(let object):
      take(object)
      for member in object.members { visit(member.value, as: member.key) }
    default: break
    }
  }

  private mutating func visit(_ value: JSONValue, as step: String) {
    way.append(step)
    visit(value)
    way.removeLast()
  }

  /// Where a member of the value that is looked at stands.
  private func place(_ member: String) -> String {
    (way + [member]).map { DisplayText.escaped($0, limit: 60) }.joined(separator: ".")
  }

  private mutating func add(_ reference: ModelReference) {
    guard references.count < Self.limit else { return }
    references.append(
      references.count + 1 < Self.limit
        ? reference : ModelReference(mutable: "more than \(Self.limit) places", at: reference.place))
  }

  private mutating func take(_ object: JSONObject) {
    for key in ["storageUri", "modelUri"] + (takesAnyURI ? ["uri"] : []) {
      if let value = object[key] { add(storage: value, at: key) }
    }
    for (index, element) in (object["storageUris"]?.array ?? []).enumerated() {
      // Found as "uri" where that is looked for everywhere.
      guard !takesAnyURI, let uri = element["uri"] else { continue }
      add(storage: uri, at: "storageUris.[\(index)].uri")
    }
    if let storage = object["storage"]?.object, storage["path"] != nil || storage["key"] != nil {
      add(ModelReference(mutable: storage["path"]?.string ?? "storage", at: place("storage")))
    }
    let volumes = modelVolumes(of: object)
    for key in ["initContainers", "containers", "ephemeralContainers"] {
      for (index, container) in (object[key]?.array ?? []).enumerated() {
        take(container: container, volumes, isMain: key == "containers", at: "\(key).[\(index)].")
      }
    }
    // KServe writes the container of a predictor beside its model's place.
    if object["storageUri"] != nil || object["modelFormat"] != nil {
      take(container: .object(object), [], isMain: true, at: "")
    }
  }

  /// Takes the images that are volumes, and gives their names.
  private mutating func modelVolumes(of object: JSONObject) -> Set<[UInt8]> {
    var names: Set<[UInt8]> = []
    for (index, volume) in (object["volumes"]?.array ?? []).enumerated() {
      guard let image = volume["image"] else { continue }
      let at = place("volumes.[\(index)].image.reference")
      add(
        image["reference"]?.string.map { ModelReference(image: $0, at: at) }
          ?? ModelReference(mutable: "an image without a name", at: at))
      if let name = volume["name"]?.string { names.insert(Array(name.utf8)) }
    }
    return names
  }

  private mutating func add(storage value: JSONValue, at member: String) {
    isFetched = true
    add(
      value.string.map { ModelReference(storage: $0, at: place(member)) }
        ?? ModelReference(mutable: "not a text", at: place(member)))
  }

  // MARK: Containers

  /// - Parameter prefix: The members that lead to the container from what is looked at, with a point behind them.
  private mutating func take(
    container: JSONValue, _ volumes: Set<[UInt8]>, isMain: Bool, at prefix: String
  ) {
    let name = container["name"]?.string ?? ""
    let image = container["image"]?.string
    if Self.modelCars.contains(name), let image {
      isFetched = true
      return add(ModelReference(image: image, at: place(prefix + "image")))
    }
    let arguments = ContainerArguments(container)
    if name == "storage-initializer" {
      return add(storage: .string(arguments.first ?? "a place that is not named"), at: prefix + "args")
    }
    let mounts = mounts(of: container, volumes, arguments, at: prefix)
    for folder in covering(mounts) {
      add(ModelReference(mutable: folder, at: place(prefix + "volumeMounts")))
    }
    for source in arguments.sources {
      guard paths.count < Self.limit, references.count < Self.limit else {
        add(ModelReference(mutable: source.text, at: place(prefix + source.member)))
        break
      }
      let member = prefix + source.member
      switch source.form {
      case .storage: add(storage: .string(source.text), at: member)
      case .path: paths.append(LocalPath(text: source.text, place: place(member), mounts: mounts))
      }
    }
    let digest = image.flatMap(ModelReference.digest(ofImage:))
    if container["storageUri"] != nil || mounts.contains(where: { $0.holds == .model }) {
      serving.insert(digest)
    } else if isMain {
      others.insert(digest)
    }
  }

  /// The volumes in a container. Where it may hold a model, more of them than anybody reads are as good as a model that cannot
  /// be told: each is held against each other.
  private mutating func mounts(
    of container: JSONValue, _ volumes: Set<[UInt8]>, _ arguments: ContainerArguments, at prefix: String
  ) -> [Mount] {
    let all = container["volumeMounts"]?.array ?? []
    guard all.count > Self.limit else { return all.compactMap { Self.mount($0, volumes) } }
    if isFetched || !volumes.isEmpty || !arguments.sources.isEmpty {
      add(ModelReference(mutable: "more than \(Self.limit) mounts", at: place(prefix + "volumeMounts")))
    }
    return all.prefix(Self.limit).compactMap { Self.mount($0, volumes) }
  }

  /// Folders that are mounted over a model or into it: what the program finds there is not what was judged.
  private func covering(_ mounts: [Mount]) -> [String] {
    let models = mounts.enumerated().filter { $0.element.holds != .other }
    let fetched = isFetched ? [Self.fetched] : []
    guard !models.isEmpty || isFetched else { return [] }
    return mounts.enumerated().filter { position, mount in
      let steps = mount.folder.utf8.split(separator: 0x2f)
      if steps.contains(where: { $0.elementsEqual([0x2e, 0x2e]) }) { return true }
      let around = models.filter { $0.offset != position }.map(\.element.folder)
      return (around + (mount.holds == .other ? fetched : [])).contains {
        Self.isPath(mount.folder, below: $0)
      }
    }.map(\.element.folder)
  }

  private static func mount(_ mount: JSONValue, _ volumes: Set<[UInt8]>) -> Mount? {
    guard let name = mount["name"]?.string, let folder = mount["mountPath"]?.string else { return nil }
    if volumes.contains(Array(name.utf8)) { return Mount(folder: folder, holds: .model) }
    return Mount(folder: folder, holds: name.isSpelt(like: fetchedVolume) ? .fetched : .other)
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
