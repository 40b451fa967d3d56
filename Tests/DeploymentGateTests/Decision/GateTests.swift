import CanonicalEncoding
import DeploymentGate
import Governance
import Ledger
import Quorate
import QuorateTesting
import SafetyProtocol
import Secp256k1Signing
import Testing

/// A gate denies unless there is a positive proof, and says which one is missing.
@Suite struct GateTests {
  private static let one = SafetySample.model(1)
  private static let two = SafetySample.model(2)

  @Test func `attack 58: an approval opens exactly its digests, environment and runtime`() async throws {
    let dao = try await gateDAO()
    let prompt = SampleActions.digest(50)
    try await dao.carryOut(
      """
      {"type":"model.deploy","oms_root":"\(Self.one.omsRoot)","dir_hash":"\(Self.one.dirHash)",\
      "environment":"production","name":"MiniLM","locations":[],"runtime":{"system_prompt":"\(prompt)"}}
      """)
    for oms in [Self.one, Self.two] {
      for dir in [Self.one, Self.two] {
        for environment in ["production", "staging", "Production", ""] {
          for runtime in [[:], ["system_prompt": prompt], ["system_prompt": Digest.sha256([1])]] {
            let model = ModelDigests(omsRoot: oms.omsRoot, dirHash: dir.dirHash)
            let answer = try dao.ask(GateRequest(in: environment, model: model, runtime: runtime))
            let isExact =
              model == Self.one && environment == "production" && runtime == ["system_prompt": prompt]
            #expect(answer.isAllowed == isExact, "\(model) \(environment) \(runtime): \(answer.sentence)")
          }
        }
      }
    }
    let more = ["system_prompt": prompt, "adapter": Digest.sha256([2])]
    #expect(try dao.ask(GateRequest(in: "production", model: Self.one, runtime: more)).code == .runtime)
  }

  @Test func `each thing in the way has its own code`() async throws {
    let dao = try await gateDAO()
    #expect(try dao.code() == .noApproval)
    try await dao.approve(Self.one, #""not_before":"2026-12-02T00:00:00Z","expires":"2026-12-03T00:00:00Z""#)
    let begins = Timepoint(milliseconds: 1_796_169_600_000)
    let (before, last) = (begins - Span(milliseconds: 1), begins + .days(1) - Span(milliseconds: 1))
    #expect(try dao.code(at: before) == .early && dao.code(at: begins) == .allowed)
    #expect(try dao.code(at: last) == .allowed && dao.code(at: begins + .days(1)) == .expired)
    dao.clock.set(begins)
    // One changed byte, one renamed file.
    #expect(try dao.code(Self.two) == .noApproval)
    let renamed = ModelDigests(omsRoot: Self.one.omsRoot, dirHash: Self.two.dirHash)
    #expect(try dao.code(renamed) == .renamed)
    #expect(try dao.ask(GateRequest(in: "production")).code == .unnamed)
    let stale = try dao.ask(
      GateRequest(in: "production", model: Self.one), fresh: begins - .days(1) - Span(milliseconds: 1))
    #expect(stale.code == .stale && stale.code.outcome == .undecided)
    let oldest = GateRequest(in: "production", model: Self.one)
    #expect(try dao.ask(oldest, fresh: begins - .days(1)).code == .allowed)
    #expect(try dao.code(at: .founding - .minutes(6)) == .clock)
    try await dao.pause(.environment("production"), signers: 2)
    #expect(try dao.code() == .paused && dao.code(in: "staging") == .noApproval)
    dao.clock.set(last)
    #expect(try dao.code() == .paused)
    // A stale gate that knows of a pause says so.
    let both = try dao.ask(GateRequest(in: "production", model: Self.one), fresh: .founding)
    #expect(both.code == .paused)
  }

  @Test func `no approval, no opening: whatever is asked of a gate that knows of none`() async throws {
    let dao = try await gateDAO()
    for action in GateRequest.Action.allCases {
      for model in [nil, Self.one] {
        for oci in [nil, Digest.sha256([1])] {
          for traffic in [nil, 0, 1000] as [UInt64?] {
            for audience in [nil, Audience.internal, .public] {
              let request = GateRequest(
                action, in: "production", audience: audience, model: model, oci: oci, trafficPermille: traffic
              )
              #expect(try !dao.ask(request).isAllowed)
            }
          }
        }
      }
    }
  }

  @Test func `a revocation closes, and only a later approval opens again`() async throws {
    let dao = try await gateDAO()
    try await dao.approve()
    #expect(try dao.code() == .allowed)
    try await dao.carryOut(
      """
      {"type":"model.revoke","oms_root":"\(Self.one.omsRoot)","dir_hash":"\(Self.one.dirHash)","reason":"r"}
      """)
    #expect(try dao.code() == .revoked)
    try await dao.approve()
    #expect(try dao.code() == .allowed)
  }

  @Test func `derivation inherits no approval`() async throws {
    let dao = try await gateDAO()
    try await dao.approve()
    #expect(try dao.code(Self.two) == .noApproval)
    try await dao.carryOut(
      """
      {"type":"model.derive","parent":{"oms_root":"\(Self.one.omsRoot)","dir_hash":"\(Self.one.dirHash)"},\
      "relation":"quantized","delta":["\(Digest.sha256([1]))"],"child":{"oms_root":"\(Self.two.omsRoot)",\
      "dir_hash":"\(Self.two.dirHash)","environment":"production","name":"Child","locations":[],"runtime":{}}}
      """)
    #expect(try dao.code(Self.two) == .allowed && dao.code(Self.two, in: "staging") == .noApproval)
  }

  @Test func `the open stage bounds the traffic, and the answer says so`() async throws {
    let dao = try await gateDAO()
    let deployed = try await dao.approve(
      Self.one,
      #""stages":[{"name":"canary","max_traffic_permille":50},{"name":"all","max_traffic_permille":1000}]"#)
    func ask(_ traffic: UInt64?) throws -> GateDecision {
      try dao.ask(GateRequest(in: "production", model: Self.one, trafficPermille: traffic))
    }
    #expect(try ask(50).isAllowed && ask(nil).isAllowed && ask(51).code == .traffic)
    #expect(try ask(nil).obligations.contains(.traffic(permille: 50, stage: "canary")))
    try await dao.carryOut(#"{"type":"model.promote","deployment":"\#(deployed)","stage":"all"}"#)
    #expect(try ask(1000).isAllowed && ask(1001).code == .traffic)
  }

  @Test func `trust 10: what was approved for few does not serve many`() async throws {
    let dao = try await gateDAO()
    try await dao.approve(Self.one, #""audience":"limited""#)
    func code(_ audience: Audience?) throws -> GateCode {
      try dao.ask(GateRequest(in: "production", audience: audience, model: Self.one)).code
    }
    #expect(try code(.internal) == .allowed && code(.limited) == .allowed && code(nil) == .allowed)
    #expect(try code(.public) == .audience)
    try await dao.approve(Self.two)
    #expect(try dao.ask(GateRequest(in: "production", audience: .public, model: Self.two)).isAllowed)
  }

  @Test func `weights are released by a vote of their own`() async throws {
    let dao = try await gateDAO()
    try await dao.approve()
    func code() throws -> GateCode {
      try dao.ask(GateRequest(.release, in: "production", model: Self.one)).code
    }
    #expect(try code() == .noApproval)
    try await dao.carryOut(
      """
      {"type":"weights.release","oms_root":"\(Self.one.omsRoot)","dir_hash":"\(Self.one.dirHash)",\
      "name":"MiniLM","licence":"Apache-2.0","terms":"\(Digest.sha256([1]))"}
      """)
    #expect(try code() == .allowed)
    try await dao.pause(.model(Self.one, environment: nil), signers: 2)
    #expect(try code() == .paused)
  }

  // MARK: Pauses

  @Test func `attack 54: after a lapse the gate does what the charter says for the scope`() async throws {
    let dao = try await gateDAO(
      brake: "brake: {pause_by: council, after_lapse: {model: needs-approval}}")
    try await dao.approve(Self.one)
    try await dao.approve(Self.two)
    let until = dao.clock.now() + .days(1)
    try await dao.pause(.model(Self.one, environment: nil), incident: "A", signers: 2)
    try await dao.pause(.environment("staging"), incident: "B", signers: 2)
    #expect(try dao.code(Self.one) == .paused && dao.code(Self.two) == .allowed)
    dao.clock.set(until)
    #expect(try dao.code(Self.one) == .lapsed && dao.code(Self.two) == .allowed)
    #expect(try dao.code(Self.one, in: "staging") == .noApproval)
    try await dao.approve(Self.one)
    #expect(try dao.code(Self.one) == .allowed)
  }

  @Test func `a family is paused with every model that was approved in it`() async throws {
    let dao = try await gateDAO()
    try await dao.approve(Self.one, #""family":"minilm""#)
    try await dao.approve(Self.two, #""family":"other""#)
    try await dao.pause(.family("minilm"), signers: 2)
    #expect(try dao.code(Self.one) == .paused && dao.code(Self.two) == .allowed)
    #expect(try dao.ask(GateRequest(in: "production", model: Self.two)).pauses.count == 1)
  }

  @Test func `trust 5: a signed file denies before the log has it, and never allows`() async throws {
    let dao = try await gateDAO()
    try await dao.approve()
    let pause = try dao.signed(.pause, .environment("production"))
    let request = GateRequest(in: "production", model: Self.one)
    let answer = try dao.ask(request, orders: [pause])
    #expect(answer.code == .paused && answer.pauses.first?.isUnlogged == true)
    let revocation = try dao.signed(.revoke, .model(Self.one, environment: nil))
    #expect(try dao.ask(request, orders: [revocation]).code == .revoked)
    // Its own end, too few signatures, somebody else's, another incident's time.
    #expect(try dao.ask(request, at: pause.order.notAfter, orders: [pause]).isAllowed)
    for (order, reason) in [
      (try dao.signed(by: [0]), "1 of the 2"), (try dao.signed(by: [0, 3]), "1 of the 2"),
      (try dao.signed(lasting: Span(milliseconds: 3 * 86_400_000 + 1)), "longer than"),
    ] {
      let answer = try dao.ask(request, orders: [order])
      #expect(answer.isAllowed && answer.remarks.contains { $0.contains(reason) }, "\(answer.remarks)")
      // With what it would stop, and once however many files say it.
      let twice = try dao.ask(request, orders: [order, order]).remarks
      #expect(twice == answer.remarks && twice[0].contains(order.order.scope.words), "\(twice)")
    }
    // What the log took in is decided there: the council ended it.
    try await dao.pause(.environment("production"), signers: 2)
    for member in 0..<2 {
      let until = pause.order.notAfter
      let statement = try dao.brake(
        .resume, .environment("production"), until: until, ending: pause.id, by: member)
      try await dao.submit(statement, by: member)
    }
    #expect(try dao.ask(request, orders: [pause]).isAllowed)
    let again = try dao.signed(.pause, .environment("production"), lasting: .days(2))
    #expect(try dao.ask(request, orders: [again]).isAllowed, "the incident had its time")
  }

  @Test func `a file for another DAO, or with one byte changed, is none`() async throws {
    let dao = try await gateDAO()
    let file = try dao.file()
    let bytes = file.canonicalBytes
    #expect(try BrakeFile(parsing: bytes) == file)
    #expect(throws: BrakeFileRefusal.self) {
      try file.verified(dao: .sha256([1]), verifier: Secp256k1Verifier())
    }
    var refused = 0
    for place in bytes.indices {
      var altered = bytes
      altered[place] ^= 1
      do {
        _ = try BrakeFile(parsing: altered).verified(dao: dao.id, verifier: Secp256k1Verifier())
        Issue.record("byte \(place) does not matter")
      } catch { refused += 1 }
    }
    #expect(refused == bytes.count)
    let other = try dao.file(.pause, .environment("production"))
    #expect(throws: BrakeFileRefusal.mixed) { try file.adding(other.parts) }
  }
}

/// A registry's digest is asked for where a cluster knows nothing else.
@Suite struct GateLinkTests {
  /// The list of one file and a registry's manifest whose raw layer is that file, or another.
  private func package(_ content: String, layer: String) throws -> (
    list: [UInt8], manifest: [UInt8], ModelDigests
  ) {
    let bytes = Array(content.utf8)
    let file = try ModelFile(
      path: ModelPath("model.safetensors"), size: UInt64(bytes.count), sha256: .sha256(bytes))
    let tree = try ModelTree([file])
    let raw = Array(layer.utf8)
    let manifest = """
      {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
      "artifactType":"application/vnd.cncf.model.manifest.v1+json",\
      "config":{"mediaType":"application/vnd.cncf.model.config.v1+json",\
      "digest":"\(Digest.sha256([]).registryText)","size":0},"layers":[{"mediaType":\
      "application/vnd.cncf.model.weight.v1.raw","digest":"\(Digest.sha256(raw).registryText)",\
      "size":\(raw.count),"annotations":{"org.cncf.model.filepath":"model.safetensors"}}]}
      """
    return (
      ModelManifest.canonicalBytes(of: tree), Array(manifest.utf8),
      ModelDigests(omsRoot: tree.omsRoot, dirHash: tree.dirHash)
    )
  }

  private func more(_ list: Digest, _ oci: Digest) -> String {
    #""documents":{"manifest":"\#(list)"},"oci":"\#(oci.registryText)""#
  }

  @Test func `trust 11: a registry's digest opens where its layers are the voted files`() async throws {
    let dao = try await gateDAO()
    let (list, manifest, model) = try package("weights", layer: "weights")
    let oci = dao.documents.keep(manifest)
    try await dao.approve(model, more(dao.documents.keep(list), oci))
    #expect(try dao.ask(GateRequest(in: "production", oci: oci)).isAllowed)
    #expect(try dao.ask(GateRequest(in: "production", model: model, oci: oci)).isAllowed)
    #expect(try dao.ask(GateRequest(in: "staging", oci: oci)).code == .unproven)
    let other = Digest.sha256([7])
    #expect(try dao.ask(GateRequest(in: "production", oci: other)).code == .unproven)
    #expect(try dao.ask(GateRequest(in: "production", model: model, oci: other)).code == .unproven)
  }

  @Test func `trust 11: a link that is not proven is not voted on`() async throws {
    let dao = try await gateDAO()
    let (list, manifest, model) = try package("weights", layer: "others!")
    let oci = dao.documents.keep(manifest)
    let kept = dao.documents.keep(list)
    let sound = try package("weights", layer: "weights")
    let soundOCI = dao.documents.keep(sound.manifest)
    for (list, oci, model) in [
      (kept, oci, model), (kept, .sha256([9]), model), (.sha256([9]), soundOCI, model),
      (soundOCI, soundOCI, model),
      (kept, soundOCI, SafetySample.model(1)),
    ] {
      let deployment = try SafetySample.deployment(model, in: "production", more(list, oci))
      let statement = try dao.submission(SafetySample.content(.deployModel(deployment)), by: 0)
      await #expect(throws: AdmissionRefusal.effect(.linkUnproven(""))) {
        do { try await dao.submit(statement, by: 0) } catch AdmissionRefusal.effect(.linkUnproven) {
          throw AdmissionRefusal.effect(.linkUnproven(""))
        }
      }
    }
  }
}
