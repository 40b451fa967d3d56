import CanonicalEncoding
import DocumentFiles
import Foundation
import Quorate
import QuorateTesting
import Testing
import TransparencyLog

/// A disk that fails, too many open files, a folder one may not look into: none of that is a file that is not there.
///
/// A link that leads to itself stands for all of them: the system can open it for nobody, root neither.
@Suite struct FilePresenceTests {
  private func loop(at path: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
  }

  @Test func `only where the system says that there is nothing, there is nothing`() throws {
    try QuorateTesting.TemporaryFolder.with { folder in
      for path in [folder + "/none", folder + "/none/below"] {
        #expect(try !FilePresence.isThere(path))
        #expect(try FilePresence.content(of: path) == nil)
        #expect(try FilePresence.names(in: path).isEmpty)
      }
      try Data([1]).write(to: URL(filePath: folder + "/file"))
      #expect(try FilePresence.kind(at: folder + "/file") == .file)
      #expect(try FilePresence.kind(at: folder) == .folder)
      #expect(try FilePresence.content(of: folder + "/file") == [1])
      #expect(try FilePresence.names(in: folder) == ["file"])
      // What stands below a file is not there.
      #expect(try !FilePresence.isThere(folder + "/file/below"))
      try loop(at: folder + "/loop")
      #expect(throws: StorageError.self) { try FilePresence.isThere(folder + "/loop") }
      #expect(throws: StorageError.self) { try FilePresence.content(of: folder + "/loop") }
      #expect(throws: StorageError.self) { try FilePresence.names(in: folder + "/loop") }
      #expect(throws: StorageError.self) { try FilePresence.content(of: folder) }
    }
  }

  @Test func `attack 61: what was accepted and cannot be read is not taken for nothing`() throws {
    try QuorateTesting.TemporaryFolder.with { folder in
      let accepted = AcceptedLog(dao: .zero, size: 20, root: .zero, archive: nil, report: .null)
      let memory = AcceptedLogFolder(folder: folder + "/accepted")
      try memory.accept(accepted)
      let path = folder + "/accepted/" + Digest.zero.description.dropFirst(2) + ".json"
      let bytes = try #require(FileManager.default.contents(atPath: path))
      try FileManager.default.moveItem(atPath: path, toPath: path + ".kept")
      try loop(at: path)
      #expect(throws: StorageError.self) { try memory.accepted(.zero) }
      // Nor is less written over it.
      let less = AcceptedLog(dao: .zero, size: 15, root: .zero, archive: nil, report: .null)
      #expect(throws: StorageError.self) { try memory.accept(less) }
      #expect(FileManager.default.contents(atPath: path + ".kept") == bytes)
    }
  }

  @Test func `trust 1: what was signed and cannot be looked up keeps a machine from signing`() throws {
    try QuorateTesting.TemporaryFolder.with { folder in
      let memory = SignedLogFolder(folder: folder + "/signed")
      let signed = SignedLogFolder.Signed(size: 16, root: .zero)
      try memory.note(signed, of: .zero)
      #expect(try memory.latest(of: .zero) == signed)
      try loop(at: folder + "/signed/" + Digest.zero.description.dropFirst(2))
      #expect(throws: StorageError.self) { try memory.latest(of: .zero) }
      #expect(throws: StorageError.self) { try memory.note(signed, of: .zero) }
      try loop(at: folder + "/signed/" + Digest.zero.description.dropFirst(2) + ".witnesses")
      let other = Digest.sha256([1])
      try FileManager.default.createDirectory(
        atPath: folder + "/signed/" + other.description.dropFirst(2), withIntermediateDirectories: true)
      #expect(throws: SignedLogFault.self) { try memory.latest(of: other) }
      #expect(throws: StorageError.self) { try memory.witnesses(of: .zero) }
    }
  }

  @Test func `a key that cannot be looked up is not written over`() throws {
    try QuorateTesting.TemporaryFolder.with { folder in
      let keys = KeyFolder(folder: folder)
      try loop(at: folder + "/alice.json")
      #expect(throws: StorageError.self) { try keys.add("alice", keystore: .members([:]), use: false) }
      try loop(at: folder + "/default")
      #expect(throws: StorageError.self) { try keys.defaultName() }
    }
  }
}
