import CanonicalEncoding
import DeploymentGate
import Governance
import QuorateTesting
import Signing
import Testing

/// Gatekeeper, rollouts and workflows.
@Suite struct OtherFaceTests {
  private typealias S = FaceSamples
  private static let a = FaceSamples.digest("a").registryText
  private static let c = FaceSamples.digest("c").registryText

  // MARK: Gatekeeper

  private func validate(_ keys: [String], at desk: GateDesk = FaceSamples.desk()) -> FaceAnswer {
    let request = JSONValue.members([
      "apiVersion": .string("externaldata.gatekeeper.sh/v1beta1"), "kind": .string("ProviderRequest"),
      "request": .members(["keys": .array(keys.map { .string($0) })]),
    ])
    return GatekeeperProvider.answer(request.canonicalBytes, at: desk)
  }

  static let keys: [(id: String, key: String, code: GateCode)] = [
    ("approved", "model.deploy|prod|\(a)", .allowed),
    ("the gate's own word", "model.deploy|production|\(a)", .allowed),
    ("not approved", "model.deploy|prod|\(c)", .unproven),
    ("another environment", "model.deploy|staging|\(a)", .environment),
    ("an unknown action", "model.delete|prod|\(a)", .action), ("no action", "|prod|\(a)", .action),
    ("no model", "model.deploy|prod|", .unnamed), ("one part", "x", .unnamed),
    ("four parts", "model.deploy|prod|\(a)|x", .unnamed),
    ("capital digits", "model.deploy|prod|\(a.uppercased())", .unnamed),
    ("another spelling", "model.deploy|prod\u{200b}|\(a)", .environment),
  ]

  @Test(arguments: keys) func `a key is answered with a value or an error`(
    id: String, key: String, code: GateCode
  ) {
    let answer = validate([key])
    #expect(answer.status == 200 && answer.codes == [code], "\(id): \(answer.value)")
    let item = answer.value.object?["response"]?.object?["items"]?.array?.first?.object
    #expect(item?["key"] == .string(key))
    #expect((item?["error"]?.string?.isEmpty == true) == (code == .allowed))
    #expect((item?["value"] == .null) == (code != .allowed))
  }

  @Test func `every key has an item, in order, and too many are refused`() {
    let keys = (0..<256).map { "model.deploy|prod|\($0)" }
    let items = validate(keys).value.object?["response"]?.object?["items"]?.array ?? []
    #expect(items.compactMap { $0.object?["key"]?.string } == keys)
    #expect(validate(keys + ["x"]).status == 400)
    #expect(GatekeeperProvider.answer(Array("{}".utf8), at: S.desk()).status == 400)
    #expect(validate([String(repeating: "a", count: 1025)]).status == 400)
  }

  // MARK: Rollouts

  static let queries: [(id: String, query: String, status: Int, code: GateCode?)] = [
    ("approved", "digest=\(a)&env=prod", 200, .allowed),
    ("escaped", "digest=\(a.replacing(":", with: "%3A"))&env=prod", 200, .allowed),
    ("within the stage", "digest=\(a)&env=prod&traffic=5", 200, .allowed),
    ("a little more", "digest=\(a)&env=prod&traffic=5.1", 200, .traffic),
    ("not approved", "digest=\(c)&env=prod", 200, .unproven),
    ("another environment", "digest=\(a)&env=dev", 200, .environment),
    ("stale", "digest=\(FaceSamples.stale.registryText)&env=prod", 503, .stale),
    ("a release", "digest=\(a)&env=prod&action=weights.release", 200, .allowed),
    ("an unknown action", "digest=\(a)&env=prod&action=x", 200, .action),
    ("attack 90: a query", "digest=\(a)&env=prod%27%20OR%20%271%27=%271", 200, .environment),
    ("nothing", "", 400, nil), ("no digest", "env=prod", 400, nil),
    ("no environment", "digest=\(a)", 400, nil),
    ("twice", "digest=\(a)&env=prod&env=prod", 400, nil), ("unknown", "digest=\(a)&env=prod&x=y", 400, nil),
    ("badly escaped", "digest=%zz&env=prod", 400, nil), ("half escaped", "digest=\(a)&env=prod%4", 400, nil),
    ("not text", "digest=%ff&env=prod", 400, nil), ("no digest in it", "digest=latest&env=prod", 400, nil),
    ("too much traffic", "digest=\(a)&env=prod&traffic=100.1", 400, nil),
    ("negative traffic", "digest=\(a)&env=prod&traffic=-1", 400, nil),
  ]

  @Test(arguments: queries) func `a rollout is told whether it may go on`(
    id: String, query: String, status: Int, code: GateCode?
  ) {
    let answer = StatusQuery.answer(query: query, at: S.desk())
    #expect(answer.status == status && answer.codes == [code].compactMap(\.self), "\(id): \(answer.value)")
    let isFine = answer.value.object?["data"]?.object?["ok"]?.bool ?? false
    #expect(isFine == (code == .allowed))
  }

  @Test func `a yes says how much traffic it is for`() {
    let data = StatusQuery.answer(query: "digest=\(Self.a)&env=prod", at: S.desk()).value.object?["data"]?
      .object
    #expect(data?["maxTrafficPercent"] == .number("5"))
    #expect(data?["proposal"] == .string("P-0017") && data?["verdict"] == .string("ALLOW"))
  }

  // MARK: GitHub

  private static let event = """
    {"action":"requested","environment":"prod","deployment_callback_url":"https://api.github.com/x","deployment":\
    {"payload":{"model_digest":"\(a)"}}}
    """
  private static let secret = WebhookSecret(Array("a secret of more than sixteen".utf8))
  private static func headers(_ body: String, event: String = "deployment_protection_rule") -> [String:
    String]
  {
    [
      "x-github-event": event,
      "x-hub-signature-256": HMACReference.header(
        Array(body.utf8), key: Array("a secret of more than sixteen".utf8)),
    ]
  }

  private func tell(
    _ body: String, headers: [String: String]? = nil, secret: WebhookSecret? = secret,
    at desk: GateDesk = FaceSamples.desk()
  ) -> FaceAnswer {
    DeploymentProtectionRule.answer(
      Array(body.utf8), headers: headers ?? Self.headers(body), secret: secret, at: desk)
  }

  @Test func `attack 86: a workflow gets the body to post, and the gate calls nobody`() {
    let answer = tell(Self.event)
    #expect(answer.status == 200 && answer.codes == [.allowed])
    let post = answer.value.object?["body"]?.object
    #expect(post?["state"] == .string("approved") && post?["environment_name"] == .string("prod"))
    #expect(answer.value.object?["callback"] == .string("https://api.github.com/x"))
    let text = Self.event.replacing(
      #"{"model_digest":"\#(Self.a)"}"#, with: #""{\"model_digest\":\"\#(Self.a)\"}""#)
    #expect(tell(text).codes == [.allowed])
  }

  @Test func `a workflow for anything else is rejected, and one that cannot be judged waits`() {
    func state(_ from: String, _ to: String) -> (Int, String?) {
      let answer = tell(Self.event.replacing(from, with: to))
      return (answer.status, answer.value.object?["body"]?.object?["state"]?.string)
    }
    #expect(state(Self.a, Self.c) == (200, "rejected"))
    #expect(state("model_digest", "model") == (200, "rejected"))
    #expect(state(#""environment":"prod""#, #""environment":"dev""#) == (200, "rejected"))
    #expect(state(Self.a, FaceSamples.stale.registryText) == (503, nil))
    #expect(state("requested", "completed") == (400, nil))
    #expect(state("https://", "http://") == (400, nil))
  }

  @Test func `an event that is not signed is not looked at`() {
    var wrong = Self.headers(Self.event)
    for value in [
      nil, "", "sha256=", "sha1=00", "sha256=" + String(repeating: "0", count: 64),
      wrong["x-hub-signature-256"]?.uppercased(),
    ] {
      wrong["x-hub-signature-256"] = value
      #expect(tell(Self.event, headers: wrong).status == 401)
    }
    #expect(tell(Self.event + " ", headers: Self.headers(Self.event)).status == 401)
    #expect(tell(Self.event, secret: nil).status == 401)
    #expect(WebhookSecret(Array("fifteen bytes..".utf8)) == nil)
    #expect(tell(Self.event, headers: Self.headers(Self.event, event: "push")).status == 400)
    #expect(tell(Self.event, headers: Self.headers(Self.event, event: "ping")).status == 200)
  }

  // MARK: The description

  @Test func `the description of the interface names every address, and every name in it has a meaning`()
    throws
  {
    let document = GateInterface.document
    #expect(try JSONParser.parse(document.canonicalBytes) == document)
    let paths = document.object?["paths"]?.object?.members.map(\.key)
    #expect(
      paths == [
        "/healthz", "/metrics", "/openapi.json", "/v1/admit", "/v1/github", "/v1/orders", "/v1/status",
        "/v1/validate",
      ])
    let schemas = document.object?["components"]?.object?["schemas"]?.object?.members.map(\.key) ?? []
    func references(_ value: JSONValue) -> [String] {
      switch value {
      case .array(let elements): elements.flatMap(references)
      case .object(let object):
        object.members.flatMap { $0.key == "$ref" ? [$0.value.string ?? ""] : references($0.value) }
      default: []
      }
    }
    #expect(Set(references(document)) == Set(schemas.map { "#/components/schemas/\($0)" }))
  }
}
