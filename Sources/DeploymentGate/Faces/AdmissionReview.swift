internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// A question of a Kubernetes cluster: may this object be stored? (`admission.k8s.io/v1`)
///
/// The answer has no side effects, so that dry runs are answered like any other.
package struct AdmissionReview: Sendable {
  /// What is to happen to the object.
  enum Operation: String {
    case create = "CREATE"
    case update = "UPDATE"
    case delete = "DELETE"
    case connect = "CONNECT"
  }

  private static let version = "admission.k8s.io/v1"
  private static let kind = "AdmissionReview"
  /// The most characters of a warning that a cluster shows.
  private static let warningLimit = 120
  /// The most warnings of one answer.
  private static let warnings = 8

  let uid: String
  /// `nil` for one that nobody knows yet.
  let operation: Operation?
  let object: JSONValue?
  let oldObject: JSONValue?

  init(parsing body: [UInt8]) throws(FaceRefusal) {
    let value = try FaceBody.parse(body)
    try FaceBody.requireKind(value, Self.version, Self.kind)
    guard let request = value["request"], request.object != nil else {
      throw .form(.missing(field: "request", in: "an AdmissionReview"))
    }
    uid = try FaceBody.text(request, "uid", of: "the request")
    guard !uid.isEmpty else {
      throw .form(.unexpected(field: "uid", in: "the request", needs: "a text that is not empty"))
    }
    let operation = try FaceBody.text(request, "operation", of: "the request")
    self.operation = Operation.allCases.first { $0.rawValue.isSpelt(like: operation) }
    object = try Self.object(request, "object")
    oldObject = try Self.object(request, "oldObject")
    if self.operation == .create || self.operation == .update, object == nil {
      throw .form(.missing(field: "object", in: "the request"))
    }
    if self.operation == .update, oldObject == nil {
      throw .form(.missing(field: "oldObject", in: "the request"))
    }
  }

  private static func object(_ request: JSONValue, _ key: String) throws(FaceRefusal) -> JSONValue? {
    guard let value = request[key], value != .null else { return nil }
    guard value.object != nil else {
      throw .form(.unexpected(field: key, in: "the request", needs: "an object"))
    }
    return value
  }

  /// Answers a body. What does not read is answered with 400, by which a cluster with `failurePolicy: Fail` denies.
  /// - Complexity: O(n) in the body, and one decision for each model.
  package static func answer(_ body: [UInt8], at desk: GateDesk) -> FaceAnswer {
    FaceAnswer.reading { () throws(FaceRefusal) in
      let review = try AdmissionReview(parsing: body)
      return review.answer(with: review.decision(at: desk), at: desk)
    }
  }

  // MARK: Deciding

  func decision(at desk: GateDesk) -> GateDecision {
    func answer(_ code: GateCode, _ sentence: String) -> GateDecision {
      GateDecision(code, sentence, GateRequest(in: desk.configuration.environment), at: desk.now)
    }
    switch operation {
    case .delete: return answer(.shrinking, "it is taken away")
    case .connect, nil: return answer(.action, "this gate knows nothing of such an operation")
    case .create, .update: break
    }
    guard let object else { return answer(.unnamed, "there is no object") }
    let workload = Workload(object)
    if let oldObject, operation == .update {
      let change = WorkloadChange(from: oldObject, to: object)
      if let sentence = change.harmless { return answer(.shrinking, sentence) }
      let decision = desk.judge(workload)
      if desk.configuration.updates == .unchanged, decision.code == .expired, change.keepsModels {
        var decision = answer(.shrinking, "models and images stay as they are (\(decision.sentence))")
        decision.remarks = ["the approval has expired: nothing new may be rolled out"]
        return decision
      }
      return decision
    }
    // An eviction is created, and takes a pod away.
    if object["kind"]?.string == "Eviction", object["apiVersion"]?.string == "policy/v1" {
      return answer(.shrinking, "it is taken away")
    }
    return desk.judge(workload)
  }

  // MARK: Answering

  private func answer(with decision: GateDecision, at desk: GateDesk) -> FaceAnswer {
    let isAllowed = decision.isAllowed || desk.configuration.isShadow
    var response: [JSONObject.Member] = [
      .init(key: "allowed", value: .bool(isAllowed)), .init(key: "uid", value: .string(uid)),
      .init(key: "auditAnnotations", value: Self.annotations(decision, desk)),
    ]
    if !isAllowed {
      let isOpen = decision.code.outcome == .deny
      response.append(
        .init(
          key: "status",
          value: .members([
            "code": .integer(isOpen ? 403 : 503), "message": .string("quorate: " + decision.line(limit: 900)),
            "reason": .string(isOpen ? "Forbidden" : "ServiceUnavailable"),
          ])))
    }
    var warnings = decision.notes
    if desk.configuration.isShadow, !decision.isAllowed {
      warnings.insert("SHADOW, nothing is kept back: " + decision.line(limit: 900), at: 0)
    }
    if !warnings.isEmpty {
      let texts = warnings.prefix(Self.warnings).map { "quorate: \($0)".bounded(Self.warningLimit) }
      response.append(.init(key: "warnings", value: .array(texts.map { .string($0) })))
    }
    return FaceAnswer(
      200,
      .members([
        "apiVersion": .string(Self.version), "kind": .string(Self.kind),
        "response": .object(JSONObject(response)),
      ]), [decision.code])
  }

  /// What the cluster writes into its audit log.
  private static func annotations(_ decision: GateDecision, _ desk: GateDesk) -> JSONValue {
    var members: [JSONObject.Member] = .init(texts: [
      "quorate-code": decision.code.rawValue, "quorate-dao": desk.configuration.dao.description,
      "quorate-environment": desk.configuration.environment,
    ])
    members.add("quorate-proposal", decision.approval?.origin.display)
    if let tip = desk.tip {
      members.add("quorate-ledger-root", tip.root)
      members.add("quorate-ledger-size", String(tip.size))
    }
    return .object(JSONObject(members))
  }
}

extension AdmissionReview.Operation: CaseIterable {}
