import CanonicalEncoding
import DeploymentGate
import Governance
import QuorateTesting
import Testing

/// What a cluster is answered.
@Suite struct AdmissionReviewTests {
  private typealias S = FaceSamples

  private func ask(
    _ operation: String = "CREATE", _ object: String = "null", old: String = "null",
    at desk: GateDesk = FaceSamples.desk()
  ) -> FaceAnswer {
    AdmissionReview.answer(S.review(operation, object, old: old), at: desk)
  }

  static let creations: [(id: String, object: String, code: GateCode)] = [
    ("approved", S2.service(S2.oci("a")), .allowed),
    ("not approved", S2.service(S2.oci("c")), .unproven),
    ("approved, all of the traffic", S2.service(S2.oci("a"), traffic: ""), .traffic),
    ("approved, more traffic", S2.service(S2.oci("a"), traffic: #""canaryTrafficPercent":6,"#), .traffic),
    ("traffic that is a text", S2.service(S2.oci("a"), traffic: #""canaryTrafficPercent":"5","#), .traffic),
    ("a branch", S2.service("hf://o/m:main"), .mutable),
    ("a commit", S2.service("hf://o/m@" + String(repeating: "a", count: 40)), .unproven),
    ("a bucket", S2.service("s3://b/m"), .mutable),
    ("a pod template", S2.deployment([S2.image("a")]), .allowed),
    ("two models, one not approved", S2.deployment([S2.image("a"), S2.image("c")]), .unproven),
    ("two approved models", S2.deployment([S2.image("a"), S2.image("b")]), .allowed),
    ("an approved model and a bucket", S2.deployment([S2.image("a"), "r/m:1"]), .mutable),
    (
      "another model beside it", S2.deployment([S2.image("a")], arguments: ["--model", "o/m"]),
      .mutable
    ),
    ("no model", S2.deployment([]), .unnamed),
    ("no replicas yet", S2.deployment([S2.image("c")], replicas: 0), .unproven),
    ("another kind", #"{"apiVersion":"v1","kind":"ConfigMap","data":{"storageUri":"x"}}"#, .unnamed),
    ("an eviction", #"{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}"#, .shrinking),
    ("stale", S2.service(S2.oci("5")), .stale), ("a look-up that fails", S2.service(S2.oci("f")), .missing),
  ]
  private typealias S2 = FaceSamples

  @Test(arguments: creations) func `attack 96: what is created needs a proof for every model it takes`(
    id: String, object: String, code: GateCode
  ) throws {
    let answer = ask("CREATE", object)
    #expect(answer.status == 200 && answer.codes == [code], "\(id): \(answer.value)")
    #expect(answer.isAdmitted == (code.outcome == .allow))
    let response = try #require(answer.value.object?["response"]?.object)
    #expect(response["uid"] == .string("u-1"))
    let status = response["status"]?.object
    #expect((status == nil) == (code.outcome == .allow))
    if let status { #expect(status["code"]?.unsigned == (code.outcome == .deny ? 403 : 503)) }
    for warning in response["warnings"]?.array ?? [] {
      #expect((warning.string?.unicodeScalars.count ?? 999) <= 120)
    }
    // The same question gives the same answer: nothing was changed by it.
    #expect(ask("CREATE", object).body == answer.body)
  }

  static let updates: [(id: String, old: String, new: String, code: GateCode)] = [
    (
      "fewer", S2.deployment([S2.image("c")], replicas: 3), S2.deployment([S2.image("c")], replicas: 2),
      .shrinking
    ),
    (
      "none", S2.deployment([S2.image("c")], replicas: 3), S2.deployment([S2.image("c")], replicas: 0),
      .shrinking
    ),
    (
      "more", S2.deployment([S2.image("c")], replicas: 2), S2.deployment([S2.image("c")], replicas: 3),
      .unproven
    ),
    (
      "more of an approved one", S2.deployment([S2.image("a")]), S2.deployment([S2.image("a")], replicas: 3),
      .allowed
    ),
    (
      "fewer, of another model", S2.deployment([S2.image("a")], replicas: 3),
      S2.deployment([S2.image("c")], replicas: 2), .unproven
    ),
    (
      "none, of another model", S2.deployment([S2.image("a")], replicas: 3),
      S2.deployment([S2.image("c")], replicas: 0), .unproven
    ),
    (
      "only labels", S2.deployment([S2.image("c")]),
      S2.deployment([S2.image("c")], metadata: #","labels":{"a":"b"}"#), .shrinking
    ),
    (
      "other arguments", S2.deployment([S2.image("c")]), S2.deployment([S2.image("c")], arguments: ["--x"]),
      .unproven
    ),
    (
      "no longer stopped", S2.service(S2.oci("c"), annotations: #""serving.kserve.io/stop":"true""#),
      S2.service(S2.oci("c")), .unproven
    ),
    (
      "stopped", S2.service(S2.oci("c")),
      S2.service(S2.oci("c"), annotations: #""serving.kserve.io/stop":"true""#), .shrinking
    ),
    (
      "attack: less traffic for a canary, which another revision gets", S2.service(S2.oci("c")),
      S2.service(S2.oci("c"), traffic: #""canaryTrafficPercent":1,"#),
      .unproven
    ),
    (
      "fewer at least", S2.service(S2.oci("c"), traffic: #""minReplicas":2,"#),
      S2.service(S2.oci("c"), traffic: #""minReplicas":1,"#), .shrinking
    ),
    (
      "attack: no longer stopped, where fewer are asked for in the same breath",
      S2.service(
        S2.oci("c"), traffic: #""minReplicas":2,"#, annotations: #""serving.kserve.io/stop":"true""#),
      S2.service(S2.oci("c"), traffic: #""minReplicas":1,"#), .unproven
    ),
    (
      "attack: fewer of another group's kind, with another annotation",
      S2.deployment([S2.image("c")], replicas: 3).replacing("apps/v1", with: "apps.kruise.io/v1"),
      S2.deployment([S2.image("c")], replicas: 2, annotations: #""x":"y""#).replacing(
        "apps/v1", with: "apps.kruise.io/v1"), .unproven
    ),
    (
      "more traffic", S2.service(S2.oci("c"), traffic: #""canaryTrafficPercent":1,"#),
      S2.service(S2.oci("c")),
      .unproven
    ),
    (
      "its last step",
      S2.deployment([S2.image("c")], metadata: #","deletionTimestamp":"2026-12-01T00:00:00Z""#),
      S2.deployment([S2.image("c")], metadata: #","deletionTimestamp":"2026-12-01T00:00:00Z","x":1"#),
      .shrinking
    ),
    (
      "another kind", S2.deployment([S2.image("c")], replicas: 2),
      S2.deployment([S2.image("c")], replicas: 1, kind: "StatefulSet"), .unproven
    ),
    (
      "a scale", #"{"kind":"Scale","apiVersion":"autoscaling/v1","spec":{"replicas":3}}"#,
      #"{"kind":"Scale","apiVersion":"autoscaling/v1","spec":{}}"#, .shrinking
    ),
    (
      "a scale upwards", #"{"kind":"Scale","apiVersion":"autoscaling/v1","spec":{"replicas":1}}"#,
      #"{"kind":"Scale","apiVersion":"autoscaling/v1","spec":{"replicas":2}}"#, .unnamed
    ),
  ]

  @Test(arguments: updates) func `an update that only takes away is let through, and no other`(
    id: String, old: String, new: String, code: GateCode
  ) {
    let answer = ask("UPDATE", new, old: old)
    #expect(answer.codes == [code], "\(id): \(answer.value)")
  }

  @Test func `what is deleted is let through; other operations are not known here`() {
    #expect(ask("DELETE", old: S.service(S.oci("c"))).isAdmitted == true)
    for operation in ["CONNECT", "PATCH", "", "create"] {
      let answer = ask(operation, S.service(S.oci("a")))
      #expect(answer.isAdmitted == false && answer.codes == [.action])
    }
  }

  @Test func `after the approval expired, unchanged models are updated where the file says so`() {
    let old = S.deployment([S.image("e")])
    let same = S.deployment([S.image("e")], arguments: ["--x"])
    let desk = S.desk(S.configuration(updates: .unchanged))
    #expect(ask("UPDATE", same, old: old).codes == [.expired])
    #expect(ask("UPDATE", same, old: old, at: desk).codes == [.shrinking])
    #expect(ask("UPDATE", S.deployment([S.image("e")], replicas: 2), old: old, at: desk).codes == [.expired])
    #expect(
      ask("UPDATE", S.deployment([S.image("e")], container: "x:2"), old: old, at: desk).codes == [.expired])
    #expect(ask("UPDATE", same, old: S.deployment([S.image("a")]), at: desk).codes == [.expired])
    #expect(ask("CREATE", same, at: desk).codes == [.expired])
    let revoked = S.deployment([S.image("c")], arguments: ["--x"])
    #expect(ask("UPDATE", revoked, old: S.deployment([S.image("c")]), at: desk).codes == [.unproven])
  }

  @Test func `words that nobody proved open nothing, unless whoever runs the gate takes them`() {
    let (a, b) = (S.digest("a").registryText, S.digest("b").registryText)
    let both = #""quorate.dev/model-digest":"\#(a),\#(b)""#
    let accepting = S.opened(S.configuration(claims: .accept))
    let bucket = S.service("s3://b/m", annotations: both)
    #expect(ask("CREATE", bucket, at: S.opened()).codes == [.mutable])
    #expect(ask("CREATE", bucket, at: accepting).codes == [.allowed])
    let files = S.service("s3://b/m", annotations: #""quorate.dev/model-digest":"\#(a)""#)
    #expect(ask("CREATE", files, at: accepting).codes == [.mutable])
    let broken = S.service(S.oci("a"), annotations: #""quorate.dev/model-digest":"x""#)
    #expect(ask("CREATE", broken, at: accepting).codes == [.unproven])
    #expect(ask("CREATE", broken, at: S.opened()).codes == [.allowed])
    // The annotation names the files of another model than the approval does.
    let other = S.deployment([S.image("a")], annotations: #""quorate.dev/model-digest":"\#(a)""#)
    #expect(ask("CREATE", other, at: S.desk(S.configuration(claims: .accept))).codes == [.unproven])
    let two = S.deployment(["r/m:1", "r/n:1"], annotations: both)
    #expect(ask("CREATE", two, at: accepting).codes == [.mutable])
    let none = S.deployment([], annotations: both)
    #expect(ask("CREATE", none, at: accepting).codes == [.allowed])
  }

  @Test func `what names no model is let through where the file says so`() {
    let desk = S.desk(S.configuration(unnamed: .allow))
    #expect(ask("CREATE", S.deployment([]), at: desk).codes == [.modelless])
    #expect(ask("CREATE", S.deployment(["r/m:1"]), at: desk).codes == [.mutable])
  }

  @Test func `a shadow keeps nothing back, and says so`() throws {
    let answer = ask("CREATE", S.service(S.oci("c")), at: S.desk(S.configuration(isShadow: true)))
    #expect(answer.isAdmitted == true && answer.codes == [.unproven])
    let warnings = answer.value.object?["response"]?.object?["warnings"]?.array ?? []
    #expect(warnings.first?.string?.hasPrefix("quorate: SHADOW") == true)
  }

  static let malformed: [(id: String, body: String, code: String)] = [
    ("nothing", "", "json.syntax"), ("a list", "[]", "face.kind"), ("half", #"{"apiVersion""#, "json.syntax"),
    (
      "an older version", #"{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{}}"#,
      "face.kind"
    ),
    ("no request", #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}"#, "field.missing"),
    (
      "no uid",
      #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"operation":"CREATE"}}"#,
      "field.missing"
    ),
    (
      "a key twice",
      #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","kind":"AdmissionReview"}"#,
      "json.duplicateKey"
    ),
    (
      "attack 80: nested too deeply", String(repeating: "[", count: 100_000), "json.tooDeep"
    ),
    (
      "no object",
      #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE"}}"#,
      "field.missing"
    ),
    (
      "an object that is a text",
      #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","object":"x"}}"#,
      "field.unexpected"
    ),
    (
      "an update of nothing",
      #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"UPDATE","object":{}}}"#,
      "field.missing"
    ),
  ]

  @Test(arguments: malformed) func `what does not read is refused with a code`(
    id: String, body: String, code: String
  ) {
    let answer = AdmissionReview.answer(Array(body.utf8), at: S.opened())
    #expect(answer.status == 400 && answer.codes.isEmpty && answer.isAdmitted == nil)
    #expect(answer.value.object?["error"]?.object?["code"] == .string(code), "\(id): \(answer.value)")
  }

  /// At a desk where everything is allowed, only a question that still is one is answered with a yes.
  @Test func `no changed byte makes a denied question an allowed one`() {
    let denied = S.review("CREATE", S.service("hf://o/m:main"))
    for index in denied.indices {
      for change in [0x01, 0x20, 0x80] as [UInt8] {
        var altered = denied
        altered[index] ^= change
        let answer = AdmissionReview.answer(altered, at: S.desk())
        let operation = altered.count > index ? String(decoding: altered, as: UTF8.self) : ""
        #expect(answer.isAdmitted != true || operation.contains("DELETE"), "byte \(index)")
      }
    }
    for length in denied.indices {
      #expect(AdmissionReview.answer(Array(denied[..<length]), at: S.opened()).status == 400)
    }
  }
}
