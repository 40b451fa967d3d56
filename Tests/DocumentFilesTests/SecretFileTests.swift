import CanonicalEncoding
import DocumentFiles
import Foundation
import Quorate
import Signing
import Testing

/// Files that hold secrets, and files that must survive a crash.
@Suite struct SecretFileTests {
  private func code(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return (error as? any CodedRefusal)?.code ?? "\(error)" }
    return nil
  }

  @Test(arguments: [0o600, 0o400, 0o700, 0o500]) func `a secret that only its owner can read is read`(
    _ mode: Int
  ) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.write("secret", to: "key", mode: mode)
    #expect(try DurableFile.readSecret(path) == Array("secret".utf8))
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o606, 0o620, 0o602, 0o610, 0o601, 0o755, 0o777, 0o666])
  func `attack 93: a secret that others may touch is refused`(_ mode: Int) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.write("secret", to: "key", mode: mode)
    #expect(code { _ = try DurableFile.readSecret(path) } == "storage.permissions")
  }

  @Test func `attack 93: a link is never followed, wherever it leads`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let target = try folder.write("secret", to: "key", mode: 0o600)
    for (name, destination) in [
      ("link", target), ("dangling", folder.path + "/none"), ("self", folder.path + "/self"),
    ] {
      let link = folder.path + "/" + name
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: destination)
      #expect(code { _ = try DurableFile.readSecret(link) } == "storage.failed", "\(name)")
    }
  }

  @Test func `attack 75: what is no regular file is refused and does not hang`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let pipe = folder.path + "/pipe"
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    #expect(code { _ = try DurableFile.readSecret(pipe) } == "storage.notRegular")
    #expect(code { _ = try DurableFile.readSecret(folder.path) } == "storage.notRegular")
    #expect(code { _ = try DurableFile.readSecret("/dev/zero") } == "storage.notRegular")
    #expect(code { _ = try DurableFile.readSecret(folder.path + "/none") } == "storage.missing")
  }

  @Test func `a secret above the limit is refused`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.write(String(repeating: "x", count: 100), to: "key", mode: 0o600)
    #expect(try DurableFile.readSecret(path, limit: 100).count == 100)
    #expect(code { _ = try DurableFile.readSecret(path, limit: 99) } == "storage.tooLarge")
  }

  // MARK: Writing

  @Test func `a file is replaced whole, with its mode, and nothing is left beside it`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path + "/file"
    for (text, mode) in [
      ("long content", 0o644), ("short", 0o600), ("", 0o600), (String(repeating: "y", count: 1 << 20), 0o644),
    ] {
      try DurableFile.write(Array(text.utf8), to: path, mode: UInt32(mode))
      #expect(FileManager.default.contents(atPath: path) == Data(text.utf8))
      #expect(try folder.mode(of: "file") == mode && folder.names() == ["file"])
    }
  }

  @Test func `writing replaces a link and leaves alone what it led to`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let target = try folder.write("other", to: "target", mode: 0o644)
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    try DurableFile.write(Array("secret".utf8), to: link, mode: 0o600)
    #expect(FileManager.default.contents(atPath: target) == Data("other".utf8))
    #expect(try DurableFile.readSecret(link) == Array("secret".utf8))
  }

  @Test func `a write that fails leaves the old content`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    #expect(code { try DurableFile.write([1], to: folder.path + "/none/file") } == "storage.missing")
    try FileManager.default.createDirectory(atPath: folder.path + "/full", withIntermediateDirectories: false)
    _ = try folder.write("old", to: "full/file", mode: 0o644)
    #expect(code { try DurableFile.write([1], to: folder.path + "/full") } == "storage.failed")
    #expect(FileManager.default.contents(atPath: folder.path + "/full/file") == Data("old".utf8))
  }

  // MARK: Key folders

  private func keystore(_ number: UInt8) -> JSONValue {
    .members(["address": .string(Hex.encode([UInt8](repeating: number, count: 20))), "version": .integer(3)])
  }

  @Test func `keys are kept in files that only their owner can read`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let keys = KeyFolder(folder: folder.path + "/keys")
    #expect(try keys.entries().isEmpty && keys.defaultName() == nil)
    try keys.add("alice", keystore: keystore(1), use: false)
    try keys.add("bob", keystore: keystore(2), use: false)
    #expect(try keys.defaultName() == "alice")
    try keys.add("carol", keystore: keystore(3), use: true)
    #expect(try keys.entries().map(\.name) == ["alice", "bob", "carol"])
    #expect(try keys.entries().map { try $0.entry.get().isDefault } == [false, false, true])
    #expect(try keys.entry("bob").account.bytes.bytes == [UInt8](repeating: 2, count: 20))
    #expect(try folder.mode(of: "keys") == 0o700 && folder.mode(of: "keys/alice.json") == 0o600)
    #expect(code { try keys.add("bob", keystore: keystore(4), use: false) } == "storage.exists")
    #expect(code { try keys.setDefault("dave") } == "storage.keyMissing")
  }

  @Test func `attack 93: a key that others can read, or behind a link, is not opened`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let keys = KeyFolder(folder: folder.path)
    try keys.add("alice", keystore: keystore(1), use: true)
    let path = try keys.entry("alice").path
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/bob.json", withDestinationPath: path)
    #expect(code { _ = try keys.keystore("bob") } == "storage.failed")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    #expect(code { _ = try keys.keystore("alice") } == "storage.permissions")
    #expect(code { _ = try keys.entry("alice") } == "storage.permissions")
    // Listed, each is told by itself.
    let listed = try keys.entries().map { key in code { _ = try key.entry.get() } }
    #expect(listed == ["storage.permissions", "storage.failed"])
  }

  @Test(arguments: [
    "", ".", "..", ".hidden", "-x", "a/b", "../a", "a b", "a\0", "é", String(repeating: "a", count: 41),
    "a\n",
  ])
  func `attack 74: a name that could be a path is no name`(_ name: String) throws {
    #expect(!KeyFolder.isName(name))
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let keys = KeyFolder(folder: folder.path + "/keys")
    #expect(code { try keys.add(name, keystore: keystore(1), use: true) } == "storage.keyName")
    #expect(code { _ = try keys.keystore(name) } == "storage.keyMissing")
    #expect(try folder.names().isEmpty)
  }

  @Test func `the keys of a log are kept and read with the same care`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path + "/log-keys.json"
    let keys = LogKeyFile(
      ed25519: [UInt8](repeating: 1, count: 32), secp256k1: [UInt8](repeating: 2, count: 32))
    try keys.write(to: path)
    let read = try LogKeyFile(path: path)
    #expect(read.ed25519 == keys.ed25519 && read.secp256k1 == keys.secp256k1)
    #expect(try folder.mode(of: "log-keys.json") == 0o600)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    #expect(code { _ = try LogKeyFile(path: path) } == "storage.permissions")
  }
}
