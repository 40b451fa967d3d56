import CanonicalEncoding
import Foundation
import Quorate
import QuorateTesting
import SQLiteStorage
import Testing
import TransparencyLog

@Suite struct WitnessStoreTests {
  private func record(_ origin: String, _ size: UInt64, time: UInt64 = 5) -> WitnessRecord {
    let root = Digest.sha256(Array("\(size)".utf8))
    return WitnessRecord(
      origin: origin, state: CosignedState(size: size, root: root, time: time), note: Array("\(size)\n".utf8))
  }

  private func withStores(_ body: (any WitnessStore) throws -> Void) throws {
    try body(MemoryWitnessStore())
    try TemporaryFolder.with { try body(try SQLiteWitnessStore(path: $0 + "/w.sqlite", isNew: true)) }
  }

  @Test func `what was kept last is what is there, for each log alone`() throws {
    try withStores { store in
      #expect(try store.latest(of: "a") == nil)
      for (origin, size) in [("b", 4), ("a", 1), ("a", 3), ("\u{e9}", 7)] as [(String, UInt64)] {
        let before = try store.latest(of: origin)
        let seen = try store.update(of: origin) { (record(origin, size), $0) }
        #expect(seen == before)
      }
      #expect(try store.latest(of: "a") == record("a", 3))
      #expect(try store.all().map(\.origin) == ["a", "b", "\u{e9}"])
      // Another spelling is another log.
      #expect(try store.latest(of: "e\u{301}") == nil)
      let largest = record("c", 1 << 63 - 1, time: 1 << 63 - 1)
      try store.update(of: "c") { _ in (largest, ()) }
      #expect(try store.latest(of: "c") == largest)
    }
  }

  @Test func `where the judging throws, nothing is kept`() throws {
    try withStores { store in
      try store.update(of: "a") { _ in (record("a", 1), ()) }
      #expect(throws: StorageError.self) {
        try store.update(of: "a") { (_) throws -> (record: WitnessRecord, value: Void) in
          throw StorageError("x", "y")
        }
      }
      #expect(try store.latest(of: "a") == record("a", 1))
    }
  }

  @Test func `evidence is kept in order, and not without end`() throws {
    try withStores { store in
      for number in 0..<(WitnessRecord.evidenceLimit + 3) {
        try store.keepEvidence([UInt8(truncatingIfNeeded: number)], of: "a", at: 1)
      }
      let kept = try store.evidence(of: "a")
      #expect(kept.count == WitnessRecord.evidenceLimit)
      #expect(kept.prefix(3) == [[0], [1], [2]])
      #expect(try store.evidence(of: "b").isEmpty)
    }
  }

  @Test func `a witness opened again knows what it cosigned, and a foreign file is refused`() throws {
    try TemporaryFolder.with { folder in
      let path = folder + "/w.sqlite"
      #expect(throws: StorageError.self) { try SQLiteWitnessStore(path: path) }
      try SQLiteWitnessStore(path: path, isNew: true).update(of: "a") { _ in (record("a", 9), ()) }
      #expect(try SQLiteWitnessStore(path: path).latest(of: "a") == record("a", 9))
      _ = try SQLiteLogStore(path: folder + "/log.sqlite", isNew: true)
      #expect(throws: (any Error).self) { try SQLiteWitnessStore(path: folder + "/log.sqlite").all() }
    }
  }
}
