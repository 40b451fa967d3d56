internal import CanonicalEncoding
internal import Governance
internal import Ledger
package import Signing

/// A custom deployment protection rule of GitHub: a workflow waits until it is told whether it may deploy.
///
/// The answer holds the body that has to be posted to the address in it. The gate posts nothing itself: that takes a
/// token, and a gate has none.
package enum DeploymentProtectionRule {
  private static let event = "deployment_protection_rule"

  /// Answers an event.
  ///
  /// - Parameters:
  ///   - headers: With names in lower case.
  ///   - secret: What the webhook is signed with; without one nothing is answered.
  /// - Returns: 200 with the body to post, 401 where the signature does not hold, 503 where nothing can be decided now
  ///   and the workflow should go on waiting.
  package static func answer(
    _ body: [UInt8], headers: [String: String], secret: WebhookSecret?, at desk: GateDesk
  ) -> FaceAnswer {
    FaceAnswer.reading { () throws(FaceRefusal) in
      guard let secret, let signature = headers["x-hub-signature-256"],
        secret.verifies(signature, of: body)
      else { throw .signature }
      let value = try FaceBody.parse(body)
      if headers["x-github-event"] == "ping" { return FaceAnswer(200, .members(["ok": .bool(true)]), []) }
      guard headers["x-github-event"]?.isSpelt(like: event) == true,
        value["action"]?.string?.isSpelt(like: "requested") == true
      else { throw .kind(needs: "the event \(event) with the action requested") }
      let environment = try FaceBody.text(value, "environment", of: "the event")
      let callback = try FaceBody.text(value, "deployment_callback_url", of: "the event", limit: 2048)
      guard callback.hasPrefix("https://"), callback.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
        throw .form(.unexpected(field: "deployment_callback_url", in: "the event", needs: "an https address"))
      }
      let decision = decision(on: value, environment, at: desk)
      return answer(decision, environment, callback, isShadow: desk.configuration.isShadow)
    }
  }

  private static func decision(
    on event: JSONValue, _ environment: String, at desk: GateDesk
  ) -> GateDecision {
    guard let name = name(in: event["deployment"]?["payload"]) else {
      let request = GateRequest(in: desk.configuration.environment)
      return GateDecision(
        .unnamed, "the deployment's payload names no model in model_digest", request, at: desk.now)
    }
    return desk.decide(environment: environment, name: name)
  }

  /// The model of a payload, which is an object or the text of one.
  private static func name(in payload: JSONValue?) -> ModelName? {
    var payload = payload
    if let text = payload?.string { payload = try? FaceBody.parse(Array(text.utf8)) }
    return payload?["model_digest"]?.string.flatMap(ModelName.init)
  }

  private static func answer(
    _ decision: GateDecision, _ environment: String, _ callback: String, isShadow: Bool
  ) -> FaceAnswer {
    let outcome = decision.code.outcome
    guard outcome == .allow || outcome == .deny || isShadow else {
      return FaceAnswer(
        503,
        .members(["code": .string(decision.code.rawValue), "message": .string(decision.line(limit: 900))]),
        [decision.code])
    }
    let isApproved = decision.isAllowed || isShadow
    let shadow = isShadow && !decision.isAllowed ? "SHADOW, nothing is kept back: " : ""
    let notes = decision.isAllowed ? "; " + decision.notes.joined(separator: "; ") : ""
    let post = JSONValue.members([
      "comment": .string("quorate: " + shadow + (decision.line(limit: 600) + notes).bounded(900)),
      "environment_name": .string(environment), "state": .string(isApproved ? "approved" : "rejected"),
    ])
    return FaceAnswer(
      200,
      .members([
        "body": post, "callback": .string(callback), "code": .string(decision.code.rawValue),
      ]), [decision.code])
  }
}
