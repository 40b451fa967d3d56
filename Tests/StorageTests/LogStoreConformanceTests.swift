import Foundation
import Ledger
import Quorate
import QuorateTesting
import SQLiteStorage
import Testing

@Suite struct LogStoreConformanceTests {
  @Test(arguments: LogStoreCheck.allCases) func `the store in memory keeps its promises`(
    _ check: LogStoreCheck
  ) throws {
    try check.run(on: MemoryLogStore())
  }

  @Test(arguments: LogStoreCheck.allCases) func `the store in SQLite keeps its promises`(
    _ check: LogStoreCheck
  ) throws {
    try TemporaryFolder.with { folder in
      try check.run(on: try SQLiteLogStore(path: folder + "/log.sqlite", isNew: true))
    }
  }

  @Test func `a SQLite log opened again is the same log`() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder + "/log.sqlite"
      let dao = try await SampleDAO(on: try SQLiteLogStore(path: path, isNew: true))
      let proposal = try await dao.propose()
      dao.clock.advance(.minutes(1))
      try await dao.vote(on: proposal, by: 1)
      let again = try SQLiteLogStore(path: path)
      #expect(try LogExport(again) == dao.export())
      #expect(try again.entries(from: 0, limit: 9).count == 4)
    }
  }

  @Test func `the same acts give both stores the same bytes`() async throws {
    try await TemporaryFolder.with { folder in
      let file = try await SampleDAO(on: try SQLiteLogStore(path: folder + "/log.sqlite", isNew: true))
      let memory = try await SampleDAO(on: MemoryLogStore())
      let numbers = (try await file.queued(), try await memory.queued())
      #expect(numbers.0 == numbers.1)
      #expect(try file.export() == memory.export())
      #expect(try file.export().entries.count == 8)
    }
  }

  @Test func `a missing file is not made unless asked for`() throws {
    try TemporaryFolder.with { folder in
      #expect { try SQLiteLogStore(path: folder + "/none.sqlite") } throws: { error in
        (error as? StorageError)?.code == "storage.missing"
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/none.sqlite"))
    }
  }

  @Test func `a file of another kind is refused`() throws {
    try TemporaryFolder.with { folder in
      let path = folder + "/log.sqlite"
      try Data("not a database, but long enough to be read as the header of one".utf8).write(
        to: URL(filePath: path))
      #expect { try SQLiteLogStore(path: path) } throws: { error in
        (error as? StorageError)?.code == "storage.corrupt"
      }
    }
  }
}
