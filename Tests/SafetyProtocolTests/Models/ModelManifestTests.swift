import CanonicalEncoding
import QuorateTesting
import Testing

@testable import SafetyProtocol

@Suite struct ModelManifestTests {
  @Test func `a manifest gives back the tree, and both digests from it`() throws {
    for ignored in [[], ["Z"], ["a-b", "z"]] {
      let tree = try ModelSamples.tree(ModelSamples.trap, ignoring: ignored)
      let bytes = ModelManifest.canonicalBytes(of: tree)
      let read = try ModelManifest.tree(canonical: bytes)
      #expect(read == tree)
      #expect(read.omsRoot == tree.omsRoot && read.dirHash == tree.dirHash)
      #expect(ModelManifest.canonicalBytes(of: read) == bytes)
    }
  }

  @Test func `the form is the documented one`() throws {
    let bytes = ModelManifest.canonicalBytes(
      of: try ModelSamples.tree(["b": "w", "a/s": "x"], ignoring: ["b"]))
    let (x, w) = (Digest.sha256(Array("x".utf8)), Digest.sha256(Array("w".utf8)))
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"files":[{"path":"a/s","sha256":"\#(x)","size":1},{"path":"b","sha256":"\#(w)","size":1}],"#
        + #""format":"quorate.model-manifest/1","ignored":["b"]}"#)
  }

  /// An edit of the text of a good manifest, and the code it is refused with.
  struct Edit: Sendable, CustomTestStringConvertible {
    let from: String
    let to: String
    let code: String
    var testDescription: String { "\(from) → \(to)" }

    init(_ from: String, _ to: String, _ code: String) { (self.from, self.to, self.code) = (from, to, code) }
  }

  static let edits = [
    Edit(#""path":"a""#, #""path":"../a""#, "manifest.unsafePath"),
    Edit(#""path":"a""#, #""path":"/a""#, "manifest.unsafePath"),
    Edit(#""path":"a""#, #""path":"a\u0000""#, "manifest.unsafePath"),
    Edit(#""path":"a""#, #""path":".git/a""#, "model.gitFolder"),
    Edit(#""path":"a""#, #""path":"b""#, "model.duplicatePath"),
    Edit(#""path":"a""#, #""path":"c""#, "manifest.order"),
    Edit(#""path":"a""#, #""path":"b/a""#, "model.fileAsFolder"),
    Edit(#""path":"a""#, #""path":7"#, "field.unexpected"),
    Edit(#""size":1"#, #""size":-1"#, "field.unexpected"),
    Edit(#""size":1"#, #""size":01"#, "json.numberForm"),
    Edit(#""size":1"#, #""size":9007199254740992"#, "json.numberForm"),
    Edit(#""size":1}"#, #""size":1,"x":1}"#, "field.unknown"),
    Edit(#""sha256":"0x"#, #""sha256":"0X"#, "field.unexpected"),
    Edit(#""sha256":"0x"#, #""sha256":""#, "field.unexpected"),
    Edit(#"manifest/1"#, #"manifest/2"#, "field.unexpected"),
    Edit(#""ignored":[]"#, #""ignored":["c"]"#, "model.ignoresNothing"),
    Edit(#""ignored":[]"#, #""ignored":["b","a"]"#, "model.empty"),
    Edit(#""ignored":[]"#, #""ignored":["b","b"]"#, "manifest.order"),
    Edit(#"{"files""#, #"{ "files""#, "json.notCanonical"),
    Edit(#""ignored":[]"#, #""ignored":[],"ignored":[]"#, "json.duplicateKey"),
    Edit(#""ignored":[]"#, #""ignored":[],"zz":0"#, "field.unknown"),
    Edit(#","ignored":[]"#, "", "field.missing"),
  ]

  @Test(arguments: edits) func `an altered manifest is refused`(edit: Edit) throws {
    let bytes = ModelManifest.canonicalBytes(of: try ModelSamples.tree(["a": "x", "b": "w"]))
    let text = String(decoding: bytes, as: UTF8.self)
    let range = try #require(text.firstRange(of: edit.from))
    let altered = text[..<range.lowerBound] + edit.to + text[range.upperBound...]
    #expect(
      ModelSamples.code { _ = try ModelManifest.tree(canonical: Array(altered.utf8)) } == edit.code,
      "\(altered)")
  }

  @Test func `attack 77: a file that the manifest omits is found, and so is every other difference`() throws {
    let listed = try ModelSamples.tree(["config.json": "{}", "model.safetensors": "w", "z": "1"])
    #expect(listed.differences(from: listed).isEmpty)
    let found = try ModelSamples.tree([
      "config.json": "{ }", "model.safetensors": "w", "pytorch_model.bin": "p",
    ])
    let differences = found.differences(from: listed)
    #expect(
      differences == [
        .altered(try ModelPath("config.json")), .unlisted(try ModelPath("pytorch_model.bin")),
        .missing(try ModelPath("z")),
      ])
    #expect(
      differences.map(\.code) == ["manifest.alteredFile", "manifest.unlistedFile", "manifest.missingFile"])
    #expect(found.dirHash != listed.dirHash)
  }

  @Test func `no truncation of a manifest reads`() throws {
    let bytes = ModelManifest.canonicalBytes(of: try ModelSamples.tree(ModelSamples.trap))
    for length in 0..<bytes.count {
      #expect(ModelSamples.code { _ = try ModelManifest.tree(canonical: Array(bytes[..<length])) } != nil)
    }
  }
}
