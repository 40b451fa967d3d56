package import CanonicalEncoding
package import Governance
internal import Signing

/// One action of every kind with every field it can have, in canonical form.
package enum SampleActions {
  /// A digest that is the same on every run.
  package static func digest(_ number: Int) -> Digest { .sha256(Array("action \(number)".utf8)) }

  private static func text(_ number: Int) -> String { #""\#(digest(number))""# }

  private static let account = "evm:" + String(repeating: "3", count: 40)
  private static let other = "evm:" + String(repeating: "4", count: 40)
  private static let spki = "0x" + String(repeating: "ab", count: 91)

  /// The members of a deployment with everything in it.
  package static let deployment = """
    "audience":"limited","dir_hash":\(text(1)),"documents":{"card":\(text(2)),"manifest":\(text(3))},\
    "environment":"production","evidence":[\(text(4)),\(text(5))],"expires":"2027-02-21T00:00:00Z",\
    "family":"minilm","locations":["hf://org/model@\(String(repeating: "a", count: 40))"],"name":"MiniLM",\
    "not_before":"2026-12-24T00:00:00Z","oci":"\(digest(6).registryText)","oms_root":\(text(7)),\
    "producer":"lab-three","protocols":[{"id":"frontier","sha256":\(text(8)),"version":2}],\
    "rollback_to":{"dir_hash":\(text(9)),"oms_root":\(text(10))},\
    "runtime":{"serving_image":\(text(11)),"system_prompt":\(text(12))},\
    "stages":[{"max_traffic_permille":50,"min_dwell":"1d","name":"canary","requires":["refusals"]},\
    {"max_traffic_permille":1000,"name":"everybody"}]
    """

  /// Every kind with the text of an action.
  package static let texts: [(kind: String, text: String)] = [
    ("charter.amend", #"{"charter":\#(text(1)),"type":"charter.amend"}"#),
    ("model.deploy", #"{\#(deployment),"type":"model.deploy"}"#),
    (
      "model.promote",
      #"{"deployment":\#(text(1)),"evidence":[\#(text(2))],"stage":"everybody","type":"model.promote"}"#
    ),
    (
      "model.rollback",
      """
      {"environments":["production","staging"],"model":{"dir_hash":\(text(1)),"oms_root":\(text(2))},\
      "reason":"it regressed","target":{"dir_hash":\(text(3)),"oms_root":\(text(4))},"type":"model.rollback"}
      """
    ),
    (
      "model.revoke",
      """
      {"dir_hash":\(text(1)),"environments":["production"],"oms_root":\(text(2)),"reason":"it leaks",\
      "type":"model.revoke"}
      """
    ),
    (
      "model.retire",
      """
      {"dir_hash":\(text(1)),"from":"2027-03-01T00:00:00Z","handling":"archive","oms_root":\(text(2)),\
      "reason":"superseded","type":"model.retire"}
      """
    ),
    (
      "model.derive",
      """
      {"child":{\(deployment)},"delta":[\(text(20))],"parent":{"dir_hash":\(text(21)),"oms_root":\(text(22))},\
      "relation":"finetune","type":"model.derive"}
      """
    ),
    (
      "weights.release",
      """
      {"dir_hash":\(text(1)),"licence":"Apache-2.0","name":"MiniLM","oms_root":\(text(2)),"terms":\(text(3)),\
      "type":"weights.release"}
      """
    ),
    ("protocol.adopt", #"{"id":"frontier","sha256":\#(text(1)),"type":"protocol.adopt","version":1}"#),
    (
      "protocol.amend",
      """
      {"change":"tightening","grace":"7d","id":"frontier","replaces":\(text(1)),"sha256":\(text(2)),\
      "type":"protocol.amend","version":2}
      """
    ),
    (
      "protocol.retire",
      #"{"id":"frontier","reason":"superseded","sha256":\#(text(1)),"type":"protocol.retire","version":2}"#
    ),
    (
      "capability.threshold",
      """
      {"domain":"ai-rnd","level":"high","protocol":"frontier","safeguards":["monitoring"],\
      "triggers":["autonomy-score"],"type":"capability.threshold"}
      """
    ),
    (
      "emergency.ratify",
      #"{"pause":\#(text(1)),"type":"emergency.ratify","until":"2027-01-31T00:00:00Z"}"#
    ),
    ("emergency.lift", #"{"conditions":"patched","pause":\#(text(1)),"type":"emergency.lift"}"#),
    (
      "evaluator.accredit",
      """
      {"account":"\(account)","barred_from":["lab-nine"],"conflicts":"none","expires":"2027-12-31T00:00:00Z","key":\(text(1)),\
      "name":"Ada","organisation":"lab-one","scopes":["garak","inspect-ai.log.v2"],"type":"evaluator.accredit"}
      """
    ),
    (
      "evaluator.revoke",
      """
      {"account":"\(account)","reason":"undeclared interest","since":"2026-11-01T00:00:00Z",\
      "type":"evaluator.revoke"}
      """
    ),
    (
      "council.elect",
      """
      {"needs":2,"role":"council","seats":[{"account":"\(account)","organisation":"lab-one"},\
      {"account":"\(other)","organisation":"lab-two"}],"term":"2027-12-31T00:00:00Z","type":"council.elect"}
      """
    ),
    (
      "council.recall",
      #"{"accounts":["\#(account)"],"reason":"absent","role":"council","type":"council.recall"}"#
    ),
    (
      "key.register",
      """
      {"algorithm":"ecdsa-p256","holder":"Ada","purpose":"release","spki":"\(spki)","type":"key.register"}
      """
    ),
    (
      "key.rotate",
      """
      {"algorithm":"ed25519","purpose":"release","replaces":\(text(1)),"spki":"\(spki)","type":"key.rotate"}
      """
    ),
    (
      "key.revoke",
      """
      {"compromised_since":"2026-11-01T00:00:00Z","key":\(text(1)),"purpose":"release","reason":"stolen",\
      "type":"key.revoke"}
      """
    ),
    (
      "waiver.grant",
      """
      {"control":"rate limit","dir_hash":\(text(1)),"environment":"production",\
      "expires":"2027-01-15T00:00:00Z","oms_root":\(text(2)),"protocol":"frontier","reason":"flaky suite",\
      "rule":"refusals","type":"waiver.grant"}
      """
    ),
    (
      "access.grant",
      """
      {"expires":"2027-01-15T00:00:00Z","holder":"\(account)","purpose":"red teaming",\
      "resource":"weights-store","type":"access.grant"}
      """
    ),
    (
      "dataset.approve",
      """
      {"dataset":\(text(1)),"expires":"2027-01-15T00:00:00Z","licence":"CC-BY-4.0","name":"Refusals",\
      "type":"dataset.approve","use":"fine-tuning"}
      """
    ),
    (
      "compute.run",
      """
      {"budget":"100000000000000000000000000","checkpoints":[{"after":"1000","requires":["loss"]},\
      {"after":"2000","requires":["loss","refusals"]}],"expires":"2027-01-15T00:00:00Z","holder":"\(account)",\
      "name":"run-1","type":"compute.run"}
      """
    ),
    (
      "resource.allocate",
      """
      {"amount":"5000","at_most":{"amount":"500","every":"7d"},"expires":"2027-01-15T00:00:00Z","holder":"\(account)","provider":"akash",\
      "purpose":"evaluation","type":"resource.allocate","unit":"gpu-hours"}
      """
    ),
    (
      "data.access",
      """
      {"algorithm":\(text(1)),"dataset":\(text(2)),"expires":"2027-01-15T00:00:00Z","holder":"\(account)",\
      "purpose":"statistics","type":"data.access"}
      """
    ),
    (
      "dataset.trust",
      """
      {"change":"tightening","dataset":\(text(1)),"replaces":\(text(2)),"trust":{"algorithms":[{"container":"C",\
      "files":"F","name":"did:op:a","service":"S"}],"publishers":["0xab"],"quorate":"algorithm-trust/1","raw":true,\
      "use":"compute"},"type":"dataset.trust"}
      """
    ),
    ("grant.revoke", #"{"grant":\#(text(1)),"reason":"unused","type":"grant.revoke"}"#),
  ]

  /// The action of a kind.
  package static func action(_ kind: String) throws -> ProposalAction {
    let text = try texts.first { $0.kind == kind }.orThrow("there is no sample of \(kind)").text
    return try ProposalAction(parsing: JSONParser.parse(Array(text.utf8), form: .canonical))
  }
}
