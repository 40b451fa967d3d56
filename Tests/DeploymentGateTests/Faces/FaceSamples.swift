import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import QuorateTesting

/// Desks whose decision function is a table, and the objects of a cluster.
enum FaceSamples {
  static let now = Timepoint.founding
  /// Manifests that are approved, in a stage of 5 %.
  static let approved = [digest("a"), digest("b")]
  static let expired = digest("e")
  static let stale = digest("5")

  static func digest(_ digit: String) -> Digest {
    Digest("0x" + String(repeating: digit, count: 64)) ?? .zero
  }

  static func oci(_ digit: String) -> String {
    "oci://registry.example/m@sha256:" + String(repeating: digit, count: 64)
  }

  static func image(_ digit: String) -> String { String(oci(digit).dropFirst(6)) }

  static func configuration(
    claims: GateConfiguration.Claims = .deny, unnamed: GateConfiguration.Unnamed = .deny,
    updates: GateConfiguration.Updates = .shrinking, isShadow: Bool = false
  ) -> GateConfiguration {
    GateConfiguration(
      dao: digest("d"), environment: "production", aliases: ["prod"], isShadow: isShadow, claims: claims,
      unnamed: unnamed, updates: updates)
  }

  static func desk(_ configuration: GateConfiguration = configuration()) -> GateDesk {
    GateDesk(configuration, at: now, tip: (size: 7, root: digest("7"))) { try decide($0) }
  }

  /// A desk at which everything that names a model is allowed.
  static func opened(_ configuration: GateConfiguration = configuration()) -> GateDesk {
    GateDesk(configuration, at: now) { GateDecision(.allowed, "as ever", $0, at: now) }
  }

  private static func decide(_ request: GateRequest) throws -> GateDecision {
    guard let oci = request.oci else {
      return GateDecision(.noApproval, "nothing was approved", request, at: now)
    }
    if oci == stale { return GateDecision(.stale, "too old", request, at: now) }
    if oci == digest("f") { throw SampleFault("the disk is gone") }
    if oci == expired { return GateDecision(.expired, "it ended", request, at: now) }
    guard approved.contains(oci) else {
      return GateDecision(.unproven, "no approval proves that this is its model", request, at: now)
    }
    guard request.trafficPermille ?? 0 <= 50 else {
      return GateDecision(.traffic, "the open stage allows 5 %", request, at: now)
    }
    var decision = GateDecision(.allowed, "P-0017 approved it", request, at: now)
    decision.approval = ApprovalRecord(
      try SafetySample.deployment(), parent: nil,
      origin: Origin(number: 17, id: digest("1"), index: 3, at: now), atMost: Span(milliseconds: 86_400_000))
    decision.obligations = [.until(now + .days(1)), .traffic(permille: 50, stage: "canary")]
    return decision
  }

  // MARK: Objects

  static func value(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  /// KServe's service for a place of storage.
  static func service(
    _ storage: String, traffic: String = #""canaryTrafficPercent":5,"#, more: String = "",
    annotations: String = ""
  ) -> String {
    """
    {"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"tiny","namespace":"prod",\
    "annotations":{\(annotations)}},"spec":{"predictor":{\(traffic)"model":{"modelFormat":{"name":"huggingface"},\
    \(more)"storageUri":"\(storage)"}}}}
    """
  }

  /// A deployment whose pod has volumes with images, mounted at `/models/0`, `/models/1` …
  static func deployment(
    _ images: [String], replicas: Int = 1, arguments: [String] = [], container: String = "vllm/x:1",
    kind: String = "Deployment", annotations: String = "", metadata: String = ""
  ) -> String {
    let volumes = images.enumerated().map { #"{"name":"m\#($0)","image":{"reference":"\#($1)"}}"# }
    let mounts = images.indices.map { #"{"name":"m\#($0)","mountPath":"/models/\#($0)"}"# }
    let words = arguments.map { "\"\($0)\"" }.joined(separator: ",")
    return """
      {"apiVersion":"apps/v1","kind":"\(kind)","metadata":{"name":"vllm","namespace":"prod"\(metadata),\
      "annotations":{\(annotations)}},"spec":{"replicas":\(replicas),"template":{"metadata":{},"spec":{"containers":[\
      {"name":"vllm","image":"\(container)","args":[\(words)],"volumeMounts":[\(mounts.joined(separator: ","))]}],\
      "volumes":[\(volumes.joined(separator: ","))]}}}}
      """
  }

  /// A question of a cluster.
  static func review(
    _ operation: String = "CREATE", _ object: String = "null", old: String = "null", uid: String = "u-1"
  ) -> [UInt8] {
    Array(
      """
      {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"\(uid)",\
      "operation":"\(operation)","object":\(object),"oldObject":\(old),"dryRun":false}}
      """.utf8)
  }
}

extension FaceAnswer {
  /// The JSON of the answer.
  var value: JSONValue { (try? JSONParser.parse(body)) ?? .null }

  /// Whether a cluster would store the object; `nil` where it is no answer to a cluster.
  var isAdmitted: Bool? { value.object?["response"]?.object?["allowed"]?.bool }
}
