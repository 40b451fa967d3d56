import CanonicalEncoding
import DeploymentGate
import Governance
import QuorateTesting
import Testing

/// Which models an object of a cluster names.
@Suite struct WorkloadTests {
  static let pod = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":"#
  static let a = FaceSamples.image("a")

  static let objects: [(id: String, object: String, texts: [String])] = [
    ("a KServe service", FaceSamples.service(FaceSamples.oci("a")), [FaceSamples.oci("a")]),
    (
      "several places",
      """
      {"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","spec":{"predictor":{"model":{"storageUris":\
      [{"uri":"s3://a/b"},{"uri":"oci://r/m:1"}]}},"transformer":{"containers":[{"name":"t","env":[{"name":\
      "STORAGE_URI","value":"gs://x"}]}]}}}
      """, ["s3://a/b", "oci://r/m:1", "gs://x"]
    ),
    (
      "an older kind of predictor",
      #"{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService","spec":{"predictor":{"sklearn":{"storageUri":"pvc://p"}}}}"#,
      ["pvc://p"]
    ),
    (
      "KServe's service for language models",
      #"{"apiVersion":"serving.kserve.io/v1alpha1","kind":"LLMInferenceService","spec":{"model":{"uri":"hf://o/m","lora":{"adapters":[{"uri":"hf://o/l"}]}}}}"#,
      ["hf://o/m", "hf://o/l"]
    ),
    (
      "a deployment with two images", FaceSamples.deployment([a, "r/other:latest"]), [a, "r/other:latest"]
    ),
    (
      "a scheduled job",
      #"{"apiVersion":"batch/v1","kind":"CronJob","spec":{"jobTemplate":{"spec":{"template":{"spec":{"volumes":[{"name":"m","image":{"reference":"\#(a)"}}]}}}}}}"#,
      [a]
    ),
    ("a pod without a model", pod + #"{"containers":[{"name":"c","image":"nginx"}]}}"#, []),
    (
      "an image without a name", pod + #"{"volumes":[{"name":"m","image":{}}]}}"#, ["an image without a name"]
    ),
    (
      "a model that KServe keeps as an image",
      pod
        + #"{"containers":[{"name":"modelcar","image":"\#(a)"},{"name":"c","args":["--model=/mnt/models"]}]}}"#,
      [a]
    ),
    (
      "what KServe fetches",
      pod + #"{"initContainers":[{"name":"storage-initializer","args":["hf://o/m","/mnt/models"]}]}}"#,
      ["hf://o/m"]
    ),
    (
      "a name that the server looks up",
      pod + #"{"containers":[{"name":"c","args":["--model","meta/llama"]}]}}"#,
      ["meta/llama"]
    ),
    (
      "the same in a shell",
      pod + #"{"containers":[{"name":"c","command":["sh","-c","exec vllm serve meta/llama --port 8000"]}]}}"#,
      ["meta/llama"]
    ),
    (
      "a variable", pod + #"{"containers":[{"name":"c","env":[{"name":"MODEL_ID","valueFrom":{}}]}]}}"#,
      ["a value from elsewhere"]
    ),
    (
      "a path in the image", FaceSamples.deployment([a], arguments: ["--model", "/models/0/deep"]), [a]
    ),
    (
      "a path beside the image", FaceSamples.deployment([a], arguments: ["--model=/models/0x"]),
      [a, "/models/0x"]
    ),
    (
      "a path out of the image", FaceSamples.deployment([a], arguments: ["--model", "/models/0/../../data"]),
      [a, "/models/0/../../data"]
    ),
    (
      "a folder of the machine over the image",
      FaceSamples.deployment([a], arguments: ["--model", "/models/0/deep"]).replacing(
        #"{"name":"m0","mountPath":"/models/0"}"#,
        with: #"{"name":"m0","mountPath":"/models/0"},{"name":"h","mountPath":"/models/0/deep"}"#),
      [a, "/models/0/deep"]
    ),
    (
      "a folder of the machine where KServe would put it",
      FaceSamples.deployment([a], arguments: ["--model", "/mnt/models"]), [a, "/mnt/models"]
    ),
    (
      "what KServe has fetched",
      pod + """
        {"initContainers":[{"name":"storage-initializer","args":["s3://m"]}],"containers":[{"name":"c","args":[\
        "--model_dir=/mnt/models"],"volumeMounts":[{"name":"kserve-provision-location","mountPath":"/mnt/models"}]}]}}
        """, ["s3://m"]
    ),
    (
      "an adapter from elsewhere",
      FaceSamples.deployment(
        [a], arguments: ["--model", "/models/0", "--lora-modules", "x=/models/0/l", "y=org/l"]),
      [a, "org/l"]
    ),
    (
      "a volume over a file of the image",
      FaceSamples.deployment([a], arguments: ["--model", "/models/0"]).replacing(
        #"{"name":"m0","mountPath":"/models/0"}"#,
        with: #"{"name":"m0","mountPath":"/models/0"},{"name":"h","mountPath":"/models/0/weights.bin"}"#),
      [a, "/models/0/weights.bin"]
    ),
    (
      "a volume with a step upwards",
      FaceSamples.deployment([a]).replacing(
        #"{"name":"m0","mountPath":"/models/0"}"#,
        with: #"{"name":"m0","mountPath":"/models/0"},{"name":"h","mountPath":"/x/../models/0"}"#),
      [a, "/x/../models/0"]
    ),
    (
      "a volume over what KServe fetches",
      pod + """
        {"initContainers":[{"name":"storage-initializer","args":["s3://m"]}],"containers":[{"name":"c",\
        "volumeMounts":[{"name":"kserve-provision-location","mountPath":"/mnt/models"},\
        {"name":"x","mountPath":"/mnt/models/config.json"}]}]}}
        """, ["s3://m", "/mnt/models/config.json"]
    ),
    (
      "the image, and another model by position",
      FaceSamples.deployment([a], arguments: ["serve", "org/evil"]),
      [a, "org/evil"]
    ),
    (
      "a command line in two parts",
      pod + #"{"containers":[{"name":"c","command":["vllm","serve"],"args":["evil"]}]}}"#, ["evil"]
    ),
    (
      "the address of a store by position",
      FaceSamples.deployment([a], arguments: ["serve", "hf://org/evil"]),
      [a, "hf://org/evil"]
    ),
    (
      "short options", FaceSamples.deployment([a], arguments: ["-m", "org/evil", "-mu", "https://e/x.gguf"]),
      [a, "org/evil", "https://e/x.gguf"]
    ),
    ("a module is no model", FaceSamples.deployment([a], arguments: ["python", "-m", "vllm.server"]), [a]),
    (
      "neither are a port and a type",
      FaceSamples.deployment([a], arguments: ["--port", "80", "--type", "a/b"]), [a]
    ),
    (
      "arguments in a variable",
      pod + #"{"containers":[{"name":"c","env":[{"name":"VLLM_ARGS","value":"--model org/evil"}]}]}}"#,
      ["org/evil"]
    ),
    (
      "a variable that may be a name to show",
      pod + #"{"containers":[{"name":"c","env":[{"name":"MODEL_NAME","value":"minilm"},"#
        + #"{"name":"MODEL","value":"org/evil"}]}]}}"#, ["org/evil"]
    ),
    (
      "a hook after the start",
      pod
        + #"{"containers":[{"name":"c","lifecycle":{"postStart":{"exec":{"command":["x","--model","org/evil"]}}}}]}}"#,
      ["org/evil"]
    ),
    ("no object at all", "[1,2]", []),
    ("a specification that is a text", #"{"kind":"Pod","spec":"x"}"#, []),
  ]

  @Test(arguments: objects) func `every place that a model comes from is found`(
    id: String, object: String, texts: [String]
  ) throws {
    let workload = Workload(try FaceSamples.value(object))
    #expect(Set(workload.references.map(\.text)) == Set(texts), "\(id): \(workload.references)")
    #expect(workload.references.count == texts.count)
  }

  static let digest = String(repeating: "a", count: 64)
  static let storages: [(text: String, isBound: Bool, isCommit: Bool)] = [
    ("oci://r/m@sha256:\(digest)", true, false), ("oci://r/m:1@sha256:\(digest)", true, false),
    ("oci://r/m:1", false, false), ("oci://r/m@sha256:\(digest.dropLast())", false, false),
    ("oci://r/m@sha256:\(digest.uppercased())", false, false), ("oci://r/m@sha512:\(digest)", false, false),
    ("oci://r/m@sha256:\(digest)@sha256:\(digest)", false, false), ("oci://@sha256:\(digest)", false, false),
    ("oci://r/m@sha256:\(digest)?x", false, false), ("OCI://r/m@sha256:\(digest)", false, false),
    ("hf://o/m@\(digest.prefix(40))", false, true), ("hf://o/m:\(digest.prefix(40))", false, true),
    ("hf://o/m:main", false, false), ("hf://o/m", false, false), ("hf://\(digest.prefix(40))", false, false),
    ("hf://o/m@\(digest.prefix(39))", false, false), ("s3://b/m@sha256:\(digest)", false, false),
    ("pvc://v/m", false, false), ("https://x/m.zip", false, false), ("", false, false), ("@", false, false),
  ]

  @Test(arguments: storages) func `a place binds a model only by a whole digest`(
    text: String, isBound: Bool, isCommit: Bool
  ) {
    let target = ModelReference(storage: text, at: "x").target
    let expected: ModelReference.Target =
      isBound ? .registry(FaceSamples.digest("a")) : isCommit ? .commit : .mutable
    #expect(target == expected)
  }

  @Test func `the image that serves is the one that has the model, and only where it is named by digest`()
    throws
  {
    func serving(_ container: String, _ images: [String] = [Self.a]) throws -> Digest? {
      Workload(try FaceSamples.value(FaceSamples.deployment(images, container: container))).servingImage
    }
    #expect(try serving(FaceSamples.image("c")) == FaceSamples.digest("c"))
    #expect(try serving("vllm/x:1") == nil)
    #expect(try serving(FaceSamples.image("c"), []) == FaceSamples.digest("c"))
    let two =
      Self.pod + """
        {"containers":[{"name":"a","image":"\(FaceSamples.image("c"))","volumeMounts":[{"name":"m","mountPath":"/m"}]},\
        {"name":"b","image":"\(FaceSamples.image("d"))"}],"volumes":[{"name":"m","image":{"reference":"\(Self.a)"}}]}}
        """
    #expect(Workload(try FaceSamples.value(two)).servingImage == FaceSamples.digest("c"))
    let unclear = two.replacing(
      #""name":"b","#, with: #""name":"b","volumeMounts":[{"name":"m","mountPath":"/m"}],"#)
    #expect(Workload(try FaceSamples.value(unclear)).servingImage == nil)
  }

  @Test func `an object as large as a question may be is read in no time, and too many places deny`() throws {
    let many = (0..<300).map { #"{"storageUri":"\#(FaceSamples.oci("a"))\#($0)"}"# }.joined(separator: ",")
    let workload = Workload(try FaceSamples.value(#"{"kind":"X","spec":[\#(many)]}"#))
    #expect(workload.references.count == 256 && workload.references.last?.target == .mutable)
    let key = String(repeating: "k", count: 100_000)
    let nested =
      String(repeating: #"{"\#(key)":"#, count: 20) + "[" + String(repeating: "{},", count: 100_000) + "0]"
    let deep = Workload(
      try FaceSamples.value(#"{"kind":"X","spec":\#(nested)\#(String(repeating: "}", count: 20))}"#))
    #expect(deep.references.isEmpty)
    let words = String(repeating: #""--model","/models/0","#, count: 50_000)
    let arguments = Workload(try FaceSamples.value(Self.pod + #"{"containers":[{"args":[\#(words)"x"]}]}}"#))
    #expect(arguments.references.contains { $0.target == .mutable })
  }

  @Test func `claims are read in their two forms, and not where they differ`() throws {
    func claim(_ annotations: String) throws -> Workload.Claim {
      Workload(try FaceSamples.value(FaceSamples.deployment([], annotations: annotations))).claim
    }
    let (a, b) = (FaceSamples.digest("a"), FaceSamples.digest("b"))
    #expect(try claim("") == .none)
    #expect(try claim(#""quorate.dev/model-digest":"\#(a.registryText)""#) == .files(a))
    #expect(
      try claim(#""quorate.dev/model-digest":"\#(a.registryText),\#(b.registryText)""#)
        == .model(ModelDigests(omsRoot: a, dirHash: b)))
    #expect(try claim(#""quorate.dev/model-digest":"latest""#) == .unreadable)
    #expect(try claim(#""quorate.dev/model-digest":7"#) == .unreadable)
    let two = FaceSamples.deployment([], annotations: #""quorate.dev/model-digest":"\#(a.registryText)""#)
      .replacing(
        #""template":{"metadata":{}"#,
        with: #""template":{"metadata":{"annotations":{"quorate.dev/model-digest":"\#(b.registryText)"}}"#)
    #expect(Workload(try FaceSamples.value(two)).claim == .unreadable)
  }
}
