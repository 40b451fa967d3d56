import CanonicalEncoding
import QuorateTesting
import Testing

@testable import SafetyProtocol

@Suite struct ModelTreeTests {
  @Test func `the root follows the order of names, the directory hash the order of bytes`() throws {
    // Order of names: Z, a/b, a-b, a.b, z, é, ﬀ, 😀 (samples/ai/model-signing/trap.sig).
    let tree = try ModelSamples.tree(ModelSamples.trap)
    #expect(tree.signed.map(\.path.text) == ["Z", "a/b", "a-b", "a.b", "z", "é", "ﬀ", "😀"])
    #expect(tree.files.map(\.path.text) == ["Z", "a-b", "a.b", "a/b", "z", "é", "ﬀ", "😀"])
    #expect(
      tree.omsRoot.description == "0x804bc9239f44612910dfccd19550386a2bdac0a24bb23331e5f5d2453bcfc8a5")
    var lines = ""
    for file in tree.files { lines += "\(file.sha256.description.dropFirst(2))  \(file.path.text)\n" }
    #expect(tree.dirHash == .sha256(Array(lines.utf8)))
  }

  @Test func `a renaming that keeps the order changes the directory hash only`() throws {
    let tree = try ModelSamples.tree(["config.json": "{}", "model.bin": "w"])
    let renamed = try ModelSamples.tree(["confih.json": "{}", "model.bin": "w"])
    #expect(tree.omsRoot == renamed.omsRoot)
    #expect(tree.dirHash != renamed.dirHash)
  }

  @Test func `the directory hash binds what the root skips`() throws {
    let files = [
      "model.bin": "w", ".gitattributes": "a", ".gitignore": "b", ".github/x": "c", "a/.gitignore": "d",
    ]
    let tree = try ModelSamples.tree(files)
    #expect(tree.skipped.map(\.path.text) == [".gitattributes", ".github/x", ".gitignore"])
    for name in files.keys {
      let changed = try ModelSamples.tree(files.merging([name: "other"]) { $1 })
      #expect(changed.dirHash != tree.dirHash, "\(name)")
      let isSkipped = tree.skipped.contains { $0.path.text == name }
      #expect((changed.omsRoot == tree.omsRoot) == isSkipped, "\(name)")
    }
  }

  @Test func `an ignored signature leaves the root alone and stays in the directory hash`() throws {
    let bare = try ModelSamples.tree(["model.bin": "w"])
    let signed = try ModelSamples.tree(["model.bin": "w", "model.sig": "s"], ignoring: ["model.sig"])
    #expect(signed.omsRoot == bare.omsRoot)
    #expect(signed.dirHash != bare.dirHash)
    #expect(try ModelSamples.tree(["model.bin": "w", "model.sig": "s"]).omsRoot != bare.omsRoot)
    let folder = try ModelSamples.tree(["a": "1", "b/c": "2", "b/d/e": "3"], ignoring: ["b"])
    #expect(folder.skipped.map(\.path.text) == ["b/c", "b/d/e"])
  }

  @Test func `texts that Swift takes for equal are two files`() throws {
    let tree = try ModelTree([
      try ModelSamples.file("\u{e9}", "1"), try ModelSamples.file("e\u{301}", "2"),
    ])
    #expect(tree.files.count == 2)
    #expect(try tree.file(at: ModelPath("\u{e9}"))?.sha256 == .sha256(Array("1".utf8)))
    #expect(try tree.file(at: ModelPath("e\u{301}"))?.sha256 == .sha256(Array("2".utf8)))
  }

  @Test func `what is not a tree is refused`() throws {
    let file = try ModelSamples.file("a", "1")
    #expect(ModelSamples.code { _ = try ModelTree([file, file]) } == "model.duplicatePath")
    for others in [["a/b"], ["a-b", "a/b"], ["a.b", "a/b/c", "a"], ["a!", "a/b"]] {
      let files = try others.filter { $0 != "a" }.map { try ModelSamples.file($0, "x") } + [file]
      #expect(ModelSamples.code { _ = try ModelTree(files) } == "model.fileAsFolder", "\(others)")
    }
    #expect(ModelSamples.code { _ = try ModelTree([]) } == "model.empty")
    #expect(ModelSamples.code { _ = try ModelSamples.tree([".gitignore": "x"]) } == "model.empty")
    #expect(ModelSamples.code { _ = try ModelSamples.tree(["a": "x"], ignoring: ["a"]) } == "model.empty")
    #expect(
      ModelSamples.code { _ = try ModelSamples.tree(["a": "x"], ignoring: ["b"]) } == "model.ignoresNothing")
    let large = ModelFile(path: try ModelPath("b"), size: 1 << 53, sha256: .zero)
    #expect(ModelSamples.code { _ = try ModelTree([large]) } == "model.tooLarge")
    let many = try (0...ModelTree.fileLimit).map {
      ModelFile(path: try ModelPath("f\($0)"), size: 0, sha256: .zero)
    }
    #expect(ModelSamples.code { _ = try ModelTree(many) } == "model.tooManyFiles")
  }

  @Test func `every file of a tree is found, and no other`() throws {
    var numbers = RepeatableNumbers(seed: 75)
    for _ in 0..<50 {
      let names = Set((0..<numbers.below(20) + 1).map { _ in "f\(numbers.below(40))" })
      let tree = try ModelTree(names.map { try ModelSamples.file($0, $0) })
      for number in 0..<40 {
        let found = tree.file(at: try ModelPath("f\(number)"))
        #expect((found != nil) == names.contains("f\(number)"))
      }
    }
  }
}
