import CanonicalEncoding
import DeploymentGate
import Foundation
import Governance
import Ledger
import QuorateTesting
import Signing
import Testing

/// What clusters, policies, rollouts and workflows send and expect: every such file of the samples.
@Suite(.serialized) struct GateSampleSuite {
  static let folder = OutsideData.samples?.appending(path: "ai/gates")

  static var files: [String] {
    guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      print("skipped: no samples of gates")
      return []
    }
    return names.filter { $0.hasSuffix(".json") }.sorted()
  }

  private static let configuration = GateConfiguration(
    dao: .sha256([1]), environment: "production", aliases: ["prod"])

  /// A desk that answers every model in the same way.
  private static func desk(_ code: GateCode) -> GateDesk {
    GateDesk(configuration, at: .founding, tip: (size: 9, root: .sha256([9]))) { request in
      var decision = GateDecision(code, "no passed proposal", request, at: .founding)
      decision.approval = ApprovalRecord(
        try SafetySample.deployment(), parent: nil,
        origin: Origin(number: 17, id: .zero, index: 3, at: .founding), atMost: .days(30))
      if code == .allowed { decision.obligations = [.traffic(permille: 50, stage: "canary")] }
      return decision
    }
  }

  @Test(arguments: files) func `a sample is answered, and ours have its form`(name: String) throws {
    let bytes = Array(try Data(contentsOf: try #require(Self.folder).appending(path: name)))
    let value = try JSONParser.parse(bytes)
    var report = VectorReport(file: "ai/gates/" + name)
    switch (value.object?["kind"]?.string, value.object) {
    case ("AdmissionReview", let review?):
      if let request = review["request"] {
        Self.admit(bytes, request, &report)
      } else {
        let isAllowed = review["response"]?.object?["allowed"]?.bool == true
        Self.compare(value, with: Self.admission(isAllowed ? .allowed : .noApproval), &report)
      }
    case ("ProviderRequest", _): Self.validate(bytes, value, &report)
    case ("ProviderResponse", _): Self.compare(value, with: Self.provided(value), &report)
    default: Self.other(name, bytes, value, &report)
    }
    print(report.summary)
    #expect(report.failures.isEmpty, "\(report.summary)")
  }

  // MARK: Questions

  private static func admit(_ bytes: [UInt8], _ request: JSONValue, _ report: inout VectorReport) {
    let workload = Workload(request.object?["object"] ?? .null)
    let isBound =
      !workload.references.isEmpty
      && workload.references.allSatisfy {
        if case .registry = $0.target { true } else { false }
      }
    for (code, isOpen) in [(GateCode.allowed, true), (.noApproval, false), (.stale, false)] {
      let answer = AdmissionReview.answer(bytes, at: desk(code))
      let response = answer.json?.object?["response"]?.object
      report.check("\(code) uid", response?["uid"] == request.object?["uid"])
      // An update that changes nothing is let through whatever was decided.
      let isHarmless = answer.codes == [.shrinking]
      report.check("\(code)", isHarmless || response?["allowed"] == .bool(isOpen && isBound))
      report.check("\(code) status", answer.status == 200)
    }
    report.check("models", !workload.references.isEmpty)
  }

  private static func validate(_ bytes: [UInt8], _ value: JSONValue, _ report: inout VectorReport) {
    for code in [GateCode.allowed, .noApproval] {
      let answer = GatekeeperProvider.answer(bytes, at: desk(code))
      let items = answer.json?.object?["response"]?.object?["items"]?.array
      let keys = value.object?["request"]?.object?["keys"]?.array
      report.check("\(code) keys", items?.map { $0.object?["key"] } == keys)
      report.check("\(code)", answer.codes.allSatisfy { $0 == code })
    }
  }

  private static func other(
    _ name: String, _ bytes: [UInt8], _ value: JSONValue, _ report: inout VectorReport
  ) {
    if value.object?["deployment_callback_url"] != nil {
      // Unsigned, it is not looked at.
      report.check("unsigned", tell(bytes, signed: false).status == 401)
      let answer = tell(bytes, signed: true)
      report.check("signed", answer.status == 200 && answer.codes == [.allowed])
      report.check("callback", answer.json?.object?["callback"] == value.object?["deployment_callback_url"])
      report.check("payload", value.object?["deployment"]?.object?["payload"]?.object?["model_digest"] != nil)
    } else if value.object?["environment_name"] != nil {
      let event = """
        {"action":"requested","environment":"prod","deployment_callback_url":"https://x/y","deployment":{"payload":\
        {"model_digest":"\(Digest.sha256([1]).registryText)"}}}
        """
      compare(value, with: tell(Array(event.utf8), signed: true).json?.object?["body"], &report)
    } else if let data = value.object?["data"], data.object?["ok"] != nil {
      let query = "digest=\(Digest.sha256([1]).registryText)&env=prod"
      compare(value, with: StatusQuery.answer(query: query, at: desk(.allowed)).json, &report)
    } else {
      report.skip("\(name) is of no face of the gate")
    }
  }

  /// GitHub's event, with a signature or without.
  private static func tell(_ event: [UInt8], signed: Bool) -> FaceAnswer {
    let key = Array("a secret for the samples".utf8)
    var headers = ["x-github-event": "deployment_protection_rule"]
    if signed { headers["x-hub-signature-256"] = HMACReference.header(event, key: key) }
    return DeploymentProtectionRule.answer(
      event, headers: headers, secret: WebhookSecret(key), at: desk(.allowed))
  }

  // MARK: Answers

  private static func admission(_ code: GateCode) -> JSONValue? {
    let digest = Digest.sha256([1]).registryText
    let body = """
      {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","object":\
      {"apiVersion":"v1","kind":"Pod","spec":{"volumes":[{"name":"m","image":{"reference":"r/m@\(digest)"}}]}}}}
      """
    return AdmissionReview.answer(Array(body.utf8), at: desk(code)).json
  }

  /// Our answer to the keys of an answer, each allowed as it is there.
  private static func provided(_ value: JSONValue) -> JSONValue? {
    let items = value.object?["response"]?.object?["items"]?.array ?? []
    let ours = items.compactMap { item -> JSONValue? in
      let isAllowed = item.object?["error"] == .string("")
      let request = JSONValue.members([
        "apiVersion": value.object?["apiVersion"] ?? .null, "kind": .string("ProviderRequest"),
        "request": .members(["keys": .array([item.object?["key"] ?? .null])]),
      ])
      let answer = GatekeeperProvider.answer(
        request.canonicalBytes, at: desk(isAllowed ? .allowed : .noApproval))
      return answer.json?.object?["response"]?.object?["items"]?.array?.first
    }
    return .members([
      "apiVersion": .string("externaldata.gatekeeper.sh/v1beta1"), "kind": .string("ProviderResponse"),
      "response": .members([
        "idempotent": .bool(true), "items": .array(ours), "systemError": .string(""),
      ]),
    ])
  }

  /// Whether ours has every member of theirs, of the same type.
  private static func compare(_ theirs: JSONValue, with ours: JSONValue?, _ report: inout VectorReport) {
    func lacks(_ theirs: JSONValue, _ ours: JSONValue?, _ path: String) -> [String] {
      switch (theirs, ours) {
      case (.object(let object), .object(let other)?):
        return object.members.flatMap { lacks($0.value, other[$0.key], "\(path).\($0.key)") }
      case (.array(let elements), .array(let others)?):
        guard elements.isEmpty || !others.isEmpty else { return [path] }
        return elements.enumerated().flatMap { index, element in
          lacks(element, index < others.count ? others[index] : others.last, "\(path)[\(index)]")
        }
      case (.string, .string?), (.number, .number?), (.bool, .bool?), (.null, .null?): return []
      default: return [path]
      }
    }
    let missing = lacks(theirs, ours, "$")
    report.check("form: \(missing)", missing.isEmpty)
  }
}

extension FaceAnswer {
  fileprivate var json: JSONValue? { try? JSONParser.parse(body) }
}
