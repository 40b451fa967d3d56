import CanonicalEncoding
import Testing

@testable import SafetyProtocol

@Suite struct FileFactsTests {
  private static func facts(_ path: String, _ content: String) throws -> FileFacts? {
    FactSource(try ModelPath(path)).facts(head: Array(content.utf8), size: UInt64(content.utf8.count))
  }

  private static func findings(_ files: [String: String]) throws -> [String] {
    let tree = try ModelSamples.tree(files)
    var facts: [ModelPath: FileFacts] = [:]
    for (path, content) in files { facts[try ModelPath(path)] = try Self.facts(path, content) }
    return tree.findings(facts).map(\.code)
  }

  static let pointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "ab", count: 32))\nsize 12345\n"

  @Test func `a pointer is read, and nothing that only looks like one`() {
    let read = LargeFilePointer(Array(Self.pointer.utf8))
    #expect(read?.size == 12345)
    #expect(read?.sha256.description == "0x" + String(repeating: "ab", count: 32))
    for (from, to) in [
      ("v1", "v2"), ("sha256", "sha512"), ("ab", "AB"), ("12345", "012345"), ("12345", "-1"),
      ("12345\n", "12345"),
      ("size", "ext-0-foo x\nsize"), ("ab", ""), ("\n", "\r\n"), ("12345\n", "12345\n\n"),
    ] {
      var text = Self.pointer
      if let range = text.firstRange(of: from) { text.replaceSubrange(range, with: to) }
      #expect(LargeFilePointer(Array(text.utf8)) == nil, "\(from) → \(to)")
    }
    #expect(LargeFilePointer([UInt8](repeating: 0x61, count: 2000)) == nil)
  }

  @Test func `a card gives up its front matter, and what it claims is counted`() throws {
    let text = "---\nlicense: mit\n---\n# Model\n"
    guard case .card(let front) = try Self.facts("README.md", text) else {
      Issue.record("no card")
      return
    }
    #expect(front == "license: mit")
    #expect(try Self.facts("README.md", "# Model\n") == nil)
    #expect(try Self.facts("docs/README.md", text) == nil)
    let card = ModelCard(
      try JSONParser.parse(
        Array(
          #"""
          {"license":"mit","base_model":["a","b"],"base_model_relation":"merge","datasets":"d","pipeline_tag":7,
          "model-index":[{"results":[{"metrics":[{"verified":true},{"verified":"yes"},{}]}]},{"results":3}]}
          """#.utf8)))
    #expect(card.licences == ["mit"] && card.baseModels == ["a", "b"] && card.relation == "merge")
    #expect(card.datasets == ["d"] && card.task == nil && card.library == nil)
    #expect(card.claims == 3 && card.verifiedClaims == 1)
    #expect(ModelCard(.array([])) == ModelCard(.null))
  }

  @Test func `chat templates are hashed wherever they stand`() throws {
    let hash = FileFacts.chatTemplate(.sha256(Array("{{ x }}".utf8)))
    #expect(try Self.facts("chat_template.jinja", "{{ x }}") == hash)
    #expect(try Self.facts("tokenizer_config.json", #"{"chat_template":"{{ x }}"}"#) == hash)
    let named = #"{"chat_template":[{"name":"rag","template":"r"},{"name":"default","template":"{{ x }}"}]}"#
    #expect(try Self.facts("tokenizer_config.json", named) == hash)
    #expect(try Self.facts("tokenizer_config.json", "{}") == nil)
  }

  @Test func `what can run code, is missing or does not read is found`() throws {
    #expect(try Self.findings(["config.json": "{}", "model.txt": "x"]) == [])
    #expect(
      try Self.findings(["a.BIN": "x", "b.py": "x", "c.pt": "x"]) == [
        "model.pickle", "model.code", "model.pickle",
      ])
    #expect(try Self.findings(["config.json": #"{"auto_map":{}}"#]) == ["model.ownCode"])
    #expect(try Self.findings(["config.json": #"{"a":1,"a":2}"#]) == ["json.duplicateKey"])
    #expect(try Self.findings(["model.safetensors": "x"]) == ["weights.malformed"])
    #expect(try Self.findings(["model.safetensors": Self.pointer]) == ["model.pointer"])
  }

  @Test func `attack 77: a shard that is missing, or that the index does not know, is found`() throws {
    let empty = String(decoding: WeightsSamples.safetensors("{}", data: 0), as: UTF8.self)
    let index =
      #"{"metadata":{},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors","c":"m-1.safetensors"}}"#
    var files = ["model.safetensors.index.json": index, "m-1.safetensors": empty, "m-2.safetensors": empty]
    #expect(try Self.findings(files) == [])
    files["m-3.safetensors"] = empty
    files["sub/m-4.safetensors"] = empty
    #expect(try Self.findings(files) == ["model.unindexedShard"])
    files["m-2.safetensors"] = nil
    #expect(Set(try Self.findings(files)) == ["model.missingShard", "model.unindexedShard"])
    files["model.safetensors.index.json"] = #"{"weight_map":{"a":"../m-1.safetensors"}}"#
    #expect(try Self.findings(files).contains("model.missingShard"))
    #expect(try Self.findings(["a.index.json": "{}"]) == ["weights.malformed"])
    #expect(try Self.findings(["a.index.json": #"{"weight_map":{"a":1}}"#]) == ["weights.malformed"])
  }
}
