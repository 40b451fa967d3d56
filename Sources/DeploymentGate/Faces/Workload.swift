package import CanonicalEncoding
package import Governance

/// Something in a cluster that runs, or will, and the models it says it takes.
///
/// Read from an object as a cluster stores it: pods, whatever makes pods, KServe's services, and any other kind whose
/// specification names models in the same way. What a program loads by itself once it runs is not in the object.
package struct Workload: Hashable, Sendable {
  /// Which model the object's annotations claim to be about. Nothing proves it.
  package enum Claim: Hashable, Sendable {
    case none
    /// The digest of the files alone.
    case files(Digest)
    /// Both digests of a model.
    case model(ModelDigests)
    /// It does not read, or stands there twice with different values.
    case unreadable
  }

  /// The annotation: `sha256:FILES`, or `sha256:FILES,sha256:TREE`.
  package static let annotation = "quorate.dev/model-digest"

  /// `apps/v1`; empty where it is missing.
  package let apiVersion: String
  package let kind: String
  package let namespace: String
  package let name: String
  /// Every place that a model is taken from, in order of the members, each text once.
  package let references: [ModelReference]
  package let claim: Claim
  /// The image that serves the model, if there is exactly one and it is named by digest.
  package let servingImage: Digest?
  /// How much of the traffic it asks for, in thousandths; `nil` where the object does not say.
  package let trafficPermille: UInt64?
  /// Whether the object asks for nothing to run: no replicas, or suspended.
  package let isStopped: Bool

  /// Reads an object. Never refuses: what is missing or of another type names no model.
  /// - Complexity: O(n) in the object.
  package init(_ object: JSONValue) {
    apiVersion = object["apiVersion"]?.string ?? ""
    kind = object["kind"]?.string ?? ""
    namespace = object["metadata"]?["namespace"]?.string ?? ""
    name = object["metadata"]?["name"]?.string ?? object["metadata"]?["generateName"]?.string ?? ""
    let isServing = apiVersion.hasPrefix("serving.kserve.io/")
    var walk = WorkloadWalk(takesAnyURI: isServing)
    if let spec = object["spec"] { walk.visit(spec) }
    references = walk.finished()
    servingImage = walk.servingImage
    claim = Self.claim(in: object)
    trafficPermille =
      isServing && kind == "InferenceService" ? Self.traffic(object["spec"]?["predictor"]) : nil
    isStopped = WorkloadScale.isStopped(object)
  }

  /// `production/vllm`, and what it is, for sentences.
  package var words: String {
    let place = namespace.isEmpty ? name : "\(namespace)/\(name)"
    return DisplayText.escaped("\(kind.isEmpty ? "object" : kind) \(place)", limit: 200)
  }

  /// KServe gives everything to a revision for which nothing is said.
  private static func traffic(_ predictor: JSONValue?) -> UInt64 {
    guard let percent = predictor?["canaryTrafficPercent"]?.unsigned, percent <= 100 else { return 1000 }
    return percent * 10
  }

  /// The claim of the object and of the pods it makes, which must be the same.
  private static func claim(in object: JSONValue) -> Claim {
    var claims: [Claim] = []
    var metadata = [object["metadata"]]
    if let template = WorkloadScale.template(of: object) { metadata.append(template["metadata"]) }
    for metadata in metadata {
      guard let value = metadata?["annotations"]?[annotation] else { continue }
      claims.append(value.string.flatMap(read) ?? .unreadable)
    }
    guard let first = claims.first else { return .none }
    return claims.allSatisfy { $0 == first } ? first : .unreadable
  }

  private static func read(_ text: String) -> Claim? {
    guard let name = ModelName(text) else { return nil }
    if let model = name.model { return name.oci == nil ? .model(model) : nil }
    return name.oci.map { .files($0) }
  }
}

extension JSONValue {
  /// The value of a member of an object; `nil` for everything else.
  subscript(key: String) -> JSONValue? { object?[key] }
}
