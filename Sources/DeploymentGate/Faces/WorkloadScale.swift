internal import CanonicalEncoding

/// How much of something a cluster's object asks for.
enum WorkloadScale {
  /// Kinds whose `replicas` say how many pods there are; one where it is left out.
  private static let replicated = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"]

  /// The description of the pods that an object makes, if it makes any.
  static func template(of object: JSONValue) -> JSONValue? {
    let spec = object["spec"]
    return spec?["template"] ?? spec?["jobTemplate"]?["spec"]?["template"]
  }

  /// The number of pods an object asks for, where it says so.
  static func replicas(of object: JSONValue) -> UInt64? {
    guard let kind = object["kind"]?.string else { return nil }
    if replicated.contains(kind) || kind == "Scale" {
      guard let replicas = object["spec"]?["replicas"] else { return kind == "Scale" ? 0 : 1 }
      return replicas.unsigned
    }
    return nil
  }

  /// Whether nothing is to run.
  static func isStopped(_ object: JSONValue) -> Bool {
    if let replicas = replicas(of: object) { return replicas == 0 }
    let spec = object["spec"]
    switch object["kind"]?.string {
    case "Job": return spec?["suspend"]?.bool == true || spec?["parallelism"]?.unsigned == 0
    case "CronJob": return spec?["suspend"]?.bool == true
    case "InferenceService":
      return object["metadata"]?["annotations"]?["serving.kserve.io/stop"]?.string == "true"
    default: return false
    }
  }

  /// Numbers that may fall without anything being started. A canary's traffic is none: what one revision gives up goes to
  /// another, whose approval may be over.
  private static let falling: [String: [[String]]] = [
    "InferenceService": [["predictor", "minReplicas"]],
    "Job": [["parallelism"]],
  ]

  /// Whether nothing changes but that less is asked for.
  static func shrinks(from old: JSONValue, to new: JSONValue) -> Bool {
    guard let kind = new["kind"]?.string, kind == old["kind"]?.string, let before = old["spec"],
      let after = new["spec"]
    else { return false }
    if replicated.contains(kind) || kind == "Scale" {
      guard let less = replicas(of: new), let more = replicas(of: old), less < more else { return false }
      return after.removing(["replicas"]).isSpelt(like: before.removing(["replicas"]))
    }
    let paths = falling[kind] ?? []
    var (first, second, hasFallen) = (before, after, false)
    for path in paths {
      let (from, to) = (before.member(path)?.unsigned, after.member(path)?.unsigned)
      guard let from, let to, to <= from else { continue }
      if to < from { hasFallen = true }
      (first, second) = (first.removing(path), second.removing(path))
    }
    return hasFallen && first.isSpelt(like: second)
  }
}

extension JSONValue {
  /// Whether both are written the same; `==` also holds for other spellings of the same characters.
  func isSpelt(like other: JSONValue) -> Bool { canonicalBytes == other.canonicalBytes }

  /// The value at the end of a path of keys.
  fileprivate func member(_ path: [String]) -> JSONValue? {
    path.reduce(self as JSONValue?) { value, key in value?[key] }
  }

  /// The same without the member at the end of a path of keys.
  fileprivate func removing(_ path: [String]) -> JSONValue {
    guard let key = path.first, case .object(let object) = self else { return self }
    return .object(
      JSONObject(
        object.members.compactMap { member in
          guard member.key == key else { return member }
          guard path.count > 1 else { return nil }
          return .init(key: key, value: member.value.removing(Array(path.dropFirst())))
        }))
  }
}
