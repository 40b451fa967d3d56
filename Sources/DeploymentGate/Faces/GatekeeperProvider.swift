internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// A question of OPA Gatekeeper to an external data provider (`externaldata.gatekeeper.sh/v1beta1`).
///
/// A key is `ACTION|ENVIRONMENT|MODEL`, with a model in a form of `ModelName`.
package enum GatekeeperProvider {
  private static let version = "externaldata.gatekeeper.sh/v1beta1"
  /// The most keys of one question.
  private static let keys = 256

  /// Answers a body: for each key, in order, what was decided, or the code and the sentence as an error.
  package static func answer(_ body: [UInt8], at desk: GateDesk) -> FaceAnswer {
    FaceAnswer.reading { () throws(FaceRefusal) in
      var codes: [GateCode] = []
      let items = try keys(in: body).map { key in
        let decision = decision(on: key, at: desk)
        codes.append(decision.code)
        return item(key, decision, isShadow: desk.configuration.isShadow)
      }
      return FaceAnswer(
        200,
        .members([
          "apiVersion": .string(version), "kind": .string("ProviderResponse"),
          "response": .members([
            "idempotent": .bool(true), "items": .array(items), "systemError": .string(""),
          ]),
        ]), codes)
    }
  }

  private static func keys(in body: [UInt8]) throws(FaceRefusal) -> [String] {
    let value = try FaceBody.parse(body)
    try FaceBody.requireKind(value, version, "ProviderRequest")
    guard let elements = value["request"]?["keys"]?.array else {
      throw .form(.missing(field: "keys", in: "the request"))
    }
    guard elements.count <= keys else { throw .tooMany(limit: keys) }
    var texts: [String] = []
    for element in elements {
      guard let text = element.string, text.utf8.count <= 1024 else {
        throw .form(
          .unexpected(field: "keys", in: "the request", needs: "a list of texts of at most 1024 bytes"))
      }
      texts.append(text)
    }
    return texts
  }

  private static func decision(on key: String, at desk: GateDesk) -> GateDecision {
    let parts = key.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let name = ModelName(parts[2]) else {
      let request = GateRequest(in: desk.configuration.environment)
      return GateDecision(
        .unnamed,
        "a key is ACTION|ENVIRONMENT|sha256:MANIFEST or ACTION|ENVIRONMENT|sha256:FILES,sha256:TREE",
        request, at: desk.now)
    }
    return desk.decide(action: parts[0], environment: parts[1], name: name)
  }

  private static func item(_ key: String, _ decision: GateDecision, isShadow: Bool) -> JSONValue {
    guard decision.isAllowed || isShadow else {
      return .members([
        "error": .string("\(decision.code.rawValue) \(decision.sentence.bounded(400))"), "key": .string(key),
        "value": .null,
      ])
    }
    var members: [JSONObject.Member] = .init(texts: ["code": decision.code.rawValue])
    members.append(.init(key: "allowed", value: .bool(true)))
    members.add("expires", decision.isAllowed ? decision.approval?.ends : nil)
    members.add("proposal", decision.approval?.origin.display)
    if isShadow, !decision.isAllowed { members.add("shadow", decision.sentence.bounded(400)) }
    return .members([
      "error": .string(""), "key": .string(key), "value": .object(JSONObject(members)),
    ])
  }
}
