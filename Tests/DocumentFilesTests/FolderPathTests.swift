import DocumentFiles
import Foundation
import Testing

@Suite struct FolderPathTests {
  @Test(arguments: [
    ("x", ""), ("é", ""), (".", ""), ("", ""), ("x/", ""), ("a/b", "a"), ("a/b/", "a"), ("a//b", "a"),
    ("/x", "/"),
    ("/", "/"), ("//", "/"), ("/a/b", "/a"), ("./x", "."), ("../x", ".."), ("a/b/c", "a/b"),
  ]) func `the folder of a path`(path: String, folder: String) {
    #expect(path.folderPath == folder)
  }

  /// Foundation traps on such names; files are written where a person says.
  @Test func `a file whose name is one character is written`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try DurableFile.write([1, 2], to: folder.path + "/x")
    #expect(FileManager.default.contents(atPath: folder.path + "/x") == Data([1, 2]))
    for name in ["", ".", "..", "x/"] {
      #expect(throws: (any Error).self) { try DurableFile.write([1], to: folder.path + "/" + name) }
    }
  }
}
