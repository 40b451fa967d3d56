import CanonicalEncoding
import DeploymentGate
import Governance
import Testing

/// What runs in a cluster, what the gate says of it, and what would stop it.
@Suite struct ClusterDumpTests {
  private static func object(
    _ kind: String, _ name: String, uid: String = "", owner: String = "", image: String? = nil,
    more: String = ""
  ) -> String {
    let owners = owner.isEmpty ? "" : #","ownerReferences":[{"uid":"\#(owner)","controller":true}]"#
    let volumes = image.map { #""volumes":[{"name":"m","image":{"reference":"\#($0)"}}]"# } ?? ""
    let pod = #"{"containers":[]\#(volumes.isEmpty ? "" : ",")\#(volumes)}"#
    let spec = kind == "Pod" ? pod : #"{"replicas":1,"template":{"spec":\#(pod)}}"#
    return """
      {"apiVersion":"\(kind == "Pod" ? "v1" : "apps/v1")","kind":"\(kind)","metadata":{"name":"\(name)",\
      "namespace":"ml","uid":"\(uid)"\(owners)},"spec":\(spec)\(more)}
      """
  }

  private static func dump(_ objects: [String]) throws -> ClusterDump {
    try ClusterDump(
      parsing: Array(#"{"apiVersion":"v1","kind":"List","items":[\#(objects.joined(separator: ","))]}"#.utf8))
  }

  @Test func `a pod is judged by what it runs, and stopped where it is made`() throws {
    let dump = try Self.dump([
      Self.object("Deployment", "vllm", uid: "d", image: FaceSamples.image("a")),
      Self.object("ReplicaSet", "vllm-1", uid: "r", owner: "d", image: FaceSamples.image("c")),
      Self.object("Pod", "vllm-1-x", uid: "p", owner: "r", image: FaceSamples.image("c")),
      Self.object("Pod", "alone", uid: "q", image: FaceSamples.image("c")),
      Self.object("Pod", "orphan", owner: "gone", image: FaceSamples.image("b")),
    ])
    let rows = dump.judged(at: FaceSamples.desk())
    #expect(rows.map(\.workload.name) == ["vllm", "vllm-1", "vllm-1-x", "alone", "orphan"])
    #expect(rows.map(\.decision.isAllowed) == [true, false, false, false, true])
    #expect(rows.map(\.maker.name) == ["vllm", "vllm", "vllm", "alone", "orphan"])
    #expect(rows[2].maker.stop == ["--namespace", "ml", "scale", "deployment/vllm", "--replicas=0"])
    #expect(rows[3].maker.stop == ["--namespace", "ml", "delete", "pod/alone"])
  }

  @Test func `what names no model, has ended or is stopped is not listed`() throws {
    let stopped = Self.object("Deployment", "off", image: FaceSamples.image("c"))
      .replacing(#""replicas":1"#, with: #""replicas":0"#)
    let ended = Self.object(
      "Pod", "done", image: FaceSamples.image("c"), more: #","status":{"phase":"Succeeded"}"#)
    let dump = try Self.dump([Self.object("Pod", "web"), stopped, ended])
    #expect(dump.items.count == 3 && dump.judged(at: FaceSamples.desk()).isEmpty)
    let one = try ClusterDump(parsing: Array(Self.object("Pod", "x", image: FaceSamples.image("c")).utf8))
    #expect(one.judged(at: FaceSamples.desk()).count == 1)
    #expect(one.judged(at: FaceSamples.desk(), in: ["ml"]).count == 1)
    #expect(one.judged(at: FaceSamples.desk(), in: ["other"]).isEmpty)
  }

  @Test func `objects that own each other come to an end`() throws {
    let dump = try Self.dump([
      Self.object("Pod", "a", uid: "a", owner: "b", image: FaceSamples.image("c")),
      Self.object("Pod", "b", uid: "b", owner: "a", image: FaceSamples.image("c")),
    ])
    #expect(dump.judged(at: FaceSamples.desk()).count == 2)
  }

  @Test(arguments: [
    "; rm -rf x", "--all", "$(id)", "a b", "A", "../x", "", ".x", "a\u{0301}",
    String(repeating: "a", count: 254),
  ])
  func `a name that no cluster has becomes no command`(name: String) throws {
    let escaped = JSONValue.string(name).canonicalBytes
    let text =
      #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":\#(String(decoding: escaped, as: UTF8.self))},"spec":{}}"#
    let dump = try ClusterDump(parsing: Array(text.utf8))
    #expect(dump.items.map(\.workload.stop) == [nil])
  }

  @Test(arguments: [
    "", "{", "[]", "{}", #"{"kind":"List"}"#, #"{"kind":"List","items":{}}"#,
    #"{"kind":"List","kind":"List","items":[]}"#,
    #"{"kind":"PodList","items":[]}x"#, "null",
  ])
  func `a file that was cut short or is none is refused, and never an empty cluster`(text: String) {
    #expect(throws: JSONRefusal.self) { try ClusterDump(parsing: Array(text.utf8)) }
  }
}
