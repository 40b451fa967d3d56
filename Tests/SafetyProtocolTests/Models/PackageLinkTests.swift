import CanonicalEncoding
import Testing

@testable import SafetyProtocol

@Suite struct OCIManifestTests {
  static let files = ["config.json": "{}", "sub/model.safetensors": "w"]

  /// A ModelPack manifest whose layers are the given files.
  static func manifest(_ files: [String: String], edit: (inout String) -> Void = { _ in }) -> [UInt8] {
    let layers = files.sorted { $0.key < $1.key }.map { path, content in
      let digest = Digest.sha256(Array(content.utf8)).description.dropFirst(2)
      return #"{"mediaType":"application/vnd.cncf.model.weight.v1.raw","digest":"sha256:\#(digest)","#
        + #""size":\#(content.utf8.count),"annotations":{"org.cncf.model.filepath":"\#(path)"}}"#
    }
    var text =
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","#
      + #""artifactType":"application/vnd.cncf.model.manifest.v1+json","#
      + #""config":{"mediaType":"application/vnd.cncf.model.config.v1+json","digest":"sha256:00","size":2},"#
      + #""layers":[\#(layers.joined(separator: ","))]}"#
    edit(&text)
    return Array(text.utf8)
  }

  @Test func `layers that are the files prove the link, and the digest is that of the bytes`() throws {
    let bytes = Self.manifest(Self.files)
    let manifest = try OCIManifest(parsing: bytes)
    #expect(manifest.isModelPack && manifest.layers.count == 2)
    #expect(manifest.digest == .sha256(bytes))
    #expect(try manifest.link(to: ModelSamples.tree(Self.files)) == .proven)
  }

  @Test func `attack 77: a file more, a file less or another content leave the link unproven`() throws {
    let manifest = try OCIManifest(parsing: Self.manifest(Self.files))
    let changes: [[String: String]] = [
      ["pytorch_model.bin": "p"], [".gitattributes": "x"], ["config.json": "{ }"], ["sub/other": "w"],
    ]
    for change in changes {
      let model = try ModelSamples.tree(Self.files.merging(change) { $1 })
      #expect(!manifest.link(to: model).isProven, "\(change)")
    }
    #expect(try !manifest.link(to: ModelSamples.tree(["config.json": "{}"])).isProven)
    let renamed = try ModelSamples.tree(["config.json": "{}", "sub/model2.safetensors": "w"])
    #expect(!manifest.link(to: renamed).isProven)
  }

  static let unproven: [(from: String, to: String)] = [
    ("v1.raw", "v1.tar"), ("v1.raw", "v1.tar+gzip"), ("org.cncf.model.filepath", "other"),
    (#""config.json""#, #""../config.json""#), (#""config.json""#, #""sub/model.safetensors""#),
    (#"filepath":"config.json""#, #"filepath":"config.json","org.opencontainers.image.title":"x""#),
    (#"filepath":"config.json""#, #"filepath":"config.json","io.deis.oras.content.unpack":"true""#),
    (#""size":2,"annotations""#, #""size":3,"annotations""#),
  ]

  @Test(arguments: unproven.indices) func `a layer that is not plainly one file proves nothing`(index: Int)
    throws
  {
    let bytes = Self.manifest(Self.files) { text in
      if let range = text.firstRange(of: Self.unproven[index].from) {
        text.replaceSubrange(range, with: Self.unproven[index].to)
      }
    }
    #expect(bytes != Self.manifest(Self.files))
    #expect(try !OCIManifest(parsing: bytes).link(to: ModelSamples.tree(Self.files)).isProven)
  }

  @Test func `layers of other packers are files where a title says which`() throws {
    let bytes = Self.manifest(Self.files) { text in
      text = text.replacing("application/vnd.cncf.model.weight.v1.raw", with: "application/octet-stream")
      text = text.replacing("org.cncf.model.filepath", with: "org.opencontainers.image.title")
    }
    #expect(try OCIManifest(parsing: bytes).link(to: ModelSamples.tree(Self.files)) == .proven)
  }

  @Test func `what is no manifest is refused`() {
    for text in [
      "", "[]", "{}", #"{"schemaVersion":2}"#, #"{"schemaVersion":2,"layers":[]}"#,
      #"{"schemaVersion":1,"layers":[],"config":{"mediaType":"x"}}"#,
      #"{"schemaVersion":2,"manifests":[],"config":{"mediaType":"x"}}"#,
      #"{"schemaVersion":2,"layers":[{}],"config":{"mediaType":"x"}}"#,
      #"{"schemaVersion":2,"layers":[],"layers":[],"config":{"mediaType":"x"}}"#,
    ] {
      #expect(ModelSamples.code { _ = try OCIManifest(parsing: Array(text.utf8)) } != nil, "\(text)")
    }
    let short = Self.manifest(Self.files) { $0 = $0.replacing("sha256:", with: "sha512:") }
    #expect(ModelSamples.code { _ = try OCIManifest(parsing: short) } == "field.unexpected")
  }
}
