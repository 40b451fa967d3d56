internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// What a running rollout asks again and again: may this model still run? The form is that of a web metric of Argo
/// Rollouts, whose analysis fails, and with it the rollout, as soon as `data.ok` is false.
package enum StatusQuery {
  private static let names = ["action", "digest", "env", "traffic"]

  /// Answers what stands behind the question mark: `digest=…&env=…`, and where wanted `action=…` and `traffic=…` in
  /// percent. A no has the status 200; what cannot be decided now has 503.
  package static func answer(query: String, at desk: GateDesk) -> FaceAnswer {
    FaceAnswer.reading { () throws(FaceRefusal) in
      let values = try QueryFields.parse(query, names: names)
      guard let digest = values["digest"], let environment = values["env"] else {
        throw .query("it takes digest=… and env=…")
      }
      guard let name = ModelName(digest) else {
        throw .query("a digest is sha256:MANIFEST or sha256:FILES,sha256:TREE")
      }
      var traffic: UInt64?
      if let text = values["traffic"] {
        guard let permille = permille(text) else {
          throw .query("traffic is a percentage from 0 to 100, with one place after the point at most")
        }
        traffic = permille
      }
      let decision = desk.decide(
        action: values["action"], environment: environment, name: name, trafficPermille: traffic)
      return answer(decision, desk.configuration.isShadow)
    }
  }

  private static func answer(_ decision: GateDecision, _ isShadow: Bool) -> FaceAnswer {
    let outcome = decision.code.outcome
    var data: [JSONObject.Member] = .init(texts: [
      "action": decision.request.action.rawValue, "code": decision.code.rawValue,
      "environment": decision.request.environment, "sentence": decision.sentence.bounded(400),
      "verdict": outcome.verdict,
    ])
    data.append(.init(key: "ok", value: .bool(decision.isAllowed || isShadow)))
    data.append(.init(key: "shadow", value: .bool(isShadow)))
    data.append(.init(key: "notes", value: .array(decision.notes.map { .string($0.bounded(400)) })))
    if decision.isAllowed {
      data.add("expires", decision.approval?.ends)
      data.add("stage", decision.stage?.name)
      if let percent = decision.maxTrafficPercent {
        data.append(.init(key: "maxTrafficPercent", value: .number(percent)))
      }
    }
    data.add("proposal", decision.approval?.origin.display)
    let isAnswer = outcome == .allow || outcome == .deny || isShadow
    return FaceAnswer(
      isAnswer ? 200 : 503, .members(["data": .object(JSONObject(data))]), [decision.code])
  }

  /// `5` or `0.5` percent in thousandths.
  private static func permille(_ text: String) -> UInt64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard 1...2 ~= parts.count, let whole = UInt128(decimal: String(parts[0])), whole <= 100 else {
      return nil
    }
    var permille = UInt64(whole) * 10
    if parts.count == 2 {
      guard parts[1].utf8.count == 1, let tenth = UInt128(decimal: String(parts[1])) else { return nil }
      permille += UInt64(tenth)
    }
    return permille <= 1000 ? permille : nil
  }
}

/// Reads what stands behind the question mark of an address.
enum QueryFields {
  /// Each name at most once, none but the given ones, with `%xx` resolved.
  static func parse(_ query: String, names: [String]) throws(FaceRefusal) -> [String: String] {
    guard query.utf8.count <= 4096 else { throw .query("it is longer than 4096 bytes") }
    var values: [String: String] = [:]
    for part in query.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, let name = names.first(where: { $0.isSpelt(like: String(pair[0])) }) else {
        throw .query("it takes \(names.map { "\($0)=…" }.joined(separator: ", ")) and nothing else")
      }
      guard let value = unescaped(pair[1]) else { throw .query("\(name) is not well escaped") }
      guard values.updateValue(value, forKey: name) == nil else { throw .query("\(name) stands twice") }
    }
    return values
  }

  private static func unescaped(_ text: Substring) -> String? {
    let bytes = Array(text.utf8)
    var plain: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 0x25 else {
        plain.append(bytes[index])
        index += 1
        continue
      }
      guard index + 2 < bytes.count,
        let byte = Hex.decode(String(decoding: bytes[index + 1...index + 2], as: UTF8.self))
      else { return nil }
      plain += byte
      index += 3
    }
    return String(validating: plain, as: UTF8.self)
  }
}
