import CanonicalEncoding
import Foundation
import Glibc
import QuorateTesting
import SafetyProtocol
import Synchronization
import Testing

@testable import DocumentFiles

/// Attack 76: what is hashed is swapped for something else meanwhile.
@Suite struct ModelChangeTests {
  static let content = String(repeating: "0123456789abcdef", count: 150_000)

  /// A way of changing the folder, at the moment a stage of the reading of `b` is reached.
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let stage: ModelFolder.Stage
    let apply: @Sendable (String) throws -> Void

    init(_ name: String, _ stage: ModelFolder.Stage, _ apply: @escaping @Sendable (String) throws -> Void) {
      (testDescription, self.stage, self.apply) = (name, stage, apply)
    }
  }

  private static func overwrite(_ path: String, at offset: UInt64, _ text: String) throws {
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seek(toOffset: offset)
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  private static func replace(_ path: String, _ content: String) throws {
    try Data(content.utf8).write(to: URL(filePath: path), options: .atomic)
  }

  /// Writes in place and sets the time of modification back, as an attacker would.
  private static func disguised(_ path: String) throws {
    var status = stat()
    #expect(unsafe stat(path, &status) == 0)
    try overwrite(path, at: 2_000_000, "X")
    var times = [status.st_atim, status.st_mtim]
    #expect(unsafe utimensat(AT_FDCWD, path, &times, 0) == 0)
  }

  static let changes = [
    Change("other bytes in place", .unopened) { try overwrite("\($0)/b", at: 5, "X") },
    Change("other bytes in place, already read", .reading) { try overwrite("\($0)/b", at: 5, "X") },
    Change("other bytes in place, not yet read", .reading) { try overwrite("\($0)/b", at: 2_000_000, "X") },
    Change("other bytes, the time set back", .unopened) { try disguised("\($0)/b") },
    Change("other bytes already read, the time set back", .reading) { try disguised("\($0)/b") },
    Change("another file of the name", .unopened) { try replace("\($0)/b", content) },
    Change("another file of the name, meanwhile", .reading) { try replace("\($0)/b", content) },
    Change("a longer file", .reading) { try overwrite("\($0)/b", at: UInt64(content.utf8.count), "X") },
    Change("a shorter file", .reading) { #expect(unsafe truncate("\($0)/b", 1_500_000) == 0) },
    Change("no file any more", .unopened) { try FileManager.default.removeItem(atPath: "\($0)/b") },
    Change("no file any more, meanwhile", .reading) { try FileManager.default.removeItem(atPath: "\($0)/b") },
    Change("one more file", .reading) { try replace("\($0)/c", "x") },
    Change("one more file, far away", .reading) { try replace("\($0)/sub/pytorch_model.bin", "x") },
    Change("another file written after it was hashed", .reading) { try overwrite("\($0)/z", at: 0, "X") },
    Change("a link instead", .unopened) {
      try FileManager.default.removeItem(atPath: "\($0)/b")
      try FileManager.default.createSymbolicLink(atPath: "\($0)/b", withDestinationPath: "a")
    },
    Change("a folder swapped for a link to its copy", .reading) {
      try FileManager.default.moveItem(atPath: "\($0)/sub", toPath: "\($0)-sub")
      try FileManager.default.createSymbolicLink(atPath: "\($0)/sub", withDestinationPath: "\($0)-sub")
    },
    Change("a pipe instead", .unopened) {
      try FileManager.default.removeItem(atPath: "\($0)/b")
      #expect(unsafe mkfifo("\($0)/b", 0o600) == 0)
    },
  ]

  @Test(.timeLimit(.minutes(10)), arguments: changes)
  func `attack 76: a change while the files are read is noticed`(change: Change) async throws {
    try await QuorateTesting.TemporaryFolder.with { parent in
      let folder = parent + "/model"
      // `z` is the largest and so the first, and hashed when its neighbour changes it.
      try ModelFolderSamples.write(
        ["a": Self.content, "b": Self.content, "sub/d": "x", "z": Self.content + "z"], to: folder)
      var model = try ModelFolder(folder)
      let fired = Mutex(false)
      let path = try ModelPath("b")
      model.observer = { at, stage in
        guard at == path, stage == change.stage else { return }
        let isFirst = fired.withLock { fired in
          defer { fired = true }
          return !fired
        }
        if isFirst { #expect(throws: Never.self) { try change.apply(folder) } }
      }
      let code = await ModelFolderSamples.code { [model] in _ = try await model.contents(jobs: 1) }
      #expect(fired.withLock { $0 })
      // What is in the way at the second walk may be refused for what it is.
      #expect(
        ["model.changed", "model.symlink", "model.specialFile"].contains(code), "\(code ?? "accepted")")
    }
  }

  @Test func `attack 76: a change within the same tick of the file system's clock is noticed`() async throws {
    try await QuorateTesting.TemporaryFolder.with { folder in
      for round in 0..<100 {
        // Written just now, so that without waiting both stamps would be the same.
        try ModelFolderSamples.write(["w": "A"], to: folder)
        var model = try ModelFolder(folder)
        model.observer = { _, stage in
          guard stage == .reading else { return }
          #expect(throws: Never.self) { try Self.overwrite(folder + "/w", at: 0, "B") }
        }
        let code = await ModelFolderSamples.code { [model] in _ = try await model.contents() }
        #expect(code == "model.changed", "round \(round)")
      }
    }
  }

  @Test func `a folder that nobody touches is read while its clock ticks`() async throws {
    try await QuorateTesting.TemporaryFolder.with { folder in
      try ModelFolderSamples.write(["a": "1", "b": "2"], to: folder)
      for _ in 0..<20 { #expect(try await ModelFolder(folder).contents().tree.files.count == 2) }
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func `attack 76: of a thousand readings during swaps none names what was never there`() async throws {
    try await QuorateTesting.TemporaryFolder.with { folder in
      // Two contents of one length, written over each other in place and by renaming.
      let contents = ["A", "B"].map { String(repeating: $0, count: 40_000) }
      try ModelFolderSamples.write(["w": contents[0]], to: folder)
      // What the writer leaves between two writes was there as well; a mixture within a half never was.
      let halves = contents.map { String($0.prefix(20_000)) }
      let states = halves.flatMap { first in halves.map { first + $0 } }
      let known = Set(states.map { Digest.sha256(Array($0.utf8)) })
      let isDone = Mutex(false)
      let writer = Task.detached {
        var turn = 0
        while !isDone.withLock({ $0 }) {
          turn += 1
          let content = contents[turn % 2]
          if turn.isMultiple(of: 3) {
            try Self.replace(folder + "/w", content)
          } else {
            try Self.overwrite(folder + "/w", at: 0, String(content.prefix(20_000)))
            try Self.overwrite(folder + "/w", at: 20_000, String(content.suffix(20_000)))
          }
          if turn.isMultiple(of: 5) { usleep(20_000) }
        }
      }
      var (named, refused) = (0, 0)
      for _ in 0..<1000 {
        do {
          let tree = try await ModelFolder(folder).contents(jobs: 1).tree
          #expect(tree.files.allSatisfy { known.contains($0.sha256) })
          named += 1
        } catch let refusal as ModelRefusal {
          #expect(refusal.code == "model.changed")
          refused += 1
        }
      }
      isDone.withLock { $0 = true }
      try await writer.value
      #expect(refused > 0, "\(named) named, \(refused) refused")
    }
  }
}
