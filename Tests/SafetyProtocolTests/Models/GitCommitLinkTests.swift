import CanonicalEncoding
import Testing

@testable import SafetyProtocol

/// Against a repository made by git itself; its identities are copied from there.
@Suite struct GitCommitLinkTests {
  static let pointer =
    "version https://git-lfs.github.com/spec/v1\n"
    + "oid sha256:50e721e49c013f00c62cf59f2163542a9d8df02464efeb615d31051b0fddc326\nsize 1\n"
  static let checkout = ["a/b": "x", "a-b/c": "y", "a.b": "z", "run.sh": "run", "w.bin": pointer, "é": "é"]
  static let model = checkout.merging(["w.bin": "w"]) { $1 }
  static let commit =
    "tree 384b12aac6bbf0897b89dd0aa31e40b893129cf7\nauthor a <a@b> 1700000000 +0000\ncommitter a <a@b> 1700000000 +0000\n\none\n"

  static func blobs(_ files: [String: String]) throws -> [ModelPath: GitBlob] {
    var blobs: [ModelPath: GitBlob] = [:]
    for (path, content) in files {
      let bytes = Array(content.utf8)
      blobs[try ModelPath(path)] = GitBlob(
        id: GitObjectHash.id(of: .blob, bytes), isExecutable: path == "run.sh",
        pointer: LargeFilePointer(bytes))
    }
    return blobs
  }

  private static func link(
    object: String = commit, checkout: [String: String] = checkout, model: [String: String] = model
  ) throws -> GitCommitLink {
    GitCommitLink(
      object: Array(object.utf8), checkout: try ModelSamples.tree(checkout), blobs: try blobs(checkout),
      model: try ModelSamples.tree(model))
  }

  @Test func `objects have the names that git gives them`() throws {
    #expect(GitObjectHash.id(of: .blob, []).hex == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    #expect(GitObjectHash.id(of: .tree, []).hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    #expect(
      GitBlob.treeID(of: try Self.blobs(Self.checkout)).hex == "384b12aac6bbf0897b89dd0aa31e40b893129cf7")
  }

  @Test func `the files of a commit prove that it is the model's`() throws {
    let link = try Self.link()
    #expect(link.commit == "77c33234eba5ad11ef00130ebb62283eab5125f4")
    #expect(link.link == .proven)
  }

  @Test func `anything else proves nothing`() throws {
    #expect(try !Self.link(object: Self.commit.replacing("tree ", with: "Tree ")).link.isProven)
    #expect(try !Self.link(object: "").link.isProven)
    #expect(try !Self.link(object: "x\n" + Self.commit).link.isProven)
    // Another message is another commit.
    #expect(try Self.link(object: Self.commit + "x").commit != Self.link().commit)
    for (path, content) in Self.checkout {
      let changed = Self.checkout.merging([path: content + "!"]) { $1 }
      #expect(try !Self.link(checkout: changed).link.isProven, "\(path) of the checkout")
      let other = Self.model.merging([path: content + "!"]) { $1 }
      #expect(try !Self.link(model: other).link.isProven, "\(path) of the model")
    }
    #expect(try !Self.link(model: Self.model.merging(["extra.py": "x"]) { $1 }).link.isProven)
    // The pointer itself is not the file it stands for.
    #expect(try !Self.link(model: Self.checkout).link.isProven)
    let bare = GitCommitLink(
      object: Array(Self.commit.utf8), checkout: try ModelSamples.tree(Self.checkout), blobs: [:],
      model: try ModelSamples.tree(Self.model))
    #expect(!bare.link.isProven)
  }
}
