import Foundation
import Testing

/// What runs in a cluster, against what was decided: `gate inventory` and `gate reconcile`.
@Suite struct GateClusterTests {
  /// A world whose model is approved, a gate's file that takes annotations at their word, and a dump of a cluster.
  private static func world() throws -> GateWorld {
    var world = try GateWorld()
    try world.approve()
    try world.script.expect(
      0,
      """
      printf 'format: quorate.gate/1\\ndao: "%s"\\nenvironment: production\\nclaims: accept\\nlog: dao\\n' \
      $(cat dao/.quorate/dao) > gate.yaml
      digests=$(quorate model digest model -q | sed 's/0x/sha256:/g; s/\\t/,/')
      cat > cluster.json <<END
      {"apiVersion":"v1","kind":"List","items":[
      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"voted","namespace":"ml",
       "annotations":{"quorate.dev/model-digest":"$digests"}},"spec":{"containers":[]}},
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"ml"},
       "spec":{"replicas":2,"template":{"spec":{"containers":[]}}}},
      {"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","metadata":{"name":"chat","namespace":"ml"},
       "spec":{"predictor":{"model":{"storageUri":"s3://models/chat"}}}}]}
      END
      """)
    return world
  }

  private static let inventory = "quorate gate inventory cluster.json --config gate.yaml"
  private static let reconcile = "quorate gate reconcile cluster.json --config gate.yaml"

  @Test func `everything that names a model is listed with its answer`() throws {
    let script = try Self.world().script
    let found = try script.expect(3, Self.inventory)
    #expect(found.output.contains("ALLOW\tQG000\tPod ml/voted"))
    #expect(found.output.contains("DENY\tQG040\tInferenceService ml/chat\ts3://models/chat"))
    #expect(!found.output.contains("ml/web"))
    #expect(found.output.contains("2 run models, 1 of them may not"))
    try script.expect(0, "\(Self.inventory) --namespace other")
    try script.expect(3, "\(Self.inventory) --namespace ml --json | grep -o '\"code\":\"QG040\"' && exit 3")
    try script.expect(0, "\(Self.inventory) --shadow")
    try script.expect(65, "head -c 200 cluster.json > c; quorate gate inventory c --config gate.yaml")
    try script.expect(65, "printf '{}' > c; quorate gate inventory c --config gate.yaml")
  }

  @Test func `what may not run is stopped by a program that is named, and by nothing else`() throws {
    let script = try Self.world().script
    let stop = "--namespace ml annotate inferenceservice/chat serving.kserve.io/stop=true --overwrite"
    let printed = try script.expect(3, Self.reconcile)
    #expect(printed.output.contains("kubectl \(stop)\n"))
    try script.expect(0, "printf '#!/bin/sh\\necho \"$@\" >> calls\\n' > fake; chmod +x fake")
    try script.expect(2, "\(Self.reconcile) --apply ./fake")
    try script.expect(1, "test -e calls")
    try script.expect(0, "\(Self.reconcile) --apply ./fake --yes")
    #expect(try script.expect(0, "cat calls").output == stop + "\n")
    try script.expect(1, "\(Self.reconcile) --apply /bin/false --yes")
    try script.expect(7, "\(Self.reconcile) --apply ./nothing --yes")
    try script.expect(8, "\(Self.reconcile) --apply ./fake --yes --shadow")
  }

  @Test func `a gate that cannot decide stops nothing and allows nothing`() throws {
    let script = try Self.world().script
    try script.expect(0, "quorate log publish ../pub -q", in: "dao")
    // Named by digest, so that only the log could say what it is.
    try script.expect(
      0, "sed -i \"s#s3://models/chat#oci://r/chat@sha256:$(printf 'a%.0s' $(seq 64))#\" cluster.json")
    try script.expect(3, "\(Self.reconcile) --from dao")
    let late = "--from pub --at 2027-01-01T00:00Z"
    let stale = try script.expect(5, "\(Self.reconcile) \(late) --apply /bin/false --yes")
    #expect(!stale.output.contains("kubectl"))
    let lost = try script.expect(
      5, "rm pub/checkpoint; \(Self.reconcile) --from pub --apply /bin/false --yes")
    #expect(lost.output.contains("QG052") && !lost.output.contains("kubectl"))
  }
}
