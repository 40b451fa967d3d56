import CanonicalEncoding
import Foundation
import Glibc
import QuorateTesting
import SafetyProtocol
import Testing

@testable import DocumentFiles

@Suite struct ModelFolderTests {
  private static func read(_ folder: String, jobs: Int = 2) async throws -> ModelTree {
    try await ModelFolder(folder).contents(jobs: jobs).tree
  }

  private static func code(_ folder: String) async -> String? {
    await ModelFolderSamples.code { _ = try await read(folder) }
  }

  @Test(arguments: [1, 2, 16]) func `files are hashed alike by one job and by several`(jobs: Int) async throws
  {
    try await QuorateTesting.TemporaryFolder.with { folder in
      let large = String(repeating: "0123456789abcdef", count: 200_000)
      try ModelFolderSamples.write(
        ["a": "", "b/c": "x", "b/d/e": large, ".gitattributes": "y", "z": large + "z"], to: folder)
      try FileManager.default.createDirectory(
        atPath: folder + "/empty/folder", withIntermediateDirectories: true)
      let tree = try await Self.read(folder, jobs: jobs)
      #expect(try tree == ModelFolderSamples.slowTree(folder))
      #expect(tree.files.count == 5)
      #expect(tree.size == UInt64(2 * large.utf8.count + 3))
    }
  }

  @Test func `a single file is a folder that holds nothing else`() async throws {
    try await QuorateTesting.TemporaryFolder.with { folder in
      try ModelFolderSamples.write(
        ["one/model.gguf": "w", "two/model.gguf": "w", "two/other": "x"], to: folder)
      let alone = try await Self.read(folder + "/two/model.gguf")
      #expect(try await Self.read(folder + "/one") == alone)
      #expect(alone.omsRoot == .sha256(Digest.sha256(Array("w".utf8)).bytes))
    }
  }

  @Test func `attack 75: a link is refused wherever it leads`() async throws {
    try await QuorateTesting.TemporaryFolder.with { folder in
      let targets = ["/etc/shadow", "a", "missing", ".", "..", "/dev/zero", folder, "/proc/self/mem"]
      for (number, target) in targets.enumerated() {
        let model = "\(folder)/m\(number)"
        try ModelFolderSamples.write(["a": "x", "sub/b": "y"], to: model)
        try FileManager.default.createSymbolicLink(
          atPath: model + (number.isMultiple(of: 2) ? "/link" : "/sub/link"), withDestinationPath: target)
        #expect(await Self.code(model) == "model.symlink", "\(target)")
      }
      try FileManager.default.createSymbolicLink(atPath: folder + "/file", withDestinationPath: "m0/a")
      #expect(await Self.code(folder + "/file") == "model.symlink")
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func `attack 75: a pipe, a socket and a device are refused and nothing hangs`() async throws {
    try await QuorateTesting.TemporaryFolder.with { folder in
      for name in ["pipe", "sub/pipe"] {
        let model = "\(folder)/\(name.count)"
        try ModelFolderSamples.write(["a": "x", "sub/b": "y"], to: model)
        #expect(unsafe mkfifo("\(model)/\(name)", 0o600) == 0)
        #expect(await Self.code(model) == "model.specialFile", "\(name)")
        #expect(await Self.code("\(model)/\(name)") == "model.specialFile", "\(name) itself")
      }
      for path in ["/dev/zero", "/dev/null", "/dev/full"] {
        #expect(await Self.code(path) == "model.specialFile", "\(path)")
      }
    }
  }

  @Test func `attack 75: hard links are the files they are, and holes are read as zeros`() async throws {
    try await QuorateTesting.TemporaryFolder.with { folder in
      try ModelFolderSamples.write(["a": "content"], to: folder)
      #expect(unsafe link(folder + "/a", folder + "/b") == 0)
      #expect(unsafe truncate(folder + "/b", 7) == 0)
      let file = try #require(FileHandle(forWritingAtPath: folder + "/a"))
      try file.truncate(atOffset: 3 << 20)
      try file.close()
      let tree = try await Self.read(folder)
      let bytes = Array("content".utf8) + [UInt8](repeating: 0, count: 3 << 20 - 7)
      #expect(tree.files.map(\.sha256) == [.sha256(bytes), .sha256(bytes)])
      #expect(tree.files.map(\.size) == [3 << 20, 3 << 20])
    }
  }

  @Test func `attack 74: names on disk that no model has are refused`() async throws {
    let names: [[UInt8]] = [
      Array("a\nb".utf8), [0xff, 0xfe], Array("\u{1b}[2J".utf8), Array("a\\b".utf8), Array("C:x".utf8),
      Array("a\u{202e}cod.exe".utf8), [0x7f],
    ]
    try await QuorateTesting.TemporaryFolder.with { folder in
      for (number, name) in names.enumerated() {
        let model = "\(folder)/m\(number)"
        try ModelFolderSamples.write(["sub/a": "x"], to: model)
        let path = Array("\(model)/sub/".utf8) + name + [0]
        let file = unsafe open(path.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o600)
        #expect(file >= 0)
        close(file)
        #expect(await Self.code(model) == "manifest.unsafePath", "\(number)")
      }
    }
  }

  @Test func `a git folder is refused even when it is empty, and so is git's file of a worktree`()
    async throws
  {
    try await QuorateTesting.TemporaryFolder.with { folder in
      for (number, name) in [".git", "sub/.git", ".GIT"].enumerated() {
        let model = "\(folder)/m\(number)"
        try ModelFolderSamples.write(["a": "x"], to: model)
        try FileManager.default.createDirectory(atPath: "\(model)/\(name)", withIntermediateDirectories: true)
        #expect(await Self.code(model) == "model.gitFolder", "\(name)")
      }
      try ModelFolderSamples.write(["a": "x", ".git": "gitdir: elsewhere"], to: folder + "/w")
      #expect(await Self.code(folder + "/w") == "model.gitFolder")
    }
  }

  @Test func `what is not there or may not be read is said`() async throws {
    try await QuorateTesting.TemporaryFolder.with { folder in
      #expect(await Self.code(folder + "/missing") == "model.missing")
      #expect(await Self.code(folder) == "model.empty")
      try FileManager.default.createDirectory(
        atPath: folder + "/only/folders", withIntermediateDirectories: true)
      #expect(await Self.code(folder) == "model.empty")
    }
  }

  @Test func `very deep folders are refused before they are walked to the end`() async throws {
    try await QuorateTesting.TemporaryFolder.with { folder in
      let deep = folder + String(repeating: "/d", count: 80)
      try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
      #expect(await Self.code(folder) == "manifest.unsafePath")
    }
  }
}
