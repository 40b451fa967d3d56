import CanonicalEncoding
import Foundation
import GRDB
import Ledger
import Quorate
import QuorateTesting
import SQLiteStorage
import Testing
import TransparencyLog

/// Files in whose tables anything may stand where something else belongs: whoever has the file can write that.
@Suite struct DamagedFileTests {
  /// Something that does not belong there, in SQL. Text and numbers of the right kind are for the audit to find.
  private static let values = ["NULL", "'words'", "x'00ff'", "-1", "1.5", "9223372036854775807"]

  private static let columns: [(table: String, columns: [String])] = [
    ("entry", ["idx", "bytes", "hash", "statement"]), ("node", ["level", "idx", "hash"]),
    ("head", ["size", "received", "frontier"]), ("checkpoint", ["size", "note"]),
    ("record", ["space", "partition", "row", "value"]), ("reason", ["hash", "text"]),
    ("promise", ["statement", "bytes", "reason", "due"]), ("refusal", ["code", "count", "last"]),
  ]

  private static let cells: [String] = columns.flatMap { table, columns in columns.map { "\(table).\($0)" } }

  /// A log in which every table has a row.
  private func log(at path: String) async throws {
    let dao = try await SampleDAO(on: try SQLiteLogStore(path: path, isNew: true))
    let proposal = try await dao.propose()
    dao.clock.advance(.minutes(1))
    try await dao.vote(on: proposal, by: 1)
    _ = try dao.store.store(StoredCheckpoint(size: 1, note: "note"))
    try dao.store.keep(
      PromisedStatement(id: .zero, leaf: [1], reason: "why", due: Timepoint(milliseconds: 1)))
    try dao.store.countRefusals(["test"], at: Timepoint(milliseconds: 1))
    try dao.store.transact { try $0.keep(reason: "why", hash: .zero) }
  }

  /// Takes the constraints off a table and writes a value into every row of a column.
  private func damage(_ path: String, _ table: String, _ column: String, _ value: String) throws {
    let file = try DatabaseQueue(path: path)
    try file.write { database in
      try database.execute(
        sql: """
          CREATE TABLE other AS SELECT * FROM \(table); DROP TABLE \(table);
          ALTER TABLE other RENAME TO \(table); UPDATE \(table) SET \(column) = \(value);
          """)
    }
    try file.close()
  }

  /// Every question there is to a store.
  private static let questions: [(id: String, ask: @Sendable (SQLiteLogStore) throws -> Void)] = [
    ("head", { _ = try $0.head() }), ("entries", { _ = try $0.entries(from: 0, limit: 9) }),
    ("index", { _ = try $0.index(of: .zero) }), ("node", { _ = try $0.node(NodeID(level: 1, index: 0)) }),
    ("leaf", { _ = try $0.node(NodeID(level: 0, index: 0)) }),
    ("nodes", { _ = try $0.nodes(level: 1, from: 0, limit: 9) }),
    ("leaves", { _ = try $0.nodes(level: 0, from: 0, limit: 9) }),
    ("checkpoint", { _ = try $0.checkpoint() }),
    ("checkpoints", { _ = try $0.checkpoints(from: 0, limit: 9) }),
    ("store", { _ = try $0.store(StoredCheckpoint(size: 2, note: "note")) }),
    ("reason", { _ = try $0.reason(.zero) }), ("reasons", { _ = try $0.reasons(after: nil, limit: 9) }),
    ("refusals", { _ = try $0.refusals() }),
    (
      "records",
      { store in for space in RecordSpace.allCases { _ = try store.read { try $0.records(space) } } }
    ),
    (
      "rows",
      { store in
        for space in RecordSpace.allCases { _ = try store.read { try $0.rows(space, ByteString([])) } }
      }
    ),
    ("promised", { _ = try $0.transact { try $0.promised() } }),
    ("refuse", { try $0.countRefusals(["test"], at: Timepoint(milliseconds: 2)) }),
  ]

  @Test(arguments: cells) func `whatever stands in a column, it is read or refused`(_ cell: String)
    async throws
  {
    let parts = cell.split(separator: ".").map(String.init)
    try await TemporaryFolder.with { folder in
      let sound = folder + "/sound.sqlite"
      try await log(at: sound)
      for (number, value) in Self.values.enumerated() {
        let path = folder + "/\(number).sqlite"
        for ending in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: sound + ending) {
          try FileManager.default.copyItem(atPath: sound + ending, toPath: path + ending)
        }
        try damage(path, parts[0], parts[1], value)
        let store = try SQLiteLogStore(path: path)
        for (id, ask) in Self.questions {
          do { try ask(store) } catch {
            #expect(error is StorageError, "\(id) with \(value): \(error)")
          }
        }
      }
    }
  }

  @Test func `an empty place in the head is damage, and nothing is written over it`() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder + "/log.sqlite"
      try await log(at: path)
      try damage(path, "head", "size", "NULL")
      let store = try SQLiteLogStore(path: path)
      #expect { try store.head() } throws: { ($0 as? StorageError)?.code == "storage.corrupt" }
      #expect { try store.transact { $0.head } } throws: { ($0 as? StorageError)?.code == "storage.corrupt" }
    }
  }
}
